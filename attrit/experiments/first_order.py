"""What each uncertain input tells of an outcome by itself, from the worlds of a run: all inputs looked at together.

`information` and `sensitivity` tell the same numbers of them. Inputs for which somebody claims a number are one family,
all others another: none is told from zero unless it would be so among as many as are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from attrit.experiments.cases import Cases
from attrit.statistics.conditional_mean import Explained, explained
from attrit.statistics.shrinkage import holm, shrunk
from attrit.statistics.standards import FAMILY

if TYPE_CHECKING:
    from attrit.scenario.schema import Scenario


@dataclass(frozen=True)
class Known:
    """What it would take off the variance of an outcome to know some inputs.

    Parameters
    ----------
    share, error
        () [1] What it is likely to be, given the estimates of all, and the standard deviation of that. It is not
        unbiased by itself; the greatest of many is as likely too small as too great.
    unbiased
        () [-] The estimate by itself, with its error and its interval.
    told
        () [-] Whether it can be told from zero among all of its family.
    """

    share: float
    error: float
    unbiased: Explained
    told: bool


def known(found: Sequence[Explained], families: Sequence[object]) -> list[Known]:
    """Estimates told together.

    Parameters
    ----------
    found
        (estimate) [-] The estimates.
    families
        (estimate) [-] To which family each belongs; each family is looked at by itself.
    """
    likely = shrunk([one.share for one in found], [one.at_zero for one in found], [one.slope for one in found])
    told = [False] * len(found)
    for family in set(families):
        members = [place for place, one in enumerate(families) if one == family]
        for place, p in zip(members, holm([found[place].p for place in members]), strict=True):
            told[place] = bool(p < FAMILY)
    return [Known(*row) for row in zip(likely.mean.tolist(), likely.deviation.tolist(), found, told, strict=True)]


def first_order(cases: Cases, scenario: Scenario | None) -> dict[str, Known]:
    """What each input tells of the outcome, by path.

    Parameters
    ----------
    cases
        () [-] The worlds.
    scenario
        () [-] The scenario; None for cases without one, which are one family.
    """
    found = [of_inputs(cases, [path]) for path in cases.inputs]
    claimed = [any(speakers(scenario, path)) for path in cases.inputs]
    return dict(zip(cases.inputs, known(found, claimed), strict=True))


def of_inputs(cases: Cases, paths: Sequence[str]) -> Explained:
    """What some inputs together explain of the outcome.

    Parameters
    ----------
    cases
        () [-] The worlds.
    paths
        (input) [-] Paths of the inputs.
    """
    inputs, discrete = cases.regressors(paths)
    return explained(inputs, cases.outcome, discrete=discrete)


def speakers(scenario: Scenario | None, path: str) -> Iterator[tuple[str, str]]:
    """Claims that an input rests on, with claimants and sides; of what is passed on, those of its source.

    Parameters
    ----------
    scenario
        () [-] The scenario; without one nobody speaks.
    path
        () [-] Path of the input.
    """
    prior = None if scenario is None else scenario.inputs[path].prior
    if scenario is None or prior is None or not prior.provenance.claims or scenario.ledger is None:
        return
    for entry in scenario.ledger.select(prior.provenance.claims).timeline():
        source = entry.repeats or entry.claim
        yield "claim", entry.claim.id
        yield "claimant", source.claimant
        yield from (("party", side) for side in source.side.split("/") if side)
