"""Weights of claimants by how well they have done: Cooke's classical model of expert judgement.

Claimants answer seed questions whose answers are known by quantiles, 5, 50 and 95 % unless said otherwise. Whoever is
well calibrated and says much counts for much. The weights go into a linear pool:
``pool(claims, method="linear", weights=weights(assessments, truths))``.

    calibration = 1 - F(2 N I(s, p)), F of chi-square with as many degrees of freedom as there are quantiles
    information = mean over questions of the relative entropy of the answer to its background
    weight ~ calibration x information, 0 where the calibration is below `alpha`

I(s, p) = sum s ln(s / p) is the relative entropy of the shares s of the N truths that fell between the quantiles to the
shares p that should have. The background is uniform, or log-uniform, over the smallest interval that holds all
quantiles and the truth, made longer by `OVERSHOOT` at both ends.

References
----------
Cooke 1991, *Experts in Uncertainty*, Oxford University Press. Cooke and Goossens 2008, Reliability Engineering and
System Safety 93(5), doi 10.1016/j.ress.2007.03.005.

Checked against
---------------
tests/published/test_pooling.py: the example of the R package ``expert``, R Journal 1(1), 2009.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from attrit.errors import LedgerError, Problem, did_you_mean

QUANTILES = (0.05, 0.5, 0.95)
BACKGROUNDS = ("uniform", "log")
OVERSHOOT = 0.10
Answers = Sequence[Sequence[float]]


class Performance(NamedTuple):
    """How well a claimant did on the seed questions.

    Parameters
    ----------
    shares
        (interval) [1] Shares of the truths that fell below his lowest quantile, between two, and above his highest.
    calibration
        () [1] Probability of shares that are as far from what they should be, or farther, if he is calibrated.
    information
        () [1] Mean relative entropy of his answers to the background.
    """

    shares: tuple[float, ...]
    calibration: float
    information: float


def shares(assessments: Answers, truths: Sequence[float]) -> tuple[float, ...]:
    """Shares of the truths between one claimant's quantiles; a truth that is a quantile lies below it.

    Parameters
    ----------
    assessments
        (question, quantile) [any] His quantiles.
    truths
        (question) [any] The known answers.
    """
    fell = [bisect_left(answer, truth) for answer, truth in zip(assessments, truths, strict=True)]
    return tuple(fell.count(interval) / len(fell) for interval in range(len(assessments[0]) + 1))


def calibration(quantiles: Sequence[float], assessments: Answers, truths: Sequence[float]) -> float:
    """Probability that a calibrated claimant would miss by as much as this one did.

    Parameters
    ----------
    quantiles
        (quantile) [1] Which quantiles the answers are.
    assessments
        (question, quantile) [any] His quantiles.
    truths
        (question) [any] The known answers.

    Raises
    ------
    LedgerError
        The answers are no quantiles, or not one for every truth; all problems at once.
    """
    _check({"": assessments}, truths, quantiles, ["uniform"] * len(truths))
    return _calibration(_between(quantiles), assessments, truths)


def performance(
    assessments: Mapping[str, Answers],
    truths: Sequence[float],
    quantiles: Sequence[float] = QUANTILES,
    background: str | Sequence[str] = "uniform",
) -> dict[str, Performance]:
    """How well each claimant did on the seed questions.

    Parameters
    ----------
    assessments
        (claimant, question, quantile) [any] Quantiles by claimant; everybody answers every question.
    truths
        (question) [any] The known answers, each in the unit of its question.
    quantiles
        (quantile) [1] Which quantiles the answers are.
    background
        (question) [-] One of `BACKGROUNDS` for each question, or one for all.

    Raises
    ------
    LedgerError
        The answers are no quantiles, or not one for every truth; all problems at once.
    """
    grounds = [background] * len(truths) if isinstance(background, str) else list(background)
    _check(assessments, truths, quantiles, grounds)
    should = _between(quantiles)
    entropy: dict[str, list[float]] = {name: [] for name in assessments}
    for question, (truth, ground) in enumerate(zip(truths, grounds, strict=True)):
        answers = {
            name: [math.log(x) if ground == "log" else x for x in given[question]]
            for name, given in assessments.items()
        }
        known = math.log(truth) if ground == "log" else truth
        low, high = min(known, *map(min, answers.values())), max(known, *map(max, answers.values()))
        low, high = low - OVERSHOOT * (high - low), high + OVERSHOOT * (high - low)
        for name, answer in answers.items():
            widths = [(b - a) / (high - low) for a, b in pairwise([low, *answer, high])]
            entropy[name].append(_relative_entropy(should, widths))
    return {
        name: Performance(
            shares(given, truths), _calibration(should, given, truths), sum(entropy[name]) / len(entropy[name])
        )
        for name, given in assessments.items()
    }


def weights(
    assessments: Mapping[str, Answers],
    truths: Sequence[float],
    quantiles: Sequence[float] = QUANTILES,
    background: str | Sequence[str] = "uniform",
    alpha: float = 0.0,
) -> dict[str, float]:
    """Weights of the claimants, which sum to 1.

    Parameters
    ----------
    assessments, truths, quantiles, background
        () [-] As for `performance`.
    alpha
        () [1] Calibration below which a claimant has no weight.

    Raises
    ------
    LedgerError
        As for `performance`; or nobody has any weight.
    """
    found = performance(assessments, truths, quantiles, background)
    raw = {name: one.calibration * one.information * (one.calibration >= alpha) for name, one in found.items()}
    total = sum(raw.values())
    if not total > 0:
        best = max(one.calibration for one in found.values())
        accepted = f"a calibration of {alpha:g} or more and some information; the best calibration is {best:.2g}"
        raise LedgerError(Problem("", "", "nobody has any weight", accepted, "set a lower alpha, or weigh all alike"))
    return {name: weight / total for name, weight in raw.items()}


def _between(quantiles: Sequence[float]) -> list[float]:
    """Probabilities of the intervals between quantiles."""
    return [b - a for a, b in pairwise([0.0, *quantiles, 1.0])]


def _relative_entropy(found: Sequence[float], should: Sequence[float]) -> float:
    return sum(s * math.log(s / p) for s, p in zip(found, should, strict=True) if s > 0)


def _calibration(should: Sequence[float], assessments: Answers, truths: Sequence[float]) -> float:
    from scipy.special import chdtrc

    missed = 2 * len(truths) * _relative_entropy(shares(assessments, truths), should)
    return float(chdtrc(len(should) - 1, max(missed, 0.0)))


def _check(
    assessments: Mapping[str, Answers], truths: Sequence[float], quantiles: Sequence[float], grounds: Sequence[str]
) -> None:
    """Refuse what is no seed question, no quantile or no answer, all at once."""
    problems = list(_question_problems(truths, quantiles, grounds))
    if not assessments:
        problems.append(Problem("", "assessments", "no claimant"))
    for name, given in assessments.items():
        if len(given) != len(truths):
            found = f"{len(given)} answers to {len(truths)} questions"
            problems.append(Problem("", name, found, "one for each question"))
        for question, answer in enumerate(given, start=1):
            path = f"{name} question {question}".strip()
            logarithmic = question <= len(grounds) and grounds[question - 1] == "log"
            if len(answer) != len(quantiles):
                problems.append(Problem("", path, f"{len(answer)} numbers for {len(quantiles)} quantiles"))
            elif not (all(map(math.isfinite, answer)) and all(a < b for a, b in pairwise(answer))):
                problems.append(Problem("", path, f"quantiles {', '.join(map('{:g}'.format, answer))} do not rise"))
            elif logarithmic and answer[0] <= 0:
                problems.append(Problem("", path, f"{answer[0]:g} has no place on a log scale", "numbers above 0"))
    if problems:
        raise LedgerError(problems)


def _question_problems(
    truths: Sequence[float], quantiles: Sequence[float], grounds: Sequence[str]
) -> Iterator[Problem]:
    """What is wrong before anybody has answered."""
    ends = [0.0, *quantiles, 1.0]
    if len(quantiles) < 2 or not all(a < b for a, b in pairwise(ends)):
        yield Problem("", "quantiles", f"{tuple(quantiles)} are not quantiles", "two or more that rise between 0 and 1")
    if not truths:
        yield Problem("", "truths", "no seed question", "questions with known answers")
    if len(grounds) != len(truths):
        yield Problem("", "background", f"{len(grounds)} for {len(truths)} questions", "one for each, or one word")
    for question, (truth, ground) in enumerate(zip(truths, grounds, strict=False), start=1):
        if ground not in BACKGROUNDS:
            accepted = f"one of {', '.join(BACKGROUNDS)}"
            cure = did_you_mean(ground, BACKGROUNDS)
            yield Problem("", f"background {question}", f"unknown '{ground}'", accepted, cure)
        if not math.isfinite(truth):
            yield Problem("", f"truth {question}", f"{truth:g} is no answer", "a finite number")
        elif ground == "log" and truth <= 0:
            yield Problem("", f"truth {question}", f"{truth:g} has no place on a log scale", "a number above 0")
