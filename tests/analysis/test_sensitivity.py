"""What decides an outcome: three methods that agree with each other, with known answers, and with what they say."""

import dataclasses
import json
import math
import re

import numpy as np
import pytest

import attrit
from attrit.analysis import sensitivity as module
from attrit.analysis.information import worth_knowing
from attrit.analysis.sensitivity import drivers
from attrit.analysis.sensitivity_rows import (
    BELOW_ZERO,
    CHANGES_NOTHING,
    CORRELATED,
    FEW_WORLDS,
    TOTAL_BELOW_FIRST,
    UNCLEAR,
    Row,
    Sensitivity,
    Step,
)
from attrit.engine.draws import Columns
from attrit.errors import ResultsError
from attrit.experiments.cases import Cases
from attrit.experiments.designs import REST, Factor, chosen_inputs, short_name
from attrit.experiments.factors import LAW, NOISE, Factors, uncertain
from attrit.experiments.targets import Target, target_of
from attrit.statistics.conditional_mean import explained
from attrit.statistics.factorial import Share
from attrit.views.charts.drawing import svg
from attrit.views.sensitivity.charts import sensitivity_spec
from attrit.views.sensitivity.words import MOST, distinct, lines, plain, sentence
from attrit.views.words.columns import WIDTH
from attrit.views.words.numbers import amount, share_with_error
from tests.statistics.test_sobol_indices import KNOWN
from tests.tolerances import AMONG_HUNDREDS, MISSED, ROUNDING, sampled

OF = ("difference", "arm")
METHODS = ("given", "sobol", "morris")


@pytest.fixture(scope="module")
def kursk():
    return attrit.simulate(attrit.load("kursk-2024"), 10_240, arms=["committed", "absent"])


@pytest.fixture(scope="module")
def found(kursk):
    """All methods; a design that was played for the difference is not played again for the arm."""
    played, again = {}, Target.again

    def once(self, results, worlds, progress=None):
        key = worlds.labels.tobytes()
        if key not in played:
            played[key] = again(self, results, worlds, progress)
        return played[key]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Target, "again", once)
        return {(of, method): drivers(kursk, of=of, method=method) for of in OF for method in METHODS}


@pytest.fixture(scope="module")
def small():
    return attrit.simulate(attrit.load("template"), 512, arms=["committed", "absent"])


@pytest.fixture(scope="module")
def island():
    """A scenario without noise, in which one number decides the attacker's losses."""
    return attrit.simulate(attrit.load("iwo-jima-1945"), 512)


@pytest.mark.parametrize("of", OF)
def test_the_regression_and_the_design_agree_on_every_input(kursk, found, of):
    """Both know the first-order index of each input, and the closed index of each block of correlated ones."""
    cases = Cases.of(kursk, target_of(kursk, of=of))
    apart = []
    for row in found[of, "sobol"].rows:
        if row.factor.name != NOISE:
            paths = row.factor.inputs
            inputs, discrete = cases.regressors(paths)
            told = explained(inputs, cases.outcome, discrete=discrete)
            both = math.hypot(told.error, row.unbiased_error)
            apart.append((row.unbiased - told.share) / both if both else 0.0)
    assert len(apart) == 137
    assert np.abs(apart).max() < AMONG_HUNDREDS
    assert np.mean(np.square(apart)) == pytest.approx(1, abs=sampled(math.sqrt(2 / len(apart)), 3))


@pytest.mark.parametrize("of", OF)
def test_the_noise_is_what_other_noise_changes(kursk, found, of):
    """Independent of the design: the same inputs in twice as many worlds with other noise."""
    target = target_of(kursk, of=of)
    factors = Factors.of(kursk.scenario)
    rng = np.random.default_rng(11)
    u = rng.random((16_384, len(factors.names)))
    v = u.copy()
    v[:, -1] = rng.random(len(u))
    one, two = (target.values(target.again(kursk, factors.worlds(x, 1))) for x in (u, v))
    left = [1 - np.corrcoef(np.delete(one, part), np.delete(two, part))[0, 1] for part in _parts(len(u))]
    error = math.sqrt(31) * np.std(left)
    noise = found[of, "sobol"].noise
    assert noise.total == pytest.approx(
        1 - np.corrcoef(one, two)[0, 1], abs=sampled(math.hypot(error, noise.total_error), 3)
    )
    assert noise.total == pytest.approx({"difference": 0.84, "arm": 0.72}[of], abs=sampled(noise.total_error, 3))
    assert noise.total > noise.index + sampled(noise.total_error)
    assert found[of, "sobol"].noise_draws == 8192


def _parts(n):
    return np.arange(n).reshape(32, -1)


def test_kursk_is_told_as_it_is(found):
    given = found["arm", "given"]
    assert given.rows[0].factor.inputs == ("fronts.kursk.gain",)
    assert given.rows[0].index == pytest.approx(0.115, abs=sampled(given.rows[0].error, 3))
    assert found["difference", "given"]["ru.line_share"].flags == (CORRELATED,)
    assert found["arm", "sobol"]["kursk.gain"].total > 0.15
    assert [step.factor.name for step in found["arm", "morris"].steps[:2]] == [NOISE, "kursk.gain"]
    assert found["arm", "morris"]["kursk.gain"].mu < 0


@pytest.mark.parametrize("of", OF)
@pytest.mark.parametrize("method", METHODS)
def test_every_input_is_in_one_row(kursk, found, of, method):
    rows = found[of, method].all_rows
    paths = [path for row in rows for path in row.factor.inputs]
    assert sorted(paths) == sorted(uncertain(kursk.scenario))
    assert len(rows) == (145 if method == "given" else 138)
    assert all(row.factor.kind and row.factor.meaning for row in rows if row.factor.name != NOISE)
    key = {"given": "index", "sobol": "total", "morris": "mu_star"}[method]
    sizes = [getattr(row, key) for row in rows]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("method", ["sobol", "morris"])
def test_correlated_inputs_are_one_factor(found, method):
    answer = found["arm", method]
    block = answer["ru.line_share"]
    assert block is answer["groups.ua.line_share"] and block.factor.name == "ru.line_share + ua.line_share"
    assert len(answer.correlated) == 6 and ("ru.line_share", "ua.line_share") in answer.correlated
    named = answer["kursk.exchange_ratio"].factor
    assert named.kind == "claim, judgement" and len(named.inputs) == 3
    if method == "morris":
        assert math.isnan(block.mu) and math.isnan(block.sigma) and block.mu_star > 0


def test_flags_say_what_the_numbers_say(found):
    for row in found["arm", "sobol"].rows:
        if row.factor.name == NOISE:
            clear = row.index > 3 * row.error
        else:  # beyond the greatest of so many by chance
            clear = row.unbiased > 3.5 * row.unbiased_error
            assert clear or UNCLEAR in row.flags or row.total == 0 or row.unbiased < 0
            clear = UNCLEAR not in row.flags
            assert not clear or row.total == 0 or row.unbiased > 3.3 * row.unbiased_error
        assert (UNCLEAR in row.flags) == (not clear and row.total > 0 and BELOW_ZERO not in row.flags)
        assert (CHANGES_NOTHING in row.flags) == (row.total == 0)
    for step in found["arm", "morris"].steps:
        assert (UNCLEAR in step.flags) == (0 < step.mu_star <= 3 * step.mu_star_error)
        assert (CHANGES_NOTHING in step.flags) == (step.mu_star == 0)
    assert sum(FEW_WORLDS in row.flags for row in found["difference", "sobol"].rows) > 100


def test_a_table_of_ones_own_is_analysed_as_well():
    """y = x0 + x1 + x2 with correlation .6 of x0 and x1: each of the two carries what they share, 1.6^2 of 4.2."""
    rng = np.random.default_rng(3)
    z = rng.standard_normal((3, 20_000))
    x1 = 0.6 * z[0] + 0.8 * z[1]
    cases = Cases({"x0": z[0], "x1": x1, "x2": z[2], "none": rng.random(20_000)}, z[0] + x1 + z[2], "the sum", "km2")
    answer = drivers(cases)
    for name, true in (("x0", 2.56 / 4.2), ("x1", 2.56 / 4.2), ("x2", 1 / 4.2), ("none", 0)):
        assert answer[name].index == pytest.approx(true, abs=sampled(answer[name].error, 4))
    assert answer["none"].flags == (UNCLEAR,) and answer.title == "the sum" and answer.noise is None
    assert math.isnan(answer["x0"].total)
    text = "\n".join(lines(answer))
    assert "rests on" not in text and re.search(r"One input decides .*: x\d", text)
    assert [row.factor.name for row in drivers(cases, inputs=["x2"]).rows] == ["x2"]


@pytest.mark.parametrize("name", KNOWN)
def test_given_draws_tell_known_indices(name):
    function, first, _ = KNOWN[name]
    u = np.random.default_rng(4).random((10_240, first.size))
    answer = drivers(Cases({f"x{i}": x for i, x in enumerate(u.T)}, function(u)), method="given")
    for i, true in enumerate(first):
        row = answer[f"x{i}"]
        assert row.index == pytest.approx(true, abs=sampled(row.error, 3))


def whole_numbers(n):
    """Inputs of 5, 8 and 9 values, a choice and one without steps; the outcome has no order in the first two."""
    rng = np.random.default_rng(n)
    inputs = {f"of {many}": rng.integers(0, many, n) for many in (5, 8, 9, 4)} | {"smooth": rng.standard_normal(n)}
    odd = np.array([0, 9, 1, 8, 2, 7, 3, 6, 4])
    y = odd[inputs["of 8"]] + inputs["of 9"] / 3 + inputs["smooth"] + 0.3 * (inputs["of 4"] == 2)
    return Cases(inputs, y, states={"of 4": ("a", "b", "c", "d")})


@pytest.mark.parametrize("worlds", ["kursk-2024", 10_240, 1023, 300])
def test_the_share_is_what_information_gives(worlds):
    """To know an input takes as much off the variance as it decides by itself, to the bit."""
    if worlds == "kursk-2024":
        asked = attrit.simulate(attrit.load(worlds), 512, arms=["committed", "absent"])
    else:
        asked = whole_numbers(worlds)
        assert drivers(asked)["of 8"].index > 0.8
    decides, worth = drivers(asked, method="given").rows, worth_knowing(asked).of("input")
    assert len(decides) == len(worth)
    for row in worth:
        same = next(one for one in decides if one.factor.inputs == row.inputs)
        assert (same.index, same.error) == (row.share, row.error)


def test_some_inputs_and_all_others(small):
    names = ["attacker_loss_rate", "groups.brigade.quality"]
    answer = drivers(small, method="sobol", inputs=names, draws=64)
    assert {row.factor.name for row in answer.rows} == {
        "valleys.attacker_loss_rate + valleys.gain", "brigade.quality", "all other inputs", NOISE,
    }  # fmt: skip
    assert len(answer["all other inputs"].factor.inputs) == len(uncertain(small.scenario)) - 3
    assert (answer.draws, answer.noise_draws) == (64, 8192)
    whole = drivers(small, method="sobol", inputs=[])
    assert {row.factor.name for row in whole.rows} == {"all inputs", NOISE} == {REST[0], NOISE}
    assert (whole.draws, whole.worlds) == (8192, 4 * 8192)
    assert whole.noise == answer.noise
    assert {step.factor.name for step in drivers(small, method="morris", inputs="law").steps} == {
        "law",
        REST[1],
        NOISE,
    }


def test_what_the_inputs_do_alone_and_what_noise_has_a_part_in_make_the_whole(small):
    whole = drivers(small, method="sobol", inputs=[], draws=2048)
    alone, noise = whole["all inputs"], whole.noise
    assert alone.index + noise.total == pytest.approx(1, abs=sampled(math.hypot(alone.error, noise.total_error), 3))
    assert (alone.index, alone.error) == (
        alone.unbiased,
        alone.unbiased_error,
    )  # all inputs together are not one of many
    assert whole.interactions.share == pytest.approx(1 - alone.index - noise.index, abs=ROUNDING)


@pytest.mark.parametrize("method", METHODS)
def test_without_noise_and_with_one_input_that_decides(island, method):
    answer = drivers(island, "losses_us", of="arm", method=method)
    first = answer.all_rows[0]
    assert first.factor.inputs == ("quantities.garrison",)
    if method == "morris":
        assert first.sigma < 0.01 * first.mu and first.mu == pytest.approx(first.mu_star)
    else:
        assert first.index == pytest.approx(1, abs=sampled(first.error, 3) + MISSED)
        assert re.search(r"One input decides .+: garrison\. Knowing it would remove", sentence(answer))
    if method == "sobol":
        assert answer.noise.total == 0 and answer.noise.flags == (CHANGES_NOTHING,)
        assert sentence(answer).startswith("Chance from day to day (noise) plays no part in American losses (landed).")


@pytest.mark.parametrize("method", ["sobol", "morris"])
def test_pieces_and_seeds(small, method, monkeypatch):
    """Worlds in memory make no difference; the seed of the run does."""
    monkeypatch.setattr(module, "_MOST_ROWS", 128)
    told = []
    one = drivers(small, method=method, inputs=["law"], draws=64, progress=lambda *done: told.append(done))
    assert told[-1][0] == told[-1][1] == one.worlds and [done for done, _ in told] == sorted(done for done, _ in told)
    monkeypatch.setattr("attrit.experiments.designs._AT_A_TIME", 100)
    assert plain(drivers(small, method=method, inputs=["law"], draws=64)) == plain(one)
    other = dataclasses.replace(small, seed=2)
    assert drivers(other, method=method, inputs=["law"], draws=64)["law"] != one["law"]


@pytest.fixture
def designs(monkeypatch):
    """The designs that are played."""
    seen, worlds = [], Factors.worlds
    monkeypatch.setattr(Factors, "worlds", lambda self, u, seed: seen.append(u) or worlds(self, u, seed))
    return seen


def test_noise_and_choices_stand_elsewhere_in_every_trajectory(small, designs):
    drivers(small, method="morris", inputs=[], draws=16)
    (design,) = designs
    anywhere = [path == NOISE or path.startswith("hypotheses.") for path in Factors.of(small.scenario).names]
    assert sum(anywhere) == 4
    for column in design[:, anywhere].T:
        assert np.unique(column).size == 32 and ((0 < column) & (column < 1)).all()
    assert np.unique(design[:, ~np.array(anywhere)]).tolist() == [0.125, 0.375, 0.625, 0.875]


def test_every_state_of_a_choice_is_played(kursk, designs):
    """On the middles of slices alone, u = 1/8, 3/8, 5/8 and 7/8, some of five states never would be."""
    answer = drivers(kursk, of="arm", method="morris", inputs=["law"])
    prior = kursk.scenario.inputs[LAW].prior
    assert len(prior.states) == 5 and set(prior.quantile(np.array([1, 3, 5, 7]) / 8)) != set(range(5))
    state = Columns(Factors.of(kursk.scenario).worlds(designs[0], 1)).of(kursk.scenario, LAW)
    assert np.bincount(state.astype(int), minlength=5).min() > 0
    law = answer["law"]
    assert law.mu_star > 0 and np.isnan([law.mu, law.mu_error, law.sigma, law.sigma_error]).all()
    assert math.isfinite(answer.noise.sigma) and math.isnan(answer.noise.mu)
    assert "–" in next(line for line in lines(answer) if line.startswith("noise"))
    changed = plain(answer)["factors"]
    assert [row["mu"] for row in changed if row["name"] == "law"] == [None]


def test_the_dataset_has_an_error_beside_every_number(found):
    for (_, method), answer in found.items():
        data = answer.dataset
        keys = {"given": ["index"], "sobol": ["index", "total"], "morris": ["mu", "mu_star", "sigma"]}[method]
        for key in keys:
            assert data[key].dims == ("factor",) and data[key].attrs["long_name"]
            error = "error" if key == "index" else f"{key}_error"
            assert data[error].attrs["units"] == data[key].attrs["units"] == ("km2" if method == "morris" else "1")
        assert ("total" in data) == ("first_sum_error" in data) == (method == "sobol")
        assert data.attrs["worlds"] == answer.worlds
        assert list(data["factor"].values) == [row.factor.name for row in answer.all_rows]


def test_lines_are_for_people(found):
    for answer in found.values():
        told = lines(answer)
        assert max(len(line) for part in told for line in part.split("\n")) <= WIDTH
        text = " ".join(told).replace("\n", " ")
        assert told[0].replace("\n", " ") == sentence(answer)
        assert "no clear effect" in text and "orrelated" in text and "Monte-Carlo error" in text
        assert "nan" not in text and "None" not in text
    given = found["arm", "given"]
    first = share_with_error(given.rows[0].index, given.rows[0].error)
    assert f"{first} % of the variance" in sentence(given)
    noise = found["difference", "sobol"].noise
    remains = share_with_error(noise.total, noise.total_error)
    assert " ± " in remains and f"If every input were known, {remains} % of" in sentence(found["difference", "sobol"])
    unclear = sum({UNCLEAR, BELOW_ZERO} & {*row.flags} != set() for row in given.rows)
    assert f"Of {len(given.rows)} inputs, " in lines(given)[-3]
    assert f"{unclear} have no clear effect" in lines(given)[-3].replace("\n", " ")
    assert "chance from day to day (noise)" in sentence(found["difference", "sobol"]).replace("\n", " ")
    moved = found["arm", "morris"]
    for name in ("noise", "kursk.gain"):
        step, line = moved[name], next(line for line in lines(moved) if line.startswith(name))
        told = [(step.mu_star, step.mu_star_error), (step.mu, step.mu_error), (step.sigma, step.sigma_error)]
        cells = [f"{amount(x, 'km2')} ± {amount(error, 'km2')}" if math.isfinite(x) else "–" for x, error in told]
        assert line.split()[-7 if name == "noise" else -9 :] == " ".join(cells).split()


def test_a_table_holds_at_most_so_many(found):
    answer = found["arm", "sobol"]
    told = lines(answer)
    head = next(i for i, line in enumerate(told) if line.startswith("input"))
    named = {row.factor.name.split(" + ")[0] for row in answer.rows}
    begins = [line.split()[0] for line in told[head + 1 : told.index("", head)] if not line.startswith(" ")]
    assert len([name for name in begins if name in named]) == MOST


def test_odd_indices_are_said():
    def row(name, index, total, *flags):
        return Row(Factor(name, (name,), "", "judgement"), index, 0.01, total, 0.01, flags)

    rows = (row("a", 0.6, 0.4, TOTAL_BELOW_FIRST), row("b", -0.2, 0.1, BELOW_ZERO), row("c", 0, 0, CHANGES_NOTHING))
    answer = Sensitivity("sobol", "y", "1", rows, (), 64, 320, (), 64, Share(0.4, 0.3))
    text = " ".join(lines(answer)).replace("\n", " ")
    assert "Out of bounds by more than 3 standard errors (below 0, or more alone than in all): a, b." in text
    assert "−20.0" in text and "1 changes nothing" in text and "each alone (± 30 points)" in text
    assert answer.interactions == (0.6, 0.3)
    nothing = dataclasses.replace(answer, rows=rows[2:], first_sum=None)
    assert lines(nothing)[0].startswith("No input by itself has a clear effect on y. Use method='given' to detect")
    assert svg(sensitivity_spec(nothing)) and nothing.interactions is None


def test_plain_is_json_with_everything(found):
    for answer in found.values():
        again = json.loads(json.dumps(plain(answer), allow_nan=False))
        assert len(again["factors"]) == len(answer.all_rows)
        assert again["sentence"] == sentence(answer) and again["worlds"] == answer.worlds


@pytest.mark.parametrize("method", METHODS)
def test_charts_are_drawn(found, method):
    for of in OF:
        spec = sensitivity_spec(found[of, method])
        assert found[of, method].all_rows[0].factor.name[:20] in json.dumps(spec) and "<svg" in svg(spec)
        assert spec["description"].startswith(sentence(found[of, method])[:40])


def test_names_on_a_chart_of_changes_do_not_overlap(found):
    for of in OF:
        named = [one for one in sensitivity_spec(found[of, "morris"])["data"]["values"] if one["label"]]
        clear = [step.factor.name for step in distinct(found[of, "morris"])]
        assert named[0]["name"] == clear[0] and {one["name"] for one in named} <= {*clear[:5]} and 1 <= len(named) <= 5


def test_names_on_a_chart_of_changes_keep_clear_of_other_points():
    def step(name, size, spread):
        return Step(Factor(name, (name,), "", "judgement"), size, 0.1, size, 0.1, spread, 0.1)

    steps = (step("first", 10.0, 5.0), step("beside_it", 9.9, 5.0), step("alone", 5.0, 1.0), step("crowded", 4.0, 3.0), step("near", 4.3, 3.2))  # fmt: skip
    spec = sensitivity_spec(Sensitivity("morris", "y", "1", (), steps, 64, 320))
    assert [one["label"] for one in spec["data"]["values"]] == ["first", "", "alone", "", "near"]
    assert "Hollow: correlated inputs together, and choices, without σ" in " ".join(spec["title"]["subtitle"])
    assert spec["layer"][0]["encoding"]["x"]["scale"] == {"domain": [0, pytest.approx(10.196)], "nice": False}


def test_a_choice_is_called_by_its_name():
    row = Row(Factor("law", ("hypotheses.law",), "one of mixed, square", "law"), 0.6, 0.01)
    said = sentence(Sensitivity("given", "losses", "person", (row,), (), 512, 512))
    assert said.startswith("One input decides losses: law. Knowing it would remove 60 ± 1 % of")


def test_the_first_is_not_told_alone_if_the_next_may_be_as_large():
    def row(name, index):
        return Row(Factor(name, (name,), "", "judgement"), index, 0.02)

    near = Sensitivity("given", "y", "1", (row("a", 0.2), row("b", 0.17), row("c", 0.05)), (), 512, 512)
    assert "a and b contribute most and cannot be told apart: knowing the first would remove 20 ± 2 %" in sentence(near)
    apart = dataclasses.replace(near, rows=(row("a", 0.2), row("b", 0.1)))
    assert "The largest single contribution is a: knowing it would remove 20 ± 2 % of" in sentence(apart)

    def step(name, size):
        return Step(Factor(name, (name,), "", "judgement"), size, 0.2, size, 0.2, 1.0, 0.1)

    moved = Sensitivity("morris", "y", "1", (), (step("a", 3.0), step("b", 2.9)), 64, 320)
    assert sentence(moved).startswith("The input that moves y most is a: by 3") and sentence(moved).endswith(
        "Its lead over b is too small to be sure of."
    )


def test_short_names_are_clear():
    known = ["groups.ru.men", "sides.ru.men", "groups.ua.men", "x", "mechanisms.collapse.hazard"]
    assert [short_name(path, known) for path in known] == [
        "groups.ru.men",
        "sides.ru.men",
        "ua.men",
        "x",
        "collapse.hazard",
    ]


REFUSED = [
    ({"method": "sobel"}, "method: found 'sobel', wanted one of given, sobol, morris; did you mean 'sobol'"),
    ({"outcome": "area_hold"}, "did you mean 'area_held'"),
    ({"outcome": "recovered_day"}, "has no number in"),
    ({"outcome": "recovered_day", "method": "sobol"}, "has no number in"),
    ({"outcome": "supply_days_south"}, "is 0 in all 512 worlds"),
    ({"outcome": "supply_days_south", "method": "morris"}, "is 0 in all 512 worlds"),
    ({"draws": 512}, "the method 'given' plays no worlds"),
    ({"method": "sobol", "draws": 100}, "a power of 2 from 64 to 131,072; ask for draws=64 or 128"),
    ({"method": "sobol", "draws": 12.5}, "draws: found 12.5, wanted a whole number from 64 to 131,072"),
    ({"method": "morris", "draws": 2}, "draws: found 2, wanted a whole number from 8 to 65,536"),
    ({"inputs": []}, "inputs: none is named"),
    ({"inputs": ["lawn"]}, "inputs: nothing is called 'lawn'"),
    ({"inputs": ["zzz"]}, r"inputs: nothing is called 'zzz'; an input such as \w+[\w.]*(, [\w.]+){4}$"),
    ({"inputs": ["zzz"], "method": "morris"}, r"inputs: nothing is called 'zzz'; an input such as "),
    ({"inputs": ["collapse.hazzard"], "method": "sobol"}, "did you mean 'mechanisms.collapse.hazard'"),
    ({"inputs": ["endurance"], "method": "morris"}, "'endurance' may mean several things"),
    ({"precision": 0}, "precision: found 0, wanted a number above 0"),
    ({"precision": "x", "outcome": "area_hold"}, "precision: found 'x', wanted a number above 0"),
    ({"precision": "x", "method": "sobol"}, "precision: found 'x', wanted a number above 0"),
    ({"precision": math.nan, "method": "morris"}, "precision: found nan, wanted a number above 0"),
    (
        {"precision": 1e-3},
        "the shares, in points, are known to .* with 512 draws, not to ±0.1; about .* do; ask for draws=",
    ),
    (
        {"precision": 1e-3, "method": "sobol", "draws": 64, "inputs": ["law"]},
        "the shares, in points, are .* ±0.1; more than the 131,072 draws that are possible; ask for fewer inputs by name$",
    ),
    (
        {"precision": 1e-3, "method": "morris", "draws": 8, "inputs": ["law"]},
        "the mean changes are known to .* more than the 65,536 draws that are possible; ask for fewer inputs by name$",
    ),
    (
        {"precision": 1.0, "method": "morris", "draws": 8, "inputs": ["law"]},
        r"about [\d,]+ draws would do; ask for draws=\d+, or ask for fewer inputs by name$",
    ),
]


@pytest.mark.parametrize(("asked", "said"), REFUSED)
def test_what_cannot_be_told_is_refused(small, asked, said):
    with pytest.raises(ResultsError, match=said):
        drivers(small, **asked)


def test_a_precision_that_is_reached_is_told(small):
    assert drivers(small, method="sobol", draws=64, inputs=["law"], precision=1.0).draws == 64
    assert drivers(small, precision=0.5).draws == 512


def test_the_draws_that_are_asked_for_are_a_power_of_two(small):
    with pytest.raises(ResultsError, match=r"ask for draws=\d+, or ask for fewer inputs by name$") as refused:
        drivers(small, method="sobol", draws=64, inputs=["law"], precision=0.02)
    asked = int(refused.value.problems[0].cure.partition("=")[2].partition(",")[0])
    assert asked > 64 and asked & (asked - 1) == 0


def test_the_noise_is_asked_for_with_the_rows_of_its_own_design(small, monkeypatch):
    """It has more of them than the inputs: with no more than these it would be known no better."""
    row_of = module._row

    def sure(factor, found, place):
        row = row_of(factor, found, place)
        return row if factor.name == NOISE else dataclasses.replace(row, unbiased_error=0.0, total_error=0.0)

    monkeypatch.setattr(module, "_MOST_ROWS", 128)
    monkeypatch.setattr(module, "_row", sure)
    noise = drivers(small, method="sobol", draws=64, inputs=["law"]).noise
    with pytest.raises(
        ResultsError, match=r"the shares, in points, of the noise .* with 128 draws, .* ask for draws=256$"
    ):
        precision = max(noise.error, noise.total_error) / 1.2
        drivers(small, method="sobol", draws=64, inputs=["law"], precision=precision)


def test_inputs_that_are_settled_are_said_to_be(small):
    s = small.scenario
    certain = next(path for path, one in s.inputs.items() if one.prior is not None and one.prior.shape == "certain")
    formula = next(path for path, one in s.inputs.items() if one.formula is not None)
    with pytest.raises(ResultsError) as refused:
        chosen_inputs([certain, formula, "nowhere"], uncertain(s), s)
    first, second, third = map(str, refused.value.problems)
    assert first == f"inputs: '{certain}' is certain in this scenario; an input that is uncertain by itself"
    assert second.startswith(f"inputs: '{formula}' follows from ") and third.startswith("inputs: nothing is called")


def test_few_or_foreign_worlds_are_refused(small):
    few = attrit.simulate(small.scenario, 255, arms=["committed", "absent"])
    with pytest.raises(ResultsError, match="255 worlds are too few; at least 256"):
        drivers(few)
    turned = {
        name: v._replace(values=v.values[..., ::-1]) if v.dims[-1] == "draw" else v
        for name, v in small.variables.items()
    }
    with pytest.raises(ResultsError, match="the outcome is another than in the run"):
        drivers(dataclasses.replace(small, variables=turned))


def test_a_table_has_no_worlds_to_play():
    cases = Cases({"x": np.arange(300.0)}, np.arange(300.0))
    with pytest.raises(ResultsError, match="the method 'sobol' plays new worlds, and a table has none"):
        drivers(cases, method="sobol")
    with pytest.raises(ResultsError, match="nothing is called 'y'"):
        drivers(cases, inputs=["y"])


def test_a_row_that_is_not_there_is_refused(found):
    with pytest.raises(ResultsError, match=r"input: nothing is called 'kursk\.gian'; did you mean"):
        found["arm", "given"]["kursk.gian"]


def test_sizes_by_default(found):
    """A war of 137 factors takes 512 rows, which are some 80,000 worlds, and 8,192 of the noise and 64 trajectories."""
    for of in OF:
        design, trajectories = found[of, "sobol"], found[of, "morris"]
        assert (design.draws, design.noise_draws, design.worlds) == (512, 8192, 512 * 140 + 8192 * 4)
        assert (trajectories.draws, trajectories.worlds) == (64, 64 * 139)
