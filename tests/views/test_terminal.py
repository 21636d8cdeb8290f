"""The headline screen: it fits, breaks no number, and tells one number for one effect."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

import attrit
from attrit.answer import answer
from attrit.engine.results import Results
from attrit.engine.simulate import simulate
from attrit.views.answer import table as terminal
from attrit.views.provenance import words as provenance_text
from attrit.views.words.columns import held, lines_of, terminal_width
from tests.analysis.by_hand import made
from tests.views import example

ROUNDED = 1e-5  # differences that single precision cannot mean are taken for none
WIDTHS = (50, 60, 72, 80, 100, 120)


def screen(results: Results, width: int, *arms: str) -> dict[str, list[str]]:
    with lines_of(width):
        return terminal.parts(answer(results, *arms))


@pytest.fixture(scope="module")
def kursk_run() -> Results:
    arms = ["committed", "absent", "five_times", "no_shells"]
    return simulate(attrit.load("kursk-2024"), 512, arms=arms, horizon=60, keep=())


@pytest.fixture(scope="module")
def runs(kursk_run: Results) -> list[Results]:
    return [kursk_run, example.results()]


@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_wider_than_the_terminal_and_no_number_is_broken(runs: list[Results], width: int) -> None:
    for run in runs:
        lines = [line for part in screen(run, width).values() for text in part for line in text.split("\n")]
        assert max(map(len, lines)) <= width
        for line in lines:
            assert line.count("[") == line.count("]") or "[nine" in line or line.endswith("in ten]"), line
            assert not re.search(r"±$|^\s*±|^\s*(%|pt\b|km²)", line), line


def test_the_same_is_told_at_every_width(kursk_run: Results) -> None:
    def numbers(width: int) -> list[str]:
        table = screen(kursk_run, width)["table"]
        rule = next(place for place, line in enumerate(table) if line.startswith("---"))
        return sorted(re.findall(r"\S+ ± \S+", " ".join(table[rule:])))

    for width in WIDTHS:
        assert "…" not in " ".join([*screen(kursk_run, width)["table"], *screen(kursk_run, width)["arms"]])
    assert numbers(50) == numbers(60) == numbers(80) == numbers(100) == numbers(120) != []


def test_each_effect_on_the_screen_is_the_mean_with_its_error(kursk_run: Results) -> None:
    told = answer(kursk_run)
    printed = "\n".join(screen(kursk_run, 160)["table"])
    for row in told.comparison.rows:
        d, factor = row.difference, 100.0 if row.measure.probability else 1.0
        if row.measure.shown and d.draws and d.mean_error > 0:
            line = next(line for line in printed.split("\n") if line.startswith(row.measure.title))
            found = re.search(r"([+−]?[\d,.]+) ± ([\d,.]+)", line)
            assert found is not None, line
            mean, error = (float(x.replace(",", "").replace("−", "-")) for x in found.groups())
            assert error == pytest.approx(factor * d.mean_error, rel=0.13), line
            assert abs(mean - factor * d.mean) <= error, line


def test_columns_subtract_to_the_difference(kursk_run: Results) -> None:
    for row in answer(kursk_run).comparison.rows:
        if row.difference.draws:
            assert row.arm.mean - row.against.mean == pytest.approx(row.difference.mean, rel=ROUNDED, abs=1e-9)


def test_an_effect_that_most_worlds_lack_is_not_told_as_nothing() -> None:
    one_in_five = 100.0 * (np.arange(1000) % 5 == 0)
    run = made(1000, area_held={"base": 500.0 - one_in_five, "without": np.full(1000, 500.0)})
    row = next(line for line in screen(run, 100)["table"] if line.startswith("area held"))
    assert "−20.0 ± 1.3" in row and "[−100, 0]" in row


def test_a_day_of_recovery_is_a_date_with_an_error_and_the_worlds_it_rests_on() -> None:
    day = 10.0 + np.arange(400) % 7
    both = np.where(np.arange(400) % 4, day, np.inf)
    run = made(400, recovered_day={"base": both, "without": np.where(np.isfinite(both), day + np.arange(400) % 2, 3.0)})
    lines = screen(run, 100)["table"]
    place = next(i for i, line in enumerate(lines) if line.startswith("day of recovery"))
    text = " ".join(lines[place : place + 2])
    assert "300 worlds" in text and "if there is one" in text
    assert "14 Jan 2000" in text and "−0.667 ± 0.027 days" in text, text


def test_one_arm_has_one_column() -> None:
    run = example.results(arms=("committed",))
    table = screen(run, 100, "committed", "committed")["table"]
    assert "difference" not in " ".join(table) and "no contingent" not in " ".join(table)
    row = next(line for line in table if line.startswith("area held"))
    assert re.fullmatch(r"area held by Ukraine, km²\s+334 ± 4\s+\[150, 4\d\d\]", row), row


def test_arms_are_called_by_their_titles_and_keys_stand_where_they_are_typed(kursk_run: Results) -> None:
    parts = screen(kursk_run, 100)
    words = " ".join(" ".join(lines) for name, lines in parts.items() if name not in ("arms", "spread"))
    for name in ("committed", "absent", "ru :", "dprk"):
        assert name not in words
    assert any("five times as many come" in line and "five_times" in line for line in parts["arms"])


def test_what_is_certain_has_no_brackets() -> None:
    kursk = attrit.load("kursk-2024").with_changes({"quantities.contingent_men": "4000 person"}, "--set")
    run = simulate(kursk, 16, arms=["committed", "absent"], horizon=3, keep=())
    (text,) = screen(run, 100)["contingent"]
    assert "4,000 men;" in text


def test_own_troops_in_the_place_of_others_are_said_below_the_table(kursk_run: Results) -> None:
    told = " ".join(screen(kursk_run, 100)["table"])
    assert "“Russia sends its own troops instead”: fewer men, and later, whom the mechanism" in told
    more = " ".join(screen(kursk_run, 100, "five_times", "committed")["table"])
    assert "substitution" not in more
    off = attrit.load("kursk-2024").without_mechanism("substitution")
    run = simulate(off, 16, arms=["committed", "absent"], horizon=3, keep=())
    assert "substitution" not in " ".join(screen(run, 100)["table"])


def test_a_name_with_an_article_has_no_capital_within_a_sentence() -> None:
    run = simulate(attrit.load("template"), 64, arms=["committed", "absent"], horizon=3, keep=())
    text = " ".join(line for part in screen(run, 100).values() for line in part)
    assert "area held by the North" in text and "The North" not in text and "The South" not in text


def test_one_world_has_no_error() -> None:
    run = simulate(attrit.load("template"), 1, arms=["committed", "absent", "doubled"], horizon=3, keep=())
    parts = screen(run, 100)
    errors = re.findall(r"± (\S+)", " ".join([*parts["table"], *parts["arms"]]))
    assert set(errors) == {"–"}


def test_shares_below_zero_are_explained_where_they_stand() -> None:
    run = simulate(attrit.load("template"), 64, arms=["committed", "absent"], horizon=3, keep=())
    split = attrit.provenance(run, pairs=32)
    row = split.rows[0]
    below = row.shares["fit"]._replace(share=row.shares["fit"].share._replace(share=-0.02, error=0.03))
    above = {name: of._replace(share=of.share._replace(share=0.2)) for name, of in row.shares.items()}
    for shares, told in ((above, False), ({**above, "fit": below}, True)):
        lines = " ".join(provenance_text.lines(replace(split, rows=(replace(row, shares=shares),))))
        assert ("cannot be told from zero" in lines) is told


def test_a_number_that_is_the_same_in_every_world_has_no_error() -> None:
    assert held("12 ± 3 km² [1, 2]") == "12\u00a0±\u00a03\u00a0km² [1,\u00a02]"
    run = made(50, area_held={"base": np.full(50, 80.0), "without": np.full(50, 100.0)})
    row = next(line for line in screen(run, 100)["table"] if line.startswith("area held"))
    assert re.fullmatch(r"area held by blue, km²\s+80\s+100\s+−20", row), row


def test_the_width_is_that_of_the_terminal_within_what_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for asked, given in (("80", 80), ("60", 60), ("20", 40), ("500", 120)):
        monkeypatch.setenv("COLUMNS", asked)
        assert terminal_width() == given
