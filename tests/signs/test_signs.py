"""Whom each input and arm of kursk-2024 helps, as an action and as a belief: signs.csv, row by row.

An action is an arm: it is measured against the base arm's first day. A belief changes the base arm too, and with it what
was observed. anywhere.csv holds what is so in any war.
"""

from __future__ import annotations

import csv
import itertools
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

import attrit
from attrit.engine.results import Results
from attrit.engine.simulate import play
from attrit.engine.worlds import Worlds
from attrit.evidence.priors import Prior, Provenance
from attrit.experiments.measures import Measure, last, measure_named
from attrit.quantities import quantities
from attrit.scenario.schema import Scenario
from attrit.scenario.variants import with_arms
from tests.tolerances import FLIPPED, SINGLE, THREE_ERRORS

HERE = Path(__file__).parent
WORLDS = Worlds.first(1024, 1)
TEMPLATE = files("attrit.library") / "template.yaml"


@dataclass(frozen=True)
class Row:
    """A row of the table."""

    kind: str
    what: str
    arm: str
    values: tuple[str, ...]
    outcome: str
    sign: str
    reason: str

    def __str__(self) -> str:
        return "-".join(filter(None, (self.kind, self.what, self.outcome)))


def table(name: str = "signs") -> list[Row]:
    with (HERE / f"{name}.csv").open(encoding="utf-8") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        return [Row(**{**row, "values": tuple(row["values"].split())}) for row in rows]


@cache
def kursk() -> Scenario:
    return attrit.load("kursk-2024")


def paths(what: str, scenario: Scenario) -> list[str]:
    """Inputs that a row names: of a side, the contingent, all sectors of the objective, all third parties, or one."""
    first, _, rest = what.partition(".")
    front = scenario.fronts[scenario.objective]
    if what in scenario.inputs:
        return [what]
    if first == "front":
        return [f"fronts.{scenario.objective}.{rest}"]
    if first in ("attacker", "holder"):
        side = getattr(front, first)
        if f"sides.{side}.{rest}" in scenario.inputs:
            return [f"sides.{side}.{rest}"]
        there = [name for name, of in scenario.groups.items() if (of.side, of.front) == (side, scenario.objective)]
        return [f"groups.{name}.{rest}" for name in there]
    if first == "contingent":
        return [f"groups.{group}.{rest}" for group in scenario.contingent]
    if first == "sectors":
        return [f"sectors.{name}.{rest}" for name, of in scenario.sectors.items() if of.front == scenario.objective]
    assert first == "third_parties", what
    return [f"third_parties.{name}.{rest}" for name in scenario.parties]


def changed(scenario: Scenario, what: str, value: str) -> Scenario:
    """A scenario, or an arm of one, with other inputs; a group whose share is stated has no role."""
    inputs, groups = dict(scenario.inputs), dict(scenario.groups)
    for path in paths(what, scenario):
        given = inputs[path]
        if value.startswith("x"):
            inputs[path] = replace(given, times=given.times * float(value[1:]))
        else:
            stated = Prior("certain", *(3 * (float(value),)), Provenance("judgement", "a test"))
            inputs[path] = replace(given, prior=stated, formula=None, names=(), times=1.0)
        section, name, *rest = path.split(".")
        if section == "groups" and rest[-1].endswith("_share"):
            groups[name] = replace(groups[name], role=None)
    return replace(scenario, inputs=inputs, groups=groups)


def believing(scenario: Scenario, what: str, value: str, arm: str) -> tuple[Scenario, Scenario]:
    """An arm under another belief, and the base arm under it."""
    return tuple(changed(scenario.arm(name), what, value) for name in (arm, scenario.base))


def play_all(scenario: Scenario, rows: list[Row]) -> Results:
    """All rows of a table in one run, so that they share their noise."""
    forbidden = scenario.forbidden_arms()
    variants, bases = {name: scenario.arm(name) for name in scenario.arms if name not in forbidden}, {}
    for row in rows:
        arm = row.arm or scenario.base
        for value in row.values if row.kind != "arm" else ():
            name = variant_of(scenario, row, value)
            if row.kind.endswith("belief"):
                variants[name], bases[name] = believing(scenario, row.what, value, arm)
            else:
                variants[name] = changed(scenario.arm(arm), row.what, value)
    return play(with_arms(scenario, variants), variants, WORLDS, scenario.horizon, (), bases=bases)


def variant_of(scenario: Scenario, row: Row, value: str) -> str:
    """Name of the variant in which a row's input takes a value."""
    kind = "belief" if row.kind.endswith("belief") else "action"
    return f"{kind} {row.what} {row.arm or scenario.base} {value}"


@pytest.fixture(scope="module")
def played() -> Results:
    return play_all(kursk(), [row for row in table() if row.sign])


def outcome(results: Results, name: str, arm: str) -> np.ndarray:
    if name.startswith("captured_"):
        groups = [group for group, of in results.scenario.groups.items() if of.side == name.removeprefix("captured_")]
        return np.sum([last(results, "captured", arm, group=group) for group in groups], axis=0)
    if name == "technology":
        return last(results, name, arm, supporter="north_korea")
    return measure(name).values(results, arm)


@cache
def measure(name: str) -> Measure:
    few = play(kursk(), {kursk().base: kursk().arm(kursk().base)}, Worlds.first(2, 1), 1, ())
    return measure_named(few, name)


def differences(results: Results, row: Row) -> list[np.ndarray]:
    """From each value to the next, in the same worlds; of an arm, from the base arm to it."""
    scenario = results.scenario
    arms = [row.arm, row.what] if row.kind == "arm" else [variant_of(scenario, row, value) for value in row.values]
    x = [outcome(results, row.outcome, arm) for arm in arms]
    return [b - a for a, b in itertools.pairwise(x)]


def error(x: np.ndarray) -> float:
    return float(x.std(ddof=1) / np.sqrt(x.size))


def assert_sign(row: Row, results: Results) -> None:
    sign = 1.0 if row.sign == "+" else -1.0
    steps = [sign * x for x in differences(results, row)]
    found = ", ".join(f"{x.mean():+.3g} ± {error(x):.2g}" for x in steps)
    whole = np.sum(steps, axis=0)
    # A small effect that now and then turns a whole branch of a world has most of its error from those few worlds: there
    # the sign is counted world by world.
    right, wrong = (whole > 0).sum(), (whole < 0).sum()
    counted = whole.mean() > 0 and right - wrong > THREE_ERRORS * np.sqrt(right + wrong)
    assert counted or whole.mean() > THREE_ERRORS * error(whole), f"{row}: from end to end: {found}"
    assert all(x.mean() >= -THREE_ERRORS * error(x) for x in steps), f"{row}: not monotone: {found}"


SIGNED = [row for row in table() if row.sign in ("+", "-")]


@pytest.mark.parametrize("row", SIGNED, ids=map(str, SIGNED))
def test_it_helps_whom_it_should(row: Row, played: Results) -> None:
    assert_sign(row, played)


# iwo-jima-1945 is left out: its ground goes with the garrison by construction, whoever is the stronger.
@pytest.mark.parametrize("name", ["ardennes-1944", "central-front-epstein", str(TEMPLATE)])
def test_it_does_so_in_any_war(name: str) -> None:
    scenario = attrit.load(name)
    rows = [row for row in table("anywhere") if modelled(scenario, row)]
    assert len(rows) >= 10
    results = play_all(scenario, rows)
    for row in rows:
        assert_sign(row, results)


def modelled(scenario: Scenario, row: Row) -> bool:
    """Whether a scenario has what a row asks about: the mechanism is on, and there is something to scale."""
    if row.what == "front.interdiction":
        return "supply" not in scenario.switched_off
    if row.what == "sectors.works":
        return "works" not in scenario.switched_off
    given = [scenario.inputs[path] for path in paths(row.what, scenario)]
    nothing = all(of.prior is not None and of.prior.p95 == 0 for of in given) and row.values[0].startswith("x")
    return not nothing and all(scenario.off(of.quantity) is None for of in given)


NOTHING = [row for row in table() if row.sign == "0"]


@pytest.mark.parametrize("row", NOTHING, ids=map(str, NOTHING))
def test_it_changes_nothing(row: Row, played: Results) -> None:
    (x,) = differences(played, row)
    # rounding may flip a coin that lands on its edge
    assert (np.abs(x) > SINGLE).mean() <= FLIPPED


def test_every_input_and_arm_stands_in_the_table() -> None:
    told = table()
    assert all(row.reason and (row.sign or row.reason.startswith("none: ")) for row in told)
    assert len([row for row in told if row.sign]) >= 60
    scenario = kursk()
    covered: set[str] = set()
    for row in told:
        covered |= {row.what} if row.kind == "arm" else set(paths(row.what, scenario))
    keys = {scenario.inputs[path].quantity.key for path in covered if path in scenario.inputs}
    missing = [q.key for q in quantities().values() if q.key not in keys]
    missing += [path for path in scenario.inputs if path.startswith("quantities.") and path not in covered]
    missing += [arm for arm in scenario.arms if arm != scenario.base and arm not in covered]
    assert not missing
