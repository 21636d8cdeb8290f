"""Numbers about Kursk that came to be known later, held against what the shipped scenario said of them beforehand.

The scenario is `kursk-2024`, which knows nothing later than 16 November 2024. A target is understood by the words in
its name; one that is not is named and not scored.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from attrit.engine.keep import Keep
from attrit.engine.results import Results
from attrit.engine.simulate import simulate
from attrit.errors import AttritError
from attrit.evidence.numerals import MISSING
from attrit.evidence.sheet import Sheet
from attrit.quantities import convert
from attrit.scenario.files import load
from attrit.statistics import scores
from attrit.statistics.score_rows import ScoreRow

Floats = NDArray[np.float64]

SCENARIO = "kursk-2024"
DRAWS = 4096
LEVELS = (0.5, 0.8, 0.9)
COLUMNS = ("target", "resolve_date", "low", "best", "high", "unit")
_MODEL, _PLAIN = "kursk-2024", "as on the first day"
_KEPT = ("area_held", "area_held_or_contested", "losses", "lost", "killed", "wounded", "captured", "present", "joined",
         "initial")  # fmt: skip
_SIDES = {"ru": "ru", "russia": "ru", "russian": "ru", "ua": "ua", "ukraine": "ua", "ukrainian": "ua"}
_CONTINGENT = {"dprk", "nk", "north", "korea", "korean", "contingent"}
_LOSSES = {"losses", "loss", "casualties", "casualty"}
_FATES = {"killed": {"killed", "dead", "deaths"}, "wounded": {"wounded"}, "captured": {"captured", "prisoners", "pow"}}
_GROUND = {"area", "ground", "territory", "held", "km2", "pocket"}


class Target(NamedTuple):
    """One number that came to be known.

    Parameters
    ----------
    name
        () [-] As the file has it.
    day
        () [date] When it holds.
    low, best, high
        () [unit] The number; the ends are NaN where they are not stated.
    """

    name: str
    day: date
    low: float
    best: float
    high: float


def target_rows(file: Path, notes: list[str]) -> list[ScoreRow]:
    """Scores of the scenario on a table of targets.

    Parameters
    ----------
    file
        () [-] A table with the columns target, resolve_date, low, best, high, unit.
    notes
        (note) [-] Takes what could not be scored.

    Raises
    ------
    LedgerError
        The table cannot be read, or a cell is wrong; all problems at once.
    """
    targets = _read(file)
    s = load(SCENARIO)
    rows: list[ScoreRow] = []
    days = [(one.day - s.as_of).days for one in targets]
    inside = [day for day in days if day >= 1]
    if not inside:
        notes.append(f"{file.name}: no target comes after {s.as_of}")
        return []
    run = simulate(s, DRAWS, arms=[s.base], horizon=max(inside), keep=Keep(final=_KEPT, daily=_KEPT))
    for target, day in zip(targets, days, strict=True):
        meant = _meant(target.name)
        if day < 1 or meant is None:
            reason = f"does not come after {s.as_of}" if day < 1 else "is not among what the scenario can say"
            notes.append(f"{file.name}: {target.name} {reason}, and is not scored")
            continue
        sample = meant(run, s.base, day)
        rows += _scored(target, day, sample, _MODEL)
        rows += _scored(target, day, np.full(2, float(np.mean(meant(run, s.base, 0)))), _PLAIN)
    return rows


def _read(file: Path) -> list[Target]:
    sheet = Sheet(file, COLUMNS)
    found = []
    for line, row in sheet.rows:
        day = sheet.day(line, row, "resolve_date")
        low, best, high = (
            sheet.number(line, row, name, -1e15) if row[name] not in MISSING else math.nan
            for name in ("low", "best", "high")
        )
        if math.isnan(best) and not (math.isnan(low) or math.isnan(high)):
            best = (low + high) / 2
        if math.isnan(best):
            sheet.wrong(line, "best", "empty", "a number, or both low and high")
        if low > high:
            sheet.wrong(line, "low", f"{low:g} lies above high, {high:g}", "low <= high")
        factor = 1.0
        if row["unit"] not in MISSING:
            try:
                factor, _ = convert(1.0, row["unit"])
            except AttritError as error:
                sheet.wrong(line, "unit", error.problems[0].found, "such as km2, person, 1")
        found.append(Target(row["target"], day, low * factor, best * factor, high * factor))
    sheet.check()
    return found


Meaning = Callable[[Results, str, int], Floats]


def _meant(name: str) -> Meaning | None:
    """What a target's name means: a number of each world on a day."""
    words = {*re.findall("[a-z0-9]+", name.lower())}
    if {"recovered", "recovery", "retaken"} & words and "share" not in words:
        return lambda run, arm, day: (run.values("area_held", arm)[day] <= 0).astype(float)
    if words & _CONTINGENT:
        for what, others in _FATES.items():
            if words & others:
                return _of_groups((what,))
        if words & _LOSSES:
            return _of_groups(("lost",))
        if words & {"men", "troops", "soldiers", "strength", "sent", "present"}:
            return _of_groups(("present",) if words & {"strength", "present"} else ("initial", "joined"))
        return None
    side = next((_SIDES[word] for word in words if word in _SIDES), None)
    if words & _LOSSES and side is not None:
        return lambda run, arm, day: run.values("losses", arm, side=side)[day].astype(float)
    if words & _GROUND:
        outcome = "area_held_or_contested" if words & {"contested", "grey"} else "area_held"
        return lambda run, arm, day: run.values(outcome, arm)[day].astype(float)
    return None


def _of_groups(outcomes: tuple[str, ...]) -> Meaning:
    """A sum over the groups of the contingent."""

    def values(run: Results, arm: str, day: int) -> Floats:
        total = np.zeros(run.draws)
        for name in run.scenario.contingent:
            for outcome in outcomes:
                total += run.values(outcome, arm, group=name)[day]
        return total

    return values


def _scored(target: Target, day: int, sample: Floats, model: str) -> list[ScoreRow]:
    """Scores of one forecast; a number that is known within bounds is covered if they meet the interval."""
    nan = math.nan
    if set(np.unique(sample)) <= {0.0, 1.0} and target.best in (0.0, 1.0):
        value = float(scores.brier([target.best], [sample.mean()])[0])
        return [ScoreRow("kursk", target.name, day, model, "brier", value, nan, 1)]
    truth, drawn = np.array([target.best]), sample[None, :]
    found = [("crps", float(scores.crps(truth, drawn, estimator="qd")[0]))]
    if model == _MODEL:
        low = target.best if math.isnan(target.low) else target.low
        high = target.best if math.isnan(target.high) else target.high
        found.append(("pit", float(scores.pit(truth, drawn)[0])))
        for level in LEVELS:
            ends = np.quantile(sample, (0.5 - level / 2, 0.5 + level / 2))
            found.append((f"coverage_{level * 100:.0f}", float(ends[0] <= high and low <= ends[1])))
    return [ScoreRow("kursk", target.name, day, model, score, value, nan, 1) for score, value in found]
