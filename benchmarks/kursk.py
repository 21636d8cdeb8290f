"""The shipped scenario, kursk-2024: attrit against the same day in NumPy float64 from the tests.

Both get the same inputs and the same noise, translated here from the tables of attrit's kernel to the words of the
NumPy day, and have to agree before any time is taken.
"""

from __future__ import annotations

import logging
from functools import cache
from importlib.metadata import version
from typing import Any

import numpy as np

import attrit
import attrit.model.state as at
from attrit.engine.draws import Columns
from attrit.engine.kernel import noise
from attrit.engine.plan import Plan, make_plan
from attrit.engine.worlds import Worlds
from attrit.model.arithmetic import LANES
from attrit.quantities import quantities
from benchmarks.page import TARGETS, Disagreement, asked, millions, number, table
from benchmarks.timing import in_turns, quiet
from tests.reference.fed import named_noise
from tests.reference.numpy_day import simulate as numpy_simulate
from tests.tolerances import SINGLE

Arrays = dict[str, np.ndarray]
Rows = dict[int, np.ndarray]  # inputs of an arm by their row in the workspace of the kernel

SCENARIO = "kursk-2024"
MOST_ARMS = 9
SEED = 1
KINDS = {
    "side": "sides", "front": "fronts", "sector": "sectors", "group": "groups", "supporter": "supporters",
    "party": "third_parties",
}  # fmt: skip
ALIKE = 0.98  # share of draws that take the same turns; in the others a coin fell on its edge and rounding turned it


@cache
def scenario() -> Any:
    """The scenario."""
    return attrit.load(SCENARIO)


@cache
def arms() -> tuple[str, ...]:
    """As many arms as no rule forbids, up to nine."""
    forbidden = scenario().forbidden_arms()
    return tuple(name for name in scenario().arms if name not in forbidden)[:MOST_ARMS]


def by_attrit(draws: int, threads: int = 2, names: tuple[str, ...] | None = None) -> Any:
    """Play the arms with attrit as a user does."""
    return attrit.simulate(scenario(), draws, seed=SEED, arms=names or arms(), threads=threads)


def structure_of(plan: Plan, arm: int, by_row: Rows) -> dict[str, Any]:
    """Who stands where, in the words of the NumPy day."""
    groups, weights, _, base_weights, fronts, sectors, supporters, parties, influence, reserves, events, _ = plan.tables
    names = ("side", "front", "arrives", "replaced", "host", "supporter", "own_sector", "outside")
    rows = [dict(zip(names, map(int, row), strict=True)) for row in groups[arm]]
    for row, own, base in zip(rows, weights[arm], base_weights, strict=True):
        row |= {"weights": own.astype(float), "base_weights": base.astype(float)}
    return {
        "groups": rows,
        "fronts": [{"holder": int(holder)} for holder in fronts],
        "sectors": [{"front": int(front)} for front in sectors],
        "supporters": [{"side": int(side), "group": int(group)} for side, group in supporters],
        "parties": [{"feeds": int(side)} for side in parties],
        "influence": influence.astype(float),
        "reserve_group": [int(group) for group in reserves],
        "events": [
            (int(day), int(side), "stock" if kind == at.STOCK else "pool", by_row[plan.layout.events + i * LANES])
            for i, (day, side, kind) in enumerate(events)
        ],
    }


def inputs_of(plan: Plan, by_row: Rows) -> Arrays:
    """Inputs of an arm by the names of the NumPy day."""
    found: Arrays = {}
    missing = np.zeros_like(by_row[at.LAW_P_A])

    def put(name: str, kind: str, quantity: str) -> None:
        rows = [plan.layout.row(kind, i, quantity) for i in range(len(plan.layout.names[kind]))]
        found[name] = np.array([by_row.get(row, missing) for row in rows])

    for quantity in quantities().values():
        row = getattr(at, quantity.name.replace(".", "_").upper(), None)
        if quantity.entity == "mechanism" and row is not None:
            found[quantity.name] = by_row[row]
        elif quantity.entity in KINDS and not quantity.name.startswith("national_"):
            put(f"{quantity.entity}.{quantity.name}", KINDS[quantity.entity], quantity.name)
    for part in ("men", "line_share", "second_share", "quality", "arrival_day", "arrival_ramp"):
        put(f"base.group.{part}", "groups", f"base_{part}")
    put("group.own_command", "groups", "own_command")
    laws = {"law.p_a": at.LAW_P_A, "law.q_a": at.LAW_Q_A, "law.p_d": at.LAW_P_D, "law.q_d": at.LAW_Q_D}
    return found | {name: by_row[row] for name, row in laws.items()}


def noise_of(plan: Plan, draws: int, days: int, inputs: Arrays) -> Arrays:
    """The kernel's noise by the names of the NumPy day."""
    count = {kind: len(plan.layout.names[name]) for kind, name in KINDS.items()}
    rows = noise(np.arange(draws), SEED, days, *(count[kind] for kind in ("front", "sector", "supporter", "party")))
    return named_noise(rows, count, inputs)


class NumpyArms:
    """The arms of the scenario ready to be played by the NumPy day."""

    def __init__(self, draws: int) -> None:
        self.draws, self.days = draws, scenario().horizon
        plan = make_plan(scenario(), {name: scenario().arm(name) for name in arms()})
        self.fronts = plan.layout.names["fronts"]
        values = plan.inputs(Columns(Worlds.first(draws, SEED))).astype(np.float64)
        laid = [dict(zip(*table, strict=True)) for table in zip(plan.rows.tolist(), values[plan.places], strict=True)]
        self.structures = [structure_of(plan, arm, by_row) for arm, by_row in enumerate(laid)]
        self.inputs = [inputs_of(plan, by_row) for by_row in laid]
        self.noise = [noise_of(plan, draws, self.days, inputs) for inputs in self.inputs]

    def play(self) -> list[Arrays]:
        """Play all arms, all draws at once."""
        return [
            numpy_simulate(structure, inputs, noise_, self.days)
            for structure, inputs, noise_ in zip(self.structures, self.inputs, self.noise, strict=True)
        ]

    def play_one(self, draw: int) -> float:
        """Play all arms of one draw alone; total area at the end."""
        one = slice(draw, draw + 1)
        total = 0.0
        for structure, inputs, noise_ in zip(self.structures, self.inputs, self.noise, strict=True):
            noise_here = {name: rows[..., one] for name, rows in noise_.items()}
            events = [(*event[:3], event[3][one]) for event in structure["events"]]
            here = {name: values[..., one] for name, values in inputs.items()}
            found = numpy_simulate({**structure, "events": events}, here, noise_here, self.days)
            total += float(found["area"][-1].sum())
        return total


def disagreement(numpy_arms: NumpyArms) -> tuple[float, float]:
    """How far attrit and the NumPy day are apart in area and losses of every day.

    Returns
    -------
    tuple
        Share of arms and draws that took the same turns, and the largest difference in these, as a part of the largest
        value of the outcome.
    """
    results = by_attrit(numpy_arms.draws)
    worst, same = 0.0, []
    for name, found in zip(arms(), numpy_arms.play(), strict=True):
        front = numpy_arms.fronts.index(scenario().objective)
        pairs = [(found["area"][:, front], results.values("area_held_true", name))]
        pairs += [
            (found["losses"][:, s], results.values("losses", name, side=side))
            for s, side in enumerate(scenario().sides)
        ]
        apart = [np.abs(got[1:] - expected).max(axis=0) / expected.max() for expected, got in pairs]
        largest = np.max(apart, axis=0)
        alike = largest <= SINGLE
        same.append(alike)
        worst = max(worst, float(largest[alike].max()))
    return float(np.mean(same)), worst


class OneByOne:
    """EMA Workbench runs the NumPy day, all arms of one draw in one experiment, in this process."""

    def __init__(self, numpy_arms: NumpyArms, draws: int) -> None:
        with quiet():
            import ema_workbench as ema

        logging.getLogger("EMA").setLevel(logging.ERROR)
        self.evaluator = ema.SequentialEvaluator
        self.model = ema.Model("kursk", function=lambda draw: {"area": numpy_arms.play_one(int(draw))})
        self.model.uncertainties = [ema.RealParameter("draw", 0, numpy_arms.draws)]
        self.model.outcomes = [ema.ScalarOutcome("area")]
        self.cases = [ema.Scenario(str(i), draw=float(i)) for i in range(draws)]

    def play(self) -> None:
        """One experiment a draw."""
        with quiet(), self.evaluator(self.model) as evaluator:
            evaluator.perform_experiments(scenarios=self.cases)


def section(quick: bool) -> str:
    """Check, measure, and say it."""
    alike, apart = disagreement(NumpyArms(64 if quick else 256))
    if alike < ALIKE:
        raise Disagreement(f"attrit and the NumPy day are alike in {alike:.1%} of the draws, asked are {ALIKE:.0%}")
    ours, theirs, one = 10_240, 256 if quick else 2_048, 1
    numpy_arms = NumpyArms(theirs)
    ema = OneByOne(numpy_arms, one)
    runs = {
        "attrit, 2 threads": (ours, lambda: by_attrit(ours, 2)),
        "attrit, 1 thread": (ours, lambda: by_attrit(ours, 1)),
        "NumPy float64, all draws of an arm at once": (theirs, numpy_arms.play),
        "EMA Workbench, the NumPy day one draw at a time": (one, ema.play),
    }
    times = in_turns({name: run for name, (_, run) in runs.items()}, 1 if quick else 3, warm=True)
    one_draw = len(arms()) * scenario().horizon
    speeds = {name: draws * one_draw / times[name] for name, (draws, _) in runs.items()}
    own, _, by_numpy, by_ema = speeds.values()
    rows = [(name, f"{runs[name][0]:,}", millions(speed), number(speed / by_numpy)) for name, speed in speeds.items()]
    targets = [
        asked("attrit, 2 threads, against NumPy float64", "15 x", f"{number(own / by_numpy)} x", own >= 15 * by_numpy),
        asked("attrit, 2 threads, against EMA Workbench", "1,000 x", f"{number(own / by_ema)} x", own >= 1000 * by_ema),
    ]
    return "\n\n".join(
        [
            table(("engine", "draws", "million arm-days/s", "times NumPy"), rows),
            table(TARGETS, targets),
            f"{len(arms())} arms. Of arms and draws {alike:.1%} took the same turns (asked {ALIKE:.0%}); in these area "
            f"and losses of every day differ by at most {apart:.1e} of the largest value (allowed {SINGLE:g}). "
            f"EMA Workbench {version('ema-workbench')}.",
        ]
    )
