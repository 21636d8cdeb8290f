"""Quantiles are those of the sorted numbers, bit for bit, however the numbers come in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attrit.engine import quantiles as module
from attrit.engine.quantiles import SHARES, Stream, quantiles
from attrit.errors import AttritError
from attrit.statistics.estimates import Estimate

FINITE = np.finfo(np.float32)


def sorted_out(values: np.ndarray) -> np.ndarray:
    """The same by sorting each row."""
    found = []
    for row in values:
        x = np.sort(row[np.isfinite(row)]).astype(np.float64)
        n = x.size
        places = [[(n - 1) // 2, n // 2] if p == 0.5 else [max(0, int(np.ceil(p * n)) - 1)] for p in SHARES]
        found.append([x[of].sum() / len(of) if n else np.nan for of in places])
    return np.array(found)


def streamed(values: np.ndarray, chunk: int) -> np.ndarray:
    rows, draws = values.shape
    stream = Stream(rows, draws)
    for first in range(0, draws, chunk):
        part = np.ascontiguousarray(values[:, first : first + chunk])
        stream.add(part, 0, first + part.shape[1])
    return stream.quantiles()


def same(found: np.ndarray, wanted: np.ndarray) -> None:
    np.testing.assert_array_equal(found, wanted)


@st.composite
def tables(draw: st.DrawFn) -> np.ndarray:
    """Rows of numbers of any size, many of them alike and some not finite."""
    special = [np.inf, -np.inf, np.nan, 0.0, -0.0, 1.0, float(FINITE.tiny), float(FINITE.min), float(FINITE.max)]
    number = st.one_of(st.sampled_from(special), st.integers(-3, 3).map(float), st.floats(width=32))
    n = draw(st.integers(1, 90))
    rows = draw(st.lists(st.lists(number, min_size=n, max_size=n), min_size=1, max_size=3))
    return np.array(rows, np.float32)


@given(tables(), st.integers(1, 90))
def test_any_numbers_at_once_and_in_parts(values: np.ndarray, chunk: int) -> None:
    wanted = sorted_out(values)
    same(quantiles(values), wanted)
    same(streamed(values, chunk), wanted)


def hard(draws: int) -> dict[str, np.ndarray]:
    """What selection could stumble over."""
    rng = np.random.default_rng(8)
    z = rng.standard_normal((3, draws))
    holes = np.where(rng.random(z.shape) < 0.3, np.nan, np.where(rng.random(z.shape) < 0.1, np.inf, z))
    one = np.full_like(z, np.nan)
    one[1, -1] = 3.0
    steps = np.where(rng.random(z.shape) < 0.001, z, 5.0)
    cases = {
        "normal": z, "wide": np.exp(20 * z), "alike": np.full_like(z, 7.0), "three values": rng.integers(0, 3, z.shape),
        "a third zero": np.maximum(z, -0.4) + 0.4, "all alike but a few": steps, "holes": holes, "one number": one,
        "nothing": np.full_like(z, -np.inf), "denormal": z * float(FINITE.smallest_subnormal) * 50,
        "huge": rng.uniform(-1, 1, z.shape) * float(FINITE.max), "zeros of both signs": np.where(z > 0, 0.0, -0.0),
        "next to each other": np.nextafter(np.float32(1), np.float32(2)) * np.where(z > 0, 1, np.sign(z) + 2),
        "ends wide apart": np.where(np.arange(draws) == 0, float(FINITE.max), z),
    }  # fmt: skip
    return {name: values.astype(np.float32) for name, values in cases.items()}


@pytest.mark.parametrize("draws", [1, 2, 3, 19, 1000, 3001, 20_000])
def test_hard_cases_at_once_and_in_parts(draws: int) -> None:
    for name, values in hard(draws).items():
        wanted = sorted_out(values)
        np.testing.assert_array_equal(quantiles(values), wanted, err_msg=name)
        for chunk in (97, 1024, 7000):
            if chunk < draws:
                np.testing.assert_array_equal(streamed(values, chunk), wanted, err_msg=f"{name} in parts of {chunk}")


@given(st.integers(1, 4000), st.integers(30, 4000), st.integers(0, 2**32 - 1), st.sampled_from([0.0, 0.3, 0.9]))
def test_parts_of_any_size_give_the_same_bits(draws: int, chunk: int, seed: int, alike: float) -> None:
    rng = np.random.default_rng(seed)
    values = np.where(rng.random((2, draws)) < alike, 2.0, rng.lognormal(0, 1, (2, draws))).astype(np.float32)
    same(streamed(values, chunk), quantiles(values))


def test_they_are_the_quantiles_of_an_estimate() -> None:
    values = np.random.default_rng(1).lognormal(0, 1, (4, 777)).astype(np.float32)
    for row, found in zip(values, quantiles(values), strict=True):
        e = Estimate.of(row)
        assert found[[0, 2, 4]].tolist() == [e.low, e.middle, e.high]


def test_wider_numbers_are_rounded_first() -> None:
    values = np.random.default_rng(2).lognormal(0, 1, (4, 778))
    same(quantiles(values), quantiles(values.astype(np.float32)))


def test_rows_are_treated_apart() -> None:
    found = quantiles(np.array([[1.0, 2.0, 3.0, 4.0], [np.nan, np.inf, 7.0, 7.0], [np.nan] * 4]))
    assert found[0].tolist() == [1, 1, 2.5, 3, 4]
    assert found[1].tolist() == [7] * 5
    assert np.isnan(found[2]).all()


def test_little_is_held_of_many_numbers() -> None:
    """A hundred times the numbers need ten times the room."""
    few, many = (Stream.size(10, draws) for draws in (100_000, 10_000_000))
    assert many < 11 * few
    assert many < 0.01 * 10 * 10_000_000 * 4


def test_numbers_held_for_nothing_are_never_a_wrong_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers that rise from part to part are no sample of the whole: the quantiles leave their edges."""
    rising = np.arange(50_000, dtype=np.float32)[None, :]
    with pytest.raises(AttritError, match=r"a daily quantile fell outside .* keep the draws by day"):
        streamed(rising, 5000)
    assert module.WIDTH >= 8
