"""Hold a document against the shape of a scenario file: every error in plain words at its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from attrit.errors import did_you_mean
from attrit.quantities import mechanisms
from attrit.scenario.document import Enough, Loc, inside, kind_of, without
from attrit.scenario.faults import Findings
from attrit.scenario.forms import NAME
from attrit.scenario.shape import THINGS, fields_of, file_shape
from attrit.scenario.values import FORMS

_ACCEPTED = {
    "string_type": "a text; put it between quote signs if it looks like a number",
    "string_too_short": "a text that is not empty",
    "string_too_long": "a shorter text",
    "string_pattern_mismatch": "small letters, digits and _, beginning with a letter",
    "bool_type": "on or off",
    "int_type": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "dict_type": "a mapping of names",
    "model_type": "a mapping",
    "list_type": "a list",
    "union_tag_not_found": FORMS,
}
_MOST_LISTED = 12  # more keys than that are no help in a message
_MOST_IN = dict.fromkeys(THINGS, 200) | dict.fromkeys(
    ("quantities", "hypotheses", "events", "correlations", "arms"), 1000
)


def check_structure(findings: Findings) -> tuple[dict[str, Any], set[Loc]]:
    """Note every error of shape.

    Parameters
    ----------
    findings
        () [-] Collects them.

    Returns
    -------
    tuple of dict and set
        The data without what is wrong in it, so that the rest can be checked too; and the places that held something
        wrong, with every place around them.
    """
    data: Any = findings.document.data
    broken: set[Loc] = set()
    _check_sizes(findings)
    try:
        file_shape().model_validate(data)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            tagged = fault["loc"]
            loc = tuple(part for part in tagged if not str(part).startswith(("<", "[")))
            _note(findings, fault, tagged, loc)
            broken |= {loc[:size] for size in range(1, len(loc) + 1)}
            data = _emptied(data, loc)
    return data, broken


def _check_sizes(findings: Findings) -> None:
    """Look at nothing more where a section is longer than that of any war."""
    too_long = False
    for section, most in _MOST_IN.items():
        listed = findings.document.data.get(section)
        if isinstance(listed, dict | list) and len(listed) > most:
            findings.add((section,), f"{len(listed):,} in '{section}'", f"at most {most:,}", of_key=True)
            too_long = True
    if too_long:
        raise Enough


def _emptied(data: Any, loc: Loc) -> Any:
    """The data without what stands at a place; a thing stays as an empty one, so that its name is known."""
    if len(loc) == 2 and loc[0] in (*THINGS, "quantities", "hypotheses"):
        return {**data, loc[0]: {**data[loc[0]], loc[1]: {}}}
    return without(data, loc)


def _note(findings: Findings, fault: Mapping[str, Any], tagged: Loc, loc: Loc) -> None:
    kind, value, context = fault["type"], fault["input"], fault.get("ctx", {})
    if kind == "missing":
        meaning = fields_of(tagged[:-1]).get(str(loc[-1]), "")
        findings.add(loc, f"'{loc[-1]}' is missing", meaning, of_key=True)
    elif kind == "extra_forbidden":
        known = fields_of(tagged[:-1])
        listed = f"one of {', '.join(known)}" if len(known) <= _MOST_LISTED else ""
        there = inside(findings.document.data, loc[:-1])
        near = did_you_mean(str(loc[-1]), [key for key in known if key not in there])
        cure = near or _torn(findings, loc, there)
        findings.add(loc, f"unknown key '{loc[-1]}'", listed, cure, of_key=True)
    elif tagged[-1] == "[key]":
        accepted, cure = context.get("accepted") or _ACCEPTED["string_pattern_mismatch"], _as_name(loc[-1])
        findings.add(loc, f"'{loc[-1]}' is not a name", accepted, cure, of_key=True)
    elif kind == "attrit":
        findings.add(loc, context["found"], context["accepted"])
    elif kind == "literal_error":
        accepted = context["expected"].replace("'", "")
        near = did_you_mean(str(value), accepted.replace(" or", ",").split(", "))
        findings.add(loc, f"found {_shown(value)}", accepted, near)
    elif kind == "model_type" and loc[0] == "mechanisms" and len(loc) == 2:
        can = "on, off or a mapping" if loc[1] in mechanisms() else "a mapping; this part cannot be switched off"
        findings.add(loc, f"found {_shown(value)}", can)
    elif kind in ("too_short", "too_long"):
        count = f"at least {context['min_length']}" if kind == "too_short" else f"at most {context['max_length']}"
        findings.add(loc, f"found {len(value)} in the list", count)
    else:
        said = fault["msg"].replace("Input should be ", "").replace("Input should have", "")
        said = f"a number {said}" if said.startswith(("greater", "less")) else said
        cure = _as_name(value) if kind == "string_pattern_mismatch" else ""
        findings.add(loc, f"found {_shown(value)}", _ACCEPTED.get(kind, said), cure)


def _torn(findings: Findings, loc: Loc, there: Mapping[str, Any]) -> str:
    """The cure where a comma has torn a text in two, so that the rest of it stands as a key without a value."""
    names = [str(name) for name in there]
    first = last = names.index(str(loc[-1]))
    while first > 0 and there[names[first]] is None:
        first -= 1
    while last + 1 < len(names) and there[names[last + 1]] is None:
        last += 1
    lines = {findings.document.place((*loc[:-1], name), of_key=True).line for name in names[first : last + 1]}
    text = "" if isinstance(there[names[first]], dict | list | bool) else str(there[names[first]])
    if first == last or len(lines) > 1 or not text:
        return ""
    for rest in names[first + 1 : last + 1]:
        text += f",{rest}" if text[-1].isdigit() and rest[0].isdigit() else f", {rest}"
    return f'put a text that holds a comma in quotes: {names[first]}: "{text}"'


def _as_name(value: Any) -> str:
    """The name that was probably meant by a text that is none, as a question."""
    small = re.sub(r"[^a-z0-9]+", "_", str(value).lower()).strip("_")
    return f"did you mean '{small}'?" if re.fullmatch(NAME, small) and small != value else ""


def _shown(value: Any) -> str:
    """A value, short enough for a message."""
    if isinstance(value, dict | list) or value is None:
        return kind_of(value)
    if isinstance(value, bool):
        return "on" if value else "off"
    text = f"'{value}'" if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
