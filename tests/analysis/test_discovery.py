"""In which worlds it happens: planted boxes, counts that can be made again, honest tests, and clear refusals."""

import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import attrit
from attrit.analysis.discovery import worlds
from attrit.errors import ResultsError
from attrit.experiments.cases import Cases
from attrit.experiments.conditions import Condition
from attrit.experiments.replays import Plays
from attrit.experiments.targets import target_of
from attrit.statistics.box_stability import Held
from attrit.views.charts.drawing import svg
from attrit.views.discovery.charts import discovery_spec
from attrit.views.discovery.words import box_in_words, happening, lines, plain, sentence
from attrit.views.words.numbers import share_with_error
from tests.tolerances import PLANTED_AMONG_MANY, ROUNDING, sampled

DRAWS = 4096


@pytest.fixture(scope="module")
def results():
    return attrit.simulate(attrit.load("kursk-2024"), DRAWS, arms=["committed", "absent"])


@pytest.fixture(scope="module")
def small():
    return attrit.simulate(attrit.load("kursk-2024"), 1024, arms=["committed", "absent"])


@pytest.fixture(scope="module")
def recovered(results):
    return worlds(results, "recovered == 1", of="arm", boxes=2)


@pytest.fixture(scope="module")
def cases():
    """Nine inputs: where the first is above .6 and the third is no line unit, two worlds in three are of interest."""
    rng = np.random.default_rng(1)
    x = {f"x{i}": rng.random(3000) for i in range(7)}
    x |= {"role": rng.integers(3, size=3000).astype(float), "men": rng.integers(0, 200, 3000).astype(float)}
    there = (x["x0"] > 0.6) & (x["role"] != 1) & (x["men"] <= 150)
    y = np.where(rng.random(3000) < np.where(there, 0.7, 0.02), 5.0, 1.0) + rng.random(3000)
    return Cases(x, y, "the price", "km2", {"role": ("assault", "line", "support")})


def rows_of(found, box: int = 0) -> dict:
    return {(row.path, row.side): row for row in found.boxes[box].restrictions}


def test_a_planted_box_is_found(cases):
    found = worlds(cases, "> 3")
    rows = rows_of(found)
    assert set(rows) == {("x0", "low"), ("role", "kept"), ("men", "high")}
    assert rows["x0", "low"].limit == pytest.approx(0.6, abs=PLANTED_AMONG_MANY)
    assert rows["men", "high"].limit == pytest.approx(150, abs=200 * PLANTED_AMONG_MANY)
    assert rows["men", "high"].limit == round(rows["men", "high"].limit)
    assert [(name, kept) for name, _, kept in rows["role", "kept"].states] == [("assault", True), ("line", False), ("support", True)]  # fmt: skip
    assert all(row.again == 1 and row.quasi_p < 1e-3 and not row.doubtful for row in rows.values())
    box = found.boxes[0]
    assert box.held.density == pytest.approx(0.7, abs=sampled(box.held.density_error))
    assert box.tested.density == pytest.approx(0.7, abs=sampled(box.tested.density_error))
    assert box.tested.beyond_chance


def test_numbers_of_a_box_are_those_of_its_limits(cases):
    found = worlds(cases, "outcome > 3")
    box = found.boxes[0]
    inside = np.ones(3000, bool)
    for row in box.restrictions:
        x = cases.inputs[row.path]
        if row.side == "kept":
            inside &= np.isin(x, [state for state, (_, _, kept) in enumerate(row.states) if kept])
            assert [share for _, share, _ in row.states] == [np.mean(x == state) for state in range(3)]
        else:
            inside &= x >= row.limit if row.side == "low" else x <= row.limit
            assert row.below == np.mean(x < row.limit if row.side == "low" else x <= row.limit)
    y = cases.outcome > 3
    held, tested = box.held, box.tested  # of two thirds and of the third that is set aside: the same box
    assert (held.cases + tested.cases, held.interest + tested.interest) == (inside.sum(), (inside & y).sum())
    assert (held.of_cases + tested.of_cases, held.of_interest + tested.of_interest) == (3000, y.sum())
    assert (tested.of_cases, tested.of_interest) == (y.sum() // 3 + (~y).sum() // 3, y.sum() // 3)
    assert (found.draws, found.interest) == (3000, y.sum())
    assert held.lift == pytest.approx(held.density / (held.of_interest / held.of_cases), rel=ROUNDING)
    assert [held.density for held, _ in box.trajectory] == sorted({held.density for held, _ in box.trajectory})
    assert box.trajectory[0][0].coverage == 1


def test_an_outcome_of_yes_or_no_needs_no_condition(cases):
    frame = pd.DataFrame(cases.inputs)
    found = worlds(Cases(frame, cases.outcome > 3))
    assert str(found.condition) == "outcome == 1"
    assert found.boxes[0].held == worlds(Cases(frame, cases.outcome), "> 3").boxes[0].held


def test_the_same_twice_and_whatever_the_order_of_inputs(cases):
    found = worlds(cases, "> 3")
    assert worlds(cases, "> 3") == found
    turned = replace(cases, inputs=dict(reversed(cases.inputs.items())))
    assert rows_of(worlds(turned, "> 3")) == rows_of(found)


def test_a_run_may_give_no_box():
    few = attrit.simulate(attrit.load("kursk-2024"), 256, arms=["committed", "absent"])
    found = worlds(few, resamples=2)
    assert not found.boxes
    assert "more frequent" in sentence(found)


def test_chance_alone_gives_no_box(cases):
    noise = replace(cases, outcome=np.random.default_rng(2).random(3000))
    found = worlds(noise, "> 0.9")
    assert found.boxes == ()
    assert "No limits on any of the 9 inputs make that clearly more frequent." in sentence(found)
    raw = worlds(noise, "> 0.9", resamples=0)
    assert raw.boxes[0].held.lift > 1.5
    assert not raw.boxes[0].tested.beyond_chance
    assert any(row.doubtful for row in raw.boxes[0].restrictions)
    text = "\n".join(lines(raw))
    assert "This box may be chance: do not rely on it." in text
    assert " ?" in text
    assert "No limits on any of the 9 inputs make that more frequent." in sentence(
        worlds(noise, "> 0.1", resamples=0, least_mass=1.0)
    )


def test_a_threshold_gives_the_widest_box_of_that_density(cases):
    found = worlds(cases, "> 3", threshold=0.3)
    held, way = found.boxes[0].held, found.boxes[0].trajectory
    assert held.density >= 0.3
    assert held.coverage >= max(one.coverage for one, _ in way if one.density >= 0.3)
    assert found.boxes[0].tested.density == pytest.approx(held.density, abs=sampled(held.density_error))


def test_inputs_may_be_chosen(cases, results):
    found = worlds(cases, "> 3", inputs=["x0", "x1"])
    assert {path for path, _ in rows_of(found)} == {"x0"}
    assert found.searched == 2
    found = worlds(results, "recovered == 1", of="arm", inputs=["kursk.gain", "pause.rate"])
    assert set(rows_of(found)) >= {("fronts.kursk.gain", "low")}
    assert found.boxes[0].restrictions[0].name == "kursk.gain"


def test_worlds_of_a_run_are_counted(results, recovered):
    """The second box lies outside the first."""
    target = target_of(results, "recovered", of="arm")
    y = target.values(results) == 1
    left = np.ones(DRAWS, bool)
    for box in recovered.boxes:
        inside = left.copy()
        for row in box.restrictions:
            x = results.input(row.path)
            if row.side == "kept":
                inside &= np.isin(x, [state for state, (_, _, kept) in enumerate(row.states) if kept])
            else:
                inside &= x >= row.limit if row.side == "low" else x <= row.limit
        assert (box.held.cases, box.held.interest) == (inside.sum(), (inside & y).sum())
        left &= ~inside
    first = recovered.boxes[0].restrictions[0]
    given = results.scenario.inputs[first.path]
    assert (first.path, first.kind, first.unit) == ("fronts.kursk.gain", "fit", "km2/day")
    assert first.meaning == given.meaning
    assert recovered.target == target


def test_further_worlds_are_those_that_more_draws_would_give(results, recovered):
    more = attrit.simulate(results.scenario, 2 * DRAWS, arms=["committed", "absent"])
    y = target_of(more, "recovered", of="arm").values(more)[DRAWS:] == 1
    box = recovered.boxes[0]
    inside = np.ones(DRAWS, bool)
    for row in box.restrictions:
        x = more.input(row.path)[DRAWS:]
        inside &= x >= row.limit if row.side == "low" else x <= row.limit
    tested = box.tested
    assert (tested.cases, tested.interest) == (inside.sum(), (inside & y).sum())
    assert (tested.of_cases, tested.of_interest) == (DRAWS, y.sum())
    assert tested.beyond_chance


def test_a_box_of_mean_outcomes(results):
    found = worlds(results, "area_held < -20", replays=3)
    target = target_of(results)
    y = Plays(results, target, 3).outcome() < -20
    assert found.interest == y.sum()
    assert found.boxes[0].tested.of_cases == 2048
    assert found.boxes[0].tested.beyond_chance
    assert "worlds, area held by Ukraine, averaged over 3 replays, is more than 20 km² lower if" in sentence(found)


def test_where_the_arm_matters_most():
    results = attrit.simulate(attrit.load("kursk-2024"), 10_240, arms=["committed", "absent"])
    found = worlds(results)
    c = found.condition
    assert (c.name, c.sign, c.either_way) == ("area_held", ">=", True)
    (box,) = found.boxes
    assert box.restrictions and not any(row.doubtful for row in box.restrictions)
    assert box.tested.beyond_chance and box.tested.of_cases == 10_240
    assert box.tested.density == pytest.approx(box.held.density, abs=sampled(box.held.density_error))
    size = np.abs(target_of(results).values(results))
    assert found.interest == (size >= c.number).sum()
    assert 0.15 <= found.share <= 0.25
    assert 2 * c.number == float(f"{2 * c.number:.0e}")  # round, or half a round number
    assert "km² or more between “North Korea's men fight at Kursk” and “Russia sends" in sentence(found)


def test_where_the_arm_matters_at_all():
    """In the first days it does in under a fifth of the worlds."""
    early = attrit.simulate(attrit.load("kursk-2024"), 1024, arms=["committed", "absent"], horizon=6)
    found = worlds(early)
    assert str(found.condition) == "|area_held| > 0"
    assert found.interest == np.count_nonzero(target_of(early).values(early)) < 0.2 * 1024
    assert found.boxes[0].tested.beyond_chance
    assert "contingent_complete_day" in sentence(found)
    assert sentence(found).startswith(
        f"In {100 * found.share:.0f} % of the worlds, area held by Ukraine differs between “North Korea's men fight at"
    )


def test_dataset(recovered):
    data = recovered.dataset
    assert dict(data.sizes)["box"] == len(recovered.boxes)
    assert all("long_name" in variable.attrs for variable in data.data_vars.values())
    box = recovered.boxes[0]
    assert float(data.box_density[0]) == box.held.density
    assert float(data.tested_density_error[0]) == box.tested.density_error
    assert data.restriction_path.values[0] == "fronts.kursk.gain"
    assert data.restriction_limit.values[0] == box.restrictions[0].limit
    assert (data.step_box.values == 0).sum() == len(box.trajectory)
    assert data.attrs["where"] == "recovered == 1"
    assert data.box_density.attrs["units"] == "1"


@pytest.mark.parametrize(
    "text", ["area_held", "area_held = 3", "area_held < much", "3 < area_held", "a < 1,000", "", 7]
)
def test_conditions_that_cannot_be_read(small, text):
    with pytest.raises(ResultsError, match=r"where: cannot read .*NAME OP NUMBER"):
        worlds(small, text)


@pytest.mark.parametrize(
    ("where", "options", "match"),
    [
        ("area_hold < 3", {}, r"no outcome 'area_hold'.*did you mean 'area_held'"),
        ("< 3", {}, r"'< 3' names no outcome; NAME OP NUMBER"),
        ("area_held < -1e6", {}, r"'area_held < -1e\+06' is true in none of 1,024 worlds; difference in area held .* runs from -"),
        ("area_held < 1e6", {}, r"'area_held < 1e\+06' is true in all 1,024 worlds"),
        ("area_held < -160", {}, r"is true in \d+ of 1,024 worlds only; at least 20; about [\d,]+ worlds would do: draws=\d+"),
        ("escalated == 1", {"of": "arm", "arm": "absent"}, r"is 0 in all 1,024 worlds"),
        (None, {"of": "arm"}, "where: must be stated if one arm is asked about; such as 'recovered == 1'"),
        ("area_held < -20", {"threshold": 0.005}, "threshold: 0.5 % is below the 11.4 % of all worlds, so every world would qualify; more than 11.4 %"),
        ("area_held < -20", {"inputs": ["gaim"]}, "inputs: nothing is called 'gaim'"),
        ("area_held < -20", {"inputs": ["groups.ru.men"]}, "'groups.ru.men' .*an input that is uncertain by itself"),
        ("area_held < -20", {"arm": "comitted"}, "did you mean 'committed'"),
        ("area_held < -20", {"precision": 0.005}, r"precision: densities are known to .* ask for draws=\d+"),
        ("area_held < -20", {"threshold": 0.99}, r"no box has a density of 99 %, .*; more than the 11.4 % of all worlds, at most the [\d.]+ % of the densest box"),
        ("area_held < -20", {"alpha": 0.7, "boxes": 0}, r"alpha: found 0.7, wanted a share above 0, at most 0.5\nboxes: found 0, wanted a whole number from 1 to 1,000"),
        ("area_held < -20", {"least_mass": 0}, "least_mass: found 0, wanted a share above 0"),
        ("area_held < -20", {"threshold": 1.5}, "threshold: found 1.5"),
        ("area_held < -20", {"threshold": "a lot"}, "threshold: found 'a lot', wanted a share above 0"),
        ("area_held < -20", {"resamples": 2.5}, "resamples: found 2.5, wanted a whole number from 0 to 1,000"),
        ("area_held < -20", {"replays": "2", "boxes": 1001}, "boxes: found 1001, .*\nreplays: found '2', wanted a whole number from 1"),
        ("recovered_day < 100", {}, "recovered_day: has no number in"),
    ],
)  # fmt: skip
def test_refusals(small, where, options, match: str):
    with pytest.raises(ResultsError, match=match):
        worlds(small, where, **options)


@pytest.mark.parametrize(
    ("where", "options", "match"),
    [
        (None, {}, "no condition, and the outcome is not 0 or 1; one such as '> 1.59'"),
        ("outcom > 3", {}, "no outcome 'outcom'; 'outcome', or no name; did you mean 'outcome'"),
        ("> 3", {"replays": 2}, "cases cannot be played again; a run, or replays=1"),
        ("> 3", {"inputs": ["x9"]}, "nothing is called 'x9'"),
    ],
)
def test_refusals_of_cases(cases, where, options, match: str):
    with pytest.raises(ResultsError, match=match):
        worlds(cases, where, **options)


def test_a_precision_that_makes_no_sense_is_refused_before_anything_is_played(small):
    played = []
    with pytest.raises(ResultsError, match="precision: found -1, wanted a number above 0"):
        worlds(small, replays=2, precision=-1, progress=lambda *done: played.append(done))
    assert not played


def test_densities_must_be_known_where_a_box_is_tested_too(cases, monkeypatch):
    box = worlds(cases, "> 3").boxes[0]
    found, tested = box.held.density_error, box.tested.density_error
    assert found < tested
    assert worlds(cases, "> 3", precision=tested).boxes[0] == box
    with pytest.raises(
        ResultsError, match=r"densities when tested are known to ±[23].. with 3,000 .* ask for draws=\d+"
    ):
        worlds(cases, "> 3", precision=(found + tested) / 2)
    monkeypatch.setattr("attrit.analysis.discovery.counted_elsewhere", lambda *_: [Held(0, 0, 1000, 167, 1 / 6)])
    with pytest.raises(ResultsError, match="densities when tested are known to ±inf"):
        worlds(cases, "> 3", precision=0.5)


def test_whole_numbers_of_any_kind_are_taken(cases):
    found = worlds(cases, "> 3", boxes=np.int64(1), resamples=4.0, replays=1.0)
    assert found == worlds(cases, "> 3", resamples=4)
    assert json.dumps(plain(found))


def test_too_few_worlds(cases):
    few = Cases({name: x[:200] for name, x in cases.inputs.items()}, cases.outcome[:200])
    with pytest.raises(ResultsError, match="200 worlds are too few; at least 256"):
        worlds(few, "> 3")


def test_draws_that_would_do_are_named(small):
    """As many as give 20 worlds of interest, in whole blocks."""
    edge = float(np.sort(target_of(small).values(small))[7])
    with pytest.raises(
        ResultsError, match="true in 7 of 1,024 worlds only; at least 20; about 3,072 worlds would do: draws=3072"
    ):
        worlds(small, f"area_held < {edge:.17g}")


@pytest.mark.parametrize(
    ("where", "of", "words"),
    [
        (
            "area_held < -20",
            None,
            "area held by Ukraine is more than 20 km² lower if North Korea's men fight at Kursk than if Russia sends its own troops instead",
        ),
        (
            "area_held <= -20",
            None,
            "area held by Ukraine is at least 20 km² lower if North Korea's men fight at Kursk than if Russia sends its own troops instead",
        ),
        (
            "area_held > 5",
            None,
            "area held by Ukraine is more than 5 km² higher if North Korea's men fight at Kursk than if Russia sends its own troops instead",
        ),
        (
            "area_held < 0",
            None,
            "area held by Ukraine is lower if North Korea's men fight at Kursk than if Russia sends its own troops instead",
        ),
        ("area_held > -20", None, "the difference in area held by Ukraine (committed minus absent) is above −20 km²"),
        ("area_held < 100", "arm", "area held by Ukraine is below 100 km² if North Korea's men fight at Kursk"),
        ("losses_ru >= 30_000", "arm", "Russian losses are at least 30,000 men if North Korea's men fight at Kursk"),
        ("recovered == 1", "arm", "recovery happens if North Korea's men fight at Kursk"),
        ("recovered == 0", "arm", "recovery does not happen if North Korea's men fight at Kursk"),
        (
            "recovered == 1",
            None,
            "recovery happens if North Korea's men fight at Kursk but not if Russia sends its own troops instead",
        ),
        (
            "recovered == -1",
            None,
            "recovery happens if Russia sends its own troops instead but not if North Korea's men fight at Kursk",
        ),
    ],
)
def test_conditions_in_words(results, recovered, where: str, of: str | None, words: str):
    condition = Condition.read(where)
    asked = replace(recovered, condition=condition, target=target_of(results, condition.name, of=of))
    assert happening(asked) == words


def test_text_says_it_all(recovered):
    box = recovered.boxes[0]
    text = lines(recovered)
    whole = " ".join(" ".join(text).split())
    assert all(len(line) <= 104 for line in "\n".join(text).splitlines())
    assert re.match(r"In 3\d % of the worlds, recovery happens if North Korea's men fight at Kursk\. Where ", whole)
    assert "Where “ground gained in a day by the attacker at the start” (kursk.gain) is above" in whole
    there = box.tested
    assert f"that is so in {share_with_error(there.density, there.density_error)} % (density), " in whole
    assert f"{box.tested.lift:.1f} times as often" in whole
    searched = f"density {100 * box.held.density:.0f} %, coverage {100 * box.held.coverage:.0f} %."
    assert "These figures come from 4,096 fresh worlds. In the worlds used for the search they look " in whole
    assert sentence(recovered).endswith(searched)
    assert "what it is" not in whole
    assert "Box 2: that is so in " in whole and "of the worlds that remain. Where " in whole
    assert "20 of 20" in whole
    assert "this box" in whole
    told = plain(recovered)
    assert json.loads(json.dumps(told, allow_nan=False))["boxes"][0]["held"]["density"] == box.held.density
    assert told["sentence"] == sentence(recovered)


def test_text_of_cases_and_states(cases):
    whole = " ".join(" ".join(lines(worlds(cases, "> 3"))).split())
    assert re.match(r"In \d+ % of the cases, the price is above 3 km²\. Where ", whole)
    assert "role is not line" in whole
    assert (
        "These figures come from 999 cases set aside before the search. In the cases used for the search they look different"
        in whole
    )
    assert "rests on" not in whole
    assert "prior share: " not in whole


def test_no_number_flatters_where_no_other_world_lies_in_a_box(recovered):
    first = recovered.boxes[0]
    none = replace(recovered, boxes=(replace(first, tested=Held(0, 0, 4096, 1300, 0.3)),))
    assert sentence(none).endswith(
        "These figures flatter: they come from the worlds that were searched, and no others lie there."
    )
    assert "of those searched in the box, where no other lies" in " ".join(discovery_spec(none)["title"]["text"])
    assert "This box may be chance: do not rely on it." in " ".join(lines(none))


def test_inputs_that_no_sentence_names_are_explained_below_the_table(recovered):
    first = recovered.boxes[0]
    row = first.restrictions[0]
    rows = tuple(replace(row, path=f"a.b{i}", name=f"b{i}", meaning=f"the meaning of {i}") for i in range(5))
    rows += (replace(row, path="hypotheses.role", name="role", meaning="one of line, assault"),)
    told = lines(replace(recovered, boxes=(replace(first, restrictions=rows),)))
    assert "“the meaning of 2” (b2) is above" in " ".join(told[0].split())
    assert "  b3  the meaning of 3" in told and "  b4  the meaning of 4" in told
    assert not any(line.startswith("  b2 ") or "one of" in line for line in told)
    assert "role is above" in box_in_words(replace(first, restrictions=rows[-1:]))


def test_every_box_is_drawn(recovered):
    spec = discovery_spec(recovered)
    assert len(spec["concat"]) == 2 * len(recovered.boxes) == 4
    title = " ".join(spec["title"]["text"]).replace("\u00a0", " ")
    for place, box in enumerate(recovered.boxes):
        kept, way = spec["concat"][2 * place : 2 * place + 2]
        assert kept["title"]["text"][0].startswith(f"Box {place + 1}: part") and way["title"]["text"][0].startswith(
            "Box"
        )
        tested, held = (f"{100 * one.density:.0f} % of" for one in (box.tested, box.held))
        assert f"{tested} other worlds in box {place + 1} ({held} those searched)" in title
        bars = kept["layer"][0]["data"]["values"]
        for row in {bar["place"] for bar in bars}:
            parts = [bar for bar in bars if bar["place"] == row]
            assert parts[0]["from"] == 0
            assert parts[-1]["to"] == pytest.approx(1, abs=ROUNDING)
            assert any(bar["kept"] for bar in parts)
    assert "<svg" in svg(spec)


def test_chart_of_states(cases):
    bars = discovery_spec(worlds(cases, "> 3"))["concat"][0]["layer"][0]["data"]["values"]
    assert sum([bar["kept"] for bar in bars if bar["place"] == place] == [True, False, True] for place in range(3)) == 1


def test_chart_where_there_is_no_box(cases):
    found = worlds(replace(cases, outcome=np.random.default_rng(2).random(3000)), "> 0.9")
    spec = discovery_spec(found)
    assert spec["description"] == sentence(found)
    assert "no limits make that more frequent" in " ".join(spec["title"]["text"])
    assert spec["concat"][0]["layer"][0]["data"]["values"][1]["to"] == found.share
    assert "<svg" in svg(spec)
