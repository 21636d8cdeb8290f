"""The reporting-bias model over time: known truths found again, symmetries, what it refuses, the published results."""

from __future__ import annotations

import builtins
import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from attrit.analysis.fit_claims import ClaimsFit, fit_claims
from attrit.errors import FitError, LedgerError
from attrit.evidence import claim_posterior
from attrit.evidence.biases import Biases
from attrit.evidence.claim_counts import ClaimCounts
from attrit.evidence.claims import Claim, Ledger
from attrit.evidence.imports import radford
from tests.tolerances import (
    DIVERGED,
    DRAWS_ENOUGH,
    LEVEL,
    MIXED_SOON,
    REPRODUCED,
    REPRODUCED_END,
    ROUNDING,
    UNITS,
    sampled,
)

RADFORD = Path(__file__).parents[3] / "shared" / "data" / "radford-2023" / "claims.csv"
PAGE = Path(__file__).parents[2] / "docs" / "model" / "reporting-bias-fit.md"
FIRST = date(2022, 3, 1)
DAYS = 90
TRUE_RATE = {("RU", "deaths"): 80.0, ("RU", "tanks"): 40.0, ("UA", "deaths"): 50.0, ("UA", "tanks"): 25.0}
TRUE_BIAS = {"RU": {"RU": 0.5, "UA": 3.0}, "UA": {"RU": 2.0, "UA": 0.8}, "OSI": {"RU": 0.9, "UA": 1.1}}


def claim(number: int, of: str, kind: str, side: str, value: float, as_of: str, **more: object) -> Claim:
    return Claim(
        **{
            "id": f"c{number}", "subject": f"{kind}_{of.lower()}", "of": of, "kind": kind, "value": value,
            "unit": "person" if kind == "deaths" else "item", "qualifier": "about", "as_of": as_of,
            "made_on": FIRST + timedelta(days=DAYS), "claimant": side, "side": side,
        } | more
    )  # fmt: skip


def total(first: int, last: int) -> str:
    return f"{FIRST + timedelta(days=first - 1)}/{FIRST + timedelta(days=last - 1)}"


def simulated(spans: Callable[[int], tuple[int, int]] = lambda day: (1, day), scale: float = 1.0) -> Ledger:
    """Claims at known rates and biases, each with a scatter of 5 %; days that are multiples of 6."""
    rng = np.random.default_rng(5)
    claims: list[Claim] = []
    for side, biases in TRUE_BIAS.items():
        for (of, kind), rate in TRUE_RATE.items():
            for day in range(6, DAYS + 1, 6):
                first, last = spans(day)
                seen = rate * (last - first + 1) * biases[of] * np.exp(0.05 * rng.standard_normal())
                claims.append(claim(len(claims), of, kind, side, scale * round(seen), total(first, last)))
    return Ledger(tuple(claims))


@pytest.fixture(scope="module")
def numpyro() -> Iterator[None]:
    """What all but the refusals need."""
    pytest.importorskip("numpyro", reason="needs the extra fit")
    import jax

    before = jax.config.jax_enable_x64
    yield
    assert jax.config.jax_enable_x64 == before, "a fit leaves JAX as it was"


def quick(ledger: Ledger, **more: int) -> ClaimsFit:
    return fit_claims(ledger, **{"seed": 3, "samples": 500, "warmup": 500, "unconverged": True} | more)


@pytest.fixture(scope="module")
def fit(numpyro: None) -> ClaimsFit:
    return quick(simulated())


def made_up(claims: ClaimCounts, plan: claim_posterior.Layout, **_: object) -> claim_posterior.Draws:
    """Draws of the shape of the posterior's, of numbers that no model gives."""
    rng = np.random.default_rng(4)
    shapes = {"intercept": (4,), "trend": (4,), "coefficients": (4, len(plan.basis)), "bias": (12,), "log_total": (4,)}
    return claim_posterior.Draws({name: rng.normal(0, 0.5, (2, 50, *of)) for name, of in shapes.items()}, 0)


@pytest.fixture(scope="module", params=["made up", pytest.param("sampled", marks=pytest.mark.slow)])
def short(numpyro: None, request: pytest.FixtureRequest) -> ClaimsFit:
    """Not to be believed, but in the form of any other; compiling what samples takes a minute, so not every day."""
    with pytest.MonkeyPatch.context() as patched:
        if request.param == "made up":
            patched.setattr("attrit.analysis.fit_claims.draw", made_up)
        return quick(simulated(), chains=2, samples=50, warmup=50)


def logs(fit: ClaimsFit) -> dict[tuple[str, ...], tuple[float, float]]:
    """Mean and sd of the logarithm of each total, and middle and sd of that of each bias."""
    found = {(fit.totals[name].of, fit.totals[name].kind): np.log(x) for name, x in fit.draws.items()}
    moments = {key: (float(x.mean()), float(x.std())) for key, x in found.items()}
    for row in fit.biases:
        sd = np.log(row.p95 / row.p05) / (2 * stats.norm.ppf(0.95))
        moments[row.side, row.of, row.kind] = float(np.log(row.p50)), float(sd)
    return moments


@pytest.mark.slow
def test_the_chains_agree(fit: ClaimsFit) -> None:
    assert fit.diagnostics.rhat < MIXED_SOON
    assert fit.diagnostics.ess > DRAWS_ENOUGH


@pytest.mark.slow
def test_true_totals_and_biases_lie_where_the_fit_says(fit: ClaimsFit) -> None:
    found = logs(fit)
    for (of, kind), rate in TRUE_RATE.items():
        mean, sd = found[of, kind]
        assert abs(mean - np.log(rate * DAYS)) < sampled(sd, 3)
        for side, biases in TRUE_BIAS.items():
            mean, sd = found[side, of, kind]
            assert abs(mean - np.log(biases[of])) < sampled(sd, 3)
            # What claims do fix: the level of a source on a series.
            level = mean + found[of, kind][0]
            assert abs(level - np.log(biases[of] * rate * DAYS)) < LEVEL


def test_running_totals_end_in_the_whole_and_never_fall(short: ClaimsFit) -> None:
    for name, of in short.totals.items():
        assert of.by_day.shape == (3, DAYS)
        assert np.all(np.diff(of.by_day, axis=1) >= 0)
        np.testing.assert_allclose(of.by_day[:, -1], (of.whole.low, of.whole.median, of.whole.high), rtol=ROUNDING)
        np.testing.assert_allclose(np.median(short.draws[name]), of.whole.median, rtol=ROUNDING)


def test_a_ratio_is_taken_draw_by_draw(short: ClaimsFit) -> None:
    ratio = short.draws["deaths_ru"] / short.draws["deaths_ua"]
    assert short.ratio("deaths_ru", "deaths_ua").median == np.median(ratio)
    with pytest.raises(LedgerError, match=r"no series 'death_ru'.*did you mean 'deaths_ru'"):
        short.ratio("death_ru", "deaths_ua")


def test_biases_are_a_bias_file(short: ClaimsFit, tmp_path: Path) -> None:
    path = tmp_path / "biases.csv"
    path.write_text(short.biases_csv(), encoding="utf-8")
    read = Biases.read(path).rows
    assert {(row.side, row.of, row.kind) for row in read} == {row[:3] for row in short.biases}
    rows = list(csv.DictReader(io.StringIO(short.biases_csv())))
    assert {row["n"] for row in rows} == {str(DAYS // 6)}
    assert all(row["class"] == "fit" and "180 claims" in row["source"] for row in rows)


@pytest.mark.slow
def test_a_doubled_ledger_has_doubled_totals_and_the_same_biases(fit: ClaimsFit) -> None:
    found, doubled = logs(fit), logs(quick(simulated(scale=2.0)))
    for key, (mean, sd) in found.items():
        error = sampled(sd * np.sqrt(2 / fit.diagnostics.ess))
        assert abs(doubled[key][0] - mean - (np.log(2) if len(key) == 2 else 0)) < error + UNITS


@pytest.mark.slow
def test_sides_that_change_names_change_biases(fit: ClaimsFit) -> None:
    other = {"RU": "UA", "UA": "RU", "OSI": "OSI"}
    ledger = simulated()
    swapped = Ledger(
        tuple(
            replace(
                c, side=other[c.side], claimant=other[c.side], of=other[c.of], subject=f"{c.kind}_{other[c.of].lower()}"
            )
            for c in ledger
        )
    )
    found, mirrored = logs(fit), logs(quick(swapped))
    for key, (mean, sd) in found.items():
        error = sampled(sd * np.sqrt(2 / fit.diagnostics.ess))
        assert abs(mirrored[tuple(other.get(word, word) for word in key)][0] - mean) < error


@pytest.mark.usefixtures("numpyro")
@pytest.mark.slow
def test_months_do_as_well_as_running_totals() -> None:
    months = quick(simulated(lambda day: (30 * ((day - 1) // 30) + 1, 30 * ((day - 1) // 30) + 30)))
    found = logs(months)
    for (of, kind), rate in TRUE_RATE.items():
        for side, biases in TRUE_BIAS.items():
            level = found[side, of, kind][0] + found[of, kind][0]
            assert abs(level - np.log(biases[of] * rate * DAYS)) < LEVEL


@pytest.mark.usefixtures("numpyro")
@pytest.mark.slow
def test_a_seed_fixes_the_numbers_however_many_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, int]] = []

    def run(processors: int) -> ClaimsFit:
        monkeypatch.setattr(claim_posterior.os, "cpu_count", lambda: processors)
        ledger = simulated().only("UA")
        ledger = Ledger((*ledger, *simulated().only("OSI")))
        return fit_claims(
            ledger, chains=2, samples=50, warmup=50, unconverged=True, progress=lambda *at: seen.append(at)
        )  # fmt: skip

    one, two = run(1), run(2)
    for name, values in one.draws.items():
        assert np.array_equal(values, two.draws[name])
    assert seen[:4] == [(10, 200), (20, 200), (30, 200), (40, 200)]


@pytest.mark.usefixtures("numpyro")
def test_chains_that_do_not_agree_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def apart(claims: ClaimCounts, plan: claim_posterior.Layout, **_: object) -> claim_posterior.Draws:
        rng = np.random.default_rng(1)
        values = {"log_total": rng.standard_normal((4, 20, 4)), "bias": rng.standard_normal((4, 20, 12))}
        values["log_total"][:2, :, 1] += 9.0
        return claim_posterior.Draws(values, 0)

    monkeypatch.setattr("attrit.analysis.fit_claims.draw", apart)
    said = r"the chains do not agree: R-hat of deaths_ua [2-9]\.[0-9]{3}, .*below 1\.01; take more samples, say 40 after 60"
    with pytest.raises(FitError, match=said):
        fit_claims(simulated(), samples=20, warmup=30)


@pytest.mark.usefixtures("numpyro")
def test_the_density_of_levels_is_the_dense_normal_one() -> None:
    import jax

    counts = ClaimCounts.of(simulated())
    plan = claim_posterior.layout(counts)
    rng = np.random.default_rng(1)
    sides = plan.pair_side.max() + 1
    rate, side, bias = 0.7, 0.4, rng.uniform(0.3, 1.0, sides)
    rest = plan.centre + rng.standard_normal(len(plan.size))
    same_series = plan.pair_series[:, None] == plan.pair_series
    same_side = plan.pair_side[:, None] == plan.pair_side
    shared = 1.0 + side**2 * same_side + np.diag(bias[plan.pair_side] ** 2)
    dense = shared + rate**2 * same_series
    expected = stats.multivariate_normal(np.full(len(rest), plan.centre), dense).logpdf(rest)
    with jax.enable_x64(True):
        found = claim_posterior._spread(jax.numpy, plan, rest, rate, side, bias)[0]
        keys = jax.random.split(jax.random.PRNGKey(1), 4000)
        draws, left = jax.vmap(lambda key: claim_posterior._split(jax, plan, rest, (rate, side, bias), key))(keys)
    assert float(found) - 0.5 * len(rest) * np.log(2 * np.pi) == pytest.approx(expected, rel=ROUNDING * 1e3)
    # The law of intercepts given levels, by the textbook.
    series = np.arange(len(counts.series))
    cross = 1.0 + rate**2 * (series[:, None] == plan.pair_series)
    gain = np.linalg.solve(dense, cross.T).T
    mean = plan.centre + gain @ (rest - plan.centre)
    covariance = 1.0 + rate**2 * np.eye(len(series)) - gain @ cross.T
    draws = np.asarray(draws)
    error = sampled(np.sqrt(np.diag(covariance) / len(draws)))
    assert np.all(np.abs(draws.mean(axis=0) - mean) < error)
    assert np.all(np.abs(np.cov(draws.T) - covariance) < sampled(np.sqrt(2 / len(draws)) * covariance.max()))
    np.testing.assert_allclose(np.asarray(left) + draws[:, plan.pair_series], np.tile(rest, (4000, 1)), rtol=1e-6)


def log_density(counts: ClaimCounts, plan: claim_posterior.Layout, at: dict[str, np.ndarray]) -> float:
    """Of the whole model by SciPy, from the head of claim_posterior.py, up to a constant."""
    halves = ("rate_sd", "side_sd", "bias_sd", "spline_sd", "trend_sd", "over_sd")
    found = sum(stats.halfnorm.logpdf(at[name]).sum() for name in halves)
    found += sum(stats.norm.logpdf(at[name]).sum() for name in ("spline_each", "trend_mean", "over_mean"))
    size = len(counts.series)
    found += sum((size - k + 2) * np.log(at["spline_mix"][k - 1, k - 1]) for k in range(2, size + 1))  # LKJ of 2
    coefficients = at["spline_sd"][:, None] * (at["spline_mix"] @ at["spline_each"])

    def partly(name: str, mean: np.ndarray | float, known: np.ndarray) -> np.ndarray:
        """From what is sampled: known = 1 the number itself, 0 a standard normal one."""
        free, sd = at[f"{name}_free"], at[f"{name}_sd"]
        number = mean + sd ** (1 - known) * (free - known * mean)
        nonlocal found
        found += (stats.norm.logpdf(number, mean, sd) + (1 - known) * np.log(sd)).sum()
        return number

    trend = partly("trend", at["trend_mean"] + coefficients @ plan.slopes, plan.trend_known)
    course = np.exp(trend[:, None] * plan.time + coefficients @ plan.basis)
    spans = zip(counts.in_series, counts.day_from, counts.day_to, strict=True)
    sums = np.log([course[row, first - 1 : last].sum() for row, first, last in spans])
    level = plan.level + 0.5 / np.sqrt(plan.size) * at["level"]
    rest = level - np.bincount(plan.pair, sums) / plan.size
    same_series = plan.pair_series[:, None] == plan.pair_series
    same_side = plan.pair_side[:, None] == plan.pair_side
    spread = 1.0 + at["rate_sd"] ** 2 * same_series + at["side_sd"] ** 2 * same_side
    spread = spread + np.diag(at["bias_sd"][plan.pair_side] ** 2)
    found += stats.multivariate_normal(np.full(len(rest), plan.centre), spread).logpdf(rest)
    n = np.exp(-partly("over", at["over_mean"], plan.over_known))[counts.in_series]
    expected = np.exp(rest[plan.pair] + sums)
    return float(found + stats.nbinom(n, n / (n + expected)).logpmf(counts.count).sum())


@pytest.mark.usefixtures("numpyro")
def test_the_density_of_the_model_is_the_one_it_is_said_to_have() -> None:
    """At three points, up to a constant; what samples from it runs among the slow tests."""
    import jax
    from numpyro.infer.util import log_density as of_numpyro

    counts = ClaimCounts.of(simulated())
    plan = claim_posterior.layout(counts)
    start = claim_posterior._start(counts, plan)
    expected, found = [], []
    with jax.enable_x64(True):
        model = claim_posterior._model(counts, plan)
        density = jax.jit(lambda at: of_numpyro(model, (), {}, at)[0])
        for seed in range(3):
            rng = np.random.default_rng(seed)
            at = {name: value + rng.normal(0, 0.2, value.shape) for name, value in start.items()}
            at |= {name: np.abs(value) for name, value in at.items() if name.endswith("_sd")}
            factor = np.tril(np.eye(4) + rng.normal(0, 0.3, (4, 4)))
            factor[np.diag_indices(4)] = np.abs(factor[np.diag_indices(4)])
            at["spline_mix"] = factor / np.linalg.norm(factor, axis=1, keepdims=True)
            expected.append(log_density(counts, plan, at))
            found.append(float(density(at)))
    np.testing.assert_allclose(np.diff(found), np.diff(expected), rtol=1e-9)


def test_what_chains_keep_are_their_last_draws() -> None:
    """A chain that counts from where it starts, in tens of steps."""
    jax = pytest.importorskip("jax", reason="needs the extra fit")
    told: list[tuple[int, int]] = []

    def advance(state: int) -> tuple[int, tuple[np.ndarray, np.ndarray]]:
        steps = state + np.arange(1, claim_posterior.CHUNK + 1)
        return state + claim_posterior.CHUNK, (steps, steps % 7 == 0)

    kept, divergent = claim_posterior._run(jax, advance, [0, 1000], 15, 12, lambda *at: told.append(at))
    assert np.array_equal(kept, [np.arange(16, 31), np.arange(1016, 1031)])
    assert divergent == 4  # 21, 28, 1022 and 1029
    assert told == [(done, 60) for done in range(10, 61, 10)]


@pytest.mark.usefixtures("numpyro")
def test_counts_have_the_law_they_are_said_to_have() -> None:
    import jax
    from jax.scipy.special import gammaln

    count, mean, size = np.array([0.0, 3.0, 1000.0]), np.array([2.0, 5.0, 900.0]), np.array([0.5, 40.0])
    group = np.array([0, 1, 1])
    with jax.enable_x64(True):
        found = claim_posterior._negative_binomial(jax.numpy, gammaln, count, np.log(mean), np.log(size), group)
    expected = stats.nbinom(size[group], size[group] / (size[group] + mean)).logpmf(count)
    np.testing.assert_allclose(np.asarray(found), expected, rtol=1e-9)


@pytest.mark.usefixtures("numpyro")
def test_a_span_is_the_sum_of_its_days() -> None:
    import jax

    counts = ClaimCounts.of(simulated(lambda day: (max(1, day - 9), day)))
    counts = replace(counts, day_from=np.where(counts.day_to == 6, 6, counts.day_from))
    course = np.random.default_rng(2).standard_normal((len(counts.series), counts.days))
    with jax.enable_x64(True):
        found = np.asarray(claim_posterior._log_sums(jax.numpy, counts, course))
    for at, (row, first, last) in enumerate(zip(counts.in_series, counts.day_from, counts.day_to, strict=True)):
        assert found[at] == pytest.approx(np.log(np.exp(course[row, first - 1 : last]).sum()), rel=1e-9)


def test_turned_splines_span_the_same_courses_with_the_same_prior() -> None:
    counts = ClaimCounts.of(simulated())
    plan = claim_posterior.layout(counts)
    plain = claim_posterior._splines(counts.days)
    turned = plan.basis + np.outer(plan.slopes, plan.time)
    np.testing.assert_allclose(turned.T @ turned, plain.T @ plain, atol=1e-9)
    np.testing.assert_allclose(plain.sum(axis=0), 1.0, rtol=ROUNDING * 1e2)


REFUSED = [
    ({"unit": "person/day"}, r"c0\.unit: 'person/day' is the unit of no count; a count in .*; state what was lost"),
    ({"unit": "km2"}, r"c0\.unit: 'km2' is the unit of no count; .*; leave such subjects out"),
    ({"of": ""}, r"c0\.of: no of; whose loss it is, such as UA"),
    ({"kind": ""}, r"c0\.kind: no kind; what sort, such as military_deaths"),
    ({"of": "US"}, r"'RU'; 'US' as in c0; one subject is one series"),
    ({"subject": "dead"}, r"'deaths_ru' is deaths of RU, as 'dead' in c0 is; one subject for each"),
]


@pytest.mark.parametrize(("change", "said"), REFUSED)
def test_claims_that_are_no_counts_are_refused(change: dict[str, str], said: str) -> None:
    first, *others = simulated()
    with pytest.raises(LedgerError, match=said):
        fit_claims(Ledger((replace(first, **change), *others)))


def test_one_source_says_nothing_of_its_bias() -> None:
    with pytest.raises(LedgerError, match="only one source, UA; two sources or more; one source's bias"):
        fit_claims(simulated().only("UA"))


def test_without_numbers_there_is_nothing_to_fit() -> None:
    silent = [replace(c, value=None, unit="", qualifier="", note="some") for c in simulated()]
    with pytest.raises(LedgerError, match="no claim has a number; counts of two sources or more"):
        fit_claims(Ledger(tuple(silent)))


def test_repeats_and_denials_do_not_count() -> None:
    ledger = simulated()
    extra = claim(9001, "RU", "deaths", "US", 1.0, total(1, 9), repeats="c0")
    denied = claim(9002, "RU", "deaths", "US", 1.0, total(1, 9), stance="denies")
    assert len(ClaimCounts.of(Ledger((*ledger, extra, denied))).count) == len(ledger)


def test_a_running_total_on_its_first_day_is_no_count_of_a_day() -> None:
    day = claim(9001, "RU", "deaths", "US", 7.0, f"{FIRST}")
    running = claim(9002, "RU", "deaths", "US", 7.0, f"{FIRST}/{FIRST}", qualifier="at_least")
    counts = ClaimCounts.of(Ledger((*simulated(), day, running)))
    assert list(counts.daily[-2:]) == [True, False]
    assert list(counts.is_floor[-2:]) == [False, True]
    assert list(counts.day_from[-2:]) == [1, 1]


def test_without_numpyro_the_cure_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str, package: str | None = None) -> object:
        raise builtins.ImportError(name)

    monkeypatch.setattr(claim_posterior.importlib, "import_module", absent)
    with pytest.raises(FitError, match=r"fitting needs NumPyro; pip install 'attrit\[fit\]'"):
        fit_claims(simulated())


# Mean and 95 % interval (None: not stated) in Radford et al. 2023: their text, table and figure; literature.md 10.2.
PUBLISHED = {
    "deaths RU": (76_687, 38_670, 139_772),
    "deaths UA": (17_223, 6_219, 39_105),
    "casualties RU": (218_800, 108_432, 397_361),
    "casualties UA": (75_538, 19_994, 176_612),
    "deaths RU / deaths UA": (5.53, 1.6, 14.5),
    "casualties / deaths RU": (2.9, None, None),
    "casualties / deaths UA": (4.9, None, None),
    "UA on deaths RU": (1.9, None, None),
    "UA on casualties RU": (1.5, None, None),
    "UA on tanks RU": (1.1, None, None),
    "UA on deaths UA": (1.0, None, None),
    "UA on casualties UA": (0.6, None, None),
    "RU on deaths UA": (4.3, None, None),
    "RU on casualties UA": (5.3, None, None),
    "RU on tanks UA": (7.4, None, None),
    "RU on deaths RU": (0.3, None, None),
    "RU on casualties RU": (0.5, None, None),
}

COUNTRY = {"RU": "russia", "UA": "ukraine"}


def reproduced(fit: ClaimsFit) -> dict[str, tuple[float, float, float]]:
    """Mean and 95 % interval of what was published, under the same names."""

    def series(words: str) -> str:
        kind, country = words.split()
        return f"{'tanks' if kind == 'tanks' else 'military_' + kind}_{COUNTRY[country]}"

    biases = {(row.side, row.of, row.kind): row for row in fit.biases}
    found = {}
    for name in PUBLISHED:
        if " on " in name:
            side, words = name.split(" on ")
            row = biases[side, words.split()[1], series(words).rsplit("_", 1)[0]]
            found[name] = row.mean, row.low, row.high
            continue
        if "/" in name:
            over, under = name.split(" / ")
            over = over if " " in over else f"{over} {under.split()[1]}"
            spread = fit.ratio(series(over), series(under))
        else:
            spread = fit.totals[series(name)].whole
        found[name] = spread.mean, spread.low, spread.high
    return found


@pytest.fixture(scope="module")
def first_year(numpyro: None) -> ClaimsFit:
    if not RADFORD.exists():
        pytest.skip("the data of Radford et al. are no part of this project")
    return fit_claims(radford(RADFORD), rate_centre=0.0)


@pytest.mark.slow
def test_the_first_year_is_sampled_well(first_year: ClaimsFit) -> None:
    assert first_year.diagnostics.rhat < 1.01
    assert first_year.diagnostics.ess > DRAWS_ENOUGH
    assert first_year.diagnostics.divergences < first_year.diagnostics.draws * DIVERGED


@pytest.mark.slow
@pytest.mark.parametrize("name", PUBLISHED)
def test_the_published_results_come_out(first_year: ClaimsFit, name: str) -> None:
    mean, low, high = PUBLISHED[name]
    ours = reproduced(first_year)[name]
    digit = 0.05 if mean < 10 else 0.5  # half of the last that is printed
    assert abs(ours[0] - mean) < REPRODUCED * mean + digit
    if low is not None:
        assert low < ours[0] < high
        assert abs(ours[1] - low) < REPRODUCED_END * low + digit
        assert abs(ours[2] - high) < REPRODUCED_END * high + digit


@pytest.mark.slow
def test_the_page_says_what_comes_out(first_year: ClaimsFit) -> None:
    said = dict(re.findall(r"^\| ([^|]+) \| ([0-9.,]+) \[", PAGE.read_text("utf-8"), re.MULTILINE))
    assert set(said) == set(PUBLISHED)
    for name, (mean, *_) in reproduced(first_year).items():
        number = float(said[name].replace(",", ""))
        assert abs(number - mean) < REPRODUCED * mean + (0.05 if mean < 10 else 0.5)
