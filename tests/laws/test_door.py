"""The door to the laws by themselves: what it lists, how it refuses wrong calls, and laws from a user's own file."""

import inspect
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from attrit import laws
from attrit.errors import FitError, Problem, ScenarioError
from attrit.model.laws import epstein as epstein_file
from attrit.model.laws.epstein import AirSupport, epstein
from attrit.model.laws.square import square, square_winner
from tests.tolerances import EXACT

FIGHT = {"x0": 10_000, "y0": 8_000, "a": 0.01, "b": 0.008, "t": 10}
SQUARE_TAKES = "it takes x0, y0, a, b, t"
OWN = '''
"""A law of my own."""

from attrit.laws import Campaign, Law, Powers, Range, require

RANGES = {"x": Range(0.5, 2.0, "a number from 1/2 to 2")}


def mine(x: float, scale=1.0) -> float:
    """Doubles it."""
    require(RANGES, {"x": x})
    return 2 * x * scale


LAW = Law("Mine", "y = 2 x", (mine,), RANGES, campaign=Campaign.both(Powers(p=0.5, q=0.25)))
'''


@pytest.fixture(autouse=True)
def afterwards_as_before() -> Iterator[None]:
    before = dict(laws.LAWS)
    yield
    laws.LAWS.clear()
    laws.LAWS.update(before)


@pytest.fixture
def own(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str, name: str = "mine.py") -> Path:
        file = tmp_path / name
        file.write_text(text, "utf-8")
        return file

    return write


def refused(message: str, call: Callable[..., object], *given: object, **named: object) -> None:
    """A call raises a ScenarioError with this message, to the letter."""
    with pytest.raises(ScenarioError, match=f"^{re.escape(message)}$") as raised:
        call(*given, **named)
    assert all(isinstance(problem.path, str) for problem in raised.value.problems)


def test_a_law_is_here_under_its_name_and_computes_what_its_function_does():
    assert laws.square(**FIGHT) == square(**FIGHT)
    assert laws.square(10_000, 8_000, 0.01, b=0.008, t=10) == square(**FIGHT)
    assert laws.square_winner(1, 2, 3, 4) == square_winner(1, 2, 3, 4)
    assert inspect.signature(laws.square) == inspect.signature(square)
    assert (laws.square.__name__, laws.square.__doc__) == ("square", square.__doc__)


def test_classes_that_functions_take_are_here_as_they_are():
    assert laws.AirSupport is AirSupport


def test_all_that_is_here_is_listed():
    listed = dir(laws)
    assert listed == sorted(set(listed))
    functions = {thing.__name__ for one in laws.LAWS.values() for thing in one.functions}
    assert {"square", "square_winner", "mixed_losses", "helmbold", "hartley", "deitchman_winner"} <= functions
    assert {*functions, *laws.__all__} == set(listed)
    assert {"LAWS", "Campaign", "Law", "Powers", "Range", "checked", "law", "load", "require"} == set(laws.__all__)
    assert all(getattr(laws, name) is not None for name in listed)


def test_what_is_not_here_is_told_the_nearest():
    known = sorted(thing.__name__ for one in laws.LAWS.values() for thing in one.functions)
    says = re.escape(f"no law 'sqare'; known are {', '.join(known)}; did you mean 'square'?")
    with pytest.raises(AttributeError, match=f"^{says}$"):
        _ = laws.sqare
    with pytest.raises(AttributeError, match=rf"^no law 'qqq'; known are {re.escape(', '.join(known))}$"):
        _ = laws.qqq


def test_missing_and_unknown_arguments_are_said_all_at_once():
    refused(
        f"square: b: is missing; {SQUARE_TAKES}\n"
        f"square: t: is missing; {SQUARE_TAKES}\n"
        f"square: tt: is no argument; {SQUARE_TAKES}; did you mean 't'?\n"
        f"square: zzz: is no argument; {SQUARE_TAKES}",
        laws.square, 1, 2, 3, tt=4, zzz=5,
    )  # fmt: skip


def test_arguments_that_have_a_default_may_be_missing():
    x, y = laws.mixed(100, 80, 0.01, 0.02, 0.5, 0.5, 1)
    assert (x, y) == laws.mixed(100, 80, 0.01, 0.02, 0.5, 0.5, 1, stance=1.0)


def test_too_many_arguments_are_said():
    refused(f"square: too many positional arguments; {SQUARE_TAKES}", laws.square, 1, 2, 3, 4, 5, 6)
    refused(f"square: multiple values for argument 't'; {SQUARE_TAKES}", laws.square, 1, 2, 3, 4, 5, t=6)
    takes = f"it takes {', '.join(inspect.signature(epstein).parameters)}"
    with pytest.raises(ScenarioError, match=f"^epstein: exchange_ratio: is missing; {takes}$"):
        laws.epstein(1, 2, days=1, prosecution=0.1, attacker_threshold=0.1, defender_threshold=0.1, withdrawal_limit=1)


def test_numbers_out_of_range_and_no_numbers_are_said_all_at_once():
    refused(
        "square: x0: found 0; accepted is a strength above 0\n"
        "square: y0: found 'many'; accepted is a strength above 0\n"
        "square: a: found '0.01'; accepted is a rate above 0\n"
        "square: b: found nan; accepted is a rate above 0\n"
        "square: t: found -3; accepted is a time from 0 on",
        laws.square, x0=0, y0="many", a="0.01", b=None, t=[1, -3],
    )  # fmt: skip


def test_several_numbers_where_one_is_due_are_refused():
    refused(
        "square: x0: found [10000, 9000]; accepted is one number\n"
        "square: y0: found array([8000]); accepted is one number\n"
        "square: a: found {0.01}; accepted is one number",
        laws.square, [10_000, 9_000], np.array([8_000]), {0.01}, 0.008, [1, 2],
    )  # fmt: skip
    assert laws.square(np.array(10_000), np.float64(8_000), 0.01, 0.008, 10) == square(**FIGHT)


def test_several_numbers_are_refused_whether_annotations_are_texts_or_not():
    def one(count: int, share: float, t: object) -> object:
        return count, share, t

    for annotations in ({"count": int, "share": float}, {"count": "int", "share": "float"}):
        one.__annotations__ = annotations
        refused("one: count: found [1]; accepted is one number", laws.checked(one), [1], 0.5, [1])
        refused("one: share: found [0.5]; accepted is one number", laws.checked(one), 1, [0.5], [1])
        assert laws.checked(one)(1, 0.5, [1]) == (1, 0.5, [1])


def test_errors_of_a_function_keep_their_kind_and_are_located():
    def own_error(x: float) -> None:
        raise FitError([Problem("inside", "x", "did not converge", "more draws", "try again"), Problem("", "", "else")])

    with pytest.raises(FitError, match=r"^own_error: x: did not converge; more draws; try again\nown_error: else$"):
        laws.checked(own_error)(1)


def test_a_law_of_a_file_is_taken_in(own: Callable[..., Path]):
    one = laws.load(own(OWN))
    assert laws.law("mine") is one
    assert laws.LAWS["mine"].campaign.attacker == (0.5, 0.25)
    assert laws.mine(1.5, scale=3) == pytest.approx(9, rel=EXACT, abs=EXACT)
    assert "mine" in dir(laws)
    refused("mine: x: found 0.25; accepted is a number from 1/2 to 2", laws.mine, 0.25)
    refused("mine: x: is missing; it takes x, scale", laws.mine)


def test_a_file_taken_in_again_is_read_again(own: Callable[..., Path]):
    laws.load(own(OWN))
    laws.load(str(own(OWN.replace("2 * x", "3 * x"), "again.py")))
    assert laws.mine(1) == 3


def test_a_law_that_ships_with_attrit_can_be_copied_under_another_name(tmp_path: Path):
    """Dataclasses in it, too, and what is attrit's stays attrit's."""
    file = tmp_path / "copied.py"
    shutil.copy(epstein_file.__file__, file)
    file.write_text(file.read_text("utf-8").replace("epstein", "copied"), "utf-8")
    one = laws.load(file)
    assert laws.AirSupport is AirSupport is not one.functions[1]
    days = {"days": 3, "prosecution": 0.1, "attacker_threshold": 0.1, "defender_threshold": 0.2}
    given = {**days, "withdrawal_limit": 20, "exchange_ratio": 1.5}
    np.testing.assert_array_equal(laws.copied(300, 200, **given).attackers, epstein(300, 200, **given).attackers)


def test_a_missing_file_is_said(tmp_path: Path):
    for path in (tmp_path / "none.py", str(tmp_path)):
        refused(f"{path}: no such file; a Python file with LAW in it", laws.load, path)


def test_a_file_that_is_not_python_is_said(own: Callable[..., Path]):
    file = own(OWN, "mine.txt")
    refused(f"{file}: not a Python file; a file whose name ends in .py", laws.load, file)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("LAW =", "does not run: SyntaxError: invalid syntax (mine.py, line 1)"),
        ("1 / 0", "does not run: ZeroDivisionError: division by zero"),
        ("import no_such_module_anywhere", "does not run: ModuleNotFoundError: No module named 'no_such_module_anywhere'"),
        ("raise SystemExit(3)", "does not run: SystemExit: 3"),
    ],
)  # fmt: skip
def test_a_file_that_does_not_run_is_said(text: str, says: str, own: Callable[..., Path]):
    file = own(text)
    refused(f"{file}: {says}", laws.load, file)


def test_problems_that_a_file_finds_itself_are_located(own: Callable[..., Path]):
    file = own(OWN.replace("(mine,)", "()"))
    refused(f"{file}: functions: found (); accepted are named functions: (f, ...)", laws.load, file)
    refused(
        f"{file}: functions: found (<class 'int'>,); accepted are named functions: (f, ...)",
        laws.load,
        own(OWN.replace("(mine,)", "(int,)")),
    )
    lines = OWN.replace("LAW = Law", 'require(RANGES, {"x": 7})\nLAW = Law')
    refused(f"{file}: x: found 7; accepted is a number from 1/2 to 2", laws.load, own(lines))


@pytest.mark.parametrize("text", ["", "LAW = 'square'", "law = 5"])
def test_a_file_without_a_law_is_told_what_to_write(text: str, own: Callable[..., Path]):
    file = own(text)
    cure = "LAW = attrit.laws.Law(title=..., equation=..., functions=(...), ranges=..., campaign=...)"
    refused(f"{file}: LAW: no law in the file; a Law; {cure}", laws.load, file)


def test_a_law_with_a_name_that_ships_with_attrit_is_refused(own: Callable[..., Path]):
    file = own(OWN.replace("mine", "square"))
    refused(f"{file}: law: 'square' is taken; another name for the function", laws.load, file)
    assert laws.square(**FIGHT) == square(**FIGHT)


def test_a_file_that_is_refused_leaves_the_register_as_it_was(own: Callable[..., Path]):
    before = dict(laws.LAWS)
    for text in ("1 / 0", "", OWN.replace("mine", "linear")):
        with pytest.raises(ScenarioError, match=r"mine\.py: "):
            laws.load(own(text))
    assert before == laws.LAWS
