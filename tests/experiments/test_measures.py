"""Measures: the error of a ratio, and whose side more men are good for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import attrit
from attrit.engine.results import Results
from attrit.experiments.measures import Measure, measures_of, people
from attrit.scenario.things import ArmSpec
from tests.analysis.by_hand import war
from tests.tolerances import HONEST, MEAN_ERRORS, ROUNDING, THREE_ERRORS

RATIO = Measure(
    "ratio", "a ratio", "1", lambda worlds, arm: worlds[arm][0] / worlds[arm][1],
    parts=(lambda worlds, arm: worlds[arm][0], lambda worlds, arm: worlds[arm][1]),
)  # fmt: skip


def worlds(rng: np.random.Generator, n: int) -> dict[str, np.ndarray]:
    """Losses of two sides in two arms: heavy tails, and much in common. The ratios of the means are 2 and 1.5."""
    common, own, other, further = np.exp(rng.normal(-0.5, 1, (4, n)) * [[0.8], [0.4], [0.9], [0.3]])
    shape = [np.exp(-0.5 * s + s**2 / 2) for s in (0.8, 0.4, 0.9, 0.3)]
    y, x = common * own / (shape[0] * shape[1]), common * other / (shape[0] * shape[2])
    return {"arm": np.array([2 * y, x]), "against": np.array([1.5 * y * further / shape[3], x])}


def test_the_error_of_a_ratio_is_its_spread_over_repetitions() -> None:
    rng = np.random.default_rng(1)
    made = [worlds(rng, 800) for _ in range(400)]
    for found, truth in (
        ([RATIO.estimate(w, "arm") for w in made], 2.0),  # type: ignore[arg-type]
        ([RATIO.difference(w, "arm", "against") for w in made], 0.5),  # type: ignore[arg-type]
    ):
        means, errors = (np.array([getattr(e, name) for e in found]) for name in ("mean", "mean_error"))
        assert HONEST[0] < errors.mean() / means.std(ddof=1) < HONEST[1]
        assert abs(means.mean() - truth) < MEAN_ERRORS * means.std(ddof=1) / np.sqrt(len(made))
    paired = np.mean([RATIO.difference(w, "arm", "against").mean_error for w in made])  # type: ignore[arg-type]
    alone = np.mean([RATIO.estimate(w, "arm").mean_error for w in made])  # type: ignore[arg-type]
    assert paired < 0.6 * alone


def test_one_world_next_to_nothing_does_not_make_the_mean_of_a_ratio() -> None:
    given = {"arm": np.array([[100.0, 100, 100], [50.0, 50, 1e-12]])}
    told = RATIO.estimate(given, "arm")  # type: ignore[arg-type]
    assert told.mean == pytest.approx(3, rel=ROUNDING) and told.middle == 2
    nobody = {"arm": np.array([[1.0, 2], [0.0, 0]])}
    assert np.isnan(RATIO.mean_values(nobody, "arm")).all()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("adjective", "many", "one"),
    [("Russian", "Russians", "Russian"), ("Japanese", "Japanese men", "Japanese man"), ("red", "red men", "red man")],
)
def test_what_the_men_of_a_nation_are_called(adjective: str, many: str, one: str) -> None:
    s = war()
    named = replace(s, sides={**s.sides, "red": replace(s.sides["red"], adjective=adjective)})
    assert (people(named, "red"), people(named, "red", one=True)) == (many, one)


@pytest.fixture(scope="module")
def more_men() -> Results:
    """kursk-2024 with, for each of its groups, an arm with half as many men again."""
    s = attrit.load("kursk-2024")
    more = {f"more_{g}": ArmSpec(f"more_{g}", g, {f"groups.{g}.men": {"times": 1.5}}) for g in s.groups}
    return attrit.simulate(replace(s, arms={**s.arms, **more}), 1024, arms=["committed", "absent", "five_times", *more])


def test_more_men_of_ones_own_or_of_an_ally_never_worsen_the_balance(more_men: Results) -> None:
    """In the mean; not in each world, since a front that holds longer is fought for longer."""
    s = more_men.scenario
    balance = next(m for m in measures_of(more_men) if m.name == "war_balance")
    pairs = [(f"more_{name}", "committed", group.side) for name, group in s.groups.items()]
    pairs += [("committed", "absent", "ru"), ("five_times", "committed", "ru")]
    for more, less, side in pairs:
        told = balance.difference(more_men, more, less)
        good = told.mean if side == "ru" else -told.mean
        assert good > THREE_ERRORS * told.mean_error, more


def test_five_times_as_many_allies_are_counted_as_men_and_not_only_as_dead(more_men: Results) -> None:
    found = {measure.name: measure for measure in measures_of(more_men)}
    allied = found["allied_men_ru"].difference(more_men, "five_times", "committed")
    lost = found["contingent_lost"].difference(more_men, "five_times", "committed")
    sent = 4 * sum(more_men.input(f"groups.{name}.men").mean() for name in more_men.scenario.contingent)
    assert 0 < lost.mean and 0.5 * sent < allied.mean < sent
    assert allied.mean + lost.mean > sent  # the wounded who have come back are in both
