"""Read every input of a scenario: stated values, defaults, hypotheses, formulas."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from attrit.errors import AttritError, ScenarioError
from attrit.evidence.priors import Prior, Provenance
from attrit.model.laws.register import campaign_laws
from attrit.quantities import Quantity
from attrit.scenario.document import Loc
from attrit.scenario.draft import Draft, Slot, slots
from attrit.scenario.formulas import medians, order, resolve
from attrit.scenario.input import Input
from attrit.scenario.values import RESERVED, Belief, default, in_unit, read_value

COMMANDS = ("integrated", "own_sector")
"""Whom a group obeys: another army, or its own officers in a sector of its own."""
_ROUNDING = 1e-6  # how far weights and shares may miss 1


def read_inputs(draft: Draft) -> None:
    """Fill `draft.inputs` and note what is wrong with values.

    Parameters
    ----------
    draft
        () [-] The scenario so far.
    """
    places = list(slots(draft.data))
    known = dict.fromkeys(slot.path for slot in places)
    for slot in places:
        raw = draft.get(slot.loc)
        if slot.loc in draft.broken or (raw is None and (slot.quantity is None or slot.quantity.required)):
            continue
        if raw is None and slot.quantity is not None:
            draft.inputs[slot.path] = _default(slot.path, slot.stream, slot.quantity)
            continue
        if draft.sources.unread and isinstance(raw, dict) and "claims" in raw:
            continue
        try:
            draft.inputs[slot.path] = _taken_over(draft, slot, raw) or _stated(draft, slot, raw, known)
        except AttritError as error:
            draft.findings.relay(slot.loc, error)
    _read_hypotheses(draft)
    _check_formulas(draft, {slot.path: slot.loc for slot in places})


def read_some(draft: Draft, paths: Sequence[str]) -> None:
    """Read some inputs anew into `draft.inputs`, which holds all of them, and note what is wrong with values.

    Parameters
    ----------
    draft
        () [-] The scenario so far.
    paths
        () [-] Paths of the inputs; none of a hypothesis.
    """
    places = list(slots(draft.data))
    known = dict.fromkeys(slot.path for slot in places)
    for slot in places:
        if slot.path in paths:
            try:
                draft.inputs[slot.path] = _stated(draft, slot, draft.get(slot.loc), known)
            except AttritError as error:
                draft.findings.relay(slot.loc, error)
    _check_formulas(draft, {slot.path: slot.loc for slot in places})


@cache
def _default(path: str, stream: str, quantity: Quantity) -> Input:
    """An input that the scenario says nothing about; the same object for every arm."""
    return Input(path, stream, quantity, default(quantity))


def _taken_over(draft: Draft, slot: Slot, raw: Any) -> Input | None:
    """The input of the scenario that this is a change of, where the change leaves it as it is."""
    like = draft.like
    if like is None or draft.before is None or draft.before.get(slot.loc) is not raw:
        return None
    given = like.inputs[slot.path]
    return given if given.where == str(draft.findings.document.place(slot.loc)) else None


def _stated(draft: Draft, slot: Slot, raw: Any, known: dict[str, Any]) -> Input:
    """One input of the file."""
    belief = read_value(raw, slot.quantity, draft.sources)
    quantity = slot.quantity or Quantity("quantity", str(slot.loc[-1]), unit=belief.unit, low=_least(belief))
    if isinstance(raw, dict) and raw.get("meaning"):
        quantity = replace(quantity, meaning=raw["meaning"])
    elif slot.quantity is None and draft.like is not None and slot.path in draft.like.inputs:
        quantity = replace(
            quantity, meaning=draft.like.inputs[slot.path].quantity.meaning
        )  # a value alone changes none
    if (
        belief.formula is not None
        and slot.quantity is None
        and draft.like is not None
        and slot.path in draft.like.inputs
    ):
        quantity = replace(quantity, unit=draft.like.inputs[slot.path].quantity.unit)  # a formula states no unit
    where = str(draft.findings.document.place(slot.loc))
    formula, names = resolve(belief.formula, known) if belief.formula is not None else (None, ())
    if belief.prior is not None:
        low, high = belief.times * belief.prior.p05, belief.times * belief.prior.p95
        for number in (low, high):
            if not quantity.low <= number <= quantity.high:
                draft.findings.add(slot.loc, f"{_shown(number)} {_of(quantity)}is out of range", _range(quantity))
                break
        if belief.prior.is_so < 1 and quantity.low > 0:
            found = "it may not be so, but 0 is out of range"
            draft.findings.add((*slot.loc, "before", "is_so"), found, _range(quantity), "leave 'is_so' out")
    return Input(slot.path, slot.stream, quantity, belief.prior, formula, names, belief.times, where)


def _least(belief: Belief) -> float:
    """Least number of an input that the scenario names itself: 0 if it is counted or measured and stated from 0 up.

    The tail of a normal would go on below; the worlds that it holds have 0, so that the quantiles are met.
    """
    prior = belief.prior
    from_zero = prior is not None and prior.shape == "normal" and prior.p05 >= 0 and belief.unit != "1"
    return 0.0 if from_zero else -math.inf


def _of(quantity: Quantity) -> str:
    return "" if quantity.unit == "1" else f"{quantity.unit} "


def _range(quantity: Quantity) -> str:
    return f"{_shown(quantity.low)} to {_shown(quantity.high)} {_of(quantity)}".strip()


def _shown(number: float) -> str:
    """A number as people write it: whole ones without an exponent."""
    return f"{number:.0f}" if abs(number) < 1e15 and number == round(number) else f"{number:g}"


def _check_formulas(draft: Draft, locs: dict[str, Loc]) -> None:
    """Circles, and formulas that give no acceptable number at the medians."""
    inputs = draft.inputs
    try:
        sequence = order(inputs)
    except ScenarioError as error:
        for problem in error.problems:
            draft.findings.add(locs[problem.path], problem.found)
        return
    whole = {path: entry for path, entry in inputs.items() if all(name in inputs for name in entry.names)}
    if len(whole) < len(inputs):
        return
    for path in sequence:
        entry = inputs[path]
        if entry.formula is not None and entry.names == (entry.formula.strip(),):
            unit = inputs[entry.names[0]].quantity.unit
            if not entry.quantity.unit:  # a number of the scenario's own that is just another
                inputs[path] = whole[path] = replace(entry, quantity=replace(entry.quantity, unit=unit))
            elif unit != entry.quantity.unit:
                draft.findings.add(locs[path], f"found {entry.formula}, {in_unit(unit)}", in_unit(entry.quantity.unit))
    middle = medians(whole)
    for path, entry in whole.items():
        value, q = middle[path], entry.quantity
        if entry.formula is None:
            continue
        if not math.isfinite(value):
            draft.findings.add(locs[path], "the formula divides by 0 at the medians")
        elif not q.low <= value <= q.high:
            found, accepted, cure = _out_of_range(entry, value, middle, whole)
            draft.findings.add(locs[path], found, accepted, cure)


def _out_of_range(
    entry: Input, value: float, middle: dict[str, float], inputs: dict[str, Input]
) -> tuple[str, str, str]:
    """What a formula comes to, what is accepted, and the cure; a part larger than its whole is called just that."""

    def called(path: str) -> str:
        name, meaning = path.removeprefix("quantities."), inputs[path].quantity.meaning
        return f"{name} ({meaning})" if meaning and meaning != name else name

    q, names = entry.quantity, [path.removeprefix("quantities.") for path in entry.names]
    if value < q.low and len(names) == 2 and entry.formula == " - ".join(entry.names):
        (whole, most), (part, stated) = ((called(path), middle[path]) for path in entry.names)
        found = f"{part} is {stated:,.6g}, but it is a part of {whole}, which is {most:,.6g}"
        return found, f"a part of at most {most - q.low:,.6g}", f"lower {names[1]}, or raise {names[0]}"
    made = ", ".join(f"{name} {middle[path]:.6g}" for name, path in zip(names, entry.names, strict=True))
    return f"the formula gives {_shown(value)} at the medians{f' ({made})' if made else ''}", _range(q), ""


def _read_hypotheses(draft: Draft) -> None:
    """Competing hypotheses as choices; the law is the mixed one unless stated."""
    stated = {"law": "mixed", **draft.things("hypotheses")}
    for name, raw in stated.items():
        loc = "hypotheses", name
        if loc in draft.broken:
            continue
        weights = weights_of(raw)
        total = sum(weights.values())
        if not weights:
            draft.findings.add(loc, "no hypothesis", "names with their weights")
            continue
        if abs(total - 1) > _ROUNDING:
            draft.findings.add(loc, f"the weights sum to {total:g}", "a sum of 1")
            continue
        kind, source = ("judgement", "default") if name not in draft.things("hypotheses") else _said(raw)
        prior = Prior.choice({state: w / total for state, w in weights.items()}, Provenance(kind, source))
        quantity = Quantity(
            "hypothesis", name, low=0.0, high=len(weights) - 1.0, meaning=f"one of {', '.join(weights)}"
        )
        where = str(draft.findings.document.place(loc)) if name in draft.things("hypotheses") else ""
        path = f"hypotheses.{name}"
        draft.inputs[path] = Input(path, path, quantity, prior, where=where)


def _said(raw: Any) -> tuple[str, str]:
    if isinstance(raw, dict):
        return raw.get("class", "judgement"), raw.get("source", "")
    return "judgement", "stated in the scenario"


def weights_of(raw: Any) -> dict[str, float]:
    """The states of a hypothesis and their weights.

    Parameters
    ----------
    raw
        () [-] A plain name, or names with weights.
    """
    if isinstance(raw, dict):
        return {state: weight for state, weight in raw.items() if state not in RESERVED}
    return {raw: 1.0}


def states_accepted(draft: Draft, name: str) -> list[str]:
    """What a hypothesis may consist of: laws, roles or commands.

    Parameters
    ----------
    draft
        () [-] The scenario so far.
    name
        () [-] Its name.
    """
    return list(campaign_laws()) if name == "law" else [*draft.things("roles"), *COMMANDS]
