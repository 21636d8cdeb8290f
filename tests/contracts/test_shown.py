"""Every public object is one line in Python and a table in a notebook; what somebody wrote in it is never markup."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pytest

import attrit
from attrit.everything import Findings
from attrit.scenario.files import parse

MARK = "<b onclick=x>&"
LONGEST = 200


@cache
def run() -> Any:
    text = files("attrit.library").joinpath("template.yaml").read_text("utf-8")
    for title in ("the brigade comes", "it does not come", "The North", "Foreign brigade", "The valleys of Aven"):
        assert title in text
        text = text.replace(title, f"{title} {MARK}")
    return attrit.simulate(parse(text), 300, horizon=10, arms=["committed", "absent"])


@cache
def objects() -> dict[str, Any]:
    """One of each kind that a user can hold."""
    results = run()
    ledger = attrit.Ledger.read(files("attrit.library") / "kursk-2024-ledger.csv")
    prior = attrit.pool(ledger.about("dprk_men_in_kursk"), unit="person")
    x, y = np.linspace(0, 1, 400), np.linspace(0, 7, 400) % 1
    cases = attrit.Cases({"first": x, "second": y}, x + 0.1 * y, title=MARK)
    compared = attrit.compare(results, "committed")
    levers = {"outcome": "area_held"}
    found = {
        "provenance": attrit.provenance(results, pairs=32),
        "carries": attrit.carries(results, draws=32, most=3),
        "information": attrit.worth_knowing(results),
        "sensitivity": attrit.drivers(cases),
        "discovery": attrit.worlds(cases, "outcome > 0.8", resamples=2),
        "requirement": attrit.needed(results, "men", [0, 8000, 20000], **levers),
        "contour": attrit.contour(results, ("men", "shells"), ([0, 8000], [0, 500]), **levers),
        "compared": attrit.compare_arms(results),
        "laws": attrit.law_spread(results.scenario, ["square", "linear"], draws=32, horizon=5),
    }
    return {
        **found, "findings": Findings(**found, refused={"all": MARK}), "scenario": results.scenario,
        "input": results.scenario.inputs["groups.brigade.men"], "run": results,
        "variable": results.variables["area_held"], "ledger": ledger, "claim": next(iter(ledger)), "prior": prior,
        "pool": prior.provenance.pool, "where from": prior.provenance, "comparison": compared,
        "row": compared["area_held"], "estimate": compared["area_held"].difference, "cases": cases,
        "keep": attrit.Keep(final=["area_held"]), "law": attrit.laws.LAWS["square"],
        "duels": attrit.duels(10, 8, 0.01, 0.01, runs=64), "source": attrit.citations(results)[0],
    }  # fmt: skip


def test_every_public_class_is_among_them() -> None:
    classes = [thing for thing in map(attrit.__getattr__, attrit.__all__) if inspect.isclass(thing)]
    shown = {kind for thing in objects().values() for kind in type(thing).__mro__}
    assert [kind for kind in classes if kind not in shown and not issubclass(kind, Exception)] == []


def test_each_is_one_line_in_python() -> None:
    for name, thing in objects().items():
        assert len(repr(thing)) < LONGEST and "\n" not in repr(thing), name
        assert repr(thing).strip("<").startswith(type(thing).__name__), name
        parts = [*vars(thing).values()] if dataclasses.is_dataclass(thing) else []
        rows = [value[0] for value in parts if isinstance(value, tuple) and value]
        assert all(len(repr(row)) < LONGEST and "\n" not in repr(row) for row in rows), name


def test_a_run_says_its_size() -> None:
    assert repr(run()) == "<Results template: 2 arms × 300 worlds × 10 days, seed 1>"
    assert repr(run().scenario).startswith("<Scenario template: 4 arms, ")


def test_each_is_a_table_in_a_notebook_and_no_text_is_markup() -> None:
    marked = 0
    for name, thing in objects().items():
        if not hasattr(thing, "_repr_html_"):
            assert name in ("variable", "source"), name
            continue
        page = thing._repr_html_()
        assert "<table" in page or "<pre>" in page, name
        assert MARK not in page and "<b" not in page.replace("<br>", ""), name
        marked += "&lt;b onclick=x&gt;&amp;" in page
    assert marked >= 4


def test_a_run_that_kept_little_shows_what_it_kept() -> None:
    few = attrit.simulate(run().scenario, 16, horizon=2, arms=["committed"], keep=attrit.Keep(final=["tempo"]))
    assert "tempo of the attack" in few._repr_html_() and "1 arm × 16 worlds × 2 days" in few._repr_html_()


def test_the_table_of_a_run_is_that_of_the_terminal() -> None:
    page = run()._repr_html_()
    assert "area held by the North" in page and "nine worlds in ten" in page and "±" in page


def test_each_crosses_to_another_process_and_is_copied() -> None:
    for name, thing in objects().items():
        if name != "law":  # a function of a module, which the other process has
            assert repr(pickle.loads(pickle.dumps(thing))) == repr(thing), name
    again = pickle.loads(pickle.dumps(run()))
    assert again.dataset.identical(run().dataset) and copy.deepcopy(run()).dataset.identical(run().dataset)
    assert attrit.provenance(again, pairs=32) == objects()["provenance"]
    assert attrit.compare(again, "committed").dataset.identical(attrit.compare(run(), "committed").dataset)


def test_what_is_pickled_is_the_run_and_not_what_was_made_of_it() -> None:
    size = len(pickle.dumps(run()))
    _ = run().dataset
    assert len(pickle.dumps(run())) == size


def test_outcomes_are_completed_and_a_wrong_one_has_a_hint() -> None:
    assert {"area_held", "losses", "dataset", "values"} <= set(dir(run()))
    with pytest.raises(AttributeError, match="results have no 'area_hold'; did you mean 'area_held'"):
        run().area_hold  # noqa: B018


def test_what_is_worth_knowing_is_found_by_name_alone() -> None:
    found = objects()["information"]
    row = found.worths[0]
    assert found[row.name] == found[row.kind, row.name] == row
    with pytest.raises(attrit.ResultsError, match="no input, claim or claimant 'Zelenski'"):
        found["Zelenski"]


@pytest.mark.parametrize(
    ("draw", "given", "said"),
    [
        ("fan", "scenario", "attrit.figures.fan: found a Scenario, wanted a Results; attrit.simulate gives one"),
        (
            "difference",
            "comparison",
            "attrit.figures.difference: found a Comparison, wanted a Results; attrit.simulate",
        ),
        ("chart", "run", "attrit.figures.chart: found a Results, wanted one of ArmComparison, Carried, "),
        ("chart", "comparison", "attrit.figures has the charts of a run, of a scenario and of a ledger"),
        ("claims", "scenario", "found a Scenario, wanted a Ledger; attrit.Ledger.read or the 'claims' of a scenario"),
    ],
)
def test_a_figure_of_something_else_says_what_it_is_drawn_of(draw: str, given: str, said: str) -> None:
    with pytest.raises(attrit.ResultsError) as raised:
        getattr(attrit.figures, draw)(objects()[given])
    assert str(raised.value).startswith(said) or said in str(raised.value)


def test_the_difference_is_that_of_the_headline_unless_another_is_asked_for() -> None:
    assert attrit.figures.difference(run()).to_dict() == attrit.figures.difference(run(), "committed").to_dict()
