"""In which worlds does it happen: limits of a few inputs between which an outcome is far commoner than elsewhere."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from attrit.analysis.discovery_boxes import Discovery, Found, Restriction, States
from attrit.engine.draws import Columns, uniform_numbers
from attrit.engine.results import Results
from attrit.errors import Problem, ResultsError, whole_number
from attrit.experiments.cases import Cases
from attrit.experiments.conditions import Condition
from attrit.experiments.designs import Progress, chosen_inputs, short_name
from attrit.experiments.factors import kind_of
from attrit.experiments.replays import Plays
from attrit.experiments.targets import target_of
from attrit.reader import setting
from attrit.statistics.box_stability import (
    MOST,
    Chosen,
    Held,
    Rules,
    counted_elsewhere,
    one_by_one,
    set_aside,
)
from attrit.statistics.estimates import asked_precision, enough
from attrit.statistics.prim import KEPT, LOW, Bools, Box, Floats, Search

if TYPE_CHECKING:
    from attrit.scenario.schema import Scenario

FEWEST, OF_EACH = 256, 20  # worlds in all, and with and without what is asked for
_TRIED, _MOST = 2048, 1000  # least number of further worlds in which boxes are tried; most boxes, searches and plays


def worlds(
    results: Results | Cases,
    where: str | None = None,
    *,
    arm: str | None = None,
    against: str | None = None,
    of: str | None = None,
    inputs: Sequence[str] | None = None,
    boxes: int = 1,
    alpha: float = 0.05,
    least_mass: float = 0.05,
    threshold: float | None = None,
    resamples: int = 20,
    replays: int = 1,
    precision: float | None = None,
    progress: Progress | None = None,
) -> Discovery:
    """Limits of a few inputs between which an outcome is far commoner than elsewhere: scenario discovery by PRIM.

    A box is found in the worlds of the run, or in two thirds of the cases, drawn at random. What it holds is counted in
    further worlds of the run, or in the other third of the cases: these had no part in choosing it.

    Parameters
    ----------
    results
        () [-] A run, or cases.
    where
        () [-] Name of an outcome, one of <, <=, >, >=, ==, and a number in its unit: ``area_held < -100``; the name may
        be left out for cases. If None, those in which the outcome of cases is 1, and of a run those in which the arm
        matters most: the fifth of the worlds with the largest difference either way, or all in which there is one if
        these are no more than a quarter.
    arm, against
        () [-] The arms; those of the headline if None.
    of
        () [-] ``arm`` for its own number, ``difference`` for that less the other's; the difference if None and there
        are two arms.
    inputs
        (input) [-] Paths of the inputs that may be limited, which may be shortened; all uncertain ones if None.
    boxes
        () [1] Boxes to look for, each in the worlds that those before it leave.
    alpha, least_mass
        () [1] Share of the worlds that a slice takes off, and least share of all worlds that a box holds.
    threshold
        () [1] Least density of a box: the widest such one is told. The one that balances coverage and density best if
        None.
    resamples
        () [1] Searches in random halves of the worlds. Inputs that most of them do not limit are left out, and so are
        limits that make no difference beyond chance; with 0 none is, and the boxes are those of plain PRIM.
    replays
        () [1] How often each world's inputs are played, each time with other noise. The mean outcome counts, so that a
        box is about what the inputs do on average and not about the luck of a single world.
    precision
        () [1] Standard error asked for of the density, where a box was found and where it was tested; any will do if
        None.
    progress
        () [-] Called with plays done and plays in all.

    Raises
    ------
    ResultsError
        The condition cannot be read or hardly tells worlds apart, there is no such outcome, arm or input, or there are
        too few worlds.
    """
    asked_precision(precision)
    shares = {"alpha": (alpha, 0.5), "least_mass": (least_mass, 1.0), "threshold": (threshold, 1.0)}
    counts = {"boxes": (boxes, 1), "resamples": (resamples, 0), "replays": (replays, 1)}
    boxes, resamples, replays = _check(shares, counts)
    if isinstance(results, Cases):
        cases, condition, plays = _of_cases(results, where, replays)
    else:
        cases, condition, plays = _of_run(results, where, (arm, against, of), replays, progress)
    y = condition.parted(cases, OF_EACH)
    if threshold is not None and threshold <= (share := float(y.mean())):
        below = f"{100 * threshold:g} % is below the {100 * share:.3g} % of all worlds, so every world would qualify"
        raise ResultsError(Problem("", "threshold", below, f"more than {100 * share:.3g} %"))
    scenario = plays.results.scenario if plays else None
    names = list(cases.inputs) if inputs is None else chosen_inputs(inputs, list(cases.inputs), scenario)
    aside = (
        np.zeros(y.size, bool)
        if plays
        else set_aside(y, uniform_numbers("cases set aside by discover", 1, 1, y.size)[0])
    )
    search, rules = _search(cases.part(~aside), names, y[~aside]), Rules(alpha, least_mass, threshold)
    halves = uniform_numbers("halves of discover", plays.results.seed if plays else 1, resamples + 1, search.y.size)[1:]
    chosen = one_by_one(search, rules, halves, boxes)
    if threshold is not None and not chosen:
        there = one_by_one(search, replace(rules, threshold=None), halves, 1)
        most = math.floor(1000 * (there[0][0].trajectory[-1].density if there else y.mean())) / 10
        found_none = f"no box has a density of {100 * threshold:g} %, among inputs that would be limited again"
        accepted = f"more than the {100 * y.mean():.3g} % of all worlds, at most the {most:.3g} % of the densest box"
        raise ResultsError(Problem("", "threshold", found_none, accepted))
    if not chosen:
        tested = []
    elif plays:
        tested = _tried(plays, [one for one, _ in chosen], names, condition)
    else:
        tested = counted_elsewhere([one for one, _ in chosen], _search(cases.part(aside), names, y[aside]))
    found = tuple(_told(search, *one, there, cases, names, scenario) for one, there in zip(chosen, tested, strict=True))
    _known(found, precision, y.size, replays, played=plays is not None)
    return Discovery(
        condition, plays.target if plays else None, cases.title, cases.unit, y.size, int(y.sum()), found,
        len(names), resamples, min(search.y.size // 2, MOST), replays,
    )  # fmt: skip


def _check(shares: Mapping[str, tuple[float | None, float]], counts: Mapping[str, tuple[int, int]]) -> list[int]:
    """The whole numbers among the settings; those that make no sense are refused, all at once."""
    problems, whole = [], []
    for name, (share, most) in shares.items():
        if share is not None and not (isinstance(share, int | float | np.number) and 0 < share <= most):
            problems.append(Problem("", name, f"found {share!r:.40}", f"a share above 0, at most {most:g}"))
    for name, (count, least) in counts.items():
        try:
            whole.append(whole_number(name, count, least, _MOST))
        except ResultsError as error:
            problems += error.problems
    if problems:
        raise ResultsError(problems)
    return whole


def _known(found: Sequence[Found], precision: float | None, draws: int, replays: int, *, played: bool) -> None:
    """Refuse densities that are not known as well as was asked for, where a box was found or where it was tested."""
    if found:
        enough(max(box.held.density_error for box in found), precision, draws, "densities", 100)
        errors = [box.tested.density_error if box.tested.cases else math.inf for box in found]
        few = f", in one world for each {replays} draws," if replays > 1 else ""
        tried = replays * found[0].tested.of_cases if played else draws  # of cases a third, whatever their number
        enough(max(errors), precision, tried, f"densities when tested{few}", 100)


def _of_cases(cases: Cases, where: str | None, replays: int) -> tuple[Cases, Condition, Plays | None]:
    """Cases, and what is asked of them."""
    if replays > 1:
        raise ResultsError(Problem("", "replays", "cases cannot be played again", f"a run, or {setting('replays', 1)}"))
    cases.ready(FEWEST)
    return cases, Condition.of_cases(where, cases), None


def _of_run(
    results: Results, where: str | None, arms: Sequence[str | None], replays: int, progress: Progress | None
) -> tuple[Cases, Condition, Plays | None]:
    """The worlds of a run, what is asked of them, and how to play more of them."""
    condition = None if where is None else Condition.of_outcome(where)
    target = target_of(results, condition.name if condition else "area_held", *arms)
    if condition is None and target.against is None:
        raise ResultsError(Problem("", "where", "must be stated if one arm is asked about", "such as 'recovered == 1'"))
    cases = Cases.of(results, target)
    cases.ready(FEWEST)
    plays = Plays(results, target, replays, progress)
    cases = replace(cases, outcome=plays.outcome())
    return cases, condition or Condition.greatest(target.measure.name, cases.outcome), plays


def _search(cases: Cases, names: Sequence[str], y: Bools) -> Search:
    """The inputs made ready: choices by state, and whole numbers as such."""
    x = np.array([cases.inputs[name] for name in names])
    choices = [place for place, name in enumerate(names) if name in cases.states]
    whole = [place for place, row in enumerate(x) if place not in choices and (row == np.trunc(row)).all()]
    return Search(x, y, whole, choices)


def _tried(plays: Plays, chosen: Sequence[Chosen], names: Sequence[str], condition: Condition) -> list[Held]:
    """What boxes hold of worlds beyond those of the run."""
    worlds, outcome = plays.further(max(_TRIED, plays.results.draws // plays.times))
    columns, y = Columns(worlds), condition.holds(outcome)
    return counted_elsewhere(chosen, Search(np.array([columns.of(plays.results.scenario, name) for name in names]), y))


def _told(
    search: Search, chosen: Chosen, left: Bools, tested: Held, cases: Cases, names: Sequence[str],
    scenario: Scenario | None,
) -> Found:  # fmt: skip
    """A box with what people call its inputs."""
    n, k = search.y.size, int(search.y.sum())
    rows = []
    for limit, (without, quasi_p) in search.without(chosen.box, left).items():
        again = chosen.again.get(limit, 0.0) if chosen.again else math.nan
        about = _about(names[limit[0]], list(cases.inputs), scenario)
        at = _limit(chosen.box, limit, cases.inputs[names[limit[0]]], cases.states.get(names[limit[0]], ()))
        rows.append(Restriction(*about, *at, without, quasi_p, again))
    rows.sort(key=lambda row: (row.quasi_p, row.without))
    before = chosen.trajectory[0].density
    way = tuple((Held(box.cases, box.interest, n, k, before), len(box.restricted)) for box in chosen.trajectory)
    held = Held(chosen.box.cases, chosen.box.interest, n, k, before)
    return Found(tuple(rows), held, tested, way, chosen.place, chosen.dropped)


def _about(path: str, known: Sequence[str], scenario: Scenario | None) -> tuple[str, str, str, str, str]:
    """Path, short name, meaning, unit and kind of an input."""
    if scenario is None:
        return path, short_name(path, known), "", "", ""
    given = scenario.inputs[path]
    return path, short_name(path, known), given.meaning, given.quantity.unit, kind_of(scenario, path)


def _limit(box: Box, limit: tuple[int, str], x: Floats, states: Sequence[str]) -> tuple[str, float, float, States]:
    """Side, limit, share below, and states of a restriction."""
    place, side = limit
    if side == KEPT:
        kept = box.kept[place]
        each = [(name, float(np.mean(x == state)), state in kept) for state, name in enumerate(states)]
        return side, math.nan, math.nan, tuple(each)
    to = (box.low if side == LOW else box.high)[place]
    return side, to, float(np.mean(x < to if side == LOW else x <= to)), ()
