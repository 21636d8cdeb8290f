// Formulas become MathML in the page itself, so that nothing is fetched from elsewhere.
for (const part of document.querySelectorAll(".arithmatex")) {
  const text = part.textContent.trim()
  const before = part.previousSibling
  const after = part.nextSibling
  // $$ ... $$ inside a paragraph arrives as a dollar, a formula and another dollar.
  const inside = before?.nodeValue?.endsWith("$") && after?.nodeValue?.startsWith("$")
  if (inside) {
    before.nodeValue = before.nodeValue.slice(0, -1)
    after.nodeValue = after.nodeValue.slice(1)
  }
  temml.render(text.slice(2, -2), part, { displayMode: inside || text.startsWith("\\["), throwOnError: true })
}
