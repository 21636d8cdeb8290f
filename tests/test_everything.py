"""All analyses at once: what is found is what each finds alone, and what is refused says why."""

from __future__ import annotations

import dataclasses

import pytest

import attrit
from attrit.analysis.foresight import Foresight
from attrit.analysis.front_outlook import FrontOutlook
from attrit.engine.results import Results
from attrit.everything import Findings, findings
from attrit.views.register import views
from attrit.views.report.findings import blocks, plain, refusals
from attrit.views.report.page import page


@pytest.fixture(scope="module")
def run() -> Results:
    return attrit.simulate(attrit.load("kursk-2024"), 512, arms=["committed", "absent", "five_times"], horizon=40)


@pytest.fixture(scope="module")
def progress() -> list[str]:
    """Names of the analyses, as often as each says how far it is."""
    return []


@pytest.fixture(scope="module")
def found(run: Results, progress: list[str]) -> Findings:
    return findings(run, progress=lambda name, done, of: progress.append(name))


def test_every_analysis_is_asked_and_has_a_heading(found):
    others = {Foresight, FrontOutlook}  # of observations, which a run does not hold
    assert set(Findings.kinds().values()) == set(views()) - others
    assert {*found.refused, *found.answers()} == {*Findings.names()}
    assert all(isinstance(one, Findings.kinds()[name]) for name, one in found.answers().items())


def test_it_finds_what_each_finds_alone(found, run):
    assert not found.refused
    alone = attrit.provenance(run)
    assert [row.shares for row in found.provenance.rows] == [row.shares for row in alone.rows]
    assert [row.mean for row in found.compared.rows] == [row.mean for row in attrit.compare_arms(run).rows]
    assert found.requirement.crossing == attrit.needed(run).crossing
    shares = [[row.share for row in one.worths] for one in (found.information, attrit.worth_knowing(run))]
    assert shares[0] == shares[1]


def test_progress_goes_through_all_in_order(found, progress):
    in_order = [name for name, after in zip(progress, [*progress[1:], ""], strict=True) if name != after]
    assert in_order == list(dict.fromkeys(progress))
    assert set(progress) == set(Findings.names())


def test_the_report_and_the_plain_data_show_all_of_it(found, run):
    titles = [views()[kind].title for kind in Findings.kinds().values()]
    assert [block.title for block in blocks(found)] == titles
    text = page(run, found)
    assert all(title in text for title in titles)
    assert set(plain(found)) == {*Findings.names(), "refused"}


def test_what_is_refused_says_why(run):
    held = run.variables["area_held"]
    edited = held._replace(values=held.values[..., ::-1].copy())
    mixed = dataclasses.replace(run, variables={**run.variables, "area_held": edited})
    refused = findings(mixed).refused
    assert "played again the outcome is another" in refused["provenance"]
    assert "played again the outcome is another" in refused["information"]
    few = attrit.simulate(run.scenario, 100, arms=["committed", "absent"], horizon=10)
    found = findings(few)
    assert "100 worlds are too few" in found.refused["information"]
    told = dict(refusals(found))
    assert told[views()[Findings.kinds()["information"]].title].startswith("nothing: draws: 100 worlds are too few")
    assert "100 worlds are too few" in page(few, found)
