"""What is worth finding out: indices that are known, claims and claimants by the inputs that rest on them, choices."""

import dataclasses
import json
import math

import numpy as np
import pytest

import attrit
from attrit.analysis.information import KINDS, Information, Worth, draws_to_tell, worth_knowing
from attrit.errors import ResultsError
from attrit.experiments.cases import Cases
from attrit.experiments.factors import kind_of, uncertain
from attrit.experiments.measures import measure_named
from attrit.experiments.targets import target_of
from attrit.statistics.conditional_mean import Explained, explained
from attrit.statistics.standards import FAMILY
from attrit.statistics.value_of_information import evpi, evppi
from attrit.views.charts.drawing import svg
from attrit.views.information.charts import information_spec
from attrit.views.information.words import lines, none_clear, plain, sentence
from attrit.views.words.columns import WIDTH
from tests.statistics.test_sobol_indices import KNOWN, g, ishigami
from tests.tolerances import ROUNDING, THREE_ERRORS, sampled

DRAWS = 10_240
VALUE = "-area_held - 0.003 * losses_side_ru"


@pytest.fixture(scope="module")
def kursk():
    return attrit.load("kursk-2024")


@pytest.fixture(scope="module")
def run(kursk):
    return attrit.simulate(kursk, DRAWS, arms=["committed", "absent"])


@pytest.fixture(scope="module")
def held(run) -> Information:
    """Of the ground held in one arm, where claims matter more than for the difference."""
    return worth_knowing(run, of="arm")


@pytest.fixture(scope="module")
def chosen(run) -> Information:
    return worth_knowing(run, value=VALUE)


def random_cases(function, inputs: int, n: int = 10_240, seed: int = 1) -> Cases:
    u = np.random.default_rng(seed).random((inputs, n))
    return Cases({f"x{i + 1}": x for i, x in enumerate(u)}, function(u.T))


# --- cases


def test_ishigami():
    found = worth_knowing(random_cases(ishigami, 3))
    for name, share in zip(("x1", "x2", "x3"), KNOWN["ishigami"][1], strict=True):
        row = found["input", name]
        assert abs(row.share - share) < THREE_ERRORS * row.error
        assert row.left == pytest.approx(found.deviation * math.sqrt(1 - row.share), rel=ROUNDING)
        assert row.told == (name != "x3")
    assert [row.name for row in found.of("input")] == ["x2", "x1", "x3"]
    assert not any(found.of(kind) for kind in ("claim", "claimant", "party"))
    assert found.claims is None


def test_g():
    found = worth_knowing(random_cases(g, 8))
    for i, share in enumerate(KNOWN["g"][1]):
        row = found["input", f"x{i + 1}"]
        assert abs(row.share - share) < THREE_ERRORS * row.error


def test_states_of_cases_have_no_order():
    rng = np.random.default_rng(2)
    state = rng.integers(0, 3, 2000)
    cases = Cases({"state": state, "other": rng.standard_normal(2000)}, np.array([0.0, 9.0, 1.0])[state])
    assert worth_knowing(cases)["input", "state"].share == pytest.approx(1, abs=ROUNDING)


@pytest.mark.parametrize(("share", "among"), [(0.01, 16), (0.003, 1)])
def test_with_the_draws_that_it_takes_a_share_is_told_in_half_of_all_runs(share: float, among: int):
    rng = np.random.default_rng(6)

    def found(draws: int) -> tuple[float, float]:
        """How often it is told among so many, and its error at zero."""
        x, noise = rng.standard_normal((2, 200, draws))
        y = math.sqrt(share) * x + math.sqrt(1 - share) * noise
        each = [explained([a], b) for a, b in zip(x, y, strict=True)]
        return np.mean([among * one.p < FAMILY for one in each]), np.mean([one.at_zero for one in each])

    few = round(5 / share)
    told, at_zero = found(few)
    n = draws_to_tell(share, at_zero, few, among)
    assert n > 1.2 * few and told < 0.45
    assert found(n)[0] == pytest.approx(0.5, abs=sampled(0.5 / math.sqrt(200), 3))
    assert n < draws_to_tell(share, at_zero, few, 10 * among) < 3 * n


# --- a run


def test_every_uncertain_input_is_ranked_with_what_it_rests_on(kursk, held):
    rows = held.of("input")
    assert sorted(row.name for row in rows) == sorted(uncertain(kursk))
    assert all(row.rests_on == kind_of(kursk, row.name) for row in rows)
    shares = [row.share for row in rows]
    assert shares == sorted(shares, reverse=True)
    assert min(shares) >= 0 > min(row.unbiased.share for row in rows)  # which are not clipped
    assert not any(row.wrong for row in held.worths)


def test_shares_are_those_of_the_draws_of_the_run(run, held):
    y = target_of(run, of="arm").numbers(run)
    path = "fronts.kursk.gain"
    row = held["input", path]
    assert row.unbiased == explained([run.input(path)], y)
    assert row.share == pytest.approx(row.unbiased.share, abs=row.error / 2)  # of so sure a one little changes
    assert held.deviation == pytest.approx(y.std(ddof=1), rel=ROUNDING)


def test_to_settle_a_claim_is_to_know_what_rests_on_it(kursk, run, held):
    y = target_of(run, of="arm").numbers(run)
    for row in held.of("claim"):
        assert set(row.inputs) == {p for p in uncertain(kursk) if row.name in kursk.inputs[p].prior.provenance.claims}
        assert row.unbiased == explained([run.input(path) for path in row.inputs], y)
        assert row.rests_on == "claim"
    assert held["claim", "P069"].inputs == ("fronts.kursk.area_held",)
    assert held["claim", "P069"].share == held["input", "fronts.kursk.area_held"].share
    stated = {claim for path in uncertain(kursk) for claim in kursk.inputs[path].prior.provenance.claims}
    assert {row.name for row in held.of("claim")} == stated
    assert set(held.claims.inputs) == {path for row in held.of("claim") for path in row.inputs}


def test_claimants_and_sides_have_the_inputs_of_their_claims(kursk, held):
    by_id = {claim.id: claim for claim in kursk.ledger}
    for kind, names in {
        "claimant": lambda claim: [kursk.ledger.voice(claim)],
        "party": lambda claim: claim.side.split("/"),
    }.items():
        expected: dict[str, set[str]] = {}
        for row in held.of("claim"):
            for name in names(by_id[row.name]):
                expected.setdefault(name, set()).update(row.inputs)
        assert {row.name: set(row.inputs) for row in held.of(kind)} == expected
    assert "UA" in {row.name for row in held.of("party")} and "US/UA" not in {row.name for row in held.of("party")}


def test_the_whole_is_never_worth_less_than_a_part(held, chosen):
    """A claimant is worth at least what any of their claims is, a side what its claimants are, and all claims most."""
    for found in (held, chosen):
        every = (*found.worths, found.claims)
        for whole in every:
            for part in every:
                if set(part.inputs) <= set(whole.inputs):
                    assert part.share <= whole.share and part.told <= whole.told
                    assert found is held or part.value.estimate <= whole.value.estimate
    assert any(row.share > row.unbiased.share for row in held.of("claimant"))


def test_what_is_passed_on_is_its_source_s(kursk):
    ledger = kursk.ledger.select({"P043", "S14b"})  # the services pass on what Budanov said
    s = kursk.with_changes(
        {"quantities.contingent_officers": {"p05": 300, "p50": 500, "p95": 800, "unit": "person", "class": "claim",
                                            "claims": ["P043", "S14b"]}}
    )  # fmt: skip
    found = worth_knowing(attrit.simulate(s, 256, arms=["committed", "absent"]))
    assert found["claim", "S14b"].inputs == ("quantities.contingent_officers",)
    assert "US and South Korean services" in {claim.claimant for claim in ledger}
    assert "US and South Korean services" not in {row.name for row in found.of("claimant")}
    assert "quantities.contingent_officers" in found["claimant", "Budanov"].inputs


def test_only_claims_that_are_heard_count(kursk):
    only = kursk.hearing(kursk.ledger.only("UA"))
    found = worth_knowing(attrit.simulate(only, 512, arms=["committed", "absent"]), of="arm")
    heard = {claim.id for claim in only.ledger}
    assert found.of("claim") and {row.name for row in found.of("claim")} <= heard
    assert "Washington" not in {row.name for row in found.of("claimant")}
    assert {row.name for row in found.of("party")} <= {"UA", "US", "ROK", "EU"}  # sides that speak together with UA
    assert "Pellistrandi" not in sentence(found)


def test_other_laws(kursk):
    square = attrit.simulate(kursk.with_changes({"hypotheses.law": "square"}), 512, arms=["committed", "absent"])
    found = worth_knowing(square, of="arm")
    assert "hypotheses.law" not in {row.name for row in found.of("input")}
    assert found.title in sentence(found)


def test_a_measure_and_arms_by_name(run):
    found = worth_knowing(run, "losses_ru", arm="absent", against="committed")
    assert found.title == "difference in Russian losses (absent minus committed)"
    assert found.unit == "person"


# --- a choice


def test_perfect_and_partial_information_of_a_choice(run, chosen):
    def bring(arm: str) -> np.ndarray:
        held, lost = (measure_named(run, name).values(run, arm) for name in ("area_held", "losses_side_ru"))
        return -held - 0.003 * lost

    benefits = np.column_stack([bring("committed"), bring("absent")])
    choice = chosen.decision
    assert choice is not None
    assert choice.perfect == pytest.approx(evpi(benefits), rel=1e3 * ROUNDING)
    assert choice.best == ("committed", "absent")[benefits.mean(axis=0).argmax()]
    assert choice.benefits["absent"][0] == pytest.approx(benefits[:, 1].mean(), rel=1e3 * ROUNDING)
    power, law = (chosen["input", path] for path in ("mechanisms.advance.ratio_power", "hypotheses.law"))
    value = evppi([run.input(power.name)], benefits)
    assert power.valued and power.value.estimate == pytest.approx(value.estimate, abs=value.error)
    assert power.value.estimate > law.value.estimate
    useless = [row for row in chosen.of("input") if row.value.estimate <= row.value.error]
    assert len(useless) > 100 and not any(row.valued for row in useless)
    assert chosen["claim", "P055"].value == chosen["input", "quantities.contingent_men"].value
    assert all(row.value.estimate < choice.perfect.estimate for row in chosen.worths)


def test_options_are_named_in_any_order(run, chosen):
    turned = worth_knowing(run, options=["absent", "committed"], value=VALUE)
    assert list(turned.decision.benefits) == ["absent", "committed"]
    assert turned.decision.best == chosen.decision.best
    assert turned.decision.perfect == pytest.approx(chosen.decision.perfect, rel=1e3 * ROUNDING)


def test_every_outcome_of_the_formula_belongs_to_its_worlds(run):
    """Losses in another order than the worlds would be taken for those of their inputs."""
    turned = run.variables | {"lost": run.variables["lost"]._replace(values=run.variables["lost"].values[..., ::-1])}
    mixed = dataclasses.replace(run, variables=turned)
    for value in (VALUE, "-losses_ru - area_held"):
        with pytest.raises(ResultsError, match="the outcome is another than in the run"):
            worth_knowing(mixed, value=value)


# --- refusals


def test_too_few_draws_are_refused(kursk):
    run = attrit.simulate(kursk, 200, arms=["committed", "absent"])
    with pytest.raises(ResultsError, match="draws: 200 worlds are too few; at least 256"):
        worth_knowing(run)


def test_a_constant_outcome_is_refused():
    with pytest.raises(ResultsError, match="the outcome is 3 in all 300 worlds"):
        worth_knowing(Cases({"x": np.arange(300.0)}, np.full(300, 3.0)))


def test_a_precision_that_is_not_reached_is_refused_with_the_draws_it_takes(run, held):
    with pytest.raises(
        ResultsError, match=r"shares of single inputs, in points, are known to ±0\.[3-9].* not to ±0\.1"
    ):
        worth_knowing(run, of="arm", precision=0.001)
    worst = max(row.unbiased.error for row in held.of("input"))
    assert worth_knowing(run, of="arm", precision=1.01 * worst).draws == DRAWS


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"outcome": "area_hold"}, "no outcome 'area_hold'.*did you mean 'area_held'"),
        ({"precision": "x", "outcome": "area_hold"}, "precision: found 'x', wanted a number above 0"),
        ({"precision": -0.1, "value": "area_hold"}, "precision: found -0.1, wanted a number above 0"),
        ({"arm": "comitted"}, "no arm 'comitted'.*did you mean 'committed'"),
        ({"value": "-area_hold"}, "value: 'area_hold' in the formula is no outcome.*did you mean 'area_held'"),
        ({"value": "area_held +"}, "value: 'area_held \\+' is not a formula; .*names of outcomes"),
        ({"value": "2 * 3"}, "value: '2 \\* 3' names no outcome"),
        ({"value": "recovered_day"}, "recovered_day: has no number in .* worlds"),
        ({"value": "1 / (area_held - area_held)"}, "has no number in 10,240 of 10,240 worlds; a formula with a number"),
        ({"options": ["committed", "absent"]}, "value: nothing says what an option brings; .*value=\"-area_held\""),
        ({"options": ["committed", "absnt"], "value": "-area_held"}, "no arm 'absnt'; .*did you mean 'absent'"),
        ({"options": ["absent", "absent"], "value": "-area_held"}, "options: 1 option; at least two arms"),
        ({"options": [], "value": "-area_held"}, "options: 0 options; at least two arms"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(run, options: dict, words: str):
    with pytest.raises(ResultsError, match=words):
        worth_knowing(run, **options)


def test_all_that_is_wrong_with_a_choice_is_said_at_once(run):
    with pytest.raises(ResultsError) as caught:
        worth_knowing(run, options=["absnt", "comitted"])
    assert [problem.path for problem in caught.value.problems] == ["value", "options", "options"]


def test_cases_have_no_arms_to_choose_between():
    with pytest.raises(ResultsError, match="value: cases have no arms to choose between"):
        worth_knowing(random_cases(ishigami, 3, 300), value="y")


def test_an_unknown_worth_is_refused(held):
    with pytest.raises(ResultsError, match=r"no claimant 'Budanow' .*did you mean 'Budanov'"):
        held["claimant", "Budanow"]
    with pytest.raises(
        ResultsError, match=r"input: no input 'fronts\.kursk\.gian'; did you mean 'fronts\.kursk\.gain'"
    ):
        held["input", "fronts.kursk.gian"]


# --- how it is told


def test_the_sentence_names_the_claimed_number_its_claimants_and_what_is_worth_more(held):
    row = held["input", "fronts.kursk.area_held"]
    said = sentence(held)
    assert said.startswith(
        "Among the numbers that somebody claims, the most valuable is “ground the holder holds at the start” "
        "(kursk.area_held), claimed as about 660 km² by Agentstvo (14 Oct 2024) and as about 500 km² by Pellistrandi (16 Nov "
        f"2024): knowing it would remove {100 * row.share:.1f} % (± {100 * row.error:.1f}) of the variance of area held by "
        "Ukraine (committed), and lower the standard deviation from "
    )
    assert "The most valuable input of all is one for which nobody claims a number: “ground gained in a day" in said
    assert "It rests on a fit" in said
    assert "any single number" not in said


def told(rows: list[Worth], held: Information, claims: tuple[str, ...]) -> Information:
    """The same run with other worths."""
    every = dataclasses.replace(worth("all", 0.1, 0.01), kind="claims", inputs=claims) if claims else None
    return Information(held.title, held.unit, held.draws, 2.0, tuple(rows), every, None, held.scenario)


def worth(path: str, share: float, error: float, rests_on: str = "claim") -> Worth:
    """An input that is told if it is two errors from zero."""
    unbiased = Explained(share, error, 8, error / 4, 0.0)
    return Worth("input", path, (path,), rests_on, max(share, 0.0), error, 1.0, share > 2 * error, unbiased)


def meaning(found: Information, path: str) -> str:
    """What an input means, with its short path where that says more."""
    said, short = found.scenario.inputs[path].meaning, path.partition(".")[2]
    return said if said == short.replace("_", " ") else f"“{said}” ({short})"


MEN, GROUND, RATE = "quantities.contingent_men", "fronts.kursk.area_held", "quantities.area_on_map"


def test_the_sentence_says_what_cannot_be_told_apart(held):
    rows = [worth(MEN, 0.20, 0.01), worth(GROUND, 0.19, 0.01), worth(RATE, 0.05, 0.01)]
    said = sentence(told(rows, held, (MEN, GROUND, RATE)))
    assert said.startswith(
        f"Among the numbers that somebody claims, the most valuable is {meaning(held, MEN)}, claimed as at least 10,000 men and up to "
        "10,000 men by Washington (4 Nov 2024) and as about 11,000 men by Zelensky (4 Nov 2024): knowing it would remove 20.0 % (± 1.0)"
    )
    assert (
        "Its lead is too small to be sure of: next come “ground the holder holds at the start” (kursk.area_held), claimed"
        in said
    )
    assert said.endswith(", at 19.0 % (± 1.0).")
    assert "area on map" not in said


def test_the_sentence_says_from_which_claims_a_number_is_judged(held):
    said = sentence(told([worth(RATE, 0.2, 0.01)], held, (RATE,)))
    assert f"{meaning(held, RATE)}, judged from a claim of about 660 km² (area held) by Agentstvo (14 Oct 2024)" in said


def test_what_is_told_from_zero_comes_before_what_only_looks_larger(held):
    rows = [worth(MEN, 0.05, 0.04), worth(GROUND, 0.04, 0.01)]
    assert "the most valuable is “ground the holder" in sentence(told(rows, held, (MEN, GROUND)))


def test_the_sentence_says_if_nothing_can_be_told(held):
    rows = [worth(MEN, 0.003, 0.002), worth(GROUND, -0.001, 0.002)]
    said = sentence(told(rows, held, (MEN, GROUND)))
    needed = draws_to_tell(0.003, 0.0005, held.draws, 2)
    assert said.startswith(
        "With 10,240 worlds, none of the 2 numbers that rest on claims has a clear effect on area held by Ukraine "
        "(committed)."
    )
    assert needed < held.draws and "The largest" not in said  # with these worlds it is told in half of all runs
    few = dataclasses.replace(told(rows, held, (MEN, GROUND)), draws=2048)
    rows[0] = dataclasses.replace(rows[0], unbiased=rows[0].unbiased._replace(at_zero=0.002))
    few = dataclasses.replace(few, worths=tuple(rows))
    assert "The largest estimate is contingent_men, 0.3 % of the variance; about " in sentence(few)
    assert sentence(few).endswith(" worlds would be needed to confirm it.")
    assert draws_to_tell(0.003, 0.002, 2048, 2) > 2048
    rows = [worth(MEN, 0.0019, 0.002), worth(GROUND, -0.001, 0.002)]  # as the largest of many that do nothing
    assert "contingent_men" not in sentence(told(rows, held, (MEN, GROUND)))
    none = sentence(told([worth(MEN, -0.01, 0.01)], held, (MEN,)))
    assert none.startswith(
        "With 10,240 worlds, contingent_men has no clear effect on area held by Ukraine (committed). To detect "
    )
    assert "To detect an input that explains 0.1 % of the variance, play about " in none
    sure = sentence(told([worth(MEN, -1e-5, 1e-4)], held, (MEN,)))
    assert sure.endswith("area held by Ukraine (committed).")
    more = sentence(told([worth("hypotheses.law", 0.02, 0.004, "law"), worth(MEN, 0.002, 0.004)], held, (MEN,)))
    assert "one for which nobody claims a number: law, 2.0 % (± 0.4) of the variance. It rests" in more
    assert more.startswith(
        "Knowing any single number would remove less than 5 % of the variance of area held by Ukraine"
    )
    law, role = worth("hypotheses.law", 0.02, 0.004, "law"), worth("hypotheses.role", 0.019, 0.004, "judgement")
    assert "Its lead is too small to be sure of: next come role." in sentence(
        told([law, role, worth(MEN, 0.002, 0.004)], held, (MEN,))
    )


def test_the_sentence_without_claims():
    said = sentence(worth_knowing(random_cases(ishigami, 3)))
    assert said.startswith("The most valuable number is x2: knowing it would remove 4")
    assert "of the variance of the outcome" in said and "claims" not in said


def test_the_sentence_of_a_choice(chosen):
    said = sentence(chosen)
    choice = chosen.decision
    means = ", ".join(f"{name} −{-choice.benefits[name][0]:.1f}" for name in ("committed", "absent"))
    assert said.startswith(f"By {VALUE}, committed is clearly best on average ({means}). It leads absent by ")
    assert " in the same worlds. The most valuable number to know before the choice is " in said
    assert "Knowing everything, chance included, would be worth " in said


def test_the_best_is_told_from_the_next_in_the_same_worlds(run, chosen):
    """By the difference world by world, which is far better known than either mean."""
    choice = chosen.decision
    held, lost = (
        np.subtract(*(measure_named(run, name).values(run, arm) for arm in ("committed", "absent")))
        for name in ("area_held", "losses_side_ru")
    )
    apart = -held - 0.003 * lost
    assert choice.lead == pytest.approx((apart.mean(), apart.std(ddof=1) / math.sqrt(DRAWS)), rel=1e3 * ROUNDING)
    assert (choice.second, choice.told) == ("absent", True)
    assert choice.lead[1] < choice.benefits["absent"][1] / 2
    close = dataclasses.replace(chosen, decision=dataclasses.replace(choice, lead=(0.1, 0.2)))
    assert "but not clearly. It leads absent by 0.10 (± 0.20) in the same worlds: that may be chance." in sentence(
        close
    )
    assert plain(close)["decision"]["told_apart"] is False
    same = dataclasses.replace(chosen, decision=dataclasses.replace(choice, lead=(0.0, 0.0)))
    assert "committed and absent are the same in every world (on average committed −" in sentence(same)
    more = choice.benefits | {name: (-999.0, 1.0) for name in "abc"}
    many = dataclasses.replace(chosen, decision=dataclasses.replace(choice, benefits=more))
    assert "a −999.0, b −999.0 and 1 less)" in sentence(many)


def test_lines_fit_and_name_what_can_be_told(held, chosen):
    for found in (held, chosen, worth_knowing(random_cases(g, 8))):
        text = "\n".join(lines(found))
        assert max(map(len, text.split("\n"))) <= WIDTH
        for row in [row for row in found.of("input") if row.told][:12]:
            assert (row.name.partition(".")[2] or row.name) in text
        for row in found.of("claimant"):
            if row.told:
                assert row.name in text
    text = "\n".join(lines(chosen))
    assert "expected value of perfect information, EVPI" in text and "EVPPI" in text
    assert text.startswith(f"By {VALUE}, committed is clearly best") and text.index("EVPPI") < text.index(
        "spread left: "
    )
    wrong = told([worth(MEN, 0.2, 0.01), worth(GROUND, -0.04, 0.01)], held, ())
    assert f"something is amiss: {GROUND}." in " ".join("\n".join(lines(wrong)).split())


def test_what_too_few_draws_can_tell_nothing_of_is_a_dash(held):
    found = told([worth(MEN, 0.2, 0.01)], held, (MEN,))
    nothing = Explained(math.nan, math.nan, 300)
    crowd = Worth("claims", "all", (MEN,), "claim", math.nan, math.nan, math.nan, False, nothing)
    crowd = dataclasses.replace(found, claims=crowd)
    assert lines(crowd)[-3].split()[-2:] == ["–", "–"]
    assert plain(crowd)["every_claim"]["share"] is None


def test_plain_data_hold_every_number(chosen):
    made = json.loads(json.dumps(plain(chosen), allow_nan=False))
    assert made["sentence"] == sentence(chosen)
    assert len(made["worth"]) == len(chosen.worths)
    first = made["worth"][0]
    assert first["share"] == chosen.worths[0].share and first["error"] == chosen.worths[0].error
    assert made["decision"]["best"] == chosen.decision.best
    assert made["every_claim"]["share"] == chosen.claims.share


def test_the_dataset_has_an_error_beside_every_number(chosen):
    data = chosen.dataset
    for kind in KINDS:
        rows = chosen.of(kind)
        assert list(data[kind].values) == [row.name for row in rows]
        for name in ("share", "value"):
            assert data[f"{kind}_{name}"].dims == data[f"{kind}_{name}_error"].dims == (kind,)
        assert data[f"{kind}_share"].attrs["units"] == "1"
        assert data[f"{kind}_left"].attrs["units"] == "km2"
    assert float(data["input_share"].sel(input=MEN)) == chosen["input", MEN].share
    assert data.attrs["claims_share"] == chosen.claims.share


def test_the_chart_shows_the_first_inputs_and_claimants(held):
    spec = information_spec(held)
    inputs, speakers = spec["concat"]
    names = [row["label"] for row in inputs["data"]["values"]]
    assert names[0] == "kursk.gain" and len(names) == 12
    assert inputs["data"]["values"][0]["middle"] == held.of("input")[0].share
    assert speakers["data"]["values"][-1]["label"] == "every claim"
    assert "kursk.gain" in svg(spec)
    assert len(information_spec(worth_knowing(random_cases(ishigami, 3, 512)))["concat"]) == 1


def test_claims_that_feed_an_input_are_counted_among_all():
    feeding = [none_clear(n, of) for n, of in ((9, 10), (1, 10), (9, None))]
    assert feeding == [
        "9 of 10 claims feed an input, and none feeds one with a clear effect.",
        "1 of 10 claims feeds an input, and none feeds one with a clear effect.",
        "9 claims feed an input, and none feeds one with a clear effect.",
    ]
