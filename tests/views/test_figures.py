"""Charts: that they show the numbers of the run, can be read, and are made without Altair."""

import dataclasses
import json
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from datetime import date, timedelta

import numpy as np
import pytest

import attrit
from attrit.analysis.compare import compare
from attrit.analysis.law_spread import law_spread
from attrit.errors import LedgerError, ResultsError
from attrit.evidence.claims import Claim, Ledger
from attrit.evidence.priors import Prior, Provenance
from attrit.experiments.measures import measures_of
from attrit.views.answer.charts import arms_spec, losses_spec
from attrit.views.answer.days import difference_spec, fan_spec
from attrit.views.answer.front import front_spec
from attrit.views.carries.charts import carries_spec
from attrit.views.charts.look import DEEP, MIDDLE, PALE, RUST, interval_row
from attrit.views.claims.charts import claims_spec
from attrit.views.laws.charts import laws_spec
from attrit.views.words.numbers import capital, spread, unit_name, with_error, with_unit
from tests.views import example

LINES = ("p05", "p25", "p50", "p75", "p95")


@pytest.fixture(scope="module")
def run():
    return example.results()


def every_spec(run):
    s = run.scenario
    return {
        "fan": fan_spec(run),
        "fan of one": fan_spec(run, ["absent"]),
        "fan by side": fan_spec(run, outcome="losses", side="ru"),
        "difference": difference_spec(run, "committed"),
        "losses": losses_spec(run),
        "front": front_spec(s),
        "arms": arms_spec(run),
        "carries": carries_spec(example.carried()),
        "laws": laws_spec(law_spread(attrit.load("template"), ["square", "linear"], draws=64)),
        "claims": claims_spec(s.ledger, "dprk_men_in_kursk", s.inputs["quantities.contingent_men"].prior),
    }


def texts_of(panel) -> list[str]:
    """What stands to the right of the rows of a panel."""
    return [row["text"] for row in panel["data"]["values"]]


def claim(name: str, **fields) -> Claim:
    given = {"id": name, "subject": "men", "as_of": "2024-11", "made_on": date(2024, 11, 4), "claimant": "Kyiv"}
    return Claim(**given | {"note": "said so", "unit": "person" if "qualifier" in fields else ""} | fields)


# --- charts by day


def test_a_fan_ends_with_the_numbers_of_the_table(run):
    spec = fan_spec(run, ["committed", "absent"])
    row = compare(run, "committed")["area_held"]
    for panel, estimate in zip(spec["concat"], (row.arm, row.against), strict=True):
        last = panel["data"]["values"][-1]
        assert [last[key] for key in ("p05", "p50", "p95")] == [estimate.low, estimate.middle, estimate.high]


def test_a_fan_has_real_dates_and_rising_quantiles(run):
    rows = fan_spec(run, ["committed"])["data"]["values"]
    first = run.scenario.as_of
    assert [row["date"] for row in rows] == [(first + timedelta(days=d)).isoformat() for d in range(example.DAYS + 1)]
    assert all(np.diff([row[key] for key in LINES]).min() >= 0 for row in rows)


def test_panels_of_a_fan_share_their_scale_and_show_the_first_arm_for_comparison(run):
    panels = fan_spec(run)["concat"]
    assert [panel["title"]["text"] for panel in panels] == [
        [capital(run.scenario.arms[name].title)] for name in run.arms
    ]
    scales = [panel["layer"][0]["encoding"]["y"]["scale"] for panel in panels]
    assert all(scale == scales[0] for scale in scales)
    assert scales[0]["domain"][0] == 0
    first = [row["p50"] for row in panels[0]["data"]["values"]]
    compared = [
        [[row["other"] for row in layer["data"]["values"]] for layer in panel["layer"] if "strokeDash" in layer["mark"]]
        for panel in panels
    ]
    assert compared == [[], [first], [first], [first]]


def test_a_difference_is_taken_world_by_world(run):
    spec = difference_spec(run, "five_times", "absent")
    estimate = compare(run, "five_times", "absent")["area_held"].difference
    last = spec["data"]["values"][-1]
    assert [last[key] for key in ("p05", "p50", "p95")] == [estimate.low, estimate.middle, estimate.high]
    assert estimate.high < 0 and "−" in spec["description"]
    assert difference_spec(run, "committed") == difference_spec(run, "committed", run.scenario.against)


def test_labels_at_the_line_ends_do_not_touch(run):
    variable = run.variables["area_held"]
    one = np.broadcast_to(variable.values[..., :1], variable.values.shape)  # all worlds alike: all labels at one place
    alike = dataclasses.replace(run, variables={**run.variables, "area_held": variable._replace(values=one)})
    for spec in (fan_spec(alike, ["absent"]), difference_spec(alike, "committed"), difference_spec(alike, "absent")):
        low, high = spec["layer"][0]["encoding"]["y"]["scale"]["domain"]
        places = [layer["data"]["values"][0]["place"] for layer in spec["layer"][-3:]]
        pixels = np.array(places) / (high - low) * spec["height"]
        assert np.diff(pixels).min() > 13
        assert places[0] >= low


def test_days_without_numbers_are_left_out(run):
    variable = run.variables["area_held"]
    values = variable.values.copy()
    values[:, 5:] = np.nan
    short = dataclasses.replace(run, variables={**run.variables, "area_held": variable._replace(values=values)})
    assert len(fan_spec(short, ["absent"])["data"]["values"]) == 5
    values[:] = np.inf
    assert difference_spec(short, "committed")["data"]["values"] == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"outcome": "killed"}, r"killed: was kept for the end of the run only; .*; run it with keep=\['killed'\]"),
        ({"outcome": "losses"}, "losses: has a number for each side; one of ru, ua; add side='ru'"),
        ({"outcome": "losses", "side": "fr"}, "side: no 'fr' in side; one of ru, ua"),
        ({"outcome": "area"}, "area: no such outcome"),
        ({"arms": ["comitted"]}, "did you mean 'committed'"),
    ],
)
def test_what_a_fan_cannot_show_is_said(run, arguments: dict, message: str):
    with pytest.raises(ResultsError, match=message):
        fan_spec(run, **arguments)


# --- charts of points


def test_losses_are_those_of_the_measures_for_each_arm(run):
    spec = losses_spec(run, ["absent", "committed"])
    measures = {measure.name: measure for measure in measures_of(run)}
    names = ["losses_ru", "losses_side_ru", "losses_ua"]
    names += [f"contingent_{fate}" for fate in ("killed", "wounded", "captured", "lost")]
    wanted = [[spread(measures[name].estimate(run, arm)) for arm in ("absent", "committed")] for name in names]
    assert [texts_of(panel) for panel in spec["concat"]] == wanted
    assert spec["title"]["text"] == ["Losses up to 14\u00a0February\u00a02025 by arm (men)"]


def test_arms_are_held_against_the_base_arm(run):
    held, chance = arms_spec(run)["concat"]
    rows = held["data"]["values"]
    assert [row["label"] for row in rows] == [run.scenario.arms[name].title for name in run.arms]
    assert (rows[0]["middle"], rows[0]["text"]) == (0, "reference")
    assert rows[2]["middle"] == compare(run, "five_times", "committed")["area_held"].difference.mean
    shown = [row["middle"] for row in chance["data"]["values"]]
    assert shown == [np.isfinite(run.values("recovered_day", arm)).mean() for arm in run.arms]
    assert all(0 <= row["low"] <= row["middle"] <= row["high"] <= 1 for row in chance["data"]["values"])


def test_arms_need_the_base_arm():
    with pytest.raises(ResultsError, match="no arm 'committed'"):
        arms_spec(example.results(arms=("absent", "five_times")))


def test_laws_stand_with_their_differences():
    found = law_spread(attrit.load("template"), ["square", "linear"], draws=64)
    held, chance = laws_spec(found)["concat"]
    ground = found["area_held", "difference"].by_law
    assert [row["label"] for row in held["data"]["values"]] == ["square", "linear"]
    assert [row["middle"] for row in held["data"]["values"]] == [e.mean for e in ground.values()]
    recovered = found["recovered", "difference"].by_law
    assert [row["middle"] for row in chance["data"]["values"]] == [e.mean for e in recovered.values()]
    arm, against = (found.scenario.arms[name].title for name in ("committed", "absent"))
    assert " ".join(laws_spec(found)["title"]["text"]) == f"“{arm}” against “{against}” under each law of attrition"


def test_a_spread_of_worlds_and_an_error_have_marks_of_their_own_and_the_caption_names_both(run):
    held, chance = arms_spec(run)["concat"]
    marks = [{layer["mark"]["type"]: layer["mark"] for layer in panel["layer"]} for panel in (held, chance)]
    assert [mark["point"]["filled"] for mark in marks] == [True, False]
    assert marks[0]["rule"]["strokeWidth"] > 2 * marks[1]["rule"]["strokeWidth"]
    caps = [[layer for layer in panel["layer"] if layer["mark"]["type"] == "tick"] for panel in (held, chance)]
    assert caps[0] == []
    assert [cap["encoding"]["x"]["field"] for cap in caps[1]] == ["low", "high"]
    caption = " ".join(arms_spec(run)["title"]["subtitle"]).replace("\u00a0", " ")
    assert "Broad bar: nine worlds in ten" in caption
    assert "Thin line with end caps: its Monte-Carlo error (95 %)" in caption


def test_a_chart_of_one_panel_keeps_its_own_title_and_legend():
    spec = carries_spec(example.carried())
    assert spec["title"]["text"] == ["What is left of the effect with one thing changed"]
    assert "Hollow point" in " ".join(spec["title"]["subtitle"])


@pytest.mark.parametrize("horizon", [1, 2, 3, 5, 8, 30, 31, 59, 74])
def test_each_day_stands_on_an_axis_of_days_once(horizon: int):
    run = example.results(example.scenario(horizon=horizon), arms=("committed", "absent"), draws=20)
    axes = [panel["layer"][0]["encoding"]["x"]["axis"] for panel in fan_spec(run)["concat"]]
    (first, *_), *_ = values = [axis["values"] for axis in axes]
    assert first == 1000 * 24 * 3600 * (run.scenario.as_of - date(1970, 1, 1)).days, "midnight of the first day"
    for marks in values:
        steps = set(np.diff(marks))
        assert len(steps) <= 1 and all(step % 86_400_000 == 0 and step > 0 for step in steps)
        assert 2 <= len(marks) <= 6


def test_numbers_of_an_axis_stand_at_their_place(run):
    for name, spec in every_spec(run).items():
        assert spec["config"]["axis"]["labelFlush"] is False, name


def test_the_schematic_shows_every_sector_and_group_in_proportion(run):
    s = run.scenario
    spec = front_spec(s)
    rects = spec["layer"][0]["data"]["values"]
    words = " ".join(row["text"] for layer in spec["layer"][2:] for row in layer["data"]["values"])
    words = words.replace("\n", " ").replace("\u00a0", " ")
    for text in ("Russia attacks", "Ukraine holds", "490 km² held", "Sudzha: 490 km²", "Ukrainian troops: 30,000 men"):
        assert text in words
    men = s.medians()
    bars = {round(row["x2"] - row["x"], 6): row["colour"] for row in rects if row["colour"] in (DEEP, RUST)}
    scale = max(bars) / men["groups.ru.men"]
    assert set(bars) == {round(scale * men[f"groups.{name}.men"], 6) for name in ("ru", "ua", "dprk")}
    assert [colour for colour in bars.values()].count(RUST) == 1, "the contingent alone"
    assert "A schematic, no map" in spec["title"]["subtitle"][0]


def test_the_schematic_shows_what_is_contested_and_keeps_small_sectors_readable():
    kursk = attrit.load("kursk-2024")
    rects = [row for row in front_spec(kursk)["layer"][0]["data"]["values"] if row["colour"] in (MIDDLE, PALE)]
    whole, contested = (sum(row["x2"] - row["x"] for row in rects if row["colour"] == c) for c in (PALE, MIDDLE))
    middle = kursk.medians()
    held, disputed = (middle[f"fronts.kursk.area_{kind}"] for kind in ("held", "contested"))
    assert contested / whole == pytest.approx(disputed / (held + disputed))
    heights = [row["y2"] - row["y"] for row in rects if row["colour"] == PALE]
    assert len(heights) == 5 and min(heights) > 14
    assert heights[2] == max(heights), "the open western flank is the largest"


def test_a_chart_by_day_ends_with_the_mean_of_the_table(run):
    row = compare(run, "committed")["area_held"]
    spec = difference_spec(run, "committed")
    (diamond,) = [layer for layer in spec["layer"] if layer["mark"].get("shape") == "diamond"]
    assert diamond["data"]["values"][0]["mean"] == row.difference.mean
    text = f"mean {with_error(row.difference.mean, row.difference.mean_error, signed=True)}"
    assert text in spec["description"] and text in json.dumps(spec["layer"][-3:], ensure_ascii=False)


def test_claims_stand_in_the_order_in_which_they_were_made_and_the_prior_last(run):
    prior = Prior("lognormal", 9000.0, 10_000.0, 11_500.0, Provenance("claim"))
    rows = claims_spec(run.scenario.ledger, "dprk_men_in_kursk", prior)["data"]["values"]
    days = [claim.made_on for claim in run.scenario.ledger.about("dprk_men_in_kursk")]
    assert len(rows) == len(days) + 1
    assert rows[0]["label"].endswith(f"{min(days).day} {min(days):%b %Y}")
    assert (rows[-1]["low"], rows[-1]["at"], rows[-1]["high"]) == (9000, 10_000, 11_500)
    assert rows[-1]["text"] == "10,000 [9,000, 11,500]"


def test_a_claim_is_drawn_as_it_was_said():
    ledger = Ledger(
        (
            claim("A", value=10_000.0, qualifier="about"),
            claim("B", low=8_000.0, high=12_000.0, qualifier="range", made_on=date(2024, 11, 5)),
            claim("C", value=9_000.0, qualifier="at_least", made_on=date(2024, 11, 6)),
            claim("D", high=15_000.0, qualifier="up_to", made_on=date(2024, 11, 7)),
            claim("E", stance="denies", made_on=date(2024, 11, 8)),
            claim("F", value=10_000.0, qualifier="about", repeats="A", made_on=date(2024, 11, 9)),
            claim("G", value=20.0, qualifier="exact", unit="%", made_on=date(2024, 11, 10)),
        )
    )
    rows = claims_spec(ledger, "men")["data"]["values"]
    assert [row["text"] for row in rows] == [
        "about 10,000", "8,000 to 12,000", "at least 9,000", "up to 15,000", "denies", "about 10,000", "20 %",
    ]  # fmt: skip
    assert [row.get("at") for row in rows] == [10_000, 10_000, 9_000, 15_000, None, 10_000, None]
    assert [row.get("arrow") for row in rows][2:4] == ["triangle-right", "triangle-left"]
    assert (rows[1]["low"], rows[1]["high"]) == (8_000, 12_000)
    assert [row["first"] for row in rows] == [True] * 5 + [False, True]


def test_words_of_a_claim_name_definition_and_stance():
    held = claim("A", value=0.5, qualifier="exact", definition="held_or_contested", stance="confirms")
    assert held.words == "0.5 · held or contested · confirms"


def test_claims_without_a_number_cannot_be_drawn():
    ledger = Ledger((claim("A", stance="denies"),))
    with pytest.raises(LedgerError, match="men: no claim about it states a number"):
        claims_spec(ledger, "men")
    with pytest.raises(LedgerError, match="no claim about 'man'"):
        claims_spec(ledger, "man")


def test_a_row_without_numbers_keeps_its_texts():
    assert interval_row("a", np.nan, np.nan, np.nan, "–") == {"label": "a", "text": "–"}
    assert interval_row("a", np.nan, 2.0, np.nan, "2") == {"label": "a", "text": "2", "low": 2, "middle": 2, "high": 2}


@pytest.mark.parametrize(
    ("unit", "name"),
    [("person", "men"), ("person/day", "men/day"), ("km2/day", "km²/day"), ("1/day", "1/day"), ("1", "")],
)
def test_units_are_called_what_people_call_them(unit: str, name: str):
    assert unit_name(unit) == name
    assert with_unit("lost", unit) == (f"Lost ({name})" if name else "Lost")


# --- all charts


def test_every_chart_is_plain_data_with_a_description(run):
    for name, spec in every_spec(run).items():
        assert json.loads(json.dumps(spec, allow_nan=False)) == spec, name
        assert len(spec["description"]) > 40, name
        assert spec["$schema"].endswith("/v6.json")


def test_every_figure_is_a_valid_altair_chart_that_draws(run, tmp_path):
    s = run.scenario
    figures = {
        "fan": attrit.figures.fan(run),
        "difference": attrit.figures.difference(run, "committed"),
        "losses": attrit.figures.losses(run),
        "arms": attrit.figures.arms(run),
        "carries": attrit.figures.chart(example.carried()),
        "claims": attrit.figures.claims(s.ledger, "dprk_men_in_kursk"),
    }
    for name, figure in figures.items():
        figure.save(tmp_path / f"{name}.svg")
        drawing = ElementTree.parse(tmp_path / f"{name}.svg").getroot()
        paths = [mark for mark in drawing.iter("{http://www.w3.org/2000/svg}path") if mark.get("d")]
        assert len(paths) > 5, name
        assert not [mark for mark in paths if "NaN" in mark.get("d")], name


def test_texts_of_a_scenario_are_never_read_as_expressions():
    title = '</text><script>alert(1)</script> datum.p50 {"signal": "width"} \\n \'quoted\''
    arms = {
        name: dataclasses.replace(arm, title=title if name == "absent" else arm.title)
        for name, arm in example.scenario().arms.items()
    }
    run = example.results(example.scenario(arms=arms))
    svg = attrit.figures.fan(run).to_dict() and _svg(fan_spec(run, ["absent", "committed"]))
    assert "<script" not in svg and "&lt;script&gt;" in svg and "datum.p50" in svg


def _svg(spec) -> str:
    import vl_convert

    return vl_convert.vegalite_to_svg(spec)


def test_specs_are_made_without_altair():
    script = "import attrit.views.report.page, sys; sys.exit('altair' in sys.modules or 'pandas' in sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True)
