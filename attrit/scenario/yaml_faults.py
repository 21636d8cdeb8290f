"""What is wrong with a file that is no YAML, in the words of people who write one by hand."""

from __future__ import annotations

import re

_QUOTE = "put the text in quotes"
_SECOND_COLON = r"\s*(?:- )?([\w.]+): +([^\"'{\[#].*: .*)$"
# what the parser says -> what that means, and the cure
_MEANS = (
    (r"found character '\\t'|tab character", "a tab", "indent with blanks"),
    (r"mapping values are not allowed", "a line is indented further than the one above it", "indent them alike"),
    (r"scanning a quoted scalar .*end of stream", "a quote sign is opened and not closed", "close it"),
    (r"unknown escape character", "a backslash between double quotes", "put the text between single quotes"),
    (r"could not find expected ':'", "a line without a colon", "write KEY: VALUE, with a blank after the colon"),
    (r"parsing a flow (mapping|sequence)", "a bracket is not closed, or a comma is missing", "see { } [ ] before it"),
    (r"undefined alias|scanning an alias|scanning an anchor", "a text begins with * or &", _QUOTE),
    (r"could not determine a constructor|scanning a tag|undefined tag handle", "a text begins with !", _QUOTE),
    (r"found character '(.)' that cannot start", "a text begins with {0}", _QUOTE),
    (r"expected a single document", "a second document begins here (---)", "one scenario a file"),
    (r"expected <block end>|parsing a block", "a line is indented otherwise than its neighbours", "indent them alike"),
)


def in_words(said: str, text: str, line: int) -> tuple[str, str]:
    """What is wrong, and the cure.

    Parameters
    ----------
    said
        () [-] What the parser says.
    text
        () [-] The text that it read.
    line
        () [1] The line that it stopped at.
    """
    said = " ".join(said.split())
    lines = text.splitlines()
    at = lines[line - 1] if 0 < line <= len(lines) else ""
    for pattern, found, cure in _MEANS:
        match = re.search(pattern, said)
        if match and "mapping values" in pattern and (key := re.match(_SECOND_COLON, at)):
            return "a colon in a text", f'{_QUOTE}: {key[1]}: "{key[2].strip()}"'
        if match:
            return found.format(*match.groups()), cure
    return f"not valid YAML: {said}", ""
