"""The command line as its users meet it: what it prints, what it writes, how it refuses."""

from __future__ import annotations

import json
import math
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from attrit import __version__
from attrit.errors import ScenarioError
from attrit.quantities import mechanisms
from attrit.request import Request
from attrit.views.words.numbers import level, points, with_error
from tests.journeys.command_line import ROOT, Here, answered, attrit

FEW = ("--draws", "128", "--horizon", "40")
TEMPLATE = files("attrit.library").joinpath("template.yaml").read_text(encoding="utf-8")


def answer_of(*words: str) -> dict[str, Any]:
    def refuse(word: str) -> None:
        raise ValueError(f"{word} is not JSON")

    found = json.loads(answered("run", *words, "--json").stdout, parse_constant=refuse)
    assert isinstance(found, dict)
    return found


# --- what it prints ---------------------------------------------------------------------------------------------------


def test_the_answer_fits_a_screen() -> None:
    done = answered("run", "kursk-2024", "--draws", "256")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("What could thousands of North Korean soldiers change")
    assert 20 < len(lines) < 95
    wide = [line for line in lines if len(line) > 100]
    assert not wide, wide[0]
    assert "256 worlds x 10 arms x 180 days, seed 1" in done.stdout
    assert "donbas" in done.stdout and "not played" in done.stdout


def test_all_arms_that_run_are_told() -> None:
    text = answered("run", "kursk-2024", *FEW).stdout
    for arm in ("absent_unreplaced", "second_line_only", "assault_only", "own_sector", "five_times", "no_shells"):
        assert f" {arm} " in text


def test_json_is_all_there_is_on_stdout_and_says_what_the_table_says() -> None:
    told, table = answer_of("kursk-2024", *FEW), answered("run", "kursk-2024", *FEW).stdout
    assert told["question"] in table
    assert " ".join(told["answer"].split()) in " ".join(table.split())
    assert (told["arm"], told["against"], told["as_of"]) == ("committed", "absent", "2024-11-16")
    row = next(line for line in table.splitlines() if line.startswith("area held by Ukraine"))
    area, recovered = told["measures"]["area_held"], told["measures"]["recovered"]
    error = max(area[kind]["mean_error"] for kind in ("arm", "against"))
    for kind in ("arm", "against"):
        assert level(area[kind]["mean"], error) in row
    effect = with_error(area["difference"]["mean"], area["difference"]["mean_error"], signed=True)
    assert effect in row
    row = next(line for line in table.splitlines() if line.startswith("probability of recovery "))
    assert points(recovered["difference"]["mean"], recovered["difference"]["mean_error"]) in row
    row = next(line for line in table.splitlines() if "five_times" in line)
    more = told["arms"]["five_times"]["area_held"]["difference"]
    assert with_error(more["mean"], more["mean_error"], signed=True) in row
    assert told["run"]["draws"] == 128 and told["run"]["days"] == 40
    assert "treaty" in told["not_permitted"]["donbas"]


def test_json_is_what_the_library_computes() -> None:
    import attrit as library
    from attrit.analysis.compare import compare

    told = answer_of("kursk-2024", *FEW, "--seed", "4", "--arms", "committed,absent")
    run = library.simulate(library.load("kursk-2024"), 128, seed=4, horizon=40, arms=["committed", "absent"])
    for row in compare(run, "committed").rows:
        for kind in ("arm", "against", "difference"):
            said, meant = told["measures"][row.measure.name][kind], getattr(row, kind)
            assert said["mean"] == (None if math.isnan(meant.mean) else meant.mean)
            assert said["draws"] == meant.draws


def test_the_same_seed_gives_the_same_bytes_and_another_does_not() -> None:
    words = ("run", "template", *FEW, "--arms", "committed,absent")
    first, again = attrit(*words, "--seed", "7"), attrit(*words, "--seed", "7")
    assert first.stdout == again.stdout
    assert first.stdout != answered(*words).stdout


def test_arms_and_horizon_are_those_asked_for() -> None:
    told = answer_of("kursk-2024", "--draws", "64", "--horizon", "25", "--arms", "five_times, absent_unreplaced")
    assert told["run"]["arms"] == ["five_times", "absent_unreplaced"]
    assert told["run"]["days"] == 25
    assert (told["arm"], told["against"]) == ("five_times", "absent_unreplaced")
    assert "25 days" in told["answer"]


def test_one_arm_alone_can_be_played() -> None:
    told = answer_of("kursk-2024", "--draws", "64", "--horizon", "5", "--arms", "absent")
    assert told["arm"] == told["against"] == "absent"
    assert "nothing to hold it against" in told["answer"]


def test_a_set_value_takes_effect() -> None:
    told = answer_of("kursk-2024", *FEW, "--arms", "committed,absent", "--set", "ukrainian_men=1000 person")
    usual = answer_of("kursk-2024", *FEW, "--arms", "committed,absent")
    assert told["measures"]["losses_ua"]["arm"]["mean"] < 0.5 * usual["measures"]["losses_ua"]["arm"]["mean"]
    assert told["digest"] != usual["digest"]


def test_what_carries_the_effect_stands_under_the_headline() -> None:
    words = ("kursk-2024", "--draws", "512", "--horizon", "60", "--arms", "committed,absent")
    text = answered("run", *words).stdout
    assert "What carries the effect of " in text and "need not add up" in text
    told = answer_of(*words)["carries"]
    freed = [part for part in told["parts"] if part["name"] == "quantities.russians_freed"]
    assert not freed or abs(freed[0]["effect_then"]) < abs(told["effect"])


def test_a_belief_that_may_be_meant_as_an_action_is_pointed_to_one() -> None:
    words = ("run", "kursk-2024", *FEW, "--arms", "committed,absent", "--set")
    done = answered(*words, "ukrainian_men=1000 person", "--json")
    assert done.stderr.count("note: --set") == 1 and "--lever ukrainian_men" in done.stderr
    assert "note" not in answered(*words, "law=square", "--json").stderr


def test_the_disputed_number_of_men_can_be_set() -> None:
    told = answer_of("kursk-2024", *FEW, "--arms", "committed,absent", "--set", "contingent_men=15000")
    men = told["contingent"]["men of the contingent"]
    assert men["p05"] == men["median"] == men["p95"] == 15_000


def test_two_set_values_and_a_reading_of_the_treaty() -> None:
    words = ("--set", "treaty.reading=claimed", "--set", "gain=0 km2/day")
    ambiguous = attrit("run", "kursk-2024", *FEW, *words)
    assert ambiguous.returncode == 2
    assert "gain" in ambiguous.stderr
    told = answer_of("kursk-2024", *FEW, "--arms", "committed,donbas", *words[:2], "--set", "kursk.gain=0 km2/day")
    assert told["run"]["arms"] == ["committed", "donbas"]
    assert not told["not_permitted"]


def test_a_mechanism_switched_off_is_off() -> None:
    words = (*FEW, "--arms", "committed,absent", "--without-mechanism", "collapse", "--without-mechanism", "escalation")
    told = answer_of("kursk-2024", *words)
    assert told["run"]["without_mechanisms"] == ["collapse", "escalation"]
    assert told["measures"]["escalation"]["arm"]["mean"] == 0


def test_a_file_of_ones_own_runs(tmp_path: Path) -> None:
    (tmp_path / "my-war.yaml").write_text(TEMPLATE, encoding="utf-8")
    done = attrit("run", "my-war.yaml", "--draws", "64", "--horizon", "10", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("What does the foreign brigade change?")


def test_a_full_report_does_not_overwrite_the_demo(here: Here) -> None:
    """`run` of the demo writes attrit-out/report.html."""
    assert "attrit-report" in " ".join(here("report", "--help")[1].split())


def test_a_place_that_cannot_be_written_is_refused_before_the_work(tmp_path: Path, here: Here) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    code, said, told = here("run", "template", "--draws", "3000000", "--out", str(tmp_path / "file" / "sub"))
    assert (code, said) == (2, "") and "--out" in told and "not a folder" in told


def test_a_report_and_a_summary_are_written(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    words = ("run", "template", "--draws", "64", "--horizon", "10", "--out", str(out))
    done = attrit(*words)
    assert done.returncode == 0, done.stderr
    assert str(out / "report.html") in done.stdout
    assert {path.name for path in out.iterdir()} == {"report.html", "summary.json"}
    assert "<html" in (out / "report.html").read_text(encoding="utf-8")
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary["answer"] == json.loads(attrit(*words[:-2], "--json").stdout)["answer"]


# --- the other commands -----------------------------------------------------------------------------------------------


def test_check_says_that_all_is_well_and_what_is_not_permitted() -> None:
    done = answered("check", "kursk-2024")
    assert "no problems" in done.stdout
    assert "not permitted: kursk-2024.yaml:" in done.stdout and "treaty" in done.stdout


def test_check_says_whose_losses_are_cut() -> None:
    done = answered("check", "template")
    assert "Warning: Northern losses on the first day are cut to 4 % of the line in " in done.stdout


def test_schema_is_json() -> None:
    schema = json.loads(answered("schema").stdout)
    assert "2020-12" in schema["$schema"]
    assert {"groups", "fronts", "arms"} <= set(schema["properties"])


def test_list_names_every_shipped_scenario() -> None:
    lines = answered("list").stdout.splitlines()
    assert [line.split()[0] for line in lines] == [
        "ardennes-1944",
        "central-front-epstein",
        "iwo-jima-1945",
        "kursk-2024",
        "template",
    ]


def test_mechanisms_are_listed() -> None:
    table, _, hint = answered("mechanisms").stdout.rpartition("\n\n")
    named = [line for line in table.splitlines() if not line.startswith(" ")]
    assert [line.split()[0] for line in named] == list(mechanisms())
    assert hint == "Off: --without-mechanism NAME. More of one: attrit explain NAME.\n"


def test_the_version_is_told() -> None:
    assert answered("--version").stdout == f"attrit {__version__}\n"


def test_what_runs_code_of_a_file_says_so() -> None:
    for words in (("run",), ("explain",), ("drivers",), ("fit-laws",), ("export", "xmile")):
        assert re.search(
            r"FILE\.py,? (which )?is run", " ".join(answered(*words, "--help").stdout.replace("│", " ").split())
        ), words


def test_the_whole_report_does_not_go_where_the_demo_puts_its_own(here: Here) -> None:
    assert "attrit-report" in here("report", "--help")[1]


def test_data_are_the_same_by_path_and_by_name(tmp_path: Path, here: Here) -> None:
    path = str(files("attrit.library") / "template.yaml")
    words = ("--draws", "16", "--horizon", "2", "--json")
    assert here("run", path, *words)[1] == here("run", "template", *words)[1]


def test_numbers_are_refused_before_a_file_is_read_or_anything_compiled() -> None:
    asked = Request(scenario="nowhere.yaml", draws=0, seed=-1, horizon=0)
    with pytest.raises(ScenarioError, match=r"draws: 0 is out of range; .*\nseed: -1 .*\nhorizon: 0 ") as raised:
        asked.read()
    assert len(raised.value.problems) == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("needed", "template", "--draws", "64", "--horizon", "2", "--and-values", "1,2"),
            "--and-values: 1,2: is of a second lever, and none is named",
        ),
        (
            ("claims", "kursk-2024", "--between", "UA,RU"),
            "--between: UA,RU: says who fights whom, which the scenario says already",
        ),
    ],
)
def test_options_that_do_not_apply_are_refused(words: tuple[str, ...], said: str, here: Here) -> None:
    code, out, err = here(*words)
    assert (code, out) == (2, "") and said in err


def test_a_scenario_without_its_suffix_is_recognised(tmp_path: Path, here: Here) -> None:
    (tmp_path / "basra-1982.yaml").write_text(TEMPLATE, encoding="utf-8")
    code, _, err = here("check", "basra-1982", cwd=tmp_path)
    assert code == 2 and "did you mean 'basra-1982.yaml'?" in err


def test_help_costs_little_and_names_the_commands() -> None:
    code = "import sys, attrit.cli.main; print([m for m in ('numba', 'scipy', 'xarray', 'altair') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    for command in ("run", "check", "schema", "list", "mechanisms"):
        assert command in answered("--help").stdout


# --- how it refuses ---------------------------------------------------------------------------------------------------

MEN = "    men: 4 000 person\n"
ARMY = '    men: "= southern_army"\n'
WRONG_FILES = {  # what to replace in the template, by what, and what must be said where
    "an unknown key": ("    terrain: 0.6 ", "    terain: 0.6 ", ["terain", "did you mean 'terrain'"]),
    "a wrong unit": (MEN, "    men: 4 000 km2\n", ["groups.brigade.men", "km2", "person"]),
    "no unit": (MEN, "    men: 4000\n", ["groups.brigade.men", "person"]),
    "an unknown unit": (MEN, "    men: 4 000 persns\n", ["groups.brigade.men", "persns"]),
    "a missing claim": (MEN, "    men: {claims: brigade_men, unit: person}\n", ["groups.brigade.men", "ledger"]),
    "a cyclic reference": ("{p05: 34000, p50: 40000, p95: 47000, unit: person, class: judgement, source: invented}",
                           '"= groups.southerners.men"', ["southern_army", "groups.southerners.men"]),
    "a negative strength": (MEN, "    men: -4 000 person\n", ["groups.brigade.men", "-4000"]),
    "an unknown group": ("    host: southerners", "    host: southernrs", ["groups.brigade.host", "did you mean 'southerners'"]),
    "a group where its rule forbids": ("    sectors: [upper_valley] ", "    sectors: [upper_valley, lower_valley] ",
                                       ["brigade", "lower_valley", "disputed_soil", "pact", "pact.reading=wide"]),
    "a key twice": (ARMY, ARMY + ARMY, ["men"]),
    "no YAML": ("sides:\n", "sides: [\n", []),
    "another format": ("format: 1 ", "format: 2 ", ["format", "1"]),
}  # fmt: skip


def refused(done: tuple[int, str, str], *said: str) -> None:
    """Exit code 2, a message with each of the words on stderr, nothing on stdout, no traceback."""
    code, out, err = done
    assert code == 2, done
    assert out == ""
    assert err.strip()
    assert "Traceback" not in err
    assert "Error" not in err.split("╭")[0]
    for words in said:
        assert words in err, (words, err)


def test_a_refusal_leaves_the_process_with_the_same() -> None:
    """The others are asked for in this process."""
    done = attrit("run", "kursk-2042")
    refused((done.returncode, done.stdout, done.stderr), "did you mean 'kursk-2024'")


@pytest.mark.parametrize("case", WRONG_FILES)
def test_a_wrong_file_is_refused_at_its_place(tmp_path: Path, case: str, here: Here) -> None:
    old, new, said = WRONG_FILES[case]
    assert TEMPLATE.count(old) >= 1
    (tmp_path / "war.yaml").write_text(TEMPLATE.replace(old, new, 1), encoding="utf-8")
    done = here("run", "war.yaml", "--draws", "8", "--out", "out", cwd=tmp_path)
    refused(done, *said)
    place = done[2].removeprefix("attrit: ").split(": ")[0].split(":")
    assert place[0] == "war.yaml" and place[1].isdigit() and place[2].isdigit(), done[2]
    if said and old in (MEN,):
        assert int(place[1]) == TEMPLATE[: TEMPLATE.index(old)].count("\n") + 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.yaml", b""),
        ("binary.yaml", bytes(range(256)) * 8),
        ("list.yaml", b"- 1\n- 2\n"),
        ("latin.yaml", b"name: \xe9t\xe9\n"),
    ],
)
def test_a_file_that_is_no_scenario_is_refused(tmp_path: Path, name: str, content: bytes, here: Here) -> None:
    (tmp_path / name).write_bytes(content)
    done = here("run", name, "--out", "out", cwd=tmp_path)
    refused(done, name)
    assert not (tmp_path / "out").exists()


def test_two_things_wrong_are_said_at_once(tmp_path: Path, here: Here) -> None:
    text = TEMPLATE.replace(MEN, "    men: 4 000 km2\n").replace("    host: southerners", "    host: southernrs")
    (tmp_path / "war.yaml").write_text(text, encoding="utf-8")
    refused(here("check", "war.yaml", cwd=tmp_path), "groups.brigade.men", "groups.brigade.host")


KURSK = ("run", "kursk-2024", "--draws", "8")
SMALL = ("run", "template", "--draws", "8")
WRONG_WORDS: dict[str, tuple[tuple[str, ...], list[str]]] = {
    "no such scenario": (("run", "kursk-2042"), ["did you mean 'kursk-2024'"]),
    "no such file": (("run", "nowhere/war.yaml"), ["nowhere/war.yaml", "cannot be read"]),
    "a folder": (("run", "docs/"), ["docs"]),
    "no such arm": ((*SMALL, "--arms", "absnt"), ["did you mean 'absent'"]),
    "an arm twice": ((*SMALL, "--arms", "absent,absent"), ["absent"]),
    "no arm": ((*SMALL, "--arms", ","), ["no arm is asked for"]),
    "an arm that a rule forbids": (
        (*KURSK, "--arms", "committed,donbas"),
        ["kursk-2024.yaml:", "donbas", "treaty", "permits russia", "--set treaty.reading=claimed"],
    ),
    "no such mechanism": ((*SMALL, "--without-mechanism", "collaps"), ["collaps", "did you mean"]),
    "a set value without a sign": ((*SMALL, "--set", "southern_army"), ["--set", "KEY=VALUE"]),
    "a set value without a value": ((*SMALL, "--set", "southern_army="), ["--set", "KEY=VALUE"]),
    "a set value of nothing": ((*SMALL, "--set", "=5"), ["--set", "KEY=VALUE"]),
    "a set key that is not there": ((*SMALL, "--set", "brigde.men=5"), ["--set", "did you mean"]),
    "a set value in a wrong unit": (
        (*SMALL, "--set", "groups.southerners.men=5 km2"),
        ["--set", "groups.southerners.men", "person"],
    ),
    "a set value out of range": (
        (*SMALL, "--set", "groups.southerners.men=-5"),
        ["--set", "groups.southerners.men", "-5"],
    ),
    "a set value that is no number": ((*SMALL, "--set", "groups.southerners.men=many"), ["--set", "'many'"]),
    "a set reading that is not there": ((*SMALL, "--set", "pact.reading=mine"), ["reading", "mine"]),
    "no draws": (("run", "template", "--draws", "0"), ["draws", "1 to"]),
    "more draws than memory": (("run", "template", "--draws", "100000000"), ["draws"]),
    "draws in words": (("run", "template", "--draws", "many"), ["--draws"]),
    "no days": ((*SMALL, "--horizon", "0"), ["horizon", "1 to"]),
    "a seed below zero": ((*SMALL, "--seed", "-1"), ["seed"]),
    "an unknown option": ((*SMALL, "--drawz", "5"), ["--drawz"]),
    "an unknown command": (("rnu", "kursk-2024"), ["rnu"]),
}


@pytest.mark.parametrize("case", WRONG_WORDS)
def test_wrong_words_are_refused(tmp_path: Path, case: str, here: Here) -> None:
    words, said = WRONG_WORDS[case]
    out = ("--out", str(tmp_path / "out")) if words[0] == "run" else ()
    refused(here(*words, *out), *said)
    assert not (tmp_path / "out").exists()


def test_a_file_in_the_place_of_the_folder_is_refused_before_anything_is_played(tmp_path: Path, here: Here) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    refused(here(*SMALL, "--out", str(tmp_path / "out")), "--out", "is a file")
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"
