"""Every value of pooling.csv to its last printed digit: pools of two claims, PERT, Cooke's weights, probability words."""

import csv
import math
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from scipy import integrate, optimize, stats

from attrit.errors import LedgerError
from attrit.evidence.claims import Claim, Ledger
from attrit.evidence.classical_model import calibration, performance, shares, weights
from attrit.evidence.likelihood import LIKELIHOODS, band
from attrit.evidence.pools import METHODS, pool
from attrit.evidence.priors import Prior, Provenance
from tests.tolerances import BACKEND, printed

ROWS = list(csv.DictReader((Path(__file__).parent / "pooling.csv").read_text("utf-8").splitlines()))
Z95 = stats.norm.ppf(0.95)
# The example of the R package: three claimants, two questions, 10/50/90 % quantiles.
LEVELS = (0.1, 0.5, 0.9)
ANSWERS = {
    "E1": [(0.14, 0.22, 0.28), (130_000, 150_000, 200_000)],
    "E2": [(0.2, 0.3, 0.4), (165_000, 205_000, 250_000)],
    "E3": [(0.2, 0.4, 0.52), (200_000, 400_000, 500_000)],
}
TRUTHS = (0.27, 210_000)
LEAST, MODE, GREATEST = 8000.0, 10500.0, 14000.0


def ten_or_eleven() -> Ledger:
    """Two claims, each a lognormal with sd(ln) .10."""
    day = date(2024, 11, 4)
    return Ledger(
        tuple(
            Claim(
                id=name,
                claimant=name,
                subject="men",
                as_of=str(day),
                made_on=day,
                low=value * math.exp(-Z95 / 10),
                value=value,
                high=value * math.exp(Z95 / 10),
                unit="person",
                qualifier="range",
            )
            for name, value in (("A", 10_000.0), ("B", 11_000.0))
        )
    )


@cache
def pooled(method: str) -> Prior:
    return pool(ten_or_eleven(), method=method)


def width(prior: Prior) -> float:
    return math.log(prior.p95 / prior.p05) / 2 / Z95


def normals() -> list[tuple[float, float]]:
    return [voice.pieces()[:2] for voice in pooled("linear").provenance.pool.voices]


def mixture(x: float) -> float:
    return sum(stats.norm.pdf(x, *normal) for normal in normals()) / 2


def linear_sd() -> float:
    """From the moments of the mixture of what the pool heard."""
    first, second = (integrate.quad(lambda x, k=k: mixture(x) * x**k, 8, 11, points=[9.2, 9.3])[0] for k in (1, 2))
    return math.sqrt(second - first**2)


def pert() -> Prior:
    return Prior.pert(LEAST, MODE, GREATEST, Provenance("judgement", "an example"))


@cache
def beta() -> tuple[float, float]:
    """The two powers, found again from the 5 and 95 % quantiles alone."""
    scaled = [(x - LEAST) / (GREATEST - LEAST) for x in (pert().p05, pert().p95)]
    found = optimize.root(lambda ab: stats.beta.ppf([0.05, 0.95], *ab) - scaled, (2.0, 2.0), tol=1e-12)
    return tuple(found.x)


def of_pert(quantity: str) -> float:
    if quantity == "mean":
        return LEAST + (GREATEST - LEAST) * float(stats.beta.mean(*beta()))
    return {"alpha": beta()[0], "beta": beta()[1]}.get(quantity) or getattr(pert(), quantity)


def of_cooke(quantity: str) -> float:
    kind, claimant, *interval = quantity.split()
    if kind == "calibration":
        return calibration(LEVELS, ANSWERS[claimant], TRUTHS)
    return shares(ANSWERS[claimant], TRUTHS)[int(interval[0]) - 1]


def log_pool(quantity: str) -> float:
    return {"median": pooled("log").p50, "sd": width(pooled("log"))}[quantity]


VALUES = {
    "log pool": log_pool,
    "linear pool": lambda quantity: linear_sd(),
    "naive product": lambda quantity: sum(sd**-2 for _, sd in normals()) ** -0.5,
    "PERT": of_pert,
    "Cooke": of_cooke,
    "band low": lambda word: band(word)[0],
    "band high": lambda word: band(word)[1],
}


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_published_value(row: dict[str, str]):
    what, _, quantity = row["name"].partition(": ")
    value = float(VALUES[what](quantity))
    assert value == pytest.approx(float(row["value"]), rel=0, abs=printed(int(row["digits"])))


def test_rows_say_what_they_are():
    assert len({row["name"] for row in ROWS}) == len(ROWS)
    assert all(row["source"] and len(row["value"].partition(".")[2]) == int(row["digits"]) for row in ROWS)


def test_the_linear_pool_is_the_mixture_and_as_wide_as_the_variances_say():
    means, sds = zip(*normals(), strict=True)
    within = sum(sd**2 for sd in sds) / 2
    between = ((means[1] - means[0]) / 2) ** 2
    assert linear_sd() == pytest.approx(math.sqrt(within + between), rel=BACKEND)
    prior = pooled("linear")
    for p, x in ((0.05, prior.p05), (0.5, prior.p50), (0.95, prior.p95)):
        below = sum(stats.norm.cdf(math.log(x), *normal) for normal in normals()) / 2
        assert below == pytest.approx(p, rel=BACKEND)


def test_no_pool_is_as_narrow_as_the_naive_product():
    naive = next(float(row["value"]) for row in ROWS if row["name"] == "naive product: sd")
    assert METHODS == ("bias", "linear", "log")
    assert min(width(pooled(method)) for method in METHODS) > 1.4 * naive


def test_pert_has_the_three_quantiles_of_the_beta_distribution():
    powers = 1 + 4 * (MODE - LEAST) / (GREATEST - LEAST), 1 + 4 * (GREATEST - MODE) / (GREATEST - LEAST)
    expected = stats.beta.ppf([0.05, 0.5, 0.95], *powers, loc=LEAST, scale=GREATEST - LEAST)
    assert (pert().p05, pert().p50, pert().p95) == pytest.approx(tuple(expected), rel=BACKEND)


def test_information_is_the_relative_entropy_to_the_intrinsic_range():
    """By hand for E2: the ranges are .14 to .52 and 130,000 to 500,000, a tenth longer at both ends."""
    ranges = [(0.14 - 0.038, 0.52 + 0.038), (130_000 - 37_000, 500_000 + 37_000)]
    by_hand = 0.0
    for (low, high), answer in zip(ranges, ANSWERS["E2"], strict=True):
        density = stats.rv_histogram(([0.1, 0.4, 0.4, 0.1], [low, *answer, high]), density=False)
        by_hand += (math.log(high - low) - density.entropy()) / 2
    found = performance(ANSWERS, TRUTHS, LEVELS)
    assert found["E2"].information == pytest.approx(by_hand, rel=BACKEND)
    assert found["E2"].calibration == calibration(LEVELS, ANSWERS["E2"], TRUTHS)
    assert found["E2"].shares == shares(ANSWERS["E2"], TRUTHS)


def test_weights_are_calibration_times_information_and_none_below_alpha():
    found = performance(ANSWERS, TRUTHS, LEVELS)
    raw = {name: one.calibration * one.information for name, one in found.items()}
    for name, weight in weights(ANSWERS, TRUTHS, LEVELS).items():
        assert weight == pytest.approx(raw[name] / sum(raw.values()), rel=BACKEND)
    assert weights(ANSWERS, TRUTHS, LEVELS, alpha=0.5) == {"E1": 0.0, "E2": 1.0, "E3": 0.0}


def test_the_background_is_logarithmic_where_that_is_said():
    """ln of everything on a uniform background is the same as everything on a logarithmic one, question by question."""
    mixed = {name: [given[0], tuple(map(math.log, given[1]))] for name, given in ANSWERS.items()}
    expected = performance(mixed, (TRUTHS[0], math.log(TRUTHS[1])), LEVELS)
    assert performance(ANSWERS, TRUTHS, LEVELS, background=("uniform", "log")) == expected
    everywhere = performance(ANSWERS, TRUTHS, LEVELS, background="log")
    assert everywhere == performance(ANSWERS, TRUTHS, LEVELS, background=("log", "log"))


def test_any_number_of_quantiles_will_do_and_a_perfect_record_is_calibrated():
    answers = [(1.0, 2.0)] * 4
    assert shares(answers, (0.5, 1.5, 1.7, 2.5)) == (0.25, 0.5, 0.25)
    assert calibration((0.25, 0.75), answers, (0.5, 1.5, 1.7, 2.5)) == 1.0
    assert shares(answers, (1.0, 2.0, 2.0, 2.1)) == (0.25, 0.5, 0.25)


def test_weights_go_into_a_linear_pool():
    seeds = {"A": [(90.0, 100.0, 110.0)] * 3, "B": [(10.0, 20.0, 30.0)] * 3}
    by_record = weights(seeds, (95.0, 104.0, 99.0))
    assert by_record["A"] > 0.99
    prior = pool(ten_or_eleven(), method="linear", weights=by_record)
    for p, x in ((0.05, prior.p05), (0.5, prior.p50), (0.95, prior.p95)):
        heard = zip(by_record.values(), normals(), strict=True)
        below = sum(weight * stats.norm.cdf(math.log(x), *normal) for weight, normal in heard)
        assert below == pytest.approx(p, rel=BACKEND)


def test_a_word_is_a_band_of_its_own_scale():
    assert band("icd 203:  LIKELY") == band("ICD 203: likely") != band("UK: likely")
    told = {row["name"].partition(": ")[2] for row in ROWS if row["name"].startswith("band")}
    assert told <= set(LIKELIHOODS)
    assert {between for word, between in LIKELIHOODS.items()} == {band(word) for word in told}


@pytest.mark.parametrize(
    ("word", "words"),
    [
        ("likely", "'likely' does not say on which scale; .*; write 'ICD 203: likely' or 'UK: likely'"),
        ("Highly likely", "'Highly likely' does not say on which scale; .*; write 'UK: highly likely'"),
        ("UK: likly", r"unknown 'UK: likly'; a word of ICD 203 or of the UK yardstick.*; did you mean 'UK: likely'\?"),
        ("perhaps", "unknown 'perhaps'; a word of ICD 203 or of the UK yardstick, with its scale"),
    ],
)
def test_a_word_of_no_scale_is_refused_with_a_cure(word: str, words: str):
    with pytest.raises(LedgerError, match=words):
        band(word)
