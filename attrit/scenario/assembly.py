"""From a draft without faults to a Scenario."""

from __future__ import annotations

from datetime import date
from typing import Any

from attrit.quantities import mechanisms
from attrit.scenario.checks import horizon_of
from attrit.scenario.draft import Draft
from attrit.scenario.schema import Origin, Scenario
from attrit.scenario.shape import switched
from attrit.scenario.things import ArmSpec, Correlation, Event, Front, Group, Party, Role, Rule, Sector, Side, Supporter
from attrit.scenario.values import number


def title_of(name: str, thing: dict[str, Any]) -> str:
    """What people call a thing; its name as words if the file does not say.

    Parameters
    ----------
    name
        () [-] Its name.
    thing
        () [-] What the file says of it.
    """
    return thing.get("title") or name.replace("_", " ")


def assembled(draft: Draft, arms: dict[str, ArmSpec], correlations: list[Correlation], source: Origin) -> Scenario:
    """The Scenario of a draft without faults.

    Parameters
    ----------
    draft
        () [-] What was read.
    arms
        (arm) [-] Courses of action.
    correlations
        () [-] Which inputs go together.
    source
        () [-] What it is made of.
    """
    data, things = draft.data, draft.things
    names = list(things("sides"))
    as_of = date.fromisoformat(data["as_of"])
    return Scenario(
        name=data["name"],
        title=data.get("title") or data["name"],
        question=data.get("question", ""),
        as_of=as_of,
        horizon=horizon_of(data["horizon"]),
        base=data["base"],
        against=data["against"],
        objective=data["objective"],
        contingent=tuple(data.get("contingent", ())),
        sides={n: _side(n, side) for n, side in things("sides").items()},
        fronts={n: _front(n, front, names, things("sectors")) for n, front in things("fronts").items()},
        sectors={
            n: Sector(n, title_of(n, sector), sector["front"], sector.get("territory", ""))
            for n, sector in things("sectors").items()
        },
        groups={n: _group(n, group, things("sectors")) for n, group in things("groups").items()},
        supporters={
            n: Supporter(n, title_of(n, supporter), supporter["side"], supporter.get("tranche_to"))
            for n, supporter in things("supporters").items()
        },
        parties={
            n: Party(n, title_of(n, party), party.get("feeds"), _floats(party.get("influence", {})))
            for n, party in things("third_parties").items()
        },
        rules={n: _rule(n, rule) for n, rule in things("rules").items()},
        roles={
            n: Role(n, title_of(n, role), float(role["line_share"]), float(role["second_share"]))
            for n, role in things("roles").items()
        },
        inputs=draft.inputs,
        switched_off=frozenset(name for name in mechanisms() if _is_off(data.get("mechanisms") or {}, name)),
        events=tuple(_event(event, as_of) for _, event in draft.items("events")),
        correlations=tuple(correlations),
        arms=arms,
        ledger=draft.sources.ledger,
        source=source,
    )


def _side(name: str, side: dict[str, Any]) -> Side:
    title = title_of(name, side)
    return Side(name, title, side.get("adjective") or title, side.get("reserve_group"))


def _front(name: str, front: dict[str, Any], sides: list[str], sectors: dict[str, Any]) -> Front:
    holder = front["holder"]
    attacker = next(side for side in sides if side != holder)
    here = tuple(sector for sector, stated in sectors.items() if stated["front"] == name)
    return Front(name, title_of(name, front), holder, attacker, here, front.get("taken_from") == attacker)


def _group(name: str, group: dict[str, Any], sectors: dict[str, Any]) -> Group:
    here = [sector for sector, stated in sectors.items() if stated["front"] == group["front"]]
    return Group(
        name=name,
        title=title_of(name, group),
        side=group["side"],
        front=group["front"],
        sectors=tuple(sector for sector in here if sector in (group.get("sectors") or here)),
        host=group.get("host"),
        supporter=group.get("supporter"),
        arrives=switched(group.get("arrives", False)),
        replaced=switched(group.get("replaced", True)),
        own_sector=group.get("own_sector"),
        role=group.get("role"),
        command=group.get("command"),
    )


def _rule(name: str, rule: dict[str, Any]) -> Rule:
    readings = {reading: tuple(territories) for reading, territories in rule["readings"].items()}
    return Rule(name, title_of(name, rule), rule.get("source", ""), tuple(rule["binds"]), rule["reading"], readings)


def _event(event: dict[str, Any], as_of: date) -> Event:
    day = (date.fromisoformat(event["on"]) - as_of).days if "on" in event else event["day"]
    stock, pool = (number(event.get(key, 0))[0] for key in ("stock", "pool"))
    return Event(day, event["side"], stock, pool, event.get("source", ""))


def _floats(numbers: dict[str, float]) -> dict[str, float]:
    return {name: float(value) for name, value in numbers.items()}


def _is_off(stated: dict[str, Any], name: str) -> bool:
    raw = stated.get(name, True)
    return switched(raw.get("on", True) if isinstance(raw, dict) else raw) is False
