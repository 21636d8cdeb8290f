"""Texts of a drawing: how wide they are, where they break, and that they stay so whatever font shows them.

The chart engine lays a drawing out by the widths of Liberation Sans, which are those of Arial and Helvetica. Whoever
looks at it may have none of the three, and in a wider font texts would run over each other and over the edge. So each
text says how wide it is to be, and a viewer squeezes the font that it has.
"""

from __future__ import annotations

import re
from html import unescape

_SQUEEZED = 'textLength="{:.1f}" lengthAdjust="spacingAndGlyphs"'
_TEXT = re.compile(r"<text ([^>]*)>(.*?)</text>", re.DOTALL)
_LINE = re.compile(r"<tspan([^>]*)>([^<]*)</tspan>")
_SIZE = re.compile(r'font-size="([\d.]+)px"')
_UNKNOWN = 0.75  # of the size: a sign that is not in the list, wider than most
_PLAIN = {
    191: "'", 205: "‘’", 222: "ijlł", 260: "f|", 278: " \u00a0!,./:;I[\\]t·íîï", 333: "()-`r²³“”„", 334: "{}", 355: '"',
    389: "*", 400: "°", 469: "^", 500: "Jcksvxyzçćśźżčšž", 549: "±≤≥",
    556: "#$0123456789?L_abdeghnopqu–éèêäöüáóúñå€àâôûëŁąęń", 576: "μ", 584: "+<=>~−×", 611: "FTZßø", 617: "σ",
    667: "&ABEKPSVXYÄÉ", 722: "CDHNRUwÜ", 778: "GOQÖ", 833: "Mm", 889: "%", 944: "W", 1000: "—…→←", 1015: "@",
}  # fmt: skip
_BOLD = {
    238: "'", 242: "‘’", 278: " \u00a0,./I\\ijl·íîïł", 280: "|", 333: "!()-:;[]`ft²³", 389: "*r{}", 400: "°", 474: '"',
    500: "z“”„źż", 549: "±≤≥", 556: "#$0123456789J_aceksvxy–éèêäáçå€àâëąęćśčš", 584: "+<=>^~−×",
    611: "?FLTZbdghnopquöüßóúñøôûŁń", 612: "μ", 667: "EPSVXYÉ", 684: "σ", 722: "&ABCDHKNRUÄÜ", 778: "GOQwÖ", 833: "M",
    889: "%m", 944: "W", 975: "@", 1000: "—…→←",
}  # fmt: skip
_WIDTHS = [{sign: wide / 1000 for wide, signs in table.items() for sign in signs} for table in (_PLAIN, _BOLD)]


def text_width(text: str, size: float = 11, *, bold: bool = False) -> float:
    """How wide a text is in Liberation Sans, Arial or Helvetica, without kerning.

    Parameters
    ----------
    text
        () [-] The text.
    size
        () [px] Size of the font.
    bold
        () [-] Whether it is bold.

    Returns
    -------
    float
        () [px] Its width.
    """
    widths = _WIDTHS[bold]
    return size * sum(widths.get(sign, _UNKNOWN) for sign in text)


def lines_within(text: str, px: float, size: float = 11, *, bold: bool = False) -> list[str]:
    """A text in lines no wider than that; one at least. A word that is wider is broken.

    Parameters
    ----------
    text
        () [-] The text.
    px
        () [px] The width.
    size
        () [px] Size of the font.
    bold
        () [-] Whether it is bold.
    """
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip(" ")
        if text_width(longer, size, bold=bold) <= px:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for sign in word:
            if lines[-1] and text_width(lines[-1] + sign, size, bold=bold) > px:
                lines.append("")
            lines[-1] += sign
    return lines


def squeezed(svg: str) -> str:
    """A drawing whose texts are as wide as they were measured, in any font; a text with signs of another script is not.

    Parameters
    ----------
    svg
        () [-] The drawing, as Vega writes it.
    """
    return _TEXT.sub(_squeezed, svg)


def _squeezed(found: re.Match[str]) -> str:
    attributes, inside = found[1], found[2]
    size, bold = _SIZE.search(attributes), 'font-weight="bold"' in attributes
    if size is None:
        return found[0]
    if "<tspan" not in inside:
        return f"<text {attributes}{_length(inside, float(size[1]), bold)}>{inside}</text>"
    lines = _LINE.sub(lambda line: f"<tspan{line[1]}{_length(line[2], float(size[1]), bold)}>{line[2]}</tspan>", inside)
    return f"<text {attributes}>{lines}</text>"


def _length(escaped: str, size: float, bold: bool) -> str:
    text = unescape(escaped).strip()
    known = text and all(sign in _WIDTHS[bold] for sign in text)
    return f" {_SQUEEZED.format(text_width(text, size, bold=bold))}" if known else ""
