"""The language of formulas: what it computes, what it refuses, in which order."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest

from attrit.errors import ScenarioError
from attrit.evidence.priors import Prior, Provenance
from attrit.quantities import Quantity
from attrit.scenario.formulas import evaluate, medians, order, resolve
from attrit.scenario.input import Input
from tests.tolerances import EXACT

KNOWN = dict.fromkeys(["quantities.a", "quantities.b", "groups.ru.men"])
VALUES = {
    "quantities.a": np.array([1.0, 2.0]),
    "quantities.b": np.array([4.0, 0.0]),
    "groups.ru.men": np.array([8.0, 9.0]),
}


def given(path: str, formula: str | None = None, value: float = 1.0, times: float = 1.0) -> Input:
    known = dict.fromkeys(["x.a", "x.b", "x.c"])
    text, names = resolve(formula, known) if formula else (None, ())
    prior = None if formula else Prior.certain(value, Provenance("judgement"))
    return Input(path, path, Quantity("x", path), prior, text, names, times)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("a + b", [5, 2]),
        ("a - b * 2", [-7, 2]),
        ("(a - b) * 2", [-6, 4]),
        ("-a / 2", [-0.5, -1]),
        ("+a", [1, 2]),
        ("min(a, b)", [1, 0]),
        ("max(a, b, 3)", [4, 3]),
        ("max(a)", [1, 2]),
        ("groups.ru.men - quantities.a", [7, 7]),
        ("a / b", [0.25, math.inf]),
        ("7", 7),
        ("1e3 * a", [1000, 2000]),
    ],
)
def test_a_formula_gives_what_arithmetic_gives(formula: str, expected: Any) -> None:
    written, names = resolve(formula, KNOWN)
    found = evaluate(written, VALUES)
    assert found.dtype == np.float64
    np.testing.assert_allclose(found, expected, rtol=EXACT)
    assert set(names) <= set(KNOWN)


def test_names_are_written_out_and_listed_once() -> None:
    assert resolve("a * (a + groups.ru.men)", KNOWN) == (
        "quantities.a * (quantities.a + groups.ru.men)",
        ("quantities.a", "groups.ru.men"),
    )


def test_an_input_may_have_the_name_of_a_function() -> None:
    written, _ = resolve("min(min, 3)", {"quantities.min": None})
    assert evaluate(written, {"quantities.min": np.array(5.0)}) == 3


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("c", "'c' in the formula is no input"),
        ("group.ru.men", "'group.ru.men' in the formula is no input; did you mean 'groups.ru.men'?"),
        ("", "'' is not a formula"),
        ("a b", "'a b' is not a formula"),
        ("a\0", "is not a formula"),
        ("9" * 399, "a number is not finite"),
        ("(" * 399, "is not a formula"),
        ("a ** 2", "not part of a formula"),
        ("a if b else 1", "not part of a formula"),
        ("'a'", "not part of a formula"),
        ("True", "not part of a formula"),
        ("1j", "not part of a formula"),
        ("a[0]", "not part of a formula"),
        ("not a", "not part of a formula"),
        ("[a]", "not part of a formula"),
        ("min(*a)", "not part of a formula"),
        ("a().b", "not part of a formula"),
        ("(lambda: 1)()", "cannot be called"),
        ("__import__('os')", "cannot be called"),
        ("min()", "cannot be called"),
        ("min(a, key=b)", "cannot be called"),
        ("a.min(b)", "cannot be called"),
        ("-" * 60 + "a", "nested too deeply"),
        ("a" * 401, "too long"),
    ],
)
def test_everything_else_is_refused(formula: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=rf".*{message.translate({40: '[(]', 41: '[)]', 63: '[?]'})}"):
        resolve(formula, KNOWN)


def test_every_input_comes_after_those_it_is_made_of() -> None:
    inputs = {p.path: p for p in (given("x.c", "x.a + x.b"), given("x.b", "x.a * 2"), given("x.a"))}
    assert order(inputs) == ["x.a", "x.b", "x.c"]


def test_a_circle_is_named() -> None:
    inputs = {p.path: p for p in (given("x.a", "x.b"), given("x.b", "x.c"), given("x.c", "x.a"))}
    with pytest.raises(ScenarioError, match=r"formulas in a circle: (x\.\w -> ){3}x\.\w$") as raised:
        order(inputs)
    said = str(raised.value).split("circle: ")[1].split(" -> ")
    assert said[0] == said[-1]
    assert all(inputs[one].names == (other,) for one, other in itertools.pairwise(said))


def test_medians_follow_formulas_and_factors() -> None:
    inputs = {
        p.path: p for p in (given("x.c", "x.a / x.b", times=2), given("x.b", "x.a * 2"), given("x.a", value=3, times=4))
    }
    assert medians(inputs) == {"x.a": 12, "x.b": 24, "x.c": 1}
    assert math.isnan(medians({p.path: p for p in (given("x.a", "1 / x.b"), given("x.b", value=0))})["x.a"])
