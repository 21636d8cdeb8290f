"""A duel as XMILE 1.0, the file format of system dynamics: an OASIS standard (14 December 2015).

The file holds a part of the model, and says itself which.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree

from attrit.exports.duel import Army, Arrival, Duel
from attrit.version import __version__

NAMESPACE = "http://docs.oasis-open.org/xmile/ns/XMILE/v1.0"
HOLDER_LOSS_RATES = 0.0005, 0.04  # 1/day; what the campaign takes for possible on the first day
TAKEN = (
    "Every input is at its median and every hypothesis at its most probable state. One front: that of the scenario's "
    "objective. Strength is men in the line, and the fire of the second line, each counted by quality and command; it "
    "is lost by the law of attrition, from the rates of the first day, until one side has nothing left. Groups that "
    "arrive after day 0 come at an even rate between two days."
)
LEFT_OUT = (
    "Left out: ground, works and collapse; pace, pauses and tempo; fires and supply; losses by quality and role; "
    "learning, rest and wear; men freed for the line; replacements, reserves, substitutes, departures and the wounded "
    "who return; limits of saturation; noise; politics and talks; sectors and other fronts."
)


class _Variable(NamedTuple):
    """A variable of the file: what stands in its elements."""

    kind: str
    name: str
    equation: str
    units: str
    meaning: str
    flows: tuple[tuple[str, str], ...] = ()


def xmile(duel: Duel) -> str:
    """The duel as the text of an XMILE file.

    Parameters
    ----------
    duel
        () [-] What to write.
    """
    root = ElementTree.Element("xmile", {"version": "1.0", "xmlns": NAMESPACE})
    header = ElementTree.SubElement(root, "header")
    ElementTree.SubElement(header, "name").text = duel.name
    ElementTree.SubElement(header, "vendor").text = "attrit"
    ElementTree.SubElement(header, "product", {"version": __version__, "lang": "en"}).text = "attrit"
    specs = ElementTree.SubElement(root, "sim_specs", {"method": "Euler", "time_units": "day"})
    for tag, number in (("start", 0), ("stop", duel.days), ("dt", 1)):
        ElementTree.SubElement(specs, tag).text = str(number)
    variables = ElementTree.SubElement(ElementTree.SubElement(root, "model"), "variables")
    sides = [*_side("attacker", "holder", duel.attacker, duel), *_side("holder", "attacker", duel.holder, duel)]
    for one in [*sides, *_front(duel)]:
        element = ElementTree.SubElement(variables, one.kind, {"name": one.name})
        ElementTree.SubElement(element, "doc").text = one.meaning
        ElementTree.SubElement(element, "eqn").text = one.equation
        for way, flow in one.flows:
            ElementTree.SubElement(element, way).text = _called(flow)
        if one.kind == "stock":
            ElementTree.SubElement(element, "non_negative")
        ElementTree.SubElement(element, "units").text = one.units
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root).decode("ascii")}\n'


def _called(name: str) -> str:
    """A name as equations have it."""
    return name.replace(" ", "_")


def _side(who: str, enemy: str, army: Army, duel: Duel) -> Iterator[_Variable]:
    """Strength of a side with its flows, and the numbers of its own."""
    flows = [("inflow", f"{who} arrivals")] if army.arrivals else []
    yield _Variable(
        "stock", f"{who} strength", f"{who}_strength_at_start", "person",
        f"Strength of the side that {'attacks' if who == 'attacker' else 'holds the ground'}, {army.title}. "
        f"{duel.about} {TAKEN} {LEFT_OUT}",
        (*flows, ("outflow", f"{who} losses")),
    )  # fmt: skip
    yield _Variable(
        "flow", f"{who} losses",
        f"IF MIN(attacker_strength, holder_strength) > 0 THEN {who}_loss_rate * {who}_first_day_strength"
        f" * {who}_relative_strength ^ {who}_own_power * {enemy}_relative_strength ^ {who}_enemy_power ELSE 0",
        "person/day", "Losses by the law of attrition; none once a side has nothing left.",
    )  # fmt: skip
    yield _Variable(
        "aux", f"{who} relative strength", f"{who}_strength / {who}_first_day_strength", "1",
        "Strength against that of the first day.",
    )  # fmt: skip
    numbers = (
        ("strength at start", army.start, "person", "Strength on day 0, in this arm."),
        ("first day strength", army.reference, "person", "Strength on the first day, in the base arm."),
        ("line", army.line, "person", "Men in the line on the first day, in the base arm."),
        ("own power", army.own_power, "1", "Exponent of this side's own strength in its losses."),
        ("enemy power", army.enemy_power, "1", f"Exponent of the strength of the {enemy} in this side's losses."),
    )  # fmt: skip
    for name, number, units, meaning in numbers:
        yield _Variable("aux", f"{who} {name}", _number(number), units, meaning)
    if army.arrivals:
        yield from _coming(who, army.arrivals)


def _coming(who: str, arrivals: tuple[Arrival, ...]) -> Iterator[_Variable]:
    """The inflow of a side, and strength and days of each group in it."""
    terms = (
        f"strength_of_{a.name} / (last_day_of_{a.name} - first_day_of_{a.name})"
        f" * (STEP(1, first_day_of_{a.name}) - STEP(1, last_day_of_{a.name}))"
        for a in arrivals
    )
    meaning = "Groups that arrive after day 0, each at an even rate from its first day to its last."
    yield _Variable("flow", f"{who} arrivals", " + ".join(terms), "person/day", meaning)
    for a in arrivals:
        yield _Variable(
            "aux", f"strength of {a.name}", _number(a.strength), "person", f"{a.title}: strength of all of it."
        )
        yield _Variable("aux", f"first day of {a.name}", _number(a.first_day), "day", f"{a.title}: from when it comes.")
        yield _Variable(
            "aux", f"last day of {a.name}", _number(a.last_day), "day", f"{a.title}: by when it is complete."
        )


def _front(duel: Duel) -> Iterator[_Variable]:
    """Rates of the first day."""
    low, high = HOLDER_LOSS_RATES
    yield _Variable(
        "aux", "attacker loss rate", _number(duel.attacker_loss_rate), "1/day",
        "Share of his strength that the attacker loses on the first day.",
    )  # fmt: skip
    yield _Variable(
        "aux", "exchange ratio", _number(duel.exchange_ratio), "1",
        "Men the attacker loses on the first day for each man the holder loses.",
    )  # fmt: skip
    yield _Variable(
        "aux", "holder loss rate",
        "MAX(least_holder_loss_rate, MIN(greatest_holder_loss_rate,"
        " attacker_loss_rate * attacker_line / (exchange_ratio * holder_line)))",
        "1/day", "Share of his strength that the holder loses on the first day: it follows from the exchange ratio.",
    )  # fmt: skip
    for name, bound in (("least", low), ("greatest", high)):
        meaning = f"The {name} share that the campaign takes for possible."
        yield _Variable("aux", f"{name} holder loss rate", _number(bound), "1/day", meaning)


def _number(x: float) -> str:
    return repr(float(x))
