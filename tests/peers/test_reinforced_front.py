"""The common work of the benchmarks is the same in every engine that a time is printed for."""

import numpy as np
import pytest

import attrit
from benchmarks import baseline, kernel, work
from benchmarks.__main__ import main
from benchmarks.front import SCENARIO, apart, by_plain_python
from tests.tolerances import BACKEND, EXACT, SINGLE, sampled

DRAWS = 300


@pytest.fixture(scope="module")
def given() -> tuple[np.ndarray, np.ndarray]:
    return work.parameters(DRAWS), work.normals(DRAWS)


@pytest.fixture(scope="module")
def expected(given: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    return work.simulate(*given)


def test_attrits_arithmetic_agrees_with_numpy(given, expected):
    difference, alike = apart(kernel.simulate(*given), expected)
    assert difference <= SINGLE
    assert alike == 1


def test_plain_python_agrees_with_numpy(given, expected):
    values, noise = given
    difference, alike = apart(by_plain_python(values[:, :5], noise[..., :5]), expected[..., :5])
    assert difference <= BACKEND
    assert alike == 1


@pytest.mark.skipif(baseline.compiler() is None, reason="no C compiler")
def test_c_agrees_with_numpy(given, expected):
    difference, alike = apart(baseline.simulate(*given), expected)
    assert difference <= SINGLE
    assert alike == 1


@pytest.mark.skipif(baseline.compiler() is None, reason="no C compiler")
def test_c_and_attrits_arithmetic_make_the_same_noise(given):
    values, _ = given
    difference, _ = apart(kernel.simulate(values), baseline.simulate(values))
    assert difference <= SINGLE


def test_own_noise_is_as_spread_as_numpys(given, expected):
    values, _ = given
    difference = kernel.simulate(values).astype(float) - expected
    error = difference.std(axis=-1, ddof=1) / np.sqrt(DRAWS)
    assert (np.abs(difference.mean(axis=-1)) <= sampled(error)).all()


def test_numbers_do_not_depend_on_threads_or_other_draws(given):
    values, _ = given
    whole = kernel.simulate(values)
    assert np.abs(kernel.simulate(values, threads=1) - whole).max() == EXACT
    assert np.abs(kernel.simulate(values[:, :70]) - whole[..., :70]).max() == EXACT


def test_the_scenario_of_the_same_work_plays():
    results = attrit.simulate(attrit.load(str(SCENARIO)), 64, keep=())
    assert results.arms == ("reinforced", "without")
    more = results.values("losses", "reinforced", side="a") - results.values("losses", "without", side="a")
    assert more.mean() > 0


def test_an_engine_that_is_off_stops_the_measuring(monkeypatch, capsys):
    right = kernel.simulate
    monkeypatch.setattr(kernel, "simulate", lambda *given: 1.01 * right(*given))
    assert main(["--quick", "--only", "front"]) == 1
    said = capsys.readouterr()
    assert "attrit's arithmetic differs" in said.err
    assert "arm-days" not in said.out
