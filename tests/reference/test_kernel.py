"""The compiled kernel against the independent NumPy day: same inputs, same noise, same numbers."""

from __future__ import annotations

import numpy as np
import pytest

import attrit.model.state as at
from attrit.engine import plan
from attrit.engine.kernel import noise, simulate_block
from attrit.engine.plan import ELSEWHERE, Layout
from attrit.model.arithmetic import LANES
from attrit.quantities import quantities
from tests.reference.fed import named_noise
from tests.reference.numpy_day import simulate
from tests.reference.test_numpy_day import (
    COUNTS,
    DAYS,
    DRAWS,
    all_changed,
    made_up_inputs,
    made_up_structure,
    rearranged,
)  # fmt: skip
from tests.tolerances import CONSERVATION, SINGLE

KINDS = {
    "side": "sides", "front": "fronts", "sector": "sectors", "group": "groups", "supporter": "supporters", "party": "third_parties",
}  # fmt: skip
LAYOUT = Layout({plural: tuple(f"{kind}{i}" for i in range(COUNTS[kind])) for kind, plural in KINDS.items()})
WORLD_ROWS = {"law.p_a": at.LAW_P_A, "law.q_a": at.LAW_Q_A, "law.p_d": at.LAW_P_D, "law.q_d": at.LAW_Q_D}
SEED = 7


Inputs = dict[str, np.ndarray]
Arm = tuple[dict, Inputs]  # structure and inputs; an arm is measured against the first day of another


def laid(inputs: Inputs, events: list) -> tuple[list[int], list[np.ndarray]]:
    rows, columns = [], []
    for name, value in inputs.items():
        entity, _, quantity = name.partition(".")
        if entity in KINDS and value.ndim == 2:
            for i, column in enumerate(value):
                rows.append(LAYOUT.row(KINDS[entity], i, quantity))
                columns.append(column)
        else:
            if name in ELSEWHERE:  # exponents of a law reach the day by law.p and law.q only
                continue
            rows.append(WORLD_ROWS.get(name) or getattr(at, name.replace(".", "_").upper()))
            columns.append(value)
    for i, event in enumerate(events):
        rows.append(LAYOUT.events + i * LANES)
        columns.append(event[3])
    return rows, columns


def test_every_input_has_a_row_in_the_day_but_those_that_are_named() -> None:
    """A misspelt name would be an input that moves nothing."""
    named = {(q.entity, q.name) for q in quantities().values()}
    words = {f"{name}" if entity == "mechanism" else f"{entity}.{name}" for entity, name in named}
    assert set(ELSEWHERE) <= words
    assert not any(hasattr(at, name.replace(".", "_").upper()) for name in ELSEWHERE)
    with pytest.raises(AssertionError, match=r"'pace.slow_sdd', and the day's records have no row PACE_SLOW_SDD"):
        plan._row("pace.slow_sdd")


def group_table(groups: list[dict]) -> list[list[int]]:
    names = ("side", "front", "arrives", "replaced", "host", "supporter", "own_sector", "outside")
    return [[int(group[name]) for name in names] for group in groups]


def by_kernel(
    arms: list[Arm], bases: list[Arm], base_of: list[int], daily: list[int], final: list[int], steps: int, days: int
):  # fmt: skip
    structure, _ = arms[0]
    inputs = [laid(given, structure["events"]) for _, given in arms + bases]
    columns = np.array([column for _, own in inputs for column in own], np.float32)
    groups, weights = [], []
    for some in (arms, bases):
        groups.append(np.array([group_table(own["groups"]) for own, _ in some]))
        weights.append(np.array([[group["weights"] for group in own["groups"]] for own, _ in some], np.float32))
    events = np.array(
        [(day, side, at.STOCK if kind == "stock" else at.POOL) for day, side, kind, _ in structure["events"]]
    )
    out_final = np.zeros((len(final), len(arms), 1, DRAWS), np.float32)
    out_daily = np.zeros((len(daily), len(arms), days + 1, DRAWS), np.float32)
    simulate_block(
        groups[0], weights[0], groups[1], weights[1], np.array(base_of),
        np.array([front["holder"] for front in structure["fronts"]]),
        np.array([sector["front"] for sector in structure["sectors"]]),
        np.array([(s["side"], s["group"]) for s in structure["supporters"]]),
        np.array([party["feeds"] for party in structure["parties"]]), structure["influence"].astype(np.float32),
        np.array(structure["reserve_group"]), events, np.empty(0, np.float32),
        np.array([rows for rows, _ in inputs]), np.arange(len(columns)).reshape(len(inputs), -1), columns,
        np.arange(DRAWS)[None, :], np.zeros(1, np.int64), 0, DRAWS, np.uint64(SEED), 0, days, steps,
        np.empty((0, 0), np.float32), np.empty((0, 0), np.float32),
        np.array(final), np.array(daily), out_final, out_daily,
    )  # fmt: skip
    return out_final[:, :, 0], out_daily


SERIES = {
    "area": ("front", "area"), "map": ("front", "map"), "map_contested": ("front", "map_contested"),
    "area_sector": ("sector", "area"), "tempo": ("front", "tempo"), "pace": ("front", "pace"), "ratio": ("front", "ratio"),
    "interdiction": ("front", "road_lost"), "attacker_rate": ("front", "rate_a"), "holder_rate": ("front", "rate_d"),
    "present": ("group", "present"), "killed": ("group", "killed"), "wounded": ("group", "wounded"),
    "captured": ("group", "captured"), "withdrawn": ("group", "withdrawn"), "hospital": ("group", "hospital"),
    "disabled": ("group", "disabled"), "joined": ("group", "joined"), "rest": ("group", "rest"), "worn": ("group", "worn"),
    "quality": ("group", "quality"), "exposure": ("group", "exposure"), "losses": ("side", "losses"), "stock": ("side", "stock"),
    "pool": ("side", "pool"), "training": ("side", "training"), "fires": ("side", "fires"), "reacted": ("party", "reacted"),
    "technology": ("supporter", "technology"),
}  # fmt: skip


FINAL = ("recovered_day", "before_talks", "first_collapse", "area_at_talks", "by_pressure", "by_withdrawal", "by_collapse",
         "by_recapture")  # fmt: skip
ARMS = ["base", "another", "believed"]


def in_single(inputs: Inputs) -> Inputs:
    return {name: value.astype(np.float32).astype(np.float64) for name, value in inputs.items()}


# Steps and days: a third of the campaign in thirds of a day every day, the whole of it among the slow tests.
COURSES = {"daily": (1, DAYS), "thirds": (3, DAYS // 3), "all in thirds": (3, DAYS)}


@pytest.fixture(
    scope="module",
    params=[pytest.param(name, marks=[pytest.mark.slow] * name.startswith("all")) for name in COURSES],
)
def all_arms(request: pytest.FixtureRequest) -> list[tuple[dict, dict, np.ndarray]]:
    """The base arm; an arm in which everything is another; and the same if that is what is believed of the base arm."""
    steps, days = COURSES[request.param]
    rng = np.random.default_rng(20240806)
    base = in_single(made_up_inputs(rng))
    usual = made_up_structure(), base
    another = rearranged(made_up_structure()), in_single(all_changed(base, rng))
    rows = noise(np.arange(DRAWS), SEED, days, *(COUNTS[kind] for kind in ("front", "sector", "supporter", "party")))
    daily = [LAYOUT.row(KINDS[kind], i, row) for kind, row in SERIES.values() for i in range(COUNTS[kind])]
    daily.append(at.W_ESCALATION)
    final = [LAYOUT.row("fronts", i, row) for row in FINAL for i in range(COUNTS["front"])]
    arms, bases, base_of = [usual, another, another], [usual, another], [0, 0, 1]
    out_final, out_daily = by_kernel(arms, bases, base_of, daily, final, steps, days)
    both = []
    for arm, ((structure, inputs), b) in enumerate(zip(arms, base_of, strict=True)):
        against = structure | {"base_groups": bases[b][0]["groups"]}
        expected = simulate(against, inputs, bases[b][1], named_noise(rows, COUNTS, inputs), days, steps)
        found, start = {}, 0
        for name, (kind, _) in SERIES.items():
            found[name] = np.moveaxis(out_daily[start : start + COUNTS[kind], arm, 1:], 0, 1)
            start += COUNTS[kind]
        found["escalation"] = out_daily[start, arm, 1:]
        both.append((expected, found, out_final[:, arm]))
    return both


@pytest.fixture(scope="module", params=range(len(ARMS)), ids=ARMS)
def both(all_arms: list, request: pytest.FixtureRequest) -> tuple[dict, dict, np.ndarray]:
    return all_arms[request.param]


def branches_alike(expected: dict, found: dict) -> np.ndarray:
    """Draws in which both took the same turns: rounding may flip a coin that lands on its edge."""
    same = np.abs(expected["reacted"] - found["reacted"]).max(axis=(0, 1)) < 0.5
    for name in ("area", "joined"):
        scale = np.abs(expected[name]).max() + 1
        same &= np.abs(expected[name] - found[name]).max(axis=(0, 1)) < 0.02 * scale
    return same


def test_few_draws_turn_differently(both: tuple) -> None:
    expected, found, _ = both
    assert branches_alike(expected, found).mean() >= 0.98


@pytest.mark.parametrize("name", [*SERIES, "escalation"])
def test_same_series(both: tuple, name: str) -> None:
    expected, found, _ = both
    same = branches_alike(expected, found)
    a, b = expected[name][..., same], found[name][..., same]
    scale = np.maximum(np.abs(a).max(axis=0, keepdims=True), 1e-3 * np.abs(a).max() + 1e-9)
    assert (np.abs(a - b) / scale).max() <= SINGLE


def test_same_ends(both: tuple) -> None:
    expected, found, final = both
    same = branches_alike(expected, found)
    for i, name in enumerate(FINAL):
        a, b = expected[name][:, same], final[2 * i : 2 * i + 2][:, same]
        b = np.where(b >= at.NEVER, np.inf, b)
        never = np.isinf(a)
        assert (never == np.isinf(b)).all(), name
        assert np.abs(a[~never] - b[~never]).max(initial=0) <= SINGLE * max(1.0, np.abs(a[~never]).max(initial=0)), name


def test_people_are_conserved(both: tuple) -> None:
    _, found, _ = both
    gone = sum(found[name] for name in ("present", "killed", "hospital", "disabled", "captured", "withdrawn"))
    drift = gone - found["joined"]
    assert (np.abs(drift - drift[0]) <= CONSERVATION * np.maximum(1, gone)).all()


def test_the_arms_differ(all_arms: list) -> None:
    """Else the two that are compared with the base arm would say nothing more."""
    for one, other in ((0, 1), (1, 2)):
        areas = [all_arms[arm][0]["area"][-1] for arm in (one, other)]
        assert (areas[0] != areas[1]).mean() > 0.25
