"""Made-up wars as scenario files: a bare duel, and random ones that Hypothesis draws and shrinks."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attrit.model.laws.register import campaign_laws
from attrit.quantities import mechanisms, quantities
from attrit.scenario.files import parse
from attrit.scenario.schema import Scenario


def in_wars(
    few: int, all_: int, *drawn: st.SearchStrategy[Any]
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """What holds in any war: tried in a few every day, and in as many as find rare faults among the slow tests."""

    def tried(holds: Callable[..., None]) -> Callable[..., None]:
        @pytest.mark.parametrize("wars", [few, pytest.param(all_, marks=pytest.mark.slow)])
        def test(wars: int) -> None:
            settings(max_examples=wars)(given(*drawn)(holds))()

        test.__name__, test.__doc__, test.__module__ = holds.__name__, holds.__doc__, holds.__module__
        return test

    return tried


ALL_OFF = dict.fromkeys(mechanisms(), "off")
RED, BLUE = "red", "blue"
LAWS = list(campaign_laws())
ROLES = {"rear": {"line_share": 0.1, "second_share": 0.3}, "assault": {"line_share": 0.6, "second_share": 0.3}}


def duel(law: str, x0: float, y0: float, attacker_rate: float, holder_rate: float) -> dict[str, Any]:
    """One group a side in one sector, everything certain, every mechanism off: an attrition law and nothing else.

    `attacker_rate` and `holder_rate` are the shares of x0 (attacker) and y0 (holder) lost on the first day.
    """
    shares = {"line_share": 1, "second_share": 0}
    front = {"title": "the line", "holder": "blue", "area_held": "100 km2", "gain": "0 km2/day"}
    front |= {"attacker_loss_rate": f"{attacker_rate} 1/day", "exchange_ratio": attacker_rate * x0 / (holder_rate * y0)}
    return {
        **_head("duel", "line", "fight", "fight"),
        "hypotheses": {"law": law},
        "sides": {"red": {"title": "Red", "adjective": "red"}, "blue": {"title": "Blue", "adjective": "blue"}},
        "fronts": {"line": front},
        "sectors": {"field": {"title": "field", "front": "line", "territory": "", "area_share": 1, "works": 0}},
        "groups": {
            "x": {"title": "x", "side": "red", "front": "line", "men": f"{x0} person", **shares},
            "y": {"title": "y", "side": "blue", "front": "line", "men": f"{y0} person", **shares},
        },
        "mechanisms": dict(ALL_OFF),
        "arms": {"fight": {"title": "they fight"}},
    }


def loaded(description: dict[str, Any]) -> Scenario:
    """The description as a scenario, by way of its text as a file: JSON is YAML."""
    return parse(json.dumps(description), str(description["name"]))


def _head(name: str, objective: str, base: str, against: str) -> dict[str, Any]:
    head = {"format": 1, "name": name, "title": name, "question": "Who wins?", "as_of": "2000-01-01"}
    return {**head, "horizon": "200 day", "base": base, "against": against, "objective": objective}


def _numbers(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high).map(lambda x: float(f"{x:.4g}"))


def _uncertain(draw: Callable[..., Any], low: float, high: float, unit: str = "1") -> dict[str, Any]:
    """A prior whose median lies between the bounds, from narrow to a factor of five."""
    middle, spread = draw(_numbers(low, high)), draw(st.sampled_from([1.1, 1.6, 5.0]))
    source = {"class": "judgement", "source": "made up"}
    return {"p05": middle / spread, "p50": middle, "p95": middle * spread, "unit": unit, "shape": "lognormal", **source}


def _side(draw: Callable[..., Any], name: str, certain: bool) -> dict[str, Any]:
    """A side: with supply or without, with a pool or without; `certain` leaves no input of it to chance."""
    side: dict[str, Any] = {"title": name, "adjective": name}
    if certain:
        side |= {q.name: _stated(q.p50, q.unit) for q in quantities().values() if q.entity == "side"}
    side["recruits"] = _stated(draw(_numbers(0, 2000)), "person/day")
    side["pool"] = _stated(draw(st.sampled_from([0, 500, 20_000])), "person")
    side["production"] = _stated(draw(_numbers(0, 9000)), "round/day")
    side["use"] = _stated(draw(st.sampled_from([0, 1000, 10_000])), "round/day")
    side["reserve_rate"] = _stated(draw(st.sampled_from([0.0, 0.05])), "1/day")
    return side


def _stated(value: float | None, unit: str) -> Any:
    assert value is not None
    return value if unit == "1" else f"{value:g} {unit}"


def _front(draw: Callable[..., Any]) -> dict[str, Any]:
    return {
        "title": "a front",
        "holder": draw(st.sampled_from([RED, BLUE])),
        "area_held": _uncertain(draw, 1, 3000, "km2"),
        "area_contested": _stated(draw(_numbers(0, 400)), "km2"),
        "gain": _uncertain(draw, 0.01, 60, "km2/day"),
        "attacker_loss_rate": _uncertain(draw, 0.0005, 0.1, "1/day"),
        "exchange_ratio": _uncertain(draw, 0.2, 8),
        "interdiction": draw(_numbers(0, 0.9)),
        "map_offset": _stated(draw(_numbers(-30, 30)), "km2"),
    }


def _group(draw: Callable[..., Any], side: str, front: str) -> dict[str, Any]:
    group: dict[str, Any] = {"title": "a group", "side": side, "front": front}
    group["men"] = _uncertain(draw, 1, 60_000, "person")
    group["quality"] = _uncertain(draw, 0.3, 1.5)
    group["replaced"] = draw(st.booleans())
    if draw(st.booleans()):
        group["departure_day"] = _stated(draw(st.integers(0, 60)), "day")
    return group


def _newcomer(
    draw: Callable[..., Any], side: str, front: str, host: str, sectors: list[str], supporter: str
) -> dict[str, Any]:
    """A further group: it may arrive, serve under a host, be foreign, have a role and a command of its own."""
    group = _group(draw, side, front)
    group |= {"officers": _stated(draw(st.integers(0, 900)), "person"), "frees": draw(_numbers(0, 1))}
    if draw(st.booleans()):
        group |= {"host": host, "coordination": draw(_numbers(0.3, 1)), "own_fire": draw(_numbers(0.3, 1))}
    if draw(st.booleans()):
        group |= {"role": draw(st.sampled_from(["rear", "assault", "task"]))}
    if draw(st.booleans()):
        group |= {
            "command": draw(st.sampled_from(["own_sector", "orders"])),
            "own_sector": draw(st.sampled_from(sectors)),
        }
    if draw(st.booleans()):
        group |= {"arrives": "on", "arrival_day": _stated(draw(st.integers(0, 50)), "day")}
        group |= {"arrival_ramp": _stated(draw(st.integers(1, 30)), "day")}
    if supporter:
        group["supporter"] = supporter
    return group


def _outsiders(draw: Callable[..., Any], war: dict[str, Any], last: str) -> None:
    """A supporter of the last group's side, who sends it further men, and third parties that egg each other on."""
    side = war["groups"][last]["side"]
    war["supporters"] = {
        "friend": {
            "title": "a friend", "side": side, "tranche_to": last, "tranche": _uncertain(draw, 100, 9000, "person"),
            "hazard": "0.05 1/day", "delay": "10 day", "rounds": "700 round/day", "technology_rate": "0.02 1/day",
        }
    }  # fmt: skip
    war["groups"][last]["supporter"] = "friend"
    party = {"title": "an onlooker", "hazard": "0.02 1/day", "fires_gain": draw(_numbers(-0.5, 2)), "escalation": 0.4}
    war["third_parties"] = {
        "east": {**party, "feeds": RED, "influence": {"west": 3}},
        "west": {**party, "feeds": BLUE, "influence": {}},
    }


@st.composite
def wars(draw: Callable[..., Any], certain_sides: bool = False) -> dict[str, Any]:
    """A war of 1-2 fronts, 1-3 sectors and 2-5 groups under any law, some mechanisms off, with the arms of `_arms`."""
    fronts = [f"front{i}" for i in range(draw(st.integers(1, 2)))]
    homes = fronts + [draw(st.sampled_from(fronts)) for _ in range(draw(st.integers(0, 3 - len(fronts))))]
    share = {front: 1 / homes.count(front) for front in fronts}
    war: dict[str, Any] = {
        **_head("made-up", "front0", "base", "without"),
        "hypotheses": {
            "law": draw(st.sampled_from([*LAWS, dict.fromkeys(LAWS, 1 / len(LAWS))])),
            "task": {"rear": 0.4, "assault": 0.6},
            "orders": {"integrated": 0.5, "own_sector": 0.5},
        },
        "roles": ROLES,
        "sides": {name: _side(draw, name, certain_sides) for name in (RED, BLUE)},
        "fronts": {front: _front(draw) for front in fronts},
        "sectors": {
            f"sector{i}": {
                "title": "a sector",
                "front": home,
                "area_share": share[home],
                "terrain": draw(_numbers(0.3, 2)),
            }
            for i, home in enumerate(homes)
        },
        "groups": {f"{side}_{front}": _group(draw, side, front) for front in fronts for side in (RED, BLUE)},
        "mechanisms": dict.fromkeys(draw(st.sets(st.sampled_from(sorted(mechanisms())), max_size=4)), "off"),
        "events": [{"day": 4, "side": RED, "stock": "5000 round"}, {"day": 9, "side": BLUE, "pool": "300 person"}],
    }
    last = f"{BLUE}_{fronts[-1]}"
    for i in range(draw(st.integers(0, 5 - len(war["groups"])))):
        side, front, last = draw(st.sampled_from([RED, BLUE])), draw(st.sampled_from(fronts)), f"further{i}"
        here = [f"sector{k}" for k, home in enumerate(homes) if home == front]
        war["groups"][last] = _newcomer(draw, side, front, f"{side}_{front}", here, "")
    for side in (RED, BLUE):
        war["sides"][side]["reserve_group"] = f"{side}_{draw(st.sampled_from(fronts))}"
    if draw(st.booleans()):
        _outsiders(draw, war, last)
    war["contingent"] = [last]
    war["arms"] = _arms(war, last, fronts)
    return war


def _arms(war: dict[str, Any], last: str, fronts: list[str]) -> dict[str, Any]:
    """The base, two that change nothing, one without the last group, one with more of it, one that sends it elsewhere."""
    men = f"groups.{last}.men"
    changes: dict[str, dict[str, Any]] = {
        "base": {},
        "same": {},
        "restated": {men: war["groups"][last]["men"]},
        "without": {men: "0 person"},
        "more": {men: {"times": 3}},
        "other_law": {"hypotheses.law": "square"},
    }
    if len(fronts) > 1 and last.startswith("further") and "own_sector" not in war["groups"][last]:
        changes["elsewhere"] = {f"groups.{last}.front": next(f for f in fronts if f != war["groups"][last]["front"])}
    return {name: {"title": name, "change": change} for name, change in changes.items()}


def full() -> dict[str, Any]:
    """One war in which every kind of thing occurs and every mechanism is at work."""
    source = {"class": "judgement", "source": "made up"}
    men = {"p05": 9000, "p50": 12_000, "p95": 16_000, "unit": "person", **source}
    side = {"recruits": "300 person/day", "pool": "500 person", "production": "900 round/day", "use": "2000 round/day"}
    front = {"attacker_loss_rate": "0.01 1/day", "exchange_ratio": 1.5, "interdiction": 0.3, "map_offset": "10 km2"}
    group = {"replaced": "on", "departure_day": "40 day", "arrival_ramp": "10 day", "men": men}
    guest = {"side": RED, "front": "west", "host": "red_west", "supporter": "friend", "role": "task", "frees": 0.3}
    guest |= {"command": "orders", "own_sector": "hill", "officers": "50 person", "replaced": "off", "quality": 0.7}
    return {
        **_head("full", "west", "base", "without"),
        "contingent": ["guest"],
        "hypotheses": {
            "law": dict.fromkeys(LAWS, 1 / len(LAWS)),
            "task": {"rear": 0.4, "assault": 0.6},
            "orders": {"integrated": 0.5, "own_sector": 0.5},
        },
        "roles": ROLES,
        "sides": {
            RED: {"title": RED, "adjective": RED, "reserve_group": "red_west", **side},
            BLUE: {"title": BLUE, "adjective": BLUE, "reserve_group": "blue_west", **side},
        },
        "fronts": {
            "west": {"title": "west", "holder": BLUE, "taken_from": RED, "area_held": "300 km2", "gain": "3 km2/day", **front},
            "east": {"title": "east", "holder": RED, "area_held": "90 km2", "gain": "1 km2/day", **front},
        },
        "sectors": {
            "hill": {"title": "hill", "front": "west", "territory": "home", "area_share": 0.4, "terrain": 0.6},
            "plain": {"title": "plain", "front": "west", "territory": "abroad", "area_share": 0.6},
            "coast": {"title": "coast", "front": "east", "territory": "home", "area_share": 1},
        },
        "groups": {
            "red_west": {"title": "red", "side": RED, "front": "west", **group},
            "blue_west": {"title": "blue", "side": BLUE, "front": "west", **group},
            "red_east": {"title": "red", "side": RED, "front": "east", **group},
            "blue_east": {"title": "blue", "side": BLUE, "front": "east", **group},
            "guest": {"title": "guest", "arrives": "on", "arrival_day": "15 day", "men": men, **guest},
        },
        "supporters": {
            "friend": {
                "title": "friend", "side": RED, "tranche_to": "guest", "tranche": "3000 person", "hazard": "0.02 1/day",
                "delay": "10 day", "rounds": "300 round/day", "technology_rate": "0.01 1/day",
            }
        },
        "third_parties": {
            "near": {"title": "near", "feeds": BLUE, "hazard": "0.02 1/day", "escalation": 0.4, "influence": {"far": 5}},
            "far": {"title": "far", "feeds": RED, "hazard": "0.02 1/day", "fires_gain": 0.2, "influence": {}},
        },
        "rules": {
            "pact": {
                "title": "pact", "binds": ["guest"], "reading": "wide", "source": "made up",
                "readings": {"narrow": ["home"], "wide": ["home", "abroad"]},
            }
        },
        "mechanisms": {"collapse": {"hazard": "0.02 1/day"}, "pause": {"rate": "0.02 1/day"}},
        "events": [{"day": 4, "side": RED, "stock": "5000 round"}, {"day": 9, "side": BLUE, "pool": "300 person"}],
        "correlations": [{"inputs": ["groups.red_west.men", "groups.blue_west.men"], "rho": 0.5, "reason": "made up"}],
        "arms": {
            "base": {"title": "base"},
            "without": {"title": "without", "change": {"groups.guest.men": "0 person"}},
        },
    }  # fmt: skip
