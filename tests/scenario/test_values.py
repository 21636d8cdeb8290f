"""Forms of a value: what each means, with its unit and where it comes from."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from attrit.errors import AttritError
from attrit.evidence.pools import METHODS, pool
from attrit.evidence.priors import KINDS, Prior, Provenance
from attrit.quantities import Quantity, mechanisms, quantities
from attrit.scenario.forms import Kind, Pooled
from attrit.scenario.sources import Pooling, Sources, fits
from attrit.scenario.values import default, number, read_value
from tests.scenario.edits import LEDGER
from tests.tolerances import ROUNDING

MEN = quantities()["group.men"]
QUALITY = quantities()["group.quality"]
SHARE = quantities()["group.line_share"]
NONE = Sources((None, None), date(2030, 3, 1))
WHY = {"class": "judgement", "source": "why"}
SPREAD = {"p05": 1, "p50": 2, "p95": 4}


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    (tmp_path / "claims.csv").write_text(LEDGER, encoding="utf-8")
    return Sources.read(tmp_path / "claims.csv", date(2030, 3, 1), later="drop")


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("35 000 person", 35000, "person"),
        ("35000 men", 35000, "person"),
        ("1 234 567.5 km2", 1234567.5, "km2"),
        ("35\u202f000 person", 35000, "person"),
        ("2 shells/week", 2 / 7, "round/day"),
        ("30 %", 0.3, "1"),
        ("30%", 0.3, "1"),
        ("-.5", -0.5, "1"),
        ("+1.e3 day", 1000, "day"),
        (0.25, 0.25, "1"),
        ("1.250 km2", 1.25, "km2"),
        ("2 weeks", 14, "day"),
    ],
)
def test_a_number_with_its_unit(text: Any, value: float, unit: str) -> None:
    found, canonical = number(text)
    assert (found, canonical) == (pytest.approx(value, rel=ROUNDING), unit)


@pytest.mark.parametrize(
    "text", ["", "person", "35,000", "1,5 km", "35.000 men", "5 km per", "1 2 person", "= 3", "1..2", "5 bananas"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(AttritError, match=r"is not clear|is not a number|unknown unit"):
        number(text)


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("20 000,5 person", "write 20 000.5 person"),
        ("20 000,500 km2", "write 20 000.500 km2"),
        ("1.234,5 km2", ""),
        ("20,000.5 person", ""),
        ("1'000 person", ""),
    ],
)
def test_marks_within_a_number_are_asked_about_and_not_its_unit(text: str, cure: str) -> None:
    with pytest.raises(AttritError) as caught:
        number(text)
    (problem,) = caught.value.problems
    assert problem.found == f"'{text}' is not clear" and problem.cure == cure


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("20 000 hommes", 20000, "person"),
        ("5 Mann/Tag", 5, "person/day"),
        ("7 hommes par semaine", 1, "person/day"),
        ("12 km\u00b2", 12, "km2"),
        ("2 obus pro Tag", 2, "round/day"),
    ],
)
def test_units_have_their_french_and_german_names(text: str, value: float, unit: str) -> None:
    assert number(text) == (pytest.approx(value, rel=ROUNDING), unit)


def test_a_unit_that_is_nearly_one_is_asked_about() -> None:
    with pytest.raises(AttritError, match=r"unknown unit 'hommmes'; .*; did you mean 'hommes'\?"):
        number("5 hommmes")


def test_a_bare_0_is_0_of_anything() -> None:
    assert number(0, "person") == (0.0, "person")
    assert read_value(0, MEN, NONE).prior == Prior.certain(0.0, Provenance("judgement", "stated in the scenario"))


@pytest.mark.parametrize(
    ("raw", "quantity", "prior"),
    [
        ("4 000 person", MEN, Prior.certain(4000, Provenance("judgement", "stated in the scenario"))),
        (0.5, QUALITY, Prior.certain(0.5, Provenance("judgement", "stated in the scenario"))),
        ({"value": 2, "unit": "men", **WHY}, MEN, Prior.certain(2, Provenance("judgement", "why"))),
        ({"low": 1, "high": 2, "unit": "person", "class": "judgement"}, MEN, Prior.uniform(1, 2, Provenance("judgement", "not stated"))),
        ({**SPREAD, "unit": "person", **WHY}, MEN, Prior("lognormal", 1, 2, 4, Provenance("judgement", "why"))),
        ({**SPREAD, "unit": "person", "shape": "normal", **WHY}, MEN, Prior("normal", 1, 2, 4, Provenance("judgement", "why"))),
        ({"p05": 10, "p50": 20, "p95": 40, "unit": "%", **WHY}, SHARE, Prior("logit", 0.1, 0.2, 0.4, Provenance("judgement", "why"))),
        ({**SPREAD, "unit": 1, **WHY}, QUALITY, Prior("lognormal", 1, 2, 4, Provenance("judgement", "why"))),
        ({"fit": "exchange_ratio"}, QUALITY, fits()["exchange_ratio"][0]),
        ({"times": 3}, SHARE, default(SHARE)),
    ],
)  # fmt: skip
def test_what_each_form_means(raw: Any, quantity: Quantity, prior: Prior) -> None:
    belief = read_value(raw, quantity, NONE)
    assert belief.prior == prior
    assert belief.times == (raw.get("times", 1) if isinstance(raw, dict) else 1)
    assert (belief.formula, belief.unit) == (None, quantity.unit)


def test_the_shape_of_quantiles_follows_what_they_are_of() -> None:
    def shape(quantity: Quantity | None, **numbers: Any) -> str:
        prior = read_value({**numbers, **WHY}, quantity, NONE).prior
        assert prior is not None
        return prior.shape

    share, rate = {"p05": 0.1, "p50": 0.2, "p95": 0.4}, {"p05": -1, "p50": 2, "p95": 4}
    assert shape(None, **share, unit="1") == "logit"
    assert shape(None, **SPREAD, unit="1") == "lognormal"
    assert shape(None, **SPREAD, unit="km") == "lognormal"
    assert shape(None, **rate, unit="km") == "normal"
    assert shape(quantities()["supply.fire_loss"], **share) == "normal"
    assert shape(quantities()["group.quality"], **share) == "lognormal"  # may lie above 1, so no share
    assert shape(quantities()["sector.area_share"], **share) == "logit"


def test_a_formula_has_no_unit_of_its_own() -> None:
    assert read_value(" =  2 * men", MEN, NONE) == (None, "2 * men", 1.0, "")


def test_claims_are_pooled_as_of_the_day(sources: Sources) -> None:
    raw = {"claims": "men", "definition": "all", "pool": "log", "times": 2, "source": "halved by the claimants"}
    belief = read_value(raw, MEN, sources)
    assert sources.ledger is not None
    expected = pool(sources.ledger.about("men"), method="log", definition="all")
    assert belief.prior is not None
    assert (belief.prior.p05, belief.prior.p50, belief.prior.p95) == (expected.p05, expected.p50, expected.p95)
    assert belief.prior.provenance.claims == ("C1", "C2")
    assert belief.prior.provenance.source == f"{expected.provenance.source}; halved by the claimants"
    assert belief.times == 2
    assert [claim.id for claim in sources.ledger] == ["C1", "C2", "C3", "C5", "C6"]


def test_a_pool_is_made_once(sources: Sources) -> None:
    assert sources.pooled(Pooling("men", "all"))[0] is sources.pooled(Pooling("men", "all"))[0]
    assert sources.pooled(Pooling("men", "elite"))[0] is not sources.pooled(Pooling("men", "all"))[0]


def test_a_number_may_name_the_claims_it_rests_on(sources: Sources) -> None:
    prior = read_value({**SPREAD, "unit": "person", "class": "claim", "claims": ["C1", "C6"]}, MEN, sources).prior
    assert prior is not None
    assert prior.provenance == Provenance("claim", "not stated", ("C1", "C6"))


def test_a_likeliest_number_between_bounds_is_a_pert_in_canonical_units() -> None:
    raw = {"low": 10, "mode": 20, "high": 60, "unit": "%", **WHY}
    assert read_value(raw, SHARE, NONE).prior == Prior.pert(0.1, 0.2, 0.6, Provenance("judgement", "why"))
    plain = read_value({"low": 10, "high": 60, "unit": "%", **WHY}, SHARE, NONE).prior
    assert plain == Prior.uniform(0.1, 0.6, Provenance("judgement", "why"))


BEFORE = {"p05": 1000, "p50": 4000, "p95": 16000, "source": "guessed"}


def test_what_was_believed_before_is_in_the_unit_of_the_value(sources: Sources) -> None:
    raw = {"claims": "men", "definition": "all", "unit": "person", "before": BEFORE}
    prior = read_value(raw, MEN, sources).prior
    assert sources.ledger is not None
    expected = pool(
        sources.ledger.about("men"), definition="all", when=sources.as_of,
        before=Prior("lognormal", 1000, 4000, 16000, Provenance("judgement", "guessed")), biases=sources.biases,
    )  # fmt: skip
    assert prior == expected
    rate = quantities()["side.recruits"]
    monthly = {**SPREAD, "unit": "person/month", "class": "claim", "claims": ["C1"], "before": BEFORE}
    assert sources.whole is not None
    nobody = sources.hearing(sources.whole.select(()), False)
    prior = read_value(monthly, rate, nobody).prior
    assert prior is not None and prior.p50 == pytest.approx(4000 / 30.4375, rel=ROUNDING)
    assert prior.provenance == Provenance("judgement", "guessed")


def test_what_was_believed_before_has_the_shape_of_the_quantity(sources: Sources) -> None:
    assert sources.whole is not None
    nobody = sources.hearing(sources.whole.select(()), False)
    stated = {"p05": 10, "p50": 20, "p95": 40, "unit": "%", "class": "claim", "claims": ["C1"]}
    before = {"p05": 5, "p50": 20, "p95": 50, "class": "literature", "source": "a book"}
    prior = read_value({**stated, "before": before}, SHARE, nobody).prior
    assert prior == Prior("logit", 0.05, 0.2, 0.5, Provenance("literature", "a book"))


def test_hearing_another_selection_pools_anew_and_leaves_the_first_alone(sources: Sources) -> None:
    assert sources.whole is not None
    whole = sources.pooled(Pooling("men", "all"))
    fewer = sources.hearing(sources.whole.without("The North"), False)
    assert fewer.pooled(Pooling("men", "all"))[0].provenance.claims == ("C2",)
    assert sources.pooled(Pooling("men", "all")) is whole
    assert fewer.whole == sources.whole
    assert fewer.unit("length") == "km"


def test_a_claim_that_is_not_heard_is_known_and_one_that_is_not_there_is_refused(sources: Sources) -> None:
    assert sources.whole is not None
    fewer = sources.hearing(sources.whole.without("The North"), False)
    assert fewer.known(["C1", "C6"]) == ("C6",)
    assert fewer.known([]) == ()
    with pytest.raises(AttritError, match="no claim 'C4' by 2030-03-01; ids of the ledger"):
        fewer.known(["C4"])


def test_words_for_kinds_and_methods_are_those_of_the_priors() -> None:
    assert get_args(Kind) == KINDS
    assert get_args(Pooled.model_fields["pool"].annotation) == METHODS


@pytest.mark.parametrize("key", quantities())
def test_the_table_of_inputs_is_sound(key: str) -> None:
    quantity = quantities()[key]
    prior = default(quantity)
    assert (prior is None) is quantity.required
    assert quantity.key == key and quantity.meaning and quantity.symbol
    number(f"1 {quantity.unit}")
    assert (quantity.off is None) == (quantity.mechanism == "")
    if prior is not None:
        assert quantity.low <= prior.p05 <= prior.p95 <= quantity.high
        assert prior.provenance.kind in KINDS and prior.provenance.source
    if quantity.off is not None:
        assert quantity.low <= quantity.off <= quantity.high
        assert key in mechanisms()[quantity.mechanism]


def test_a_mechanism_is_the_quantities_that_it_switches() -> None:
    assert mechanisms()["collapse"] == ("collapse.hazard",)
    assert mechanisms()["manpower"] == ("side.replacement", "side.return_share")
    assert sum(map(len, mechanisms().values())) == sum(q.off is not None for q in quantities().values())
