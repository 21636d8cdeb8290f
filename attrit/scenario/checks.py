"""Cross checks of a scenario: everything that one value alone cannot show."""

from __future__ import annotations

import math
from typing import Any

from attrit.errors import AttritError, did_you_mean
from attrit.model.laws.register import LAWS
from attrit.scenario.document import Loc
from attrit.scenario.draft import Draft
from attrit.scenario.formulas import medians
from attrit.scenario.read_inputs import COMMANDS, states_accepted, weights_of
from attrit.scenario.values import in_unit, number

_ROUNDING = 1e-6  # how far shares may miss 1
_LONGEST = 3650  # days
_REFERENCES = (
    ("sides", "reserve_group", "groups"),
    ("fronts", "holder", "sides"),
    ("fronts", "taken_from", "sides"),
    ("sectors", "front", "fronts"),
    ("groups", "side", "sides"),
    ("groups", "front", "fronts"),
    ("groups", "sectors", "sectors"),
    ("groups", "host", "groups"),
    ("groups", "supporter", "supporters"),
    ("groups", "own_sector", "sectors"),
    ("supporters", "side", "sides"),
    ("supporters", "tranche_to", "groups"),
    ("third_parties", "feeds", "sides"),
    ("third_parties", "influence", "third_parties"),
    ("rules", "binds", "groups"),
)
_ONE = {"sides": "side", "fronts": "front", "sectors": "sector", "groups": "group", "supporters": "supporter"}
_ONE |= {"third_parties": "third party", "hypotheses": "hypothesis", "arms": "arm"}


def check(draft: Draft) -> None:
    """Note everything that does not fit together.

    Parameters
    ----------
    draft
        () [-] The scenario so far, with its inputs.
    """
    for test in (
        _references, _counts, _codes, _fronts, _hypotheses, _duties, _groups, _sides_agree, _rules, _roles, _dates,
    ):  # fmt: skip
        test(draft)


def _references(draft: Draft) -> None:
    for section, key, target in _REFERENCES:
        for name, thing in draft.things(section).items():
            _refer(draft, (section, name, key), thing.get(key), target)
    for key, target in (("base", "arms"), ("against", "arms"), ("objective", "fronts"), ("contingent", "groups")):
        _refer(draft, (key,), draft.data.get(key), target)
    for loc, event in draft.items("events"):
        _refer(draft, (*loc, "side"), event.get("side"), "sides")


def _refer(draft: Draft, loc: Loc, raw: Any, target: str) -> None:
    """Hold every name that a value refers to against the names there are."""
    known = draft.things(target)
    if draft.lost(target) or raw is None:
        return
    listed = isinstance(raw, list | dict)
    for i, item in enumerate(raw if listed else [raw]):
        if item is not None and item not in known:
            place = (*loc, item if isinstance(raw, dict) else i) if listed else loc
            accepted = f"one of {', '.join(known)}" if known else f"'{target}' lists none"
            draft.findings.add(
                place, f"no {_ONE[target]} '{item}'", accepted, did_you_mean(item, known), isinstance(raw, dict)
            )


def _counts(draft: Draft) -> None:
    if not draft.lost("sides") and len(draft.things("sides")) != 2:
        draft.findings.add(("sides",), f"{len(draft.things('sides'))} sides", "two", of_key=True)
    for section in ("fronts", "sectors", "groups", "arms"):
        if not draft.lost(section) and not draft.things(section):
            draft.findings.add((section,), f"no {_ONE[section]}", "at least one", of_key=True)


def _codes(draft: Draft) -> None:
    """No two sides are called the same in the ledger."""
    owner = {name.upper(): name for name in draft.things("sides")}
    for name, side in draft.things("sides").items():
        code = side.get("code") or name
        if owner.setdefault(code.upper(), name) != name:
            draft.findings.add(("sides", name, "code"), f"'{code}' is side '{owner[code.upper()]}'", "another code")


def _fronts(draft: Draft) -> None:
    """Every front has sectors whose shares sum to 1, and troops of both sides on the first day."""
    middle = _medians(draft)
    for front, stated in draft.things("fronts").items():
        loc = "fronts", front
        if stated.get("taken_from") and stated["taken_from"] == stated.get("holder"):
            found = f"'{stated['taken_from']}' holds it"
            draft.findings.add((*loc, "taken_from"), found, "the other side, from which it was taken; or no such key")
        here = [name for name, sector in draft.things("sectors").items() if sector.get("front") == front]
        if not here and not draft.lost("sectors"):
            draft.findings.add(loc, f"no sector is on front '{front}'", "at least one", of_key=True)
            continue
        shares = [middle.get(f"sectors.{name}.area_share") for name in here]
        total = sum(share for share in shares if share is not None)
        if here and None not in shares and abs(total - 1) > _ROUNDING:
            last: Loc = "sectors", here[-1], "area_share"
            found = f"the sectors of front '{front}' have {total:g} of its ground together"
            draft.findings.add(last, found, "area shares that sum to 1")
        there = [g for g in draft.things("groups").values() if g.get("front") == front and not _on(g.get("arrives"))]
        for side in draft.things("sides") if _placed(draft) else ():
            if side not in [group.get("side") for group in there]:
                found = f"side '{side}' has no group on front '{front}' on the first day"
                draft.findings.add(loc, found, "one without 'arrives: on'", of_key=True)


def _placed(draft: Draft) -> bool:
    """Whether it is known of every group whose it is and where it stands."""
    sides, fronts = draft.things("sides"), draft.things("fronts")
    groups = draft.things("groups").values()
    sound = ("groups",) not in draft.broken and len(sides) == 2 and bool(groups)
    return sound and all(group.get("side") in sides and group.get("front") in fronts for group in groups)


def _medians(draft: Draft) -> dict[str, float]:
    """Medians of the inputs, without the formulas if one of them cannot be evaluated."""
    plain = {path: entry for path, entry in draft.inputs.items() if not entry.names}
    whole = all(name in draft.inputs for entry in draft.inputs.values() for name in entry.names)
    try:
        return medians(draft.inputs if whole else plain)
    except AttritError:
        return medians(plain)


def _on(raw: Any) -> bool:
    return raw in (True, "on")


def _hypotheses(draft: Draft) -> None:
    for name, raw in draft.things("hypotheses").items():
        if ("hypotheses", name) in draft.broken or (name != "law" and draft.lost("roles")):
            continue
        known = states_accepted(draft, name)
        if name in known:
            draft.findings.add(
                ("hypotheses", name), f"'{name}' is a role or command itself", "another name", of_key=True
            )
        for state in weights_of(raw):
            if state not in known:
                loc: Loc = ("hypotheses", name, state) if isinstance(raw, dict) else ("hypotheses", name)
                kind = "law" if name == "law" else "role or command"
                cure = did_you_mean(state, known)
                if name == "law" and state in LAWS:
                    kind, cure = "law of a campaign", LAWS[state].alone
                draft.findings.add(
                    loc, f"no {kind} '{state}'", f"one of {', '.join(known)}", cure, isinstance(raw, dict)
                )


def _duties(draft: Draft) -> None:
    """The role and the command of a group: named outright, or a hypothesis about it."""
    hypotheses = draft.things("hypotheses")
    for name, group in draft.things("groups").items():
        for key, plain in (("role", list(draft.things("roles"))), ("command", list(COMMANDS))):
            loc, stated = ("groups", name, key), group.get(key)
            if stated is None or draft.lost("hypotheses") or (key == "role" and draft.lost("roles")):
                continue
            states = [stated] if stated in plain else weights_of(hypotheses.get(stated, {}))
            if stated not in plain and stated not in hypotheses:
                known = [*plain, *hypotheses]
                draft.findings.add(
                    loc, f"no {key} '{stated}'", f"one of {', '.join(known)}", did_you_mean(stated, known)
                )
            elif any(state not in plain and state in _all_states(draft) for state in states):
                draft.findings.add(loc, f"hypothesis '{stated}' is not about a {key}")
            if "own_sector" in states and "own_sector" not in group and ("groups", name) not in draft.broken:
                draft.findings.add(loc, "may have a sector of its own", "also 'own_sector: SECTOR'")


def _all_states(draft: Draft) -> set[str]:
    """Whatever a hypothesis can be about."""
    return {*draft.things("roles"), *COMMANDS, *LAWS}


def _groups(draft: Draft) -> None:
    """Sectors of the front, and a host that is another group."""
    sectors = draft.things("sectors")
    for name, group in draft.things("groups").items():
        front, loc, own = group.get("front"), ("groups", name), group.get("own_sector")
        listed: list[tuple[Loc, Any]] = [((*loc, "sectors", i), s) for i, s in enumerate(group.get("sectors") or [])]
        for place, sector in [*listed, ((*loc, "own_sector"), own)]:
            if front in draft.things("fronts") and sectors.get(sector, {}).get("front", front) != front:
                draft.findings.add(place, f"sector '{sector}' is not on front '{front}'")
        if own in sectors and listed and own not in group["sectors"]:
            draft.findings.add((*loc, "own_sector"), f"sector '{own}' is not among the group's sectors")
        if group.get("host") == name:
            draft.findings.add((*loc, "host"), "the group is its own host", "another group, or no host")


def _sides_agree(draft: Draft) -> None:
    """What belongs together is of one side."""
    groups, supporters = draft.things("groups"), draft.things("supporters")
    pairs: list[tuple[Loc, Any, Any, str]] = []
    for name, group in groups.items():
        pairs.append((("groups", name, "host"), group.get("side"), groups.get(group.get("host", "")), "host"))
        friend = supporters.get(group.get("supporter", ""))
        pairs.append((("groups", name, "supporter"), group.get("side"), friend, "supporter"))
    for name, supporter in supporters.items():
        other = groups.get(supporter.get("tranche_to", ""))
        pairs.append((("supporters", name, "tranche_to"), supporter.get("side"), other, "group"))
    for name, side in draft.things("sides").items():
        pairs.append((("sides", name, "reserve_group"), name, groups.get(side.get("reserve_group", "")), "group"))
    for loc, side, other, word in pairs:
        if {side, (other or {}).get("side")} == set(draft.things("sides")):
            draft.findings.add(loc, f"{word} '{draft.get(loc)}' is of side '{other['side']}'", f"one of side '{side}'")


def _rules(draft: Draft) -> None:
    for name, rule in draft.things("rules").items():
        reading, readings = rule.get("reading"), rule.get("readings")
        if reading and readings and reading not in readings:
            accepted, cure = f"one of {', '.join(readings)}", did_you_mean(reading, readings)
            draft.findings.add(("rules", name, "reading"), f"no reading '{reading}'", accepted, cure)


def _roles(draft: Draft) -> None:
    for name, role in draft.things("roles").items():
        total = role.get("line_share", 0) + role.get("second_share", 0)
        if total > 1 + _ROUNDING:
            draft.findings.add(
                ("roles", name), f"line and second line have {total:g} of the men", "at most 1", of_key=True
            )


def horizon_of(raw: str) -> int:
    """Whole days of a horizon; what is wrong with it is raised.

    Parameters
    ----------
    raw
        () [-] For example ``180 day``.
    """
    days, unit = number(raw, "day")
    whole = round(days)
    if unit != "day" or abs(days - whole) > _ROUNDING or not 1 <= whole <= _LONGEST:
        raise AttritError(f"a horizon of {raw}")
    return whole


def _dates(draft: Draft) -> None:
    raw = draft.data.get("horizon")
    if raw is not None:
        try:
            horizon_of(raw)
        except AttritError as error:
            found = error.problems[0].found
            draft.findings.add(("horizon",), found, f"whole days from 1 to {_LONGEST}, such as 180 day")
    as_of = draft.data.get("as_of")
    for loc, event in draft.items("events"):
        for either, other in (("on", "day"), ("stock", "pool")):
            if (either in event) == (other in event):
                draft.findings.add(loc, f"an event has either '{either}' or '{other}'")
        if as_of and "on" in event and event["on"] < as_of:
            draft.findings.add((*loc, "on"), f"{event['on']} lies before {as_of}", "a later day; day 0 is as_of")
        for key, unit in (("stock", "round"), ("pool", "person")):
            if key in event:
                _amount(draft, (*loc, key), event[key], unit)


def _amount(draft: Draft, loc: Loc, raw: str, unit: str) -> None:
    try:
        value, stated = number(raw, unit)
    except AttritError as error:
        draft.findings.relay(loc, error)
        return
    if stated != unit or not 0 < value < math.inf:
        draft.findings.add(loc, f"'{raw}' cannot be added", f"{in_unit(unit)} above 0")
