"""Simulated paths beside the observed fronts, by the same functions; the page says what is computed here.

`pytest -s` on this file prints the tables in the form of docs/model/plausibility.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

import attrit
from attrit.engine.results import Results
from attrit.engine.simulate import simulate
from attrit.evidence.observations import path_statistics, rate_ratios, standing
from tests.tolerances import printed

PAGE = (Path(__file__).parents[2] / "docs" / "model" / "plausibility.md").read_text(encoding="utf-8")
DRAWS = 2048
BATCHES = 16
# Columns of the table of fronts that have no scale of their own, and the names of the statistics on this page.
ALIKE = {
    "weekly variation": "weekly_variation",
    "lag-1 autocorrelation": "weekly_autocorrelation",
    "largest week / total": "largest_week",
    "days without change": "days_without_change",
    "active by moments": "active",
    "days of recapture": "days_of_recapture",
}
# Where a front lies beyond 98 simulated paths in 100, on the map and on the true line alike: said on the page.
BEYOND = {("Pokrovsk", "largest week / total"), ("Kherson bridgehead", "days of recapture")}


class Cell(NamedTuple):
    """A number of the page: what is computed, its digits, and the range in which chance leaves it."""

    value: float
    digits: int
    low: float
    high: float

    def text(self) -> str:
        return f"{self.value:.{self.digits}f}"

    def is_said(self, number: float) -> bool:
        slack = printed(self.digits) + 1e-9
        return self.low - slack <= number <= self.high + slack


def quantile(values: np.ndarray, p: float, digits: int = 2) -> Cell:
    """A quantile over draws, with five standard errors of its rank to either side."""
    x = np.sort(values[np.isfinite(values)])
    reach = 5 * np.sqrt(x.size * p * (1 - p)) + 1
    low, high = (x[int(np.clip(p * x.size + k * reach, 0, x.size - 1))] for k in (-1, 1))
    return Cell(float(np.quantile(x, p)), digits, float(low), float(high))


def by_batches(of: Callable[[slice], float], digits: int = 2) -> Cell:
    """Any number of the whole run; its error from batches of draws, since windows of a path are not independent."""
    size = DRAWS // BATCHES
    spread = np.std([of(slice(i * size, (i + 1) * size)) for i in range(BATCHES)], ddof=1) / np.sqrt(BATCHES)
    value = of(slice(None))
    return Cell(value, digits, value - 5 * float(spread), value + 5 * float(spread))


@cache
def run() -> Results:
    kept = ("area_held", "area_held_true", "attacker_rate", "holder_rate")
    return simulate(attrit.load("kursk-2024"), DRAWS, arms=["committed"], keep=kept)


@cache
def paths(name: str) -> np.ndarray:
    """(draw, day)"""
    return run().values(name, "committed").T.astype(np.float64)


@cache
def statistics(name: str) -> dict[str, np.ndarray]:
    """Statistics of each path of the reported or of the true area."""
    found = path_statistics(paths(name))
    gain = np.where(standing(paths(name)), -np.diff(paths(name), axis=-1), np.nan)
    mean, variance = np.nanmean(gain, axis=-1), np.nanvar(gain, axis=-1)
    active = 2 / (1 + variance / np.where(mean == 0, np.nan, mean) ** 2)
    return {**vars(found), "active": active, "collapsed": found.collapsed.astype(np.float64)}


MAP, TRUE = "area_held", "area_held_true"


def path_rows() -> dict[str, list[Cell]]:
    """Statistic -> middle, 5 and 95 % over paths, of the map and of the true line."""
    rows = {}
    for title, name in {"km2/day": "rate", **ALIKE}.items():
        digits = 3 if name == "days_of_recapture" else 2
        rows[title] = [quantile(statistics(of)[name], p, digits) for of in (MAP, TRUE) for p in (0.5, 0.05, 0.95)]
    rows["3 days lose 25 %"] = [
        by_batches(lambda draws, of=of: float(statistics(of)["collapsed"][draws].mean())) for of in (MAP, TRUE)
    ]
    return rows


def window_rows() -> dict[str, list[Cell]]:
    """Horizon -> sd, 5, 50, 95 %, shares below a fifth and over three times, of the map's windows."""
    rows = {}
    for ratios in rate_ratios(paths(MAP)):

        def known(draws: slice, of: np.ndarray = ratios.ln_ratio) -> np.ndarray:
            return of[draws][np.isfinite(of[draws])]

        rows[f"{ratios.horizon} days"] = [
            by_batches(lambda draws, known=known: float(known(draws).std(ddof=1))),
            *(
                by_batches(lambda draws, known=known, p=p: float(np.quantile(known(draws), p)), 1)
                for p in (0.05, 0.5, 0.95)
            ),
            by_batches(lambda draws, known=known: float((known(draws) < np.log(1 / 5)).mean())),
            by_batches(lambda draws, known=known: float((known(draws) > np.log(3)).mean())),
        ]
    return rows


def loss_rows() -> dict[str, list[Cell]]:
    """Side -> 1, 5, 50, 95, 99 % of daily losses in % of the line while the pocket stands, and the share in between."""
    rows = {}
    stands = standing(paths(TRUE))
    for title, name in (("Russian", "attacker_rate"), ("Ukrainian", "holder_rate")):
        percent = 100 * np.where(stands, paths(name)[:, 1:], np.nan)

        def known(draws: slice, of: np.ndarray = percent) -> np.ndarray:
            return of[draws][np.isfinite(of[draws])]

        cells = [
            by_batches(lambda draws, known=known, p=p: float(np.quantile(known(draws), p)))
            for p in (0.01, 0.05, 0.5, 0.95, 0.99)
        ]
        share = by_batches(lambda draws, known=known: float(((known(draws) >= 0.05) & (known(draws) <= 2)).mean()))
        rows[title] = [*cells, share]
    return rows


def ground_rows() -> dict[str, list[Cell]]:
    """Day -> 5, 25, 50, 75, 95 % of the ground held on the map."""
    return {
        f"day {day}": [quantile(paths(MAP)[:, day], p, 0) for p in (0.05, 0.25, 0.5, 0.75, 0.95)]
        for day in (30, 60, 90, 180)
    }


def without_rows() -> dict[str, list[Cell]]:
    """Mechanism switched off -> sd of ln(next / last) at 30 days and its middle at 90 days, on the map."""
    rows = {}
    for name in ("nothing", "pace", "recapture", "pause", "collapse", "map", "perimeter"):
        scenario = attrit.load("kursk-2024")
        scenario = scenario if name == "nothing" else scenario.without_mechanism(name)
        path = simulate(scenario, DRAWS, arms=["committed"], keep=(MAP,)).values(MAP, "committed").T
        near, far = (ratios.ln_ratio for ratios in rate_ratios(path, (30, 90)))
        rows[name] = [
            by_batches(lambda draws, of=near: float(np.nanstd(of[draws], ddof=1))),
            by_batches(lambda draws, of=far: float(np.nanmedian(of[draws]))),
        ]
    return rows


def table(head: str) -> dict[str, list[str]]:
    """Rows of the first table of the page whose head row begins so: first cell -> the others."""
    lines = PAGE.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(f"| {head} |"))
    rows = {}
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        first, *others = [cell.strip() for cell in line.strip("|").split("|")]
        rows[first] = others
    return rows


def numbers(cells: list[str]) -> list[float]:
    return [float(number) for cell in cells for number in re.findall(r"-?\d*\.?\d+", cell)]


def fronts(title: str) -> dict[str, float]:
    """Observed fronts -> their value of a statistic, from the first table of the page."""
    head = next(line for line in PAGE.splitlines() if line.startswith("| front |"))
    column = [cell.strip() for cell in head.strip("|").split("|")].index(title)
    return {front: float(cells[column - 1]) for front, cells in table("front").items()}


def interval(cells: list[Cell]) -> str:
    return cells[0].text() if len(cells) == 1 else f"{cells[0].text()} [{cells[1].text()}, {cells[2].text()}]"


def test_the_tables_are_printed() -> None:
    print()
    for title, cells in path_rows().items():
        half = len(cells) // 2
        print(f"| {title} | | {interval(cells[:half])} | {interval(cells[half:])} |")
    for rows in (window_rows(), without_rows(), loss_rows(), ground_rows()):
        for title, cells in rows.items():
            print(f"| {title} | {' | '.join(cell.text() for cell in cells)} |")


SAID: dict[str, tuple[Callable[[], dict[str, list[Cell]]], int]] = {  # head of the table, its rows, columns not ours
    "paths of 180 days": (path_rows, 1),
    "simulated windows": (window_rows, 0),
    "switched off": (without_rows, 0),
    "losses of the line in a day, %": (loss_rows, 0),
    "ground held on the map, km2": (ground_rows, 1),
}


@pytest.mark.parametrize("head", SAID)
def test_the_page_says_what_is_computed(head: str) -> None:
    made, others = SAID[head]
    rows, said = made(), table(head)
    assert list(said) == list(rows)
    for title, cells in rows.items():
        found = numbers(said[title][others:])
        assert len(found) == len(cells), title
        wrong = [(title, number, cell) for number, cell in zip(found, cells, strict=True) if not cell.is_said(number)]
        assert not wrong


def test_the_fronts_beside_the_model_are_those_of_the_first_table() -> None:
    for title, name in ALIKE.items():
        middle, least, greatest = numbers(table("paths of 180 days")[title][:1])
        observed = list(fronts(title).values())
        slack = printed(3 if name == "days_of_recapture" else 2) + 1e-9
        assert abs(middle - np.median(observed)) <= slack
        assert (least, greatest) == (min(observed), max(observed))


@pytest.mark.parametrize("title", ALIKE)
def test_fronts_lie_among_the_simulated_paths(title: str) -> None:
    ranges = [np.nanquantile(statistics(of)[ALIKE[title]], [0.01, 0.99]) for of in (MAP, TRUE)]
    out = {(front, title) for front, x in fronts(title).items() if not any(low <= x <= high for low, high in ranges)}
    assert out <= BEYOND
    kursk = fronts(title)["Kursk"]
    assert ranges[0][0] <= kursk <= ranges[0][1], "the front itself, on the map as it is published"


def test_the_front_itself_lies_among_the_simulated_speeds() -> None:
    low, high = np.quantile(statistics(MAP)["rate"], [0.05, 0.95])
    assert low <= fronts("km2/day")["Kursk"] <= high


def test_sudden_losses_are_as_rare_as_one_front_in_six_allows() -> None:
    for of in (MAP, TRUE):
        share = statistics(of)["collapsed"].mean()
        # one or none, and one or more, of six fronts: neither is rarer than one time in twenty
        assert (1 - share) ** 6 + 6 * share * (1 - share) ** 5 > 0.05
        assert 1 - (1 - share) ** 6 > 0.05


@pytest.mark.parametrize("horizon", [30, 60, 90])
def test_the_recent_rate_foretells_the_next_one_as_badly_as_on_the_fronts(horizon: int) -> None:
    seen = float(table("ln(next / last 30-day rate)")[f"{horizon} days"][2])
    found = next(ratios.sd for ratios in rate_ratios(paths(MAP)) if ratios.horizon == horizon)
    assert seen / 2 < found < 2 * seen


@pytest.mark.parametrize("side", ["Russian", "Ukrainian"])
def test_daily_losses_are_of_the_size_of_long_battles(side: str) -> None:
    share = loss_rows()[side][-1].value
    print(f"{side} daily losses between .05 and 2 % of the line on {share:.3f} of days")
    assert share > 0.9


def test_nothing_is_negative_and_everything_a_number() -> None:
    for name in (MAP, TRUE, "attacker_rate", "holder_rate"):
        assert np.isfinite(paths(name)).all()
        assert paths(name).min() >= 0
