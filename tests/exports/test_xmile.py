"""A scenario's duel as XMILE: what the file holds, where its numbers come from, and what cannot be written."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import attrit
from attrit.errors import ScenarioError
from attrit.exports.duel import Army, Arrival, Duel, duel, most_probable
from attrit.exports.xmile import HOLDER_LOSS_RATES, LEFT_OUT, NAMESPACE, TAKEN, xmile
from attrit.model.laws.protocol import Campaign, Law, Powers
from attrit.model.laws.register import LAWS, campaign_laws
from attrit.scenario.files import library
from tests.properties.wars import duel as bare
from tests.properties.wars import full, loaded
from tests.tolerances import ROUNDING

ROOT = Path(__file__).parents[2]
NS = {"x": NAMESPACE}
UNITS = {
    "attacker strength": "person", "attacker losses": "person/day", "attacker relative strength": "1",
    "attacker strength at start": "person", "attacker first day strength": "person", "attacker line": "person",
    "attacker own power": "1", "attacker enemy power": "1",
    "holder strength": "person", "holder losses": "person/day", "holder relative strength": "1",
    "holder strength at start": "person", "holder first day strength": "person", "holder line": "person",
    "holder own power": "1", "holder enemy power": "1",
    "attacker loss rate": "1/day", "exchange ratio": "1", "holder loss rate": "1/day",
    "least holder loss rate": "1/day", "greatest holder loss rate": "1/day",
}  # fmt: skip
COMING = {
    "attacker arrivals": "person/day", "strength of brigade": "person", "first day of brigade": "day",
    "last day of brigade": "day",
}  # fmt: skip
FUNCTIONS = {"IF", "THEN", "ELSE", "MIN", "MAX", "STEP"}


@pytest.fixture(scope="module")
def template() -> Any:
    return attrit.load("template")


def variables(text: str) -> dict[str, ElementTree.Element]:
    found = ElementTree.fromstring(text).findall("x:model/x:variables/*", NS)
    names = [one.attrib["name"] for one in found]
    assert len(names) == len(set(names))
    return dict(zip(names, found, strict=True))


def said(element: ElementTree.Element, tag: str) -> str:
    return element.findtext(f"x:{tag}", "", NS)


def refused(*told: str) -> Any:
    """The messages of a refusal, whole and in order."""
    return pytest.raises(ScenarioError, match=f"^{re.escape(chr(10).join(told))}$")


# --- The file


def test_it_is_an_xmile_file(template: Any) -> None:
    text = xmile(duel(template))
    assert text.startswith('<?xml version="1.0" encoding="utf-8"?>\n<xmile version="1.0" xmlns=') and text.isascii()
    root = ElementTree.fromstring(text)
    assert (root.tag, root.attrib) == (f"{{{NAMESPACE}}}xmile", {"version": "1.0"})
    assert NAMESPACE == "http://docs.oasis-open.org/xmile/ns/XMILE/v1.0"
    assert [part.tag.split("}")[1] for part in root] == ["header", "sim_specs", "model"]
    assert [said(root.find("x:header", NS), tag) for tag in ("name", "vendor")] == ["template committed", "attrit"]
    product = root.find("x:header/x:product", NS)
    assert (product.text, product.attrib) == ("attrit", {"version": attrit.__version__, "lang": "en"})
    specs = root.find("x:sim_specs", NS)
    assert specs.attrib == {"method": "Euler", "time_units": "day"}
    assert [said(specs, tag) for tag in ("start", "stop", "dt")] == ["0", "120", "1"]


def test_variables_have_names_units_and_a_meaning(template: Any) -> None:
    found = variables(xmile(duel(template)))
    assert {name: said(one, "units") for name, one in found.items()} == UNITS | COMING
    assert all(said(one, "doc") for one in found.values())
    assert set(variables(xmile(duel(template, "absent")))) == set(UNITS)
    kinds = {name: one.tag.split("}")[1] for name, one in found.items()}
    assert {name for name, kind in kinds.items() if kind == "stock"} == {"attacker strength", "holder strength"}
    assert {name for name, kind in kinds.items() if kind == "flow"} == {
        "attacker losses", "holder losses", "attacker arrivals"
    }  # fmt: skip


def test_equations_name_variables_of_the_file_and_nothing_else(template: Any) -> None:
    found = variables(xmile(duel(template)))
    known = {name.replace(" ", "_") for name in found}
    used = {word for one in found.values() for word in re.findall(r"[A-Za-z_]\w*", said(one, "eqn"))}
    assert used - FUNCTIONS <= known
    assert known - used == {"attacker_losses", "holder_losses", "attacker_arrivals"}
    flows = {name: [(way.tag.split("}")[1], way.text) for way in found[name] if "flow" in way.tag] for name in found}
    assert {name: ways for name, ways in flows.items() if ways} == {
        "attacker strength": [("inflow", "attacker_arrivals"), ("outflow", "attacker_losses")],
        "holder strength": [("outflow", "holder_losses")],
    }
    assert all(found[f"{who} strength"].find("x:non_negative", NS) is not None for who in ("attacker", "holder"))


def test_the_equations() -> None:
    come = (Arrival("a", "a", 7.0, -2.5, 8.0), Arrival("b", "b", 9, 1, 2))
    holder = Army("A & B", 100.0, 90.0, 80.0, 0.25, -0.5, come)
    attacker = Army("C", 1.0, 2.0, 3.0, 1.0, 0.0)
    found = variables(xmile(Duel("n", "Made up.", 5, 0.01, 2.0, attacker, holder)))
    assert {
        name: said(one, "eqn")
        for name, one in found.items()
        if name.startswith(("holder", "strength", "first", "last"))
    } == {
        "holder strength": "holder_strength_at_start",
        "holder losses": "IF MIN(attacker_strength, holder_strength) > 0 THEN holder_loss_rate"
        " * holder_first_day_strength * holder_relative_strength ^ holder_own_power"
        " * attacker_relative_strength ^ holder_enemy_power ELSE 0",
        "holder relative strength": "holder_strength / holder_first_day_strength",
        "holder strength at start": "80.0",
        "holder first day strength": "90.0",
        "holder line": "100.0",
        "holder own power": "-0.5",
        "holder enemy power": "0.25",
        "holder arrivals": "strength_of_a / (last_day_of_a - first_day_of_a)"
        " * (STEP(1, first_day_of_a) - STEP(1, last_day_of_a))"
        " + strength_of_b / (last_day_of_b - first_day_of_b) * (STEP(1, first_day_of_b) - STEP(1, last_day_of_b))",
        "holder loss rate": "MAX(least_holder_loss_rate, MIN(greatest_holder_loss_rate,"
        " attacker_loss_rate * attacker_line / (exchange_ratio * holder_line)))",
        "strength of a": "7.0",
        "first day of a": "-2.5",
        "last day of a": "8.0",
        "strength of b": "9.0",
        "first day of b": "1.0",
        "last day of b": "2.0",
    }
    assert [said(found[f"{name} holder loss rate"], "eqn") for name in ("least", "greatest")] == ["0.0005", "0.04"]
    assert "that attacks, C. Made up. " in said(found["attacker strength"], "doc")
    assert "that holds the ground, A & B. Made up. " in said(found["holder strength"], "doc")


def test_the_file_says_what_it_is_of_and_which_part(template: Any) -> None:
    found = variables(xmile(duel(template, "doubled", "linear")))
    for who, title in (("attacker", "The South"), ("holder", "The North")):
        doc = said(found[f"{who} strength"], "doc")
        assert (
            doc.endswith(f"{TAKEN} {LEFT_OUT}") and f", {title}. The valleys of Aven. Front: The two valleys. " in doc
        )
        assert "Arm 'doubled': twice as many come. As of 2030-03-01, which is day 0. " in doc
        assert "Law 'linear': Linear law (area fire), dx/dt = -a x y, dy/dt = -b x y. " in doc
        assert (
            f"Written by attrit {attrit.__version__} from the scenario 'template', digest {template.digest[:12]}" in doc
        )


def test_the_documentation_says_the_same() -> None:
    page = " ".join((ROOT / "docs" / "export.md").read_text("utf-8").split())
    assert LEFT_OUT.removeprefix("Left out: g") in page
    day = (ROOT / "docs" / "model" / "day.md").read_text("utf-8")
    assert f"]_{{{HOLDER_LOSS_RATES[0]}}}^{{{HOLDER_LOSS_RATES[1]}}}$" in day


# --- Where its numbers come from


def test_the_template_by_hand(template: Any) -> None:
    """40,000 and 26,000 men, three tenths in the line, a quarter in the second, which fires a tenth as much."""
    found = duel(template)
    men = {"attacker": 40_000, "holder": 26_000}
    for who, army in (("attacker", found.attacker), ("holder", found.holder)):
        assert army.line == pytest.approx(0.3 * men[who], rel=ROUNDING)
        assert army.reference == army.start == pytest.approx(men[who] * (0.3 + 0.1 * 0.25), rel=ROUNDING)
        assert (army.own_power, army.enemy_power) == (0.667, 0.214)
    # 4,000 men of quality .7 in the rear, the likelier task: a tenth in the line, three tenths in the second.
    assert found.attacker.arrivals == (
        Arrival("brigade", "Foreign brigade", pytest.approx(4000 * 0.7 * (0.1 + 0.1 * 0.3), rel=ROUNDING), 0.0, 20.0),
    )
    assert found.holder.arrivals == ()
    medians = template.medians()
    assert found.attacker_loss_rate == medians["fronts.valleys.attacker_loss_rate"]
    assert found.exchange_ratio == medians["fronts.valleys.exchange_ratio"]
    assert (found.days, found.name) == (120, "template committed")


def test_an_arm_is_held_against_the_base_arm(template: Any) -> None:
    base, doubled = duel(template), duel(template, "doubled")
    assert doubled.attacker.arrivals[0].strength == pytest.approx(2 * base.attacker.arrivals[0].strength, rel=ROUNDING)
    war = bare("linear", 10_000, 8_000, 0.01, 0.01)
    war["arms"]["half"] = {"title": "half of them", "change": {"groups.y.men": {"times": 0.5}}}
    half = duel(loaded(war), "half")
    assert (half.holder.start, half.holder.reference, half.holder.line) == (4000, 8000, 8000)
    assert half.attacker.start == half.attacker.reference == 10_000


def test_who_is_there_on_day_0_and_who_comes() -> None:
    war = full()
    men = {"p05": 90, "p50": 100, "p95": 120, "unit": "person", "class": "judgement", "source": "made up"}
    guest = {
        **war["groups"].pop("guest"),
        "men": men,
        "arrival_ramp": "20 day",
        "command": "integrated",
        "role": "assault",
    }
    war["contingent"] = ["soon"]
    war["rules"]["pact"]["binds"] = ["soon"]
    war["supporters"]["friend"]["tranche_to"] = "soon"
    war["arms"]["without"]["change"] = {"groups.soon.men": "0 person"}
    war["groups"] |= {
        "soon": {**guest, "arrival_day": "15 day"},  # a quarter of it is there
        "there": {**guest, "arrival_day": "0 day"},
        "late": {**guest, "arrival_day": "30 day", "command": "own_sector", "own_fire": 0.4},
        "led": {**guest, "arrives": "off", "coordination": 0.5},
        "elsewhere": {**guest, "front": "east", "host": "red_east", "own_sector": "coast"},
    }
    scenario = loaded(war)
    found = duel(scenario)
    assert found.holder.arrivals == ()  # the guests are the attacker's, and of the other front's nothing is told
    one = 100 * 0.7 * (0.6 + 0.1 * 0.3)
    own = 12_000 * (0.3 + 0.1 * 0.25)
    assert found.attacker.reference == pytest.approx(own + 0.5 * one, rel=ROUNDING)  # as it was led on the first day
    assert found.attacker.line == pytest.approx(12_000 * 0.3 + 100 * 0.6, rel=ROUNDING)
    assert found.attacker.start == pytest.approx(own + 0.5 * one + one + 0.25 * one, rel=ROUNDING)
    assert found.attacker.arrivals == (
        Arrival("soon", "guest", pytest.approx(one, rel=ROUNDING), -5.0, 15.0),
        Arrival("late", "guest", pytest.approx(0.4 * one, rel=ROUNDING), 10.0, 30.0),
    )
    assert [a.name for a in duel(scenario, "without").attacker.arrivals] == ["late"]


def test_hypotheses_are_taken_at_their_most_probable_state() -> None:
    war = full()
    scenario = loaded(war)
    assert (most_probable(scenario, "task"), most_probable(scenario, "orders")) == ("assault", "integrated")
    first = next(iter(campaign_laws()))
    assert most_probable(scenario, "law") == first  # all alike
    guest = 12_000 * 0.7 * (0.6 + 0.1 * 0.3)
    assert duel(scenario, law="square").attacker.arrivals[0].strength == pytest.approx(guest, rel=ROUNDING)
    war["groups"]["guest"] |= {"coordination": 0.9, "own_fire": 0.8}
    war["hypotheses"] |= {"task": {"rear": 0.7, "assault": 0.3}, "orders": {"integrated": 0.4, "own_sector": 0.6}}
    guest = 12_000 * 0.7 * 0.8 * (0.1 + 0.1 * 0.3)
    assert duel(loaded(war), law="square").attacker.arrivals[0].strength == pytest.approx(guest, rel=ROUNDING)


def test_medians_are_those_of_the_engine() -> None:
    """What is switched off counts as off, also in formulas; formulas are kept within bounds."""
    war = bare("linear", 10_000, 8_000, 0.01, 0.01)
    war["groups"]["x"]["men"] = "= 1000 * (2 + mechanisms.supply.fire_loss)"
    war["groups"]["y"]["line_share"] = "= 10 * mechanisms.saturation.loss_ceiling"
    war["arms"]["fewer"] = {"title": "fewer", "change": {"groups.x.men": {"times": 0.75}}}
    men = {"p05": 7000, "p50": 8000, "p95": 9900, "unit": "person", "class": "judgement", "source": "made up"}
    war["groups"]["y"]["men"] = men
    war["arms"]["half"] = {"title": "half of them", "change": {"groups.y.men": {"times": 0.5}}}
    scenario = loaded(war)
    assert (
        scenario.medians()["mechanisms.supply.fire_loss"] == 0.45 and scenario.medians()["groups.y.line_share"] == 0.6
    )
    assert (duel(scenario).attacker.start, duel(scenario, "fewer").attacker.start) == (2000, 1500)
    assert duel(scenario, "half").holder.start == 4000
    assert duel(scenario).holder.line == 8000  # not 1e10 times as many


def test_a_side_of_nobody_counts_as_one_man() -> None:
    war = bare("linear", 10_000, 8_000, 0.01, 0.01)
    war["groups"]["y"]["men"] = "0.5 person"
    found = duel(loaded(war)).holder
    assert (found.line, found.reference, found.start) == (1, 1, 0.5)


@pytest.mark.parametrize(
    ("law", "powers"),
    [
        ("square", (1, 0, 1, 0)),
        ("linear", (1, 1, 1, 1)),
        ("logarithmic", (0, 1, 0, 1)),
        ("mixed", (0.214, 0.667, 0.214, 0.667)),
        ("epstein", (0, 1, 1, 0)),
        ("helmbold", (0.5, 0.5, 0.5, 0.5)),
        ("deitchman", (1, 0, 1, 1)),
        ("hartley", (0.4, 0.75, 0.4, 0.75)),
    ],
)
def test_the_powers_of_a_law(template: Any, law: str, powers: tuple[float, ...]) -> None:
    found = duel(template, law=law)
    sides = (found.attacker, found.holder)
    assert tuple(x for side in sides for x in (side.enemy_power, side.own_power)) == powers
    assert duel(template.with_changes({"law": law})).about == found.about.replace(
        template.digest[:12], template.with_changes({"law": law}).digest[:12]
    )


def test_powers_by_formula_are_those_of_the_arm() -> None:
    war = bare("helmbold", 10_000, 8_000, 0.01, 0.01)
    weiss = {"p05": 0.2, "p50": 0.3, "p95": 0.4, "unit": "1", "class": "judgement", "source": "made up"}
    war["mechanisms"]["attrition"] = {"weiss": weiss}
    war["arms"]["other"] = {"title": "other", "change": {"mechanisms.attrition.weiss": 0.9}}
    for arm, w in (("fight", 0.3), ("other", 0.9)):
        found = duel(loaded(war), arm).holder
        assert (found.enemy_power, found.own_power) == pytest.approx((w, 1 - w), rel=ROUNDING)


@pytest.mark.parametrize("name", library())
def test_every_shipped_scenario_is_written_in_every_arm(name: str) -> None:
    scenario = attrit.load(name)
    allowed = [arm for arm in scenario.arms if arm not in scenario.forbidden_arms()]
    assert allowed
    for arm in allowed:
        found = duel(scenario, arm)
        equations = [said(one, "eqn") for one in variables(xmile(found)).values()]
        assert all(re.search(r"[a-z]", text) or math.isfinite(float(text)) for text in equations)
        assert not {"nan", "inf"} & set(equations)
        assert min(found.attacker.start, found.holder.start, found.exchange_ratio, found.attacker_loss_rate) > 0


# --- What cannot be written


def bent(own: Any, enemy: Any) -> Any:
    """A law of one's own that is no power of the strengths."""
    return own + enemy


@pytest.fixture
def with_bent(monkeypatch: pytest.MonkeyPatch) -> str:
    """The laws that can be written, by comma; one more law is there beside them that cannot."""
    forms = {name: one.campaign for name, one in LAWS.items() if one.campaign is not None}
    written = [n for n, form in forms.items() if isinstance(form.attacker, Powers) and isinstance(form.holder, Powers)]
    half = Campaign(attacker=Powers(1, 0), holder=bent)
    monkeypatch.setitem(LAWS, "bent", Law("Bent", "", (bent,), {}, half))
    return ", ".join(written)


def test_a_law_that_is_no_power_of_the_strengths_is_refused(template: Any, with_bent: str) -> None:
    told = f"law: 'bent' is no power of the strengths, so it has no equation in the file; one of {with_bent}"
    with refused(told):
        duel(template, law="bent")


def test_a_scenarios_own_law_is_refused_where_it_stands(tmp_path: Path, with_bent: str) -> None:
    text = (ROOT / "attrit" / "library" / "template.yaml").read_text("utf-8")
    stated = "law: {mixed: 0.5, square: 0.1, linear: 0.2, logarithmic: 0.2}"
    assert stated in text
    file = tmp_path / "war.yaml"
    file.write_text(text.replace(stated, "law: {mixed: 0.3, bent: 0.7}"), "utf-8")
    line = 1 + text[: text.index(stated)].count("\n")
    told = "hypotheses.law: 'bent' is no power of the strengths, so it has no equation in the file"
    with refused(f"{file}:{line}:8: {told}; one of {with_bent}; choose another by --law"):
        duel(attrit.load(file))
    assert duel(attrit.load(file), law="mixed").attacker.own_power == 0.667


def test_a_law_that_enters_no_campaign_is_refused(template: Any, with_bent: str) -> None:
    with refused(f"law: no law of a campaign 'salvo'; one of {with_bent}; {LAWS['salvo'].alone}"):
        duel(template, law="salvo")


def test_an_unknown_law_and_an_unknown_arm_are_told_at_once(template: Any, with_bent: str) -> None:
    with refused(
        "arms: no arm 'comitted'; one of committed, absent, doubled, lower_valley; did you mean 'committed'?",
        f"law: no law 'squar'; one of {with_bent}; did you mean 'square'?",
    ):
        duel(template, "comitted", "squar")


def test_an_arm_that_a_rule_forbids_is_refused(template: Any) -> None:
    with pytest.raises(ScenarioError, match=r"arm 'lower_valley' sends group 'brigade' into sector 'lower_valley'"):
        duel(template, "lower_valley")
