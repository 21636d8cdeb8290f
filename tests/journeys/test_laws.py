"""The commands about laws, as a user meets them."""

import json
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from attrit.model.laws.register import LAWS, campaign_laws
from tests.journeys.command_line import Here, answered, attrit

FEW = ("--draws", "64")
ALONE = [name for name in LAWS if name not in campaign_laws()]


@pytest.fixture
def daily(tmp_path: Path) -> Path:
    rng = np.random.default_rng(2)
    lines = ["day,side,strength,losses"]
    for day in range(1, 31):
        x, y = np.exp(rng.normal(10, 0.6, 2))
        lines += [f"{day},red,{x:.0f},{0.02 * y:.1f}", f"{day},blue,{y:.0f},{0.03 * x:.1f}"]
    path = tmp_path / "daily.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def refused(*words: str, cwd: Path | None = None) -> str:
    done = attrit(*words, **({"cwd": cwd} if cwd else {}))
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    return done.stderr


def test_the_list_has_every_law_in_its_group():
    said = answered("laws").stdout
    fighting, _, alone = said.partition("Stand-alone models")
    assert [line.split()[0] for line in fighting.splitlines() if line[:2] == "  " and line[2] != " "] == list(
        campaign_laws()
    )
    assert [line.split()[0] for line in alone.splitlines() if line[:2] == "  " and line[2] != " "] == ALONE
    assert max(map(len, said.splitlines())) <= 104
    assert [one["name"] for one in json.loads(answered("laws", "--json").stdout)] == list(LAWS)


@pytest.mark.parametrize("name", LAWS)
def test_a_law_is_explained_in_full(name: str):
    one = LAWS[name]
    said = " ".join(answered("explain", f"law.{name}").stdout.split())
    assert said.startswith(f"{name}: {one.title}")
    for part in (one.reference, one.checked_against.replace("`", ""), *one.parameters):
        assert " ".join(part.split()) in said
    assert ("in a campaign, relative to the first day" in said) == (one.campaign is not None)
    assert one.alone in said
    plain = json.loads(answered("explain", f"law.{name}", "--json").stdout)
    assert plain["parameters"] == one.parameters


def test_an_unknown_law_is_told_the_nearest():
    assert "unknown law 'sqare'" in refused("explain", "law.sqare")
    assert "did you mean 'square'?" in refused("explain", "law.sqare")


def test_a_run_under_one_law_is_the_run_with_that_law_set():
    one = json.loads(answered("run", "template", "--law", "square", "--json", *FEW).stdout)
    other = json.loads(answered("run", "template", "--set", "hypotheses.law=square", "--json", *FEW).stdout)
    assert one["measures"] == other["measures"]
    assert one["digest"] == other["digest"]


def test_all_laws_side_by_side():
    said = answered("run", "kursk-2024", "--law", "all", *FEW).stdout
    rows = [line.split()[0] for line in said.splitlines() if line.split()[:1] and line.split()[0] in LAWS]
    assert rows == list(campaign_laws())
    for words in ("believed", "forecasts", "between laws", "within a law", "law's share", "as believed"):
        assert words in said
    assert max(map(len, said.splitlines())) <= 104


def test_some_laws_as_data_and_in_a_folder(tmp_path: Path):
    out = tmp_path / "new"
    done = answered(
        "run", "template", "--law", "square,linear", "--arms", "doubled,absent", "--json", "--out", str(out), *FEW
    )
    plain = json.loads(done.stdout)
    assert plain["laws"] == ["square", "linear"]
    assert (plain["arm"], plain["against"]) == ("doubled", "absent")
    assert json.loads((out / "laws.json").read_text("utf-8")) == plain
    chart = ElementTree.parse(out / "laws.svg")
    told = " ".join("".join(chart.getroot().itertext()).split())
    assert "under each law of attrition" in told and "doubled" not in told  # arms go by their titles
    assert "square" in told and "linear" in told
    held = next(n for n in plain["numbers"] if (n["measure"], n["of"]) == ("area_held", "arm"))
    assert set(held["by_law"]) == {"square", "linear"}
    assert set(held["spread"]["scenario"]) == {"between", "within", "share", "share_error"}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("run", "template", "--law", "biddle"), "law: 'biddle' stands alone: "),
        (("run", "template", "--law", "sqare,square"), "law: no law 'sqare'; laws that enter a campaign are"),
        (("run", "template", "--law", "gone.py"), "gone.py: no such file; a Python file with LAW in it"),
        (("run", "template", "--law", "all", "--arms", "absent"), "--arms: 1 arms with several laws; two arms: the one to analyse"),
        (("run", "template", "--stacking", "w.csv"), "--stacking: w.csv: weighs several laws; together with --law all"),
        (("run", "template", "--law", "all", "--stacking", "gone.csv"), "gone.csv: cannot be read"),
        (("fit-laws", "gone.csv"), "gone.csv: cannot be read"),
        (("fit-laws", "gone.csv", "--days", "ten"), "--days: 'ten' is not a span of days; first and last day, such as 1-10"),
        (("fit-laws", "gone.csv", "--attacks", "1-5"), "--attacks: '1-5' is not a span of days"),
        (("fit-laws", "gone.csv", "--law", "engel"), "law: 'engel' stands alone"),
        (("fit-laws", "gone.csv", "--battles", "a,b,c,d", "--days", "1-5"), "--days: says nothing of a table of battles; columns of battles are named by --battles"),
        (("fit-laws", "gone.csv", "--group", "war"), "--group: says nothing of a table of days"),
    ],
)  # fmt: skip
def test_what_is_asked_wrongly_is_said(words, says, tmp_path):
    assert says in refused(*words, cwd=tmp_path)


def test_a_table_of_ones_own_weighs_the_laws_of_a_scenario(daily: Path, tmp_path: Path):
    out = tmp_path / "weights.csv"
    said = answered("fit-laws", str(daily), "--out", str(out)).stdout
    table = [line.split() for line in said.splitlines() if line.split() and line.split()[0] in LAWS]
    assert said.startswith("Best forecast of these 30 days: ")
    laws = [row[0] for row in table[: len(campaign_laws())]]
    assert set(laws[:3]) == {"square", "helmbold", "mixed"}, "what holds the true law comes first"
    assert sorted(laws) == sorted(campaign_laws())
    assert "Loss ratio: on average red losses were" in said
    weighed = json.loads(
        answered("run", "template", "--law", "all", "--stacking", str(out), "--json", *FEW).stdout
    )["weights"]["stacking"]  # fmt: skip
    assert weighed["square"] + weighed["helmbold"] + weighed["mixed"] > 0.9
    assert sum(weighed.values()) == pytest.approx(1)


def test_laws_are_fitted_to_battles_of_a_wide_table(here: Here, tmp_path: Path):
    rows = [
        f"{1800 + i},{x},{x * y**0.5 * (1.02 + 0.02 * (i % 3)) / 999:.4f},{y},{y * x**0.5 * (1.04 - 0.01 * (i % 4)) / 999:.4f}"
        for i, (x, y) in enumerate((1000 + 37 * i, 2000 - 53 * (i % 11)) for i in range(30))
    ]
    (tmp_path / "battles.csv").write_text("\n".join(["year,R0,Rc,B0,Bc", *rows, "1850,1000,,5000,5"]), "utf-8")
    code, said, _ = here(
        "fit-laws", "battles.csv", "--battles", "R0,Rc,B0,Bc", "--law", "square,linear", cwd=tmp_path
    )  # fmt: skip
    assert code == 0 and "of these 30 battles" in said
    assert "Battles without four numbers above 0, 1 in all, are left out. Each battle was left" in " ".join(
        said.split()
    )
    assert "day" not in said


def test_a_law_of_ones_own_is_fitted_too(daily: Path, tmp_path: Path):
    (tmp_path / "aimed.py").write_text(
        "from attrit.laws import Campaign, Law\n"
        "def aimed():\n    '''Aimed fire.'''\n"
        "LAW = Law('Aimed', 'dx/dt = -a y', (aimed,), {}, Campaign.both(lambda own, enemy: enemy))\n",
        "utf-8",
    )
    assert "Aimed fire." in answered("explain", str(tmp_path / "aimed.py")).stdout
    said = answered("fit-laws", str(daily), "--law", f"{tmp_path / 'aimed.py'},linear").stdout
    assert "aimed" in said and "linear" in said and "hartley" not in said


def test_a_law_of_ones_own_that_fails_is_no_traceback(daily: Path, tmp_path: Path):
    (tmp_path / "odd.py").write_text(
        "from attrit.laws import Campaign, Law\n"
        "def odd():\n    '''Odd.'''\n"
        "LAW = Law('Odd', '', (odd,), {}, Campaign.both(lambda own, enemy: 1 / 0))\n",
        "utf-8",
    )
    for words in (("fit-laws", str(daily)), ("run", "template", *FEW)):
        said = refused(*words, "--law", str(tmp_path / "odd.py"))
        assert "law odd: its losses cannot be computed: ZeroDivisionError" in said


def test_weights_of_laws_that_are_none_are_refused(tmp_path: Path):
    weights = tmp_path / "weights.csv"
    weights.write_text("law,weight\nsqare,0.5\nlinear,1.5\n", "utf-8")
    said = refused("run", "template", "--law", "all", "--stacking", str(weights), *FEW)
    assert "weights.csv:2:law: unknown 'sqare'; one of" in said and "did you mean 'square'?" in said
    assert "weights.csv:3:weight: 1.5 is out of range" in said
