"""Inputs that are high together: pairs, and whether they can all hold at once."""

from __future__ import annotations

import math
from collections.abc import Sequence

from attrit.errors import ScenarioError
from attrit.scenario.document import Loc
from attrit.scenario.draft import Draft, slots
from attrit.scenario.paths import full_path
from attrit.scenario.things import Correlation

_CORRELATED = ("normal", "lognormal", "logit")
_LEAST_PIVOT = 1e-9  # below it a correlation matrix counts as singular


def read_correlations(draft: Draft) -> list[Correlation]:
    """The stated correlations; what is wrong with them is noted.

    Parameters
    ----------
    draft
        () [-] The scenario so far, with its inputs.
    """
    paths = [slot.path for slot in slots(draft.data)]
    found: dict[frozenset[str], tuple[Loc, Correlation]] = {}
    for loc, item in draft.items("correlations"):
        pair = [_path(draft, (*loc, "inputs", i), name, paths) for i, name in enumerate(item["inputs"])]
        one, two = pair
        if one is None or two is None:
            continue
        if one == two or frozenset((one, two)) in found:
            what = "an input with itself" if one == two else "a pair that was stated before"
            draft.findings.add((*loc, "inputs"), what, "each pair of two inputs once")
            continue
        found[frozenset((one, two))] = loc, Correlation((one, two), float(item["rho"]), item.get("reason", ""))
    stated = [correlation for _, correlation in found.values()]
    if found and not positive_definite(stated):
        last, _ = list(found.values())[-1]
        draft.findings.add((*last, "rho"), "the correlations cannot all hold at once", "a positive definite matrix")
    return stated


def _path(draft: Draft, loc: Loc, name: str, paths: Sequence[str]) -> str | None:
    """The full path of an input that can be correlated, or None with the reason noted."""
    try:
        path = full_path(name, dict.fromkeys(paths))
    except ScenarioError as error:
        draft.findings.relay(loc, error)
        return None
    entry = draft.inputs.get(path)
    # In an arm a correlated input may well be fixed, for example at 0 men; in the file itself that is a mistake.
    shape = entry.prior.shape if entry and entry.prior else "certain"
    if entry and shape not in _CORRELATED and not (shape == "certain" and draft.findings.document.changed):
        how = "is certain or a formula" if shape == "certain" else f"has a {shape} prior"
        draft.findings.add(loc, f"{path} {how}", f"an input whose prior is {', '.join(_CORRELATED)}")
        return None
    return path


def positive_definite(correlations: Sequence[Correlation]) -> bool:
    """Whether correlations can all hold at once (Cholesky's method finds no pivot that is 0 or below).

    Parameters
    ----------
    correlations
        (pair) [-] Pairs of inputs; pairs not named are uncorrelated.
    """
    names = list(dict.fromkeys(path for correlation in correlations for path in correlation.inputs))
    rho = {frozenset(correlation.inputs): correlation.rho for correlation in correlations}
    lower: list[list[float]] = []
    for i, name in enumerate(names):
        row: list[float] = []
        for j in range(i):
            known = sum(a * b for a, b in zip(row, lower[j], strict=False))
            row.append((rho.get(frozenset((name, names[j])), 0.0) - known) / lower[j][j])
        pivot = 1.0 - sum(a * a for a in row)
        if pivot < _LEAST_PIVOT:
            return False
        lower.append([*row, math.sqrt(pivot)])
    return True
