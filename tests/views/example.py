"""A small run made by hand: two sides, a contingent, four arms, a ledger and a refused arm."""

from datetime import date
from pathlib import Path

import numpy as np

from attrit import library
from attrit.analysis.carries import Carried, Part
from attrit.engine.outcomes import OUTCOMES
from attrit.engine.results import Results, Variable
from attrit.errors import Problem
from attrit.evidence.claims import Ledger
from attrit.evidence.pools import pool
from attrit.evidence.priors import Prior, Provenance
from attrit.experiments.measures import Measure
from attrit.experiments.targets import Target
from attrit.quantities import Quantity, quantities
from attrit.scenario.input import Input
from attrit.scenario.neutral import Neutral
from attrit.scenario.schema import Scenario
from attrit.scenario.things import ArmSpec, Front, Group, Party, Rule, Sector, Side, Supporter
from attrit.statistics.estimates import Estimate

LEDGER = Path(library.__file__).with_name("kursk-2024-ledger.csv")
DAYS, DRAWS = 90, 400


class Described(Scenario):
    """A scenario without a file behind it."""

    def arm(self, name: str) -> Scenario:
        return self

    def forbidden_arms(self) -> dict[str, Problem]:
        if not self.rules:
            return {}
        found = "arm 'donbas' sends group 'dprk' into sector 'pokrovsk' (territory annexed)"
        return {"donbas": Problem("", "", found, "rule 'treaty' permits russia")}


def given(path: str, prior: Prior | None, quantity: Quantity, formula: str | None = None) -> Input:
    return Input(path, path, quantity, prior, formula, (formula,) if formula else ())


def inputs(ledger: Ledger) -> dict[str, Input]:
    known = quantities()
    judged = Provenance("judgement", "no public figure")
    men = pool(ledger.about("dprk_men_in_kursk"), unit="person")
    weights = {"logistics": 0.35, "mixed": 0.35, "assault": 0.3}
    recruits = Provenance("claim", "Ukrainian intelligence")
    sent = Quantity("quantity", "contingent_men", unit="person", meaning="men sent")
    listed = [
        given("hypotheses.role", Prior.choice(weights, judged), Quantity("hypothesis", "role", meaning="its task")),
        given("sides.ru.recruits", Prior("lognormal", 800.0, 950.0, 1100.0, recruits), known["side.recruits"]),
        given("sides.ru.national_strength", Prior.certain(0.0, judged), known["side.national_strength"]),
        given("groups.ru.men", Prior("lognormal", 4e4, 4.5e4, 5e4, judged), known["group.men"]),
        given("groups.dprk.men", None, known["group.men"], "quantities.contingent_men"),
        given("quantities.contingent_men", men, sent),
        given("mechanisms.collapse.hazard", default("collapse.hazard"), known["collapse.hazard"]),
        given("fronts.kursk.area_held", Prior.certain(490.0, judged), known["front.area_held"]),
        given("sectors.sudzha.area_share", Prior.certain(1.0, judged), known["sector.area_share"]),
        given("groups.ua.men", Prior.certain(30_000.0, judged), known["group.men"]),
    ]
    return {item.path: item for item in listed}


def default(key: str) -> Prior:
    q = quantities()[key]
    return Prior(q.shape, q.p05, q.p50, q.p95, Provenance(q.kind, q.source))


def scenario(**changes) -> Scenario:
    ledger = Ledger.read(LEDGER)
    names = ["committed", "absent", "five_times", "second_line"]
    titles = ["contingent committed", "no contingent", "five times as many", "kept in the second line"]
    values = dict(
        name="example", title="Kursk salient, November 2024", question="What could the contingent change?",
        as_of=date(2024, 11, 16), horizon=DAYS, base="committed", against="absent", objective="kursk",
        contingent=("dprk",),
        sides={"ru": Side("ru", "Russia", "Russian", None), "ua": Side("ua", "Ukraine", "Ukrainian", None)},
        fronts={"kursk": Front("kursk", "Kursk", "ua", "ru", ("sudzha",), recovers=True)},
        sectors={"sudzha": Sector("sudzha", "Sudzha", "kursk", "russia")},
        groups={
            "ua": Group("ua", "Ukrainian troops", "ua", "kursk", (), None, None, False, True, None, None, None),
            "ru": Group("ru", "Russian troops", "ru", "kursk", (), None, None, False, True, None, None, None),
            "dprk": Group("dprk", "North Koreans", "ru", "kursk", (), "ru", "ally", True, False, None, "role", None),
        },
        supporters={"ally": Supporter("ally", "North Korea", "ru", None)},
        parties={"korea": Party("korea", "South Korea", "ua", {})},
        rules={
            "treaty": Rule(
                "treaty", "Mutual-defence treaty", "article 4, as published", ("dprk",), "recognised",
                {"recognised": ("russia",), "claimed": ("russia", "annexed")},
            )
        },
        roles={}, inputs=inputs(ledger), switched_off=frozenset(), events=(), correlations=(),
        arms={name: ArmSpec(name, title, {}) for name, title in zip(names, titles, strict=True)}
        | {"donbas": ArmSpec("donbas", "sent to the Donbas", {})},
        ledger=ledger, source=None,
    )  # fmt: skip
    return Described(**values | changes)


def results(described: Scenario | None = None, arms: tuple[str, ...] | None = None, draws: int = DRAWS) -> Results:
    """Ground that shrinks at an uncertain rate, the faster the more men; everything else in proportion."""
    s = described if described is not None else scenario()
    names = arms if arms is not None else ("committed", "absent", "five_times", "second_line")
    strength = {"committed": 1.0, "absent": 0.9, "five_times": 1.4, "second_line": 0.96}
    random = np.random.default_rng(7)
    rate = random.lognormal(np.log(0.004), 0.8, draws)
    day = np.arange(s.horizon + 1)
    held = np.stack([490 * np.exp(-np.outer(day, rate * strength[name])) for name in names])
    coords = {
        "arm": names, "draw": tuple(range(draws)), "day": tuple(day.tolist()), "side": ("ru", "ua"),
        "group": ("ua", "ru", "dprk"), "party": ("korea",),
    }  # fmt: skip
    variables = {}
    for name, outcome in OUTCOMES.items():
        lead = {"sides": ("side",), "groups": ("group",), "third_parties": ("party",)}.get(outcome.kind, ())
        shape = tuple(len(coords[dim]) for dim in (*lead, "arm", "draw"))
        level = 20_000 * (490 - held[:, -1]) / 490
        values = np.broadcast_to(level if outcome.unit == "person" else level / 40_000, shape)
        variables[name] = Variable((*lead, "arm", "draw"), values.astype(np.float32), outcome.unit, outcome.title)
    gone = np.where(held[:, -1] < 250, np.argmax(held < 250, axis=1), np.inf)
    variables["recovered_day"] = variables["recovered_day"]._replace(values=gone)
    by_day = Variable(("arm", "day", "draw"), held.astype(np.float32), "km2", OUTCOMES["area_held"].title)
    variables["area_held"] = by_day
    lost = np.stack([12_000 * (490 - held) / 490, 9_000 * (490 - held) / 490])
    variables["losses"] = Variable(("side", "arm", "day", "draw"), lost, "person", OUTCOMES["losses"].title)
    variables["status"] = Variable(("arm", "draw"), np.zeros((len(names), draws), np.int8), "1", "0 ok")
    attrs = {"attrit_version": "0.1.0", "scenario": s.name, "steps": 1}
    return Results(s, coords, variables, 7, attrs)


def carried() -> Carried:
    """An effect of -12, a mechanism and a part of it, a number, a state, and one thing not beyond its error."""

    def part(kind, name, to, carries, told=True, **sets):
        neutral = Neutral(kind, name, f"what {name} is", to, "1", sets or {name: 0.0})
        return Part(neutral, carries, 0.5, -12 - carries, 0.7, told)

    whole = {"saturation.line": 1e9, "saturation.loss": 1e9}
    parts = (
        part("mechanism", "saturation", None, 11, **whole),
        part("input", "quantities.russians_freed", 0.0, -10),
        part("input", "mechanisms.saturation.line", 1e9, 8, **{"saturation.line": 1e9}),
        part("state", "hypotheses.law", "square", 7),
        part("input", "mechanisms.advance.ratio_power", 0.0, -5),
        part("input", "mechanisms.map.lag", 0.0, 0.1, told=False),
    )
    target = Target(
        Measure("area_held", "area held by Ukraine", "km2", lambda results, arm: None), "committed", "absent"
    )
    return Carried(target, Estimate(-4, -52, 1, 0.4, -12.0, 0.8, 2048), parts, 1024, 141)
