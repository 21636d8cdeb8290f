"""A scenario that is right: what the engine gets, canonical text, digest, JSON Schema."""

from __future__ import annotations

import copy
import json
import re
import subprocess
import sys
from dataclasses import FrozenInstanceError
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from attrit.quantities import quantities
from attrit.scenario.document import read_document
from attrit.scenario.files import canonical, json_schema, library, load, parse
from attrit.scenario.schema import Scenario
from attrit.scenario.things import Correlation, Event, Group, Rule
from tests.scenario.edits import LEDGER, TEMPLATE, edited
from tests.tolerances import ROUNDING


@pytest.fixture(scope="module")
def war() -> Scenario:
    return load("template")


def plain(text: str) -> dict[str, Any]:
    return read_document(text, "war.yaml", Path()).data


def test_the_structure_is_what_the_file_says(war: Scenario) -> None:
    assert (war.name, war.as_of, war.horizon, war.base, war.against) == (
        "template",
        date(2030, 3, 1),
        120,
        "committed",
        "absent",
    )
    assert war.groups["brigade"] == Group(
        "brigade", "Foreign brigade", "south", "valleys", ("upper_valley",), "southerners", "ally", True, False,
        "upper_valley", "task", "command",
    )  # fmt: skip
    assert war.groups["northerners"].sectors == war.fronts["valleys"].sectors == ("upper_valley", "lower_valley")
    assert (war.fronts["valleys"].holder, war.fronts["valleys"].attacker) == ("north", "south")
    assert war.fronts["valleys"].recovers and not parse(edited(("taken_from: south ", ""))).fronts["valleys"].recovers
    assert (war.sides["north"].adjective, war.sides["north"].reserve_group) == ("Northern", "northerners")
    assert (war.supporters["ally"].tranche_to, war.parties["neighbour"].feeds) == ("brigade", "north")
    assert (war.roles["rear"].line_share, war.roles["rear"].second_share) == (0.1, 0.3)
    assert war.events == (Event(19, "south", 20000.0, 0.0, "a ship that is known to be on its way"),)
    pair = ("fronts.valleys.attacker_loss_rate", "fronts.valleys.gain")
    assert war.correlations == (Correlation(pair, 0.3, "both rise with the tempo"),)
    assert war.switched_off == {"map"}
    assert war.ledger is None


def test_a_rule_knows_what_it_permits_and_what_nobody_disputes() -> None:
    readings = {"narrow": ("a", "b"), "other": ("b", "c", "a"), "wide": ("c", "b")}
    rule = Rule("r", "R", "", ("g",), "other", readings)
    assert rule.permitted == ("b", "c", "a")
    assert rule.undisputed == ("b",)


def test_inputs_are_complete_with_their_defaults(war: Scenario) -> None:
    things = {"side": war.sides, "front": war.fronts, "sector": war.sectors, "group": war.groups}
    things |= {"supporter": war.supporters, "party": war.parties, "mechanism": {"": None}}
    expected = sum(len(things[quantity.entity]) for quantity in quantities().values())
    assert len(war.inputs) == expected + len(["southern_army"]) + len(["law", "task", "command"])
    assert all(path == given.path for path, given in war.inputs.items())
    assert len({given.stream for given in war.inputs.values()}) == len(war.inputs)
    assert not [path for path, given in war.inputs.items() if (given.prior is None) is (given.formula is None)]
    default = war.inputs["mechanisms.pause.rate"]
    assert default.where == "" and default.prior is not None
    assert (default.prior.p05, default.prior.p50, default.prior.p95) == (0.001, 0.0035, 0.01)


def test_an_input_says_where_it_stands_and_whose_random_numbers_it_takes(war: Scenario) -> None:
    line = TEMPLATE[: TEMPLATE.index("works: {")].count("\n") + 1
    assert war.inputs["sectors.upper_valley.works"].where == f"template.yaml:{line}:12"
    streams = {
        path: war.inputs[path].stream for path in ("groups.brigade.men", "mechanisms.collapse.hazard", "hypotheses.law")
    }
    assert list(streams.values()) == ["groups[2].men", "collapse.hazard", "hypotheses.law"]
    assert war.inputs["quantities.southern_army"].stream == "quantities[0]"
    formula = war.inputs["groups.southerners.men"]
    assert (formula.formula, formula.names) == ("quantities.southern_army", ("quantities.southern_army",))


def test_hypotheses_are_choices_whose_weights_sum_to_1(war: Scenario) -> None:
    law = war.inputs["hypotheses.law"].prior
    assert law is not None
    assert dict(zip(law.states, law.weights, strict=True)) == pytest.approx(
        {"mixed": 0.5, "square": 0.1, "linear": 0.2, "logarithmic": 0.2}, rel=ROUNDING
    )
    without = parse(edited(("  law: {", "  #")))
    prior = without.inputs["hypotheses.law"].prior
    assert prior is not None and (prior.states, prior.provenance.source) == (("mixed",), "default")
    sure = parse(edited(("task: {rear: 0.6, assault: 0.4, class: judgement, source: invented}", "task: rear")))
    prior = sure.inputs["hypotheses.task"].prior
    assert prior is not None and (prior.states, prior.weights) == (("rear",), (1.0,))


def test_a_role_and_a_command_may_be_named_outright() -> None:
    war = parse(edited(("role: task", "role: assault"), ("command: command", "command: integrated")))
    assert (war.groups["brigade"].role, war.groups["brigade"].command) == ("assault", "integrated")


def test_what_is_optional_may_be_left_out() -> None:
    """Two sides, a front, a sector, two groups and an arm are a scenario."""
    war = parse(
        """
        format: 1
        name: least
        as_of: 2030-01-01
        horizon: 2 weeks
        base: as_is
        against: as_is
        objective: line
        sides: {red: {}, blue: {}}
        fronts: {line: {holder: red, area_held: 1 km2, gain: 0, attacker_loss_rate: 0.1 %/day, exchange_ratio: 1}}
        sectors: {all_of_it: {front: line, territory: '', area_share: 1}}
        groups: {reds: {side: red, front: line, men: 1 person}, blues: {side: blue, front: line, men: 1 person}}
        arms: {as_is: {}}
        """.replace("\n        ", "\n")
    )
    assert (war.horizon, war.title, war.arms["as_is"].title, war.groups["reds"].title) == (14, "least", "as is", "reds")
    assert not war.switched_off and war.arm("as_is") == war
    assert parse(canonical(war)) == war


def test_a_byte_order_mark_and_windows_lines_do_no_harm(war: Scenario, tmp_path: Path) -> None:
    (tmp_path / "war.yaml").write_bytes(b"\xef\xbb\xbf" + TEMPLATE.replace("\n", "\r\n").encode())
    assert load(tmp_path / "war.yaml") == war


def test_nothing_can_be_changed_in_place(war: Scenario) -> None:
    with pytest.raises(FrozenInstanceError):
        war.horizon = 3  # type: ignore[misc]


@pytest.mark.parametrize("name", library())
def test_canonical_text_loads_as_an_equal_scenario(name: str) -> None:
    war = load(name)
    folder = str(files("attrit.library"))
    again = parse(canonical(war), f"{name}.yaml", folder)
    assert again == war and again.digest == war.digest
    assert canonical(again) == canonical(war)
    for arm in (war.base, war.against):
        assert parse(canonical(war.arm(arm)), "arm.yaml", folder) == war.arm(arm)


@pytest.mark.slow
@pytest.mark.parametrize("name", library())
def test_canonical_text_of_every_arm_loads_as_an_equal_scenario(name: str) -> None:
    war = load(name)
    for arm in war.arms.keys() - war.forbidden_arms().keys():
        assert parse(canonical(war.arm(arm)), "arm.yaml", str(files("attrit.library"))) == war.arm(arm)


def test_the_order_of_keys_in_a_thing_and_remarks_do_not_count(war: Scenario) -> None:
    text = edited(
        ("    title: Northern army\n    side: north\n", "    side: north  # a remark\n    title: Northern army\n"),
        ("name: template ", "#"),
        ("format: 1", "name: template\nformat: 1"),
    )
    other = parse(text)
    assert other == war and other.digest == war.digest and canonical(other) == canonical(war)


def test_everything_else_counts(war: Scenario, tmp_path: Path) -> None:
    (tmp_path / "claims.csv").write_text(LEDGER, encoding="utf-8")
    claims = edited(
        ("base:", "ledger: claims.csv\nlater_claims: drop\nbase:"),
        ("men: 4 000 person", "men: {claims: men, definition: all}"),
    )
    first = parse(claims, "war.yaml", tmp_path)
    (tmp_path / "claims.csv").write_text(LEDGER.replace("30000", "31000"), encoding="utf-8")
    digests = [war.digest, first.digest, parse(claims, "war.yaml", tmp_path).digest]
    for edit in [
        ("0.6 ", "0.65 "),
        ("map: off", "map: on"),
        ("reading: narrow", "reading: wide"),
        ("men: {times: 2}", "men: {times: 3}"),
        ("mixed: 0.5, square: 0.1", "square: 0.1, mixed: 0.5"),
        ("horizon: 120", "horizon: 121"),
        ("rho: 0.3", "rho: 0.2"),
    ]:
        digests.append(parse(edited(edit)).digest)
    assert len(set(digests)) == len(digests)
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in digests)


def test_renaming_a_group_everywhere_changes_no_stream(war: Scenario) -> None:
    renamed = parse(re.sub(r"\bbrigade\b", "expedition", TEMPLATE))
    assert [given.stream for given in renamed.inputs.values()] == [given.stream for given in war.inputs.values()]
    assert [given.prior for given in renamed.inputs.values()] == [given.prior for given in war.inputs.values()]
    assert "groups.expedition.men" in renamed.inputs and "groups.brigade.men" not in renamed.inputs


def test_medians_are_those_of_priors_and_formulas(war: Scenario) -> None:
    middle = war.medians()
    assert middle["groups.southerners.men"] == middle["quantities.southern_army"] == 40000
    assert middle["sides.south.production"] == 900
    assert set(middle) == set(war.inputs)


@pytest.mark.parametrize("name", library())
def test_the_json_schema_accepts_what_loads(name: str) -> None:
    text = files("attrit.library").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    jsonschema.Draft202012Validator(json_schema()).validate(plain(text))


@pytest.mark.parametrize(
    "edit",
    [
        ("title: The North", "titel: The North"),
        ("area_held: 600 km2", "area_hold: 600 km2"),
        ("    men: 4 000 person\n", ""),
        ("map: off", "map: of"),
        ("map: off", "recovery: off"),
        ("colla", "cola"),
        ("km2/day, class: judgement", "km2/day, class: guess"),
        ("p95: 47000", "p59: 47000"),
        ("rho: 0.3", "rho: 3"),
        ("format: 1", "format: 2"),
        ("arrives: on", "arrives: soon"),
        ("mixed: 0.5", "mixed: half"),
    ],
)
def test_the_json_schema_catches_what_an_editor_should_show(edit: tuple[str, str]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(json_schema()).validate(plain(edited(edit)))


def test_the_json_schema_is_itself_valid_and_tells_what_keys_mean() -> None:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    group = schema["$defs"]["GroupShape"]["properties"]
    assert group["men"]["description"] == "men of the group when complete [person]"
    assert group["line_share"]["description"].endswith("default 0.3 (0.2 to 0.42)")


def test_the_shipped_json_schema_is_the_one_that_is_made() -> None:
    """If not: attrit schema > attrit/library/scenario.schema.json."""
    shipped = json.loads(files("attrit.library").joinpath("scenario.schema.json").read_text(encoding="utf-8"))
    assert shipped == json_schema()
    assert all(
        files("attrit.library").joinpath(f"{name}.yaml").read_text("utf-8").startswith("# yaml-language-server")
        for name in ["template"]
    )


def test_a_scenario_is_plain_data_that_travels_between_processes(war: Scenario) -> None:
    assert copy.deepcopy(war) == war
    script = "import pickle, sys; war = pickle.load(sys.stdin.buffer); print(war.arm('doubled').digest)"
    import pickle

    out = subprocess.run([sys.executable, "-c", script], input=pickle.dumps(war), capture_output=True, check=True)
    assert out.stdout.decode().strip() == war.arm("doubled").digest


def test_loading_needs_no_plotting_and_no_compiler() -> None:
    script = "from attrit.scenario.files import load; load('template'); import sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert not {"numba", "scipy", "xarray", "altair", "pandas"} & set(loaded)
