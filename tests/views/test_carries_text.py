"""What carries an effect, as people read it."""

from __future__ import annotations

import pytest

import attrit
from attrit.analysis.carries import Carried, carries
from attrit.views.carries.charts import carries_spec
from attrit.views.carries.words import lines, plain, sentence, under_headline
from tests.views import example


@pytest.fixture
def found() -> Carried:
    return example.carried()


def test_the_sentence_says_what_shrinks_the_effect_most_and_what_holds_it_back(found: Carried) -> None:
    said = sentence(found)
    assert "difference in area held by Ukraine (committed minus absent) is −12.0 ± 0.8 km² on average" in said
    assert "would be −2.0 ± 0.7 km² if russians_freed were 0" in said
    assert "and −7.0 ± 0.7 km² if advance.ratio_power were 0" in said
    assert "without the mechanism saturation (what saturation is) it would be −23.0 ± 0.7 km²." in said


def test_all_beyond_their_error_stand_in_the_table_and_the_others_are_counted(found: Carried) -> None:
    text = "\n".join(lines(found))
    for row in ("russians_freed", "−2.0 ± 0.7", "weaker by 10.0 ± 0.5", "no limit", "off", "square", "by 11.0 ± 0.5"):
        assert row in text
    assert "map.lag" not in text
    assert "The other 136 settings have no clear effect." in text
    assert "need not add up" in text


def test_under_a_headline_what_only_repeats_a_row_above_is_left_out(found: Carried) -> None:
    text = "\n".join(under_headline(found))
    assert "saturation " in text and "saturation.line" not in text
    assert "need not add up" in text and "These are the largest of 141 settings" in text


def test_where_nothing_is_beyond_its_error_one_line_says_so(found: Carried) -> None:
    none = Carried(found.target, found.effect, found.parts[-1:], 1024, 141)
    assert sentence(none).startswith("In 1,024 worlds, none of 141 settings clearly changes the difference")
    assert len(under_headline(none)) == 1


def test_plain_data_has_every_part(found: Carried) -> None:
    rows = plain(found)["parts"]
    assert [row["carries"] for row in rows] == [part.carries for part in found.parts]
    assert [row["beyond_error"] for row in rows] == [part.told for part in found.parts]


def test_the_chart_shows_what_is_left_beside_the_effect_as_it_is(found: Carried) -> None:
    (spec,) = carries_spec(found)["concat"]
    rows = spec["data"]["values"]
    assert [row["middle"] for row in rows] == [part.then for part in found.told]
    assert {"x": {"datum": -12.0}}.items() <= spec["layer"][0]["encoding"].items()


def test_a_chance_is_told_in_points() -> None:
    run = attrit.simulate(attrit.load("template"), 256, horizon=60)
    text = "\n".join(lines(carries(run, "recovered")))
    assert " pt" in text and "km²" not in text
