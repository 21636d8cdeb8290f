"""Pools: what is heard of a ledger, what three pools make of it, and what is refused."""

import math
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from attrit import library
from attrit.errors import LedgerError
from attrit.evidence.biases import COLUMNS, Bias, Biases, shipped
from attrit.evidence.claims import Claim, Ledger
from attrit.evidence.classical_model import calibration, performance, weights
from attrit.evidence.pools import METHODS, pool
from attrit.evidence.priors import Z95, Prior, Provenance
from attrit.evidence.readings import SD_ABOUT, SD_EXACT, SD_UNLIKELY
from attrit.evidence.voices import hear
from tests.tolerances import AT_ITS_WORD, BACKEND

JUDGED = Provenance("judgement", "a reason")
DAY = date(2024, 11, 4)
KURSK = Ledger.read(Path(library.__file__).with_name("kursk-2024-ledger.csv"))


def claim(name: str, **fields) -> Claim:
    given = {"id": name, "claimant": name, "subject": "men", "as_of": "2024-11", "made_on": DAY}
    return Claim(**given | {"unit": "person", "qualifier": "about", "note": "said so"} | fields)


def spread(name: str, value: float, sd: float) -> Claim:
    """A claim whose range is the 90 % interval of a lognormal about the value."""
    low, high = value * math.exp(-Z95 * sd), value * math.exp(Z95 * sd)
    return claim(name, low=low, value=value, high=high, qualifier="range")


def linear(*claims: Claim, **options) -> Prior:
    return pool(Ledger(claims), method="linear", **options)


def logarithmic(*claims: Claim, **options) -> Prior:
    return pool(Ledger(claims), method="log", **options)


def widths(prior: Prior) -> tuple[float, float]:
    """Sd of ln below and above the median."""
    return math.log(prior.p50 / prior.p05) / Z95, math.log(prior.p95 / prior.p50) / Z95


# pooling, worked by hand


def test_the_linear_pool_has_the_quantiles_of_the_mixture():
    from scipy.special import ndtr

    voices = [(5000, 0.06), (10000, 0.2), (11000, 0.1)]
    prior = linear(*(spread(str(value), value, sd) for value, sd in voices))
    for p, x in ((0.05, prior.p05), (0.5, prior.p50), (0.95, prior.p95)):
        assert np.mean([ndtr(math.log(x / value) / sd) for value, sd in voices]) == pytest.approx(p, rel=BACKEND)


def test_the_log_pool_weighs_by_precision_and_grows_no_surer_by_numbers():
    prior = logarithmic(spread("A", 10000, 0.1), spread("B", 20000, 0.2))
    assert prior.p50 == pytest.approx(10000 * 2 ** (1 / 5), rel=BACKEND)
    assert widths(prior)[0] == pytest.approx(math.sqrt(2 / (1 / 0.01 + 1 / 0.04)), rel=BACKEND)
    same = logarithmic(*(spread(name, 10000, 0.1) for name in "ABCDE"))
    assert widths(same) == pytest.approx((0.1, 0.1), rel=BACKEND)


@pytest.mark.parametrize("method", ["linear", "log"])
@pytest.mark.parametrize(
    ("fields", "median", "sd"),
    [
        ({"value": 20842.0, "qualifier": "exact"}, 20842, SD_EXACT),
        ({"value": 11000.0}, 11000, SD_ABOUT),
        ({"value": 50000.0}, 50000, math.log(55 / 45) / 2 / Z95),
        ({"low": 30000.0, "high": 45000.0, "qualifier": "range"}, math.sqrt(30000 * 45000), math.log(1.5) / 2 / Z95),
        ({"low": 2.0, "value": 4.0, "high": 8.0, "qualifier": "range"}, 4, math.log(2) / Z95),
        ({"low": 700.0, "high": 700.0, "qualifier": "range"}, 700, SD_ABOUT),
    ],
)
def test_the_words_of_one_claim_give_a_centre_and_a_width(method, fields, median, sd):
    prior = pool(Ledger((claim("A", **fields),)), method=method)
    assert prior.p50 == pytest.approx(median, rel=BACKEND)
    assert widths(prior) == pytest.approx((sd, sd), rel=BACKEND)


# pooling, by whom and of what


def test_what_is_repeated_counts_once_and_what_was_dropped_is_not_revived_by_a_copy():
    source, other = claim("A", value=10000.0), claim("B", value=20000.0)
    copies = [claim(f"C{i}", value=10000.0, repeats="A", as_of="2024-12") for i in range(9)]
    assert linear(source, other, *copies) == linear(source, other)
    old = claim("A", value=5000.0, as_of="2024-08")
    assert linear(old, other, *copies, since="2024-11").provenance.claims == ("B",)
    assert linear(old, other, *copies, since=date(2024, 11, 1)).p50 == pytest.approx(20000, rel=BACKEND)


def test_of_one_claimant_the_latest_claim_counts():
    first = claim("A", value=60000.0, claimant="Kyiv", as_of="2024-09-05")
    later = claim("B", value=40000.0, claimant="Kyiv", as_of="2024-09-19")
    prior = linear(later, first)
    assert prior.provenance == Provenance("claim", "linear pool of Kyiv (B)", ("B",))
    assert prior.p50 == pytest.approx(40000, rel=BACKEND)


@pytest.mark.parametrize("method", METHODS)
def test_several_claims_about_the_latest_time_are_one_statement_whenever_they_were_made(method: str):
    older, same, newer = (
        claim(name, value=value, claimant="London", as_of=as_of, made_on=date(2024, 11, made))
        for name, value, as_of, made in (
            ("A", 5000.0, "2024-09", 3),
            ("B", 10000.0, "2024-10", 8),
            ("C", 12100.0, "2024-10", 10),
        )
    )
    prior = pool(Ledger((newer, older, same)), method=method)
    assert set(prior.provenance.claims) == {"B", "C"}
    assert prior.p50 == pytest.approx(11000, rel=AT_ITS_WORD)
    at_once = pool(Ledger((replace(newer, made_on=same.made_on), same)), method=method, when=date(2024, 11, 10))
    assert prior.p50 == pytest.approx(at_once.p50, rel=BACKEND)


def test_several_claims_of_one_claimant_and_day_are_one_voice_with_their_spread():
    prior = linear(claim("A", value=10000.0, claimant="Kyiv"), claim("B", value=12100.0, claimant="Kyiv"))
    assert prior.p50 == pytest.approx(11000, rel=BACKEND)
    assert widths(prior)[0] == pytest.approx(math.hypot(SD_ABOUT, math.log(1.1)), rel=BACKEND)


def test_a_floor_and_a_ceiling_of_one_claimant_are_a_range():
    floor, top = (
        claim(name, value=value, claimant="Kyiv", qualifier=qualifier)
        for name, value, qualifier in [("A", 10000.0, "at_least"), ("B", 14400.0, "up_to")]
    )
    prior = linear(floor, top)
    assert (prior.p05, prior.p50, prior.p95) == pytest.approx((10000, 12000, 14400), rel=BACKEND)
    crossed = (
        claim("A", value=14400.0, claimant="Kyiv", qualifier="at_least"),
        claim("B", value=10000.0, claimant="Kyiv", qualifier="up_to"),
    )
    with pytest.raises(
        LedgerError, match="A: a bound says no number, and the linear pool asks what is said; B: a bound"
    ):
        linear(*crossed)
    assert pool(Ledger(crossed)).p50 == pytest.approx(12000, rel=AT_ITS_WORD)


def test_claims_in_different_words_for_one_unit_pool_in_the_unit_asked_for():
    monthly = claim("A", value=30437.5, unit="men/month", qualifier="exact")
    daily = claim("B", value=1000.0, unit="person/day", qualifier="exact")
    assert linear(monthly, daily).p50 == pytest.approx(1000, rel=BACKEND)
    assert linear(monthly, daily, unit="persons/month").p50 == pytest.approx(30437.5, rel=BACKEND)


def test_denials_are_named_and_not_linear():
    denial = claim("D", claimant="Moscow", stance="does_not_acknowledge", qualifier="", unit="")
    number = claim("N", claimant="Pyongyang", stance="denies", value=1.0)
    prior = linear(claim("A", value=10000.0), denial, number)
    assert prior.p50 == pytest.approx(10000, rel=BACKEND)
    assert prior.provenance.claims == ("A",)
    assert prior.provenance.source == (
        "linear pool of A (A); not pooled: Moscow does not acknowledge (D), Pyongyang denies (N)"
    )


def test_two_definitions_are_never_linear():
    held = claim("A", value=500.0, unit="km2", definition="held")
    both = claim("B", value=900.0, unit="km2", definition="held_or_contested")
    with pytest.raises(LedgerError, match="two definitions are never pooled: held, held_or_contested"):
        linear(held, both)
    assert linear(held, both, definition="held").p50 == pytest.approx(500, rel=BACKEND)
    with pytest.raises(LedgerError, match="two definitions are never pooled: held, none stated"):
        linear(held, claim("C", value=900.0, unit="km2"))


@pytest.mark.parametrize(
    ("claims", "options", "words"),
    [
        (
            [claim("A", value=1.0)],
            {"method": "lineer"},
            r"unknown method 'lineer'; one of bias, linear, log; did you mean 'linear'\?",
        ),
        ([claim("A", value=1.0)], {"unit": "km2"}, "claims about men are in person, not in km2"),
        ([claim("A", value=1.0)], {"since": "2025"}, "no claim with a number to pool among 1 about men"),
        ([claim("A", value=1.0)], {"definition": "held"}, "no claim with a number to pool"),
        ([claim("A", qualifier="", unit="")], {}, "no claim with a number to pool"),
        ([], {}, "no claim with a number to pool among 0 about nothing"),
        ([claim("A", value=0.0)], {}, "no claim with a number to pool .*; A: 0 has no place on a log scale"),
        ([claim("A", value=1.0), claim("B", value=1.0, subject="b")], {}, "two subjects are never pooled: b, men"),
        ([claim("A", value=1.0), claim("B", value=1.0, unit="day")], {}, "two units are never pooled: day, person"),
    ],
)
def test_what_cannot_be_pooled_is_refused(claims, options, words):
    with pytest.raises(LedgerError, match=words):
        pool(Ledger(claims), **options)


def test_what_cannot_be_pooled_is_named_by_row_and_column(tmp_path: Path):
    rows = [
        "id,subject,value,unit,qualifier,definition,as_of,made_on,claimant",
        "A,ground,500,km2,about,held,2024-11,2024-11-04,Kyiv",
        "B,ground,900,km2,about,held_or_contested,2024-11,2024-11-04,Moscow",
    ]
    (tmp_path / "ground.csv").write_text("\n".join(rows), "utf-8")
    ledger = Ledger.read(tmp_path / "ground.csv")
    cure = "say with 'definition:' which one counts"
    with pytest.raises(LedgerError, match=rf"ground\.csv:3:definition: B, A: two definitions are never .*; {cure}"):
        pool(ledger)


@pytest.mark.parametrize("given", [{"A": 0.0}, {"A": -1.0, "B": 2.0}, {"A": math.nan}, {"A": math.inf}])
@pytest.mark.parametrize("method", ["linear", "log"])
def test_weights_that_leave_nothing_are_refused(method: str, given: dict[str, float]):
    with pytest.raises(LedgerError, match=r"weights .* leave nothing to pool; above 0 for at least one of A, B"):
        pool(Ledger((claim("A", value=1.0), claim("B", value=2.0))), method=method, weights=given)


@pytest.mark.parametrize("method", ["linear", "log"])
def test_only_the_proportions_of_weights_count_and_who_is_not_named_has_none(method: str):
    ledger = Ledger((claim("A", value=1000.0), claim("B", value=2000.0), claim("C", value=3000.0)))
    few, many = ({"A": 0.2 * k, "B": 0.6 * k} for k in (1, 10))
    prior = pool(ledger, method=method, weights=few)
    again = pool(ledger, method=method, weights=many)
    assert (prior.p05, prior.p50, prior.p95) == pytest.approx((again.p05, again.p50, again.p95), rel=BACKEND)
    without = pool(ledger.without("C"), method=method, weights=few)
    assert (prior.p05, prior.p50, prior.p95) == (without.p05, without.p50, without.p95)


# what is believed where nobody gives a number, and how it came about


@pytest.mark.parametrize("method", METHODS)
def test_what_was_believed_before_holds_where_nobody_gives_a_number(method: str):
    before = Prior("lognormal", 1.0, 2.0, 5.0, Provenance("judgement", "an officer's guess"))
    denial = claim("D", claimant="Moscow", stance="does_not_acknowledge", qualifier="", unit="")
    prior = pool(Ledger((denial,)), method=method, before=before, unit="person")
    assert (prior.p05, prior.p50, prior.p95) == (1.0, 2.0, 5.0)
    assert prior.provenance.source == "an officer's guess; nobody gives a number"
    how = prior.provenance.pool
    assert (how.method, how.voices, how.before) == ("", (), before)
    assert how.left_out == ((denial, "does not acknowledge"),)


def test_what_was_believed_before_is_in_the_unit_of_the_pool():
    before = Prior("lognormal", 500.0, 1000.0, 2000.0, JUDGED)
    ledger = Ledger((claim("A", value=40.0, unit="person/day"),))
    monthly = pool(ledger, unit="person/month", before=before)
    daily = pool(ledger, before=before.scaled(1 / 30.4375))
    assert monthly.p50 == pytest.approx(30.4375 * daily.p50, rel=BACKEND)


def test_the_pool_says_what_it_heard_and_what_it_left_out():
    first = claim("A", value=10000.0, claimant="Kyiv", side="UA", of="RU", kind="losses")
    copy = claim("B", value=10000.0, claimant="a wire", repeats="A")
    other = claim("C", value=900.0, claimant="London", side="UK", definition="killed")
    early = claim("D", value=5000.0, claimant="Kyiv", side="UA", as_of="2024-10")
    old = claim("E", value=5000.0, claimant="Minsk", as_of="2024-01")
    words = claim("F", claimant="Seoul", qualifier="", unit="")
    how = pool(Ledger((first, copy, early, old, words)), since="2024-02").provenance.pool
    assert [(voice.name, voice.side, voice.claims) for voice in how.voices] == [("Kyiv", "UA", (first,))]
    reasons = {claim.id: reason for claim, reason in how.left_out}
    assert reasons == {
        "B": "repeats A",
        "D": "Kyiv spoke again later",
        "E": "about 2024-01, before 2024-02-01",
        "F": "no number",
    }
    assert (how.method, how.subject, how.unit, how.before) == ("bias", "men", "person", None)
    only = pool(Ledger((first, other)), definition="killed").provenance.pool
    assert only.left_out == ((first, "defined as nothing stated"),)


# the words of one claim


def reading(**fields):
    (voice,) = hear(Ledger((claim("A", **fields),)), DAY).voices
    return voice.readings[0]


def test_a_rounded_number_is_the_interval_that_it_stands_for():
    for value, low, high in ((10000.0, 9500, 10500), (11000.0, 10500, 11500), (20000.0, 15000, 25000)):
        read = reading(value=value)
        assert (read.low, read.middle, read.high) == pytest.approx(
            tuple(map(math.log, (low, value, high))), rel=BACKEND
        )
    exact = reading(value=10000.0, qualifier="exact")
    assert exact.low == exact.middle == exact.high


def test_codes_and_words_of_probability_are_heard():
    assert reading(value=1.0, admiralty="C3").widening == 2.0
    assert reading(value=1.0, admiralty="F6").widening == 1.0
    assert reading(value=1.0, likelihood="ICD 203: likely").trust == pytest.approx(0.675, rel=BACKEND)
    event = reading(unit="", qualifier="", likelihood="ICD 203: likely")
    assert (event.low, event.high) == pytest.approx((math.log(0.55 / 0.45), math.log(0.8 / 0.2)), rel=BACKEND)
    certain = reading(unit="", qualifier="", likelihood="UK: almost certain")
    assert certain.high == pytest.approx(math.log(0.999 / 0.001), rel=BACKEND)


def test_a_doubtful_number_is_wide_by_its_doubt():
    sure, likely = (linear(claim("A", value=1000.0, likelihood=word)) for word in ("", "ICD 203: likely"))
    assert widths(sure)[0] == pytest.approx(SD_ABOUT, rel=BACKEND)
    assert widths(likely)[0] == pytest.approx(math.hypot(0.675**0.5 * SD_ABOUT, 0.325**0.5 * SD_UNLIKELY), rel=BACKEND)


def test_a_stock_is_as_old_as_its_last_day_and_a_rate_as_its_middle():
    assert reading(value=1.0, as_of="2024-10").age == 4
    assert reading(value=1.0, as_of="2024-09/2024-10", unit="person/day").age == 34
    assert reading(value=1.0, as_of="2024-11").age == 0  # the day lies in it
    assert reading(value=1.0, as_of="2025").age == 58  # a forecast is as far ahead as its first day


@pytest.mark.parametrize("method", METHODS)
def test_shares_are_pooled_as_odds(method: str):
    prior = pool(Ledger((claim("A", value=0.3, unit="1"), claim("B", value=70.0, unit="%"))), method=method)
    assert prior.shape == "logit"
    assert prior.p50 == pytest.approx(0.5, rel=AT_ITS_WORD)
    assert pool(Ledger((claim("A", value=3.0, unit="1"),)), method=method).shape == "lognormal"


# biases


def test_the_special_prior_goes_before_the_general_one():
    own = Bias("UA", "RU", "losses", 0.9, 1.0, 1.1, "judgement", "a reason")
    known = Biases((own,)).over(shipped(), {"ua", "ru"})
    assert known.find("UA", "RU", "losses", "enemy") == own
    assert "Radford" in known.find("UA", "UA", "military_deaths", "enemy").source
    assert known.find("UA", "UA", "shells", "own").kind == ""
    assert Biases(()).find("UA", "RU", "losses", "enemy").p50 == 1.0


def test_all_may_be_wrong_together_by_what_is_counted():
    assert shipped().common("ground").p95 < shipped().common("losses").p95
    assert Biases(()).common("ground") is None
    held = Ledger((claim("A", value=100.0, unit="km2", kind="ground"),))
    high = Biases((Bias("common", "", "", 1.9, 2.0, 2.1, "judgement", "all count double"),))
    assert pool(held, biases=high).p50 == pytest.approx(50.0, rel=AT_ITS_WORD)
    assert pool(held, biases=high).p05 < 50.0 < pool(held, biases=high).p95


@pytest.mark.parametrize(
    ("side", "of", "relation"),
    [
        ("UA", "UA", "own"),
        ("UA", "RU", "enemy"),
        ("ua", "ru", "enemy"),
        ("UA/US", "UA", "own"),
        ("UA/US", "RU", "enemy"),
        ("US", "RU", "other"),
        ("UA", "DPRK", "other"),
        ("", "RU", "other"),
        ("UA", "", "other"),
    ],
)
def test_who_counts_what_of_whom(side: str, of: str, relation: str):
    assert shipped().relation(side, of, {"UA", "RU"}) == relation
    assert shipped().over(Biases(()), {"UA", "RU"}).relation(side, of, {"FR"}) == relation


def test_a_bias_that_is_none_moves_and_narrows_nothing():
    ledger = Ledger((claim("A", value=10000.0, side="UA", of="RU"),))
    (side,) = pool(ledger, biases=Biases(())).provenance.pool.biases
    assert side.prior == side.posterior == (1.0, 1.0, 1.0)


def test_a_bias_file_is_read(tmp_path: Path):
    path = tmp_path / "biases.csv"
    path.write_text(
        ",".join(COLUMNS) + "\nUA,RU,losses,1,1.5,3,fit,a fit\n,,,,,,,\nenemy,,,.5,1,2,judgement,\n", "utf-8"
    )
    first, second = Biases.read(path).rows
    assert first == Bias("UA", "RU", "losses", 1.0, 1.5, 3.0, "fit", "a fit")
    assert (second.side, second.p05) == ("enemy", 0.5)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("side,of,kind,p05,p50,p95,source\n", r"biases\.csv:1:class: missing column; side,of,kind,p05"),
        ("UA,,losses,1,2,3,fit,", r"biases\.csv:2:side: 'UA' with no 'of'; a side and whose quantity, or own, enemy"),
        ("enemi,,losses,1,2,3,fit,", r"biases\.csv:2:side: 'enemi' with no 'of'; .*; did you mean 'enemy'\?"),
        ("own,,losses,1,2,3,guess,", r"biases\.csv:2:class: unknown 'guess'; one of claim, fit, literature, judgement"),
        ("own,,losses,1,two,3,fit,", r"biases\.csv:2:p50: 'two' is not a number; a factor above 0"),
        ("own,,losses,1,2,,fit,", r"biases\.csv:2:p95: '' is not a number"),
        ("own,,losses,3,2,1,fit,", r"biases\.csv:2:p05: quantiles 3, 2, 1 do not rise from above 0"),
        ("own,,losses,0,2,3,fit,", r"biases\.csv:2:p05: quantiles 0, 2, 3 do not rise from above 0"),
        ("own,,losses,1,nan,3,fit,", r"biases\.csv:2:p50: 'nan' is not a number; a factor above 0"),
        ("own,,losses,1,2,inf,fit,", r"biases\.csv:2:p95: 'inf' is not a number; a factor above 0"),
    ],
)
def test_a_bias_file_that_makes_no_sense_is_refused(tmp_path: Path, text: str, words: str):
    path = tmp_path / "biases.csv"
    path.write_text(text if text.startswith("side") else f"{','.join(COLUMNS)}\n{text}\n", "utf-8")
    with pytest.raises(LedgerError, match=words):
        Biases.read(path)


def test_all_problems_of_a_bias_file_are_told_at_once(tmp_path: Path):
    path = tmp_path / "biases.csv"
    path.write_text(f"{','.join(COLUMNS)}\nUA,,,a,2,3,guess,\nown,,,3,2,1,fit,\n", "utf-8")
    with pytest.raises(LedgerError) as caught:
        Biases.read(path)
    found = [problem.where.rpartition("csv:")[2] for problem in caught.value.problems]
    assert found == ["2:side", "2:class", "2:p05", "3:p05"]
    with pytest.raises(LedgerError, match=r"nowhere\.csv: "):
        Biases.read(tmp_path / "nowhere.csv")


# weights by past performance

ANSWER = (1.0, 2.0, 3.0)


@pytest.mark.parametrize(
    ("assessments", "truths", "options", "words"),
    [
        (
            {"A": [ANSWER]},
            [2.0],
            {"quantiles": (0.5, 0.05, 0.95)},
            r"^quantiles: \(0.5, 0.05, 0.95\) are not quantiles; two",
        ),
        ({"A": [(1.0,)]}, [2.0], {"quantiles": (0.5,)}, r"quantiles: \(0.5,\) are not quantiles; two or more"),
        ({"A": [ANSWER]}, [2.0], {"quantiles": (0.0, 0.5, 1.0)}, "quantiles: .* that rise between 0 and 1"),
        ({"A": []}, [], {}, "^truths: no seed question; questions with known answers"),
        ({}, [2.0], {}, "^assessments: no claimant"),
        ({"A": [ANSWER]}, [2.0, 3.0], {}, "^A: 1 answers to 2 questions; one for each question"),
        ({"A": [(1.0, 2.0)]}, [2.0], {}, "^A question 1: 2 numbers for 3 quantiles"),
        ({"A": [ANSWER, (1.0, 3.0, 2.0)]}, [2.0, 2.0], {}, "^A question 2: quantiles 1, 3, 2 do not rise"),
        ({"A": [(1.0, 2.0, math.inf)]}, [2.0], {}, "^A question 1: quantiles 1, 2, inf do not rise"),
        ({"A": [ANSWER]}, [math.nan], {}, "^truth 1: nan is no answer; a finite number"),
        ({"A": [(0.0, 1.0, 2.0)]}, [2.0], {"background": "log"}, "^A question 1: 0 has no place on a log scale"),
        ({"A": [ANSWER]}, [0.0], {"background": "log"}, "^truth 1: 0 has no place on a log scale; a number above 0"),
        ({"A": [ANSWER]}, [2.0], {"background": "logg"}, r"^background 1: unknown 'logg'; .*; did you mean 'log'\?"),
        ({"A": [ANSWER]}, [2.0], {"background": ["log", "log"]}, "^background: 2 for 1 questions; one for each"),
    ],
)
def test_answers_that_are_no_quantiles_are_refused(assessments, truths, options, words):
    for judge in (performance, weights):
        with pytest.raises(LedgerError, match=words):
            judge(assessments, truths, **options)
    with pytest.raises(LedgerError, match=r"^question 1: 2 numbers for 3 quantiles"):
        calibration((0.05, 0.5, 0.95), [(1.0, 2.0)], [2.0])


def test_a_claimant_of_no_weight_has_none_and_nobody_of_any_weight_is_refused():
    assessments = {"A": [ANSWER] * 8, "B": [(1.0, 9.0, 10.0)] * 8}
    truths = [2.5] * 4 + [1.5] * 4
    assert weights(assessments, truths, alpha=0.05) == {"A": 1.0, "B": 0.0}
    with pytest.raises(LedgerError, match=r"nobody has any weight; a calibration of 1 or more .*; set a lower alpha"):
        weights(assessments, truths, alpha=1.0)


# Kursk


def test_the_contingent_in_kursk_is_pooled_from_washington_and_kyiv():
    men = KURSK.about("dprk_men_in_kursk")
    for method in METHODS:
        prior = pool(men, since="2024-11", method=method)
        assert prior.provenance.claims == ("P053", "P054", "P055")
        assert "Pyongyang does not acknowledge" in prior.provenance.source
        assert prior.p05 < 10000 < 11000 < prior.p95
    assert pool(men, since="2024-11", method="linear").p50 == pytest.approx(math.sqrt(10000 * 11000), rel=BACKEND)
    biases = pool(men, since="2024-11").provenance.pool.biases
    assert [(side.side, side.relation) for side in biases] == [("US", "other"), ("UA", "enemy")]


def test_leaving_one_claimant_out_leaves_the_other():
    men = KURSK.about("dprk_men_in_kursk")
    for method in ("linear", "log"):
        alone = pool(men.without("Zelensky"), since="2024-11", method=method)
        assert alone.p50 == pytest.approx(10000, rel=BACKEND)
        alone = pool(men.without("Washington"), since="2024-11", method=method)
        assert alone.p50 == pytest.approx(11000, rel=BACKEND)


@pytest.mark.parametrize("subject", KURSK.subjects)
def test_every_subject_of_kursk_pools_or_says_why_not(subject):
    claims = KURSK.about(subject)
    for definition in dict.fromkeys(claim.definition for claim in claims):
        told = Ledger(tuple(c for c in claims if c.definition == definition), KURSK.claims)
        numbers = [claim for claim in hear(told).voices for claim in claim.readings]
        if any(not reading.bound for reading in numbers):
            prior = pool(told, method="linear")
            stated = [interval[:2] for claim in told if (interval := claim.interval())]
            assert min(low for low, _ in stated) / 2 < prior.p50 < 2 * max(high for _, high in stated)
            assert pool(told).provenance.pool.biases
        else:
            nothing = f"no claim with a number to pool among .* about {subject}"
            open_end = f"nothing that is claimed of {subject} .* says how many at (least|most); state with 'before:'"
            with pytest.raises(LedgerError, match=nothing):
                pool(told, method="linear")
            if len({reading.low > 0 for reading in numbers}) == 2:  # a floor and a ceiling
                assert pool(told).provenance.pool.biases
            else:
                with pytest.raises(LedgerError, match=open_end if numbers else nothing):
                    pool(told)


def test_options_that_do_not_go_with_the_claims_are_refused():
    men = Ledger((claim("A", value=100.0), claim("B", value=110.0)))
    with pytest.raises(LedgerError, match=r"weights: no claim by 'C'; a claimant"):
        pool(men, method="linear", weights={"C": 1.0})
    with pytest.raises(LedgerError, match="weights: weights with the bias model; a linear or log pool"):
        pool(men, weights={"A": 1.0})
    with pytest.raises(LedgerError, match="drift: nan; 0 or above"):
        pool(men, drift=math.nan)
    believed = Provenance("judgement", "why")
    for before in (
        Prior("normal", -1.0, 5.0, 10.0, believed), Prior.certain(7000.0, believed), Prior.choice({"x": 1.0}, believed),
    ):  # fmt: skip
        with pytest.raises(LedgerError, match=r"before: .*; an uncertain number above 0"):
            pool(men, before=before)
    shares = Ledger((claim("S", value=0.3, unit="1"),))
    with pytest.raises(LedgerError, match=r"before: .*; an uncertain number between 0 and 1"):
        pool(shares, before=Prior.uniform(0.0, 1.5, believed))


def test_a_share_may_reach_0_and_be_stated_in_per_cent():
    from_zero = pool(Ledger((claim("S", low=0.0, value=0.3, high=0.5, unit="1", qualifier="range"),)))
    assert 0 < from_zero.p05 < from_zero.p50 < from_zero.p95 < 1
    of_one, of_hundred = (pool(Ledger((claim("S", value=x, unit=unit),))) for x, unit in ((0.3, "1"), (30.0, "%")))
    assert of_hundred.p50 == pytest.approx(of_one.p50, rel=BACKEND)
    assert pool(Ledger((claim("S", value=30.0, unit="%"),)), unit="%").p50 == of_hundred.p50


def test_neither_order_nor_copies_nor_denials_decide_from_when_a_count_counts():
    long = claim("A", value=10000.0, as_of="2024-01/2024-06", side="UA", of="RU", kind="losses")
    short = claim("B", value=3000.0, as_of="2024-03/2024-06", side="RU", of="RU", kind="losses")
    copies = tuple(claim(f"C{i}", value=3000.0, as_of="2024-03/2024-06", repeats="B") for i in range(3))
    denial = claim("D", as_of="2024-11", stance="denies")
    expected = pool(Ledger((long, short)))
    assert expected.provenance.claims == ("A",)  # of two, the longer
    for claims in ((short, long), (*copies, short, long), (denial, short, long)):
        found = pool(Ledger(claims))
        assert (found.p05, found.p50, found.p95) == (expected.p05, expected.p50, expected.p95)
    told = {c.id: why for c, why in expected.provenance.pool.left_out}
    assert told == {"B": "does not count from 2024-01-01 on"}


def test_what_was_denied_or_copied_later_makes_no_claim_older():
    old = claim("A", value=10000.0, as_of="2024-01-01")
    later = claim("D", as_of="2024-11-01", stance="denies"), claim("C", value=10000.0, as_of="2024-11-01", repeats="A")
    alone = pool(Ledger((old,)))
    for other in later:
        found = pool(Ledger((old, other)))
        assert (found.p05, found.p50, found.p95) == (alone.p05, alone.p50, alone.p95)


def test_sides_are_the_same_in_small_letters_and_a_claimant_is_no_side():
    a, b = claim("A", value=100.0, side="UA"), claim("B", value=120.0, side="ua")
    press = claim("P", value=110.0, side="press", claimant="UA")
    assert [bias.side for bias in pool(Ledger((a, b))).provenance.pool.biases] == ["UA"]
    for claims in ((a, press), (press, a)):
        found = pool(Ledger(claims)).provenance.pool.biases
        assert sorted(bias.side for bias in found) == ["UA", "UA"]


def test_ones_own_priors_of_bias_come_before_those_that_ship():
    own = Biases((Bias("UA", "RU", "", 1.9, 2.0, 2.1, "judgement", "mine"),)).over(shipped(), ["UA", "RU"])
    assert own.find("UA", "RU", "losses", "enemy").source == "mine"
    assert own.find("ua", "ru", "military_deaths", "enemy").source == "mine"
    assert own.find("RU", "UA", "military_deaths", "enemy") == shipped().find("", "", "losses", "enemy")


def test_a_uniform_belief_before_is_read_by_its_quantiles_not_its_ends():
    said = Ledger((claim("A", value=100.0),))
    why = Provenance("judgement", "why")
    flat, same = Prior.uniform(10.0, 210.0, why), Prior("normal", 20.0, 110.0, 200.0, why)
    a, b = (pool(said, before=before) for before in (flat, same))
    assert (a.p05, a.p50, a.p95) == (b.p05, b.p50, b.p95)


def heard(*claims: Claim, **options) -> tuple[tuple[str, ...], dict[str, str]]:
    """ids that were heard, and why the others were not."""
    how = pool(Ledger(claims), **options).provenance
    return how.claims, {claim.id: reason for claim, reason in how.pool.left_out}


def test_who_denies_his_own_number_later_has_withdrawn_it():
    said = claim("A", value=100.0, claimant="North", made_on=date(2024, 11, 1))
    other = claim("B", value=110.0, claimant="South")
    later, earlier = (claim("D", claimant="North", stance="denies", made_on=date(2024, 11, day)) for day in (3, 1))
    assert heard(said, other, later)[0] == ("B",)
    assert heard(said, other, later)[1]["A"] == "denied by the same voice on 2024-11-03"
    assert heard(replace(said, made_on=date(2024, 11, 2)), other, earlier)[0] == ("A", "B")
    with pytest.raises(LedgerError, match="no claim with a number to pool among 2 about men"):
        pool(Ledger((said, later)))


def test_a_forecast_does_not_stand_for_the_present():
    now, then = (
        claim(n, value=v, as_of=d, claimant="N") for n, v, d in (("A", 100.0, "2024-11-01"), ("B", 200.0, "2025-12"))
    )
    assert heard(now, then) == (("A",), {"B": "speaks of a later time"})
    assert heard(then)[0] == ("B",)
    assert heard(now, then, when=date(2025, 12, 5))[0] == ("B",)


def test_counts_that_end_at_other_times_are_not_pooled_as_one():
    january, february = (
        claim(n, value=v, as_of=f"2024-01-01/{end}")
        for n, v, end in (("A", 1000.0, "2024-01-31"), ("B", 4000.0, "2024-02-28"))
    )
    assert heard(january, february) == (("B",), {"A": "its count ends before 2024-02-22"})
    assert heard(replace(january, as_of="2024-01-01/2024-02-26"), february)[0] == ("A", "B")


def test_a_whole_ledger_is_not_pooled_as_one_subject():
    men = claim("A", value=100.0)
    lost = claim("B", value=5.0, subject="lost", as_of="2024-01-01/2024-02-01")
    with pytest.raises(LedgerError, match="two subjects are never pooled: lost, men"):
        pool(Ledger((men, lost)))


def test_all_of_it_is_a_share_and_more_than_all_is_none():
    whole = pool(Ledger((claim("A", value=100.0, unit="%"),)))
    assert whole.shape == "logit" and 0.8 < whole.p05 < whole.p95 < 1
    assert pool(Ledger((claim("A", value=140.0, unit="%"),))).shape == "lognormal"


def test_whose_quantities_are_counted_later_does_not_say_who_fights_whom_before():
    told = claim("A", value=100.0, side="RU", of="UA", kind="losses")
    own = claim("B", value=100.0, side="UA", of="UA", kind="losses")
    later = claim("C", value=9.0, subject="other", of="RU", made_on=date(2024, 12, 1))
    both = Ledger((told, own, later))
    early = pool(both.as_of("2024-11-30").about("men"))
    assert early == pool(Ledger((told, own)))
    assert {bias.relation for bias in early.provenance.pool.biases} == {"own", "other"}
    other = Ledger((told, own, replace(later, made_on=date(2024, 11, 2))))
    assert {bias.relation for bias in pool(other.about("men")).provenance.pool.biases} == {"own", "enemy"}


def test_the_last_denial_counts_in_whatever_order_they_stand():
    said = claim("A", value=100.0, claimant="North", made_on=date(2024, 11, 2))
    denials = [claim(f"D{day}", claimant="North", stance="denies", made_on=date(2024, 11, day)) for day in (3, 1)]
    other = claim("B", value=110.0, claimant="South")
    assert heard(said, other, *denials) == heard(said, other, *reversed(denials))
    assert heard(said, other, *denials)[0] == ("B",)
