"""Results written down by hand, for a war in which every kind of thing occurs."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from attrit.engine.outcomes import DIMS, OUTCOMES
from attrit.engine.results import Results, Variable
from attrit.scenario.schema import Scenario
from tests.properties.wars import full, loaded

ARMS = ("base", "without")
FIRST = dict.fromkeys(("recovered_day", "first_collapse", "called_day", "talks_day"), np.inf) | {"learning_time": 45.0}


@cache
def war() -> Scenario:
    """Side red attacks front 'west', which blue holds; 'guest' is the contingent."""
    return loaded(full())


def made(draws: int, **outcomes: dict[str, Any]) -> Results:
    """Results in which every outcome is 0 (dates: never; 45 days to learn) but for those given, by arm; with a label `OUTCOME__LABEL`."""
    scenario = war()
    coords: dict[str, tuple[Any, ...]] = {"arm": ARMS, "draw": tuple(range(draws)), "day": (0, 1, 2)}
    coords |= {"side": tuple(scenario.sides), "group": tuple(scenario.groups), "front": tuple(scenario.fronts)}
    coords |= {
        "sector": tuple(scenario.sectors),
        "supporter": tuple(scenario.supporters),
        "party": tuple(scenario.parties),
    }
    variables = {}
    for name, outcome in OUTCOMES.items():
        dims = ((DIMS[outcome.kind],) if outcome.kind in DIMS else ()) + ("arm", "draw")
        values = np.full([len(coords[dim]) for dim in dims], FIRST.get(name, 0.0))
        variables[name] = Variable(dims, values, outcome.unit, outcome.title)
    variables["status"] = Variable(("arm", "draw"), np.zeros((2, draws), np.int8), "1", "status")
    for key, by_arm in outcomes.items():
        name, _, label = key.partition("__")
        variable = variables[name]
        for arm, values in by_arm.items():
            place = () if not label else (coords[variable.dims[0]].index(label),)
            variable.values[(*place, ARMS.index(arm))] = values
    return Results(scenario, coords, variables, seed=1)
