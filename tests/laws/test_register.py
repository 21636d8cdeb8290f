"""The register of laws: what is in it, that each law says what it rests on, and that a user's law finds its place."""

import ast
import csv
import inspect
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from attrit.errors import ScenarioError
from attrit.model.laws import register
from attrit.model.laws.protocol import Campaign, Law, Powers
from attrit.model.laws.register import LAWS, add, campaign_form, campaign_laws, check_laws, law, losses_said
from tests.published import table

ROOT = Path(__file__).parents[2]
FILES = {name: Path(inspect.getfile(inspect.unwrap(one.functions[0]))) for name, one in LAWS.items()}
FUNCTIONS = [
    pytest.param(one, function, id=function.__name__)
    for one in LAWS.values()
    for function in one.functions
    if inspect.isfunction(function)
]
each_law = pytest.mark.parametrize("one", LAWS.values(), ids=LAWS)


def stand_in(name: str) -> Law:
    """A law of a user's, of which only the name matters."""

    def function() -> None:
        """Nothing."""

    function.__name__ = name
    return Law("A title", "dx/dt = 0", (function,), {}, campaign=Campaign.both(Powers(p=0.5, q=0.5)))


@pytest.fixture
def afterwards_as_before() -> Iterator[None]:
    before = dict(LAWS)
    yield
    LAWS.clear()
    LAWS.update(before)


def assert_tests_exist(text: str) -> None:
    named = re.findall(r"(tests/\S+\.py)::(\w+)", text)
    assert named
    for file, function in named:
        tree = ast.parse((ROOT / file).read_text("utf-8"))
        assert function in [node.name for node in tree.body if isinstance(node, ast.FunctionDef)], (file, function)


def assert_rows_exist(text: str) -> None:
    """Rows are named by their identifier, or by how the identifiers of several begin, with a star."""
    for name, star in re.findall(r"(?<![\w/])([a-z_]+-[\w-]+|[a-z_]+-(?=\*))(\*?)", text.partition(", rows ")[2]):
        if (file := name.partition("-")[0]) in table.LAWS:
            ids = [row["id"] for row in table.rows(file)]
            assert any(row.startswith(name) for row in ids) if star else name in ids, name + star


def test_every_file_with_a_law_is_a_law_under_its_name():
    folder = Path(register.__file__).parent
    with_law = [
        file.stem for file in sorted(folder.glob("*.py")) if re.search(r"^LAW = ", file.read_text("utf-8"), re.M)
    ]
    assert list(LAWS) == with_law
    assert {"square", "linear", "logarithmic", "mixed", "epstein", "helmbold", "hartley", "deitchman"} <= set(LAWS)
    for name, one in LAWS.items():
        assert name == one.name == FILES[name].stem
        assert one.title and one.equation and one.summary.endswith(".")


@each_law
def test_a_law_names_its_reference_and_tests_and_rows_that_exist(one: Law):
    assert re.search(r"\((18|19|20)\d\d\)", one.reference), "author and year"
    assert_tests_exist(one.checked_against)
    assert ", rows " in one.checked_against
    assert_rows_exist(one.checked_against)
    assert f"rows {one.name}-" in one.checked_against
    assert f"tests/published/test_{one.name}.py::test_published_value" in one.checked_against


@pytest.mark.parametrize(("one", "function"), FUNCTIONS)
def test_every_function_of_a_law_names_its_reference_and_tests_that_exist(one: Law, function: Callable[..., object]):
    text = inspect.getdoc(function)
    assert re.search(r"^Reference: \S.*\((18|19|20)\d\d\)", text, re.MULTILINE)
    said = " ".join(text.partition("Checked against: ")[2].split())
    assert_tests_exist(said)
    assert_rows_exist(said)


@each_law
def test_the_parameters_of_a_law_are_its_functions_with_their_units(one: Law):
    assert list(one.parameters) == list(inspect.signature(one.functions[0]).parameters)
    for meaning in one.parameters.values():
        assert re.match(r"\([\w, ]*\) \[[^\]]+\] \S", meaning), meaning


@pytest.mark.parametrize(("one", "function"), FUNCTIONS)
def test_every_number_that_a_function_takes_has_a_range(one: Law, function: Callable[..., object]):
    numbers = [
        name
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.annotation in ("float", "int", "ArrayLike")
    ]
    assert set(numbers) <= set(one.ranges)
    assert all(one.ranges[name].low <= one.ranges[name].high and one.ranges[name].meaning for name in numbers)


@each_law
def test_a_law_enters_a_campaign_or_says_why_not_and_which_to_take_instead(one: Law):
    if one.campaign is None:
        assert re.search(r"\btake \w+", one.alone)
    else:
        assert not one.alone


def test_exponents_that_are_formulas_are_of_inputs_that_there_are():
    with (ROOT / "attrit" / "quantities.csv").open(encoding="utf-8") as file:
        inputs = {f"mechanisms.{row[1]}" for row in csv.reader(file) if row[0] == "mechanism"}
    sides = [side for one in campaign_laws().values() for side in (one.campaign.attacker, one.campaign.holder)]
    exponents = [exponent for side in sides if isinstance(side, Powers) for exponent in side]
    named = {
        name for exponent in exponents if isinstance(exponent, str) for name in re.findall(r"[a-z][\w.]+", exponent)
    }
    assert "mechanisms.attrition.weiss" in named
    assert named <= inputs


def test_the_register_is_light():
    script = "import attrit.model.laws.register, sys\nprint(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert "attrit.model.laws.square" in loaded
    assert not {"numba", "scipy", "pandas", "xarray"} & set(loaded)


def test_an_unknown_law_is_told_the_nearest():
    assert law("square") is LAWS["square"]
    known = re.escape(", ".join(LAWS))
    with pytest.raises(ScenarioError, match=rf"^law: unknown law 'sqare'; known are {known}; did you mean 'square'\?$"):
        law("sqare")
    with pytest.raises(ScenarioError, match=rf"^law: unknown law 'xyz'; known are {known}$"):
        law("xyz")
    with pytest.raises(ScenarioError, match="unknown law") as raised:
        law("xyz")
    assert raised.value.problems[0].where == ""


def test_laws_of_a_campaign_are_those_with_a_form():
    assert campaign_laws() == {name: one for name, one in LAWS.items() if one.campaign is not None}
    assert {"square", "mixed", "epstein"} <= set(campaign_laws()) < set(LAWS)
    assert campaign_form("mixed") is LAWS["mixed"].campaign
    with pytest.raises(ScenarioError, match="unknown law 'mixxed'"):
        campaign_form("mixxed")


@pytest.mark.parametrize("name", ["square", "mixed_losses", "AirSupport"])
def test_a_name_that_ships_with_attrit_is_refused(name: str):
    before = dict(LAWS)
    with pytest.raises(ScenarioError, match=f"^law: '{name}' is taken; another name for the function$"):
        add(stand_in(name))
    with pytest.raises(ScenarioError, match="is taken") as raised:
        add(stand_in(name))
    assert raised.value.problems[0].where == ""
    assert before == LAWS


@pytest.mark.usefixtures("afterwards_as_before")
def test_a_law_is_added_and_gives_way_to_one_of_its_name():
    first, second = stand_in("mine"), stand_in("mine")
    assert add(first) is first
    assert law("mine") is first
    assert add(second) is second
    assert campaign_form("mine") is second.campaign
    assert list(LAWS).count("mine") == 1


def test_what_a_function_of_strengths_says():
    own, enemy = np.array([1.0, 2.0, 4.0]), np.array([3.0, 3.0, 5.0])
    found = losses_said("odd", lambda x, y: x * y, own, enemy)
    assert found.dtype == np.float64
    assert found.tolist() == [3, 6, 20]
    assert losses_said("odd", lambda x, y: 2, own, enemy).tolist() == [2, 2, 2]
    assert losses_said("odd", lambda x, y: [0, 1, 2], own, enemy).tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("losses", "says"),
    [
        (lambda own, enemy: enemy - own, "law odd: losses of -1 at own strength 4.12 and enemy strength 3.12; losses from 0 on"),
        (lambda own, enemy: own * np.inf, "law odd: losses of inf at own strength 1 and enemy strength 3; losses from 0 on"),
        (lambda own, enemy: np.nan * own, "law odd: losses of nan at own strength 1 and enemy strength 3; losses from 0 on"),
        (lambda own: own, "law odd: its losses cannot be computed: TypeError: "),
        (lambda own, enemy: own[:2], "law odd: its losses cannot be computed: ValueError: "),
        (lambda own, enemy: 1 / 0, "law odd: its losses cannot be computed: ZeroDivisionError: division by zero; a function of two arrays of strengths"),
    ],
)  # fmt: skip
def test_a_function_that_says_no_losses_is_refused(losses, says: str):
    with pytest.raises(ScenarioError) as raised:
        losses_said("odd", losses, np.array([1.0, 2.0, 4.125]), np.array([3.0, 3.0, 3.125]))
    assert str(raised.value).startswith(says)


def test_what_a_function_prints_is_talk_and_no_data(capsys: pytest.CaptureFixture[str]):
    def chatty(own, enemy):
        print("thinking")
        return enemy

    losses_said("chatty", chatty, np.ones(2), np.ones(2))
    assert capsys.readouterr() == ("", "thinking\n")


@pytest.mark.parametrize(
    ("losses", "says"),
    [
        (lambda own, enemy: sys.exit(3), "law odd: its losses cannot be computed: SystemExit: 3; a function of"),
        (lambda own, enemy: own * 1j, "law odd: its losses cannot be computed: "),
    ],
)
def test_a_function_that_leaves_or_is_complex_is_refused(losses, says: str):
    with pytest.raises(ScenarioError) as raised:
        losses_said("odd", losses, np.ones(2), np.ones(2))
    assert str(raised.value).startswith(says)


def test_laws_that_are_none_are_all_named():
    check_laws(list(campaign_laws()))
    with pytest.raises(ScenarioError) as raised:
        check_laws(["square", "sqare", "biddle"])
    assert [str(problem).partition("; laws")[0] for problem in raised.value.problems] == [
        "law: no law 'sqare'",
        f"law: 'biddle' stands alone: {LAWS['biddle'].alone}",
    ]
    accepted = f"laws that enter a campaign are {', '.join(campaign_laws())}"
    assert [(p.where, p.accepted, p.cure) for p in raised.value.problems] == [
        ("", accepted, "did you mean 'square'?"),
        ("", accepted, ""),
    ]
