"""Losses of the first day that are cut, and stated losses that are played."""

import re
from pathlib import Path

import numpy as np
import pytest

import attrit
from attrit.analysis.loss_cut import cut_losses
from attrit.engine.keep import Keep
from attrit.experiments.measures import measure_named
from attrit.model.first_day import HIGHEST_HOLDER_RATE
from attrit.scenario.files import parse
from attrit.scenario.schema import Scenario
from attrit.views.scenario.cautions import losses_cut
from tests.scenario.edits import edited

PAGE = Path(__file__).parents[2] / "docs" / "scenario.md"
DRAWS = 256
FITS = "    attacker_loss_rate: {fit: loss_rate_attacker}\n    exchange_ratio: {fit: exchange_ratio}\n"
HERE = ("    arrives: on                 # comes after day 0\n", "")  # and frees men of the host


def war(rates: str, *edits: tuple[str, str]) -> Scenario:
    uncorrelated = ("  - {inputs: [fronts.valleys.attacker_loss_rate", "  - {inputs: [sides.north.recruits")
    return parse(edited((FITS, rates), uncorrelated, *edits), "war.yaml")


@pytest.mark.parametrize("edits", [(), (HERE,)])
def test_the_share_that_is_cut_is_that_of_the_runs_first_day(edits: tuple[tuple[str, str], ...]) -> None:
    scenario = parse(edited(*edits), "war.yaml")
    (cut,) = cut_losses(scenario, DRAWS, 1)
    run = attrit.simulate(scenario, DRAWS, seed=1, arms=[scenario.base], horizon=1, keep=Keep(daily=("holder_rate",)))
    rate = run.values("holder_rate", scenario.base)[0]
    assert rate.max() == np.float32(HIGHEST_HOLDER_RATE)
    assert cut.share == np.mean(rate == np.float32(HIGHEST_HOLDER_RATE))
    assert (cut.front, cut.side) == ("valleys", "north")


def test_a_cut_is_told_with_its_side_size_and_share() -> None:
    high = war("    attacker_loss_rate: 5 %/day\n    exchange_ratio: 0.5\n")
    (told,) = losses_cut(high)
    assert re.fullmatch(
        r"Warning: Northern losses on the first day are cut to 4 % of the line in [\d.]+ % of worlds, "
        r"where \d+\.\d % are stated \(median\)\.",
        told,
    )
    assert losses_cut(war("    attacker_loss_rate: 1 %/day\n    exchange_ratio: 2\n")) == []


def test_men_freed_for_the_line_are_counted() -> None:
    rates = "    attacker_loss_rate: 2 %/day\n    exchange_ratio: 1\n"
    alone, freed = (
        cut_losses(war(rates, HERE, ("    frees: {p05: 0.05, p50: 0.2, p95: 0.4,", f"    frees: {{{given},")))
        for given in ("p05: 0.001, p50: 0.002, p95: 0.003", "p05: 0.5, p50: 0.8, p95: 0.95")
    )
    assert freed[0].share > alone[0].share


def test_the_pages_recipe_gives_back_the_stated_losses() -> None:
    block = re.search(r"### From claimed losses to rates.*?```yml\nquantities:\n(.*?)fronts:\n  valleys:\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)  # fmt: skip
    assert block is not None
    scenario = war(block[2], ("# What is disputed", f"{block[1]}\n# What is disputed"))
    for days, least, most in ((1, 0.93, 1.05), (15, 0.75, 1.05)):
        run = attrit.simulate(scenario, DRAWS, seed=1, arms=[scenario.against], horizon=days)
        for side, stated in (("south", 6000), ("north", 3000)):
            lost = measure_named(run, f"losses_{side}").estimate(run, scenario.against).mean
            assert least < lost / (stated * days / 15) < most, (side, days, lost)
