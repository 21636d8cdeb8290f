"""Boxes of the patient rule induction method: the EMA Workbench finds the same."""

import itertools
import warnings
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from attrit.analysis.discovery import worlds
from attrit.experiments.cases import Cases
from attrit.statistics.prim import Box, Search
from tests.tolerances import BACKEND, MOSTLY, PLANTED_LIMIT, ROUNDING

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # parts of it that are not installed
    import ema_workbench
    from ema_workbench.analysis import prim


pytestmark = pytest.mark.filterwarnings("ignore")  # of pandas, about the peer


def of_interest(table: pd.DataFrame, **limits: tuple[float, float] | set[str]) -> np.ndarray:
    """Whether rows lie in a planted box."""
    inside = np.ones(len(table), bool)
    for name, limit in limits.items():
        inside &= table[name].isin(limit) if isinstance(limit, set) else table[name].between(*limit)
    return inside.astype(int)


def numbers(n: int, count: int, seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return pd.DataFrame({f"x{i}": rng.random(n) for i in range(count)})


def bryant_and_lempert() -> tuple[pd.DataFrame, np.ndarray]:
    """The example of the workbench: nine inputs of a renewable fuel standard, and where its costs are high."""
    path = Path(ema_workbench.__file__).parent / "examples" / "data" / "bryant et al 2010 data.csv"
    table = pd.read_csv(path, index_col=False)
    return table.iloc[:, 2:11], table.iloc[:, 15].to_numpy()


def two_of_ten() -> tuple[pd.DataFrame, np.ndarray]:
    table = numbers(2000, 10, 1)
    return table, of_interest(table, x2=(0.55, 1.0), x7=(0.2, 0.6))


def four_of_twenty() -> tuple[pd.DataFrame, np.ndarray]:
    table = numbers(3000, 20, 2)
    return table, of_interest(table, x0=(0.0, 0.6), x4=(0.3, 1.0), x11=(0.35, 1.0), x19=(0.0, 0.7))


def three_with_categories() -> tuple[pd.DataFrame, np.ndarray]:
    table = numbers(2500, 12, 3)
    table["x5"] = table["x5"].round(2)  # many cases alike
    table["role"] = np.array(["assault", "line", "second line", "support"])[
        np.random.default_rng(4).integers(4, size=2500)
    ]
    return table, of_interest(table, x1=(0.4, 1.0), x5=(0.0, 0.5), role={"assault", "line"})


def blurred() -> tuple[pd.DataFrame, np.ndarray]:
    """A box that chance blurs, so that slices are pasted back after the last is peeled off."""
    table, y = three_with_categories()
    return table, np.where(np.random.default_rng(8).random(len(y)) < 0.1, 1 - y, y)


def whole_numbers() -> tuple[pd.DataFrame, np.ndarray]:
    table = numbers(2000, 8, 5)
    rng = np.random.default_rng(6)
    table["days"] = rng.integers(-3, 4, 2000)
    table["men"] = rng.integers(0, 60, 2000)
    return table, of_interest(table, x3=(0.3, 1.0), days=(-1, 3), men=(0, 35))


def ours(table: pd.DataFrame, y: np.ndarray, alpha: float) -> tuple[Search, list[Box], dict[int, list[str]]]:
    """The search, its boxes, and the names of categories by place."""
    columns, whole, names = [], [], {}
    for place, (_, column) in enumerate(table.items()):
        if pd.api.types.is_numeric_dtype(column):
            columns.append(column.to_numpy(float))
            whole += [place] if pd.api.types.is_integer_dtype(column) else []
        else:
            names[place] = sorted(set(column))
            columns.append(np.array([names[place].index(name) for name in column], float))
    search = Search(np.array(columns), y, whole, names)
    return search, search.trajectory(alpha), names


@cache
def workbench(example, alpha: float) -> prim.PrimBox:
    """The boxes of the workbench."""
    return prim.Prim(*example(), threshold=0.5, peel_alpha=alpha, paste_alpha=alpha).find_box()


def same(box: Box, k: int, found: prim.PrimBox, table: pd.DataFrame, names: dict[int, list[str]]) -> None:
    """Numbers and limits of one box on the way."""
    row = found.peeling_trajectory.iloc[k]
    theirs = row[["mean", "mass", "coverage", "density", "res_dim", "n", "k"]].tolist()
    mine = [box.density, box.mass, box.coverage, box.density, len(box.restricted), box.cases, box.interest]
    assert mine == pytest.approx(theirs, rel=ROUNDING)
    limits, first = found.box_lims[k], found.prim.box_init
    low, high, kept = {}, {}, {}
    for place, name in enumerate(table):
        if place in names:
            if limits[name][0] != first[name][0]:
                kept[place] = frozenset(float(names[place].index(category)) for category in limits[name][0])
            continue
        low |= {place: limits[name][0]} if limits[name][0] != first[name][0] else {}
        high |= {place: limits[name][1]} if limits[name][1] != first[name][1] else {}
    assert (box.low, box.high, box.kept) == (pytest.approx(low, rel=ROUNDING), pytest.approx(high, rel=ROUNDING), kept)


def same_doubts(search: Search, box: Box, theirs: dict[str, list[float]], table: pd.DataFrame, names: dict) -> None:
    """Quasi-p-values; the workbench writes -1 where there is no limit."""
    expected = {}
    for name, (low, high) in theirs.items():
        place = list(table).index(name)
        sides = [("kept", low)] if place in names else [("low", low), ("high", high)]
        expected |= {(place, side): p for side, p in sides if p != -1}
    assert {limit: p for limit, (_, p) in search.without(box).items()} == pytest.approx(expected, rel=BACKEND)


EXAMPLES = (bryant_and_lempert, two_of_ten, four_of_twenty, three_with_categories, blurred)
# Each with one of the two sizes of slices every day; with 0.05 where the searches of the workbench are asked for below.
EVERY_DAY = {(example, 0.1 if example in (bryant_and_lempert, blurred) else 0.05) for example in EXAMPLES}


@pytest.mark.parametrize(
    ("example", "alpha"),
    [
        pytest.param(*each, marks=[pytest.mark.slow] * (each not in EVERY_DAY))
        for each in itertools.product(EXAMPLES, (0.05, 0.1))
    ],
)
def test_every_box_on_the_way_is_the_same(example, alpha: float):
    table, y = example()
    search, boxes, names = ours(table, y, alpha)
    found = workbench(example, alpha)
    assert len(boxes) == len(found.box_lims)
    for k, box in enumerate(boxes):
        same(box, k, found, table, names)
        same_doubts(search, box, found.qp[k], table, names)
    if example is blurred:
        assert boxes[-1].mass > boxes[-2].mass


def test_whole_numbers_are_peeled_the_same():
    """Its pasting of whole numbers fails under the pandas of today, so the peeling alone."""
    table, y = whole_numbers()
    search, boxes, names = ours(table, y, 0.05)
    peer = prim.Prim(table, y, threshold=0.5)
    found = peer._peel(prim.PrimBox(peer, peer.box_init, peer.yi))
    assert len(boxes) >= len(found.box_lims) > 10
    for k in range(len(found.box_lims)):
        same(boxes[k], k, found, table, names)
        same_doubts(search, boxes[k], found.qp[k], table, names)


def test_a_second_box_in_what_the_first_leaves_is_the_same():
    table, y = bryant_and_lempert()
    search, boxes, names = ours(table, y, 0.1)
    peer = prim.Prim(table, y, threshold=0.5, peel_alpha=0.1, paste_alpha=0.1)
    assert peer.find_box().box_lims
    left = boxes[-1].misses(search.x) > 0
    found = peer.find_box()
    again = search.trajectory(0.1, left=left)
    assert len(again) == len(found.box_lims)
    for k, box in enumerate(again):
        same(box, k, found, table, names)


PLANTED = [
    (two_of_ten, {(2, "low"): 0.55, (7, "low"): 0.2, (7, "high"): 0.6}),
    (four_of_twenty, {(0, "high"): 0.6, (4, "low"): 0.3, (11, "low"): 0.35, (19, "high"): 0.7}),
    (three_with_categories, {(1, "low"): 0.4, (5, "high"): 0.5}),
]


@pytest.mark.parametrize(("example", "limits"), PLANTED)
def test_planted_boxes_are_found_by_both(example, limits):
    table, y = example()
    _, boxes, _ = ours(table, y, 0.05)
    found = workbench(example, 0.05).peeling_trajectory
    best = max(range(len(boxes)), key=lambda k: min(boxes[k].coverage, boxes[k].density))
    box = boxes[best]
    assert min(box.coverage, box.density) > MOSTLY
    assert (found.coverage[best], found.density[best]) == pytest.approx((box.coverage, box.density), rel=ROUNDING)
    for (place, side), limit in limits.items():
        assert getattr(box, side)[place] == pytest.approx(limit, abs=PLANTED_LIMIT)
    if example is three_with_categories:
        assert box.kept == {12: {0.0, 1.0}}


@pytest.mark.parametrize(("example", "limits"), PLANTED)
def test_planted_boxes_are_those_that_are_chosen(example, limits):
    """By the balance of coverage and density alone, and tested on cases by which the limits were not set."""
    table, y = example()
    search, _, names = ours(table, y, 0.05)
    states = {table.columns[place]: tuple(states) for place, states in names.items()}
    (box,) = worlds(Cases(dict(zip(table, search.x, strict=True)), y, states=states)).boxes
    for held in (box.held, box.tested):
        assert min(held.coverage, held.density) > MOSTLY
    found = {(table.columns.get_loc(row.path), row.side): row for row in box.restrictions}
    for (place, side), limit in limits.items():
        assert found[place, side].limit == pytest.approx(limit, abs=PLANTED_LIMIT)
    kept = [[name for name, _, stays in row.states if stays] for row in box.restrictions if row.side == "kept"]
    assert kept == ([["assault", "line"]] if names else [])
    assert len(found) == len(limits) + len(names)
