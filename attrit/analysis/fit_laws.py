"""Laws of attrition fitted to strengths and losses, and how well each foretells what it was not fitted to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from attrit.errors import FitError, Problem, did_you_mean
from attrit.model.laws.protocol import Losses, Powers
from attrit.model.laws.register import campaign_form, campaign_laws, losses_said
from attrit.scenario.formulas import evaluate, resolve

Floats = NDArray[np.float64]

_ROUNDS = 2000  # of the iteration for the weights, which ends by itself long before
_STILL = 1e-10
_ALIKE = 1e-20  # variance of ln below which numbers are the same but for rounding
_BATCHES = 20
_LEAST = 8  # days, so that what is left open can be told from the noise
_SETTLED = 8  # rounds in which the sizes of the errors settle
_NINE_IN_TEN = 3.289707  # standard deviations between the 5 and 95 % quantiles of a normal distribution


class LossRatio(NamedTuple):
    """The regression ln(losses of x / losses of y) = ln(alpha) + beta ln(y / x).

    Under the square law of constant rates beta is 1, under the linear one 0, under the logarithmic one -1.
    """

    alpha: float
    beta: float
    r2: float


@dataclass(frozen=True)
class LawFit:
    """One law fitted to both sides' losses.

    Parameters
    ----------
    law
        () [-] Its name.
    rate
        (side) [any] Losses a day, as the median, if both strengths are the geometric mean of all.
    exponents
        (input) [1] Value and standard error of what the law leaves open, the same for both sides.
    stance
        (side) [1] Factor on losses while on the defensive, its inverse while attacking; 1 if stances were not given.
    sd
        (side) [1] Residual standard deviation of ln losses.
    r2
        (side) [1] Share of the variance of ln losses that it explains.
    score, score_error
        () [1] Mean log density of a day's losses, of both sides, that were left out of the fit; its standard error.
    """

    law: str
    rate: tuple[float, float]
    exponents: dict[str, tuple[float, float]]
    stance: tuple[float, float]
    sd: tuple[float, float]
    r2: tuple[float, float]
    score: float
    score_error: float


@dataclass(frozen=True)
class LawFits:
    """Laws fitted to the same numbers.

    Parameters
    ----------
    fits
        (law) [-] The fits by law.
    weights, errors
        (law) [1] Stacking weights, which sum to 1, and their standard errors.
    ratio
        () [-] The loss-ratio regression.
    days, groups
        () [1] How many days or battles there are, and how many groups are left out in turn.
    """

    fits: dict[str, LawFit]
    weights: dict[str, float]
    errors: dict[str, float]
    ratio: LossRatio
    days: int
    groups: int


def loss_ratio(x: ArrayLike, y: ArrayLike, losses_x: ArrayLike, losses_y: ArrayLike) -> LossRatio:
    """Regress the ratio of losses on the ratio of strengths.

    Parameters
    ----------
    x, y
        (day) [any] Strengths.
    losses_x, losses_y
        (day) [any] Losses.

    Notes
    -----
    Reference: the form of Bracken's and Fricker's analyses of the Ardennes; Fricker (1998), Naval Research Logistics
    45(1), 1-22.

    Checked against: `tests/published/test_loss_ratio.py::test_published_value`.
    """
    ratio = np.log(np.asarray(losses_x, float) / np.asarray(losses_y, float))
    force = np.log(np.asarray(y, float) / np.asarray(x, float))
    design = np.column_stack([np.ones(force.size), force])
    (constant, beta), *_ = np.linalg.lstsq(design, ratio, rcond=None)
    left = ratio - design @ [constant, beta]
    return LossRatio(math.exp(constant), float(beta), _explained(left, ratio))


def fit_laws(
    strength: ArrayLike,
    losses: ArrayLike,
    *,
    stance: ArrayLike | None = None,
    groups: ArrayLike | None = None,
    laws: Sequence[str] | None = None,
    believed: bool = True,
) -> LawFits:
    """Fit every law that enters a campaign to strengths and losses, and weigh the laws by what they foretell.

    Parameters
    ----------
    strength, losses
        (day, side) [any] Of two sides, on days of one campaign or in battles; all above 0. Of battles the attacker is
        the first side; in a campaign a side counts as attacker on the days on which its `stance` is 1.
    stance
        (day, side) [1] 1 attacks, -1 defends, 0 not said; None if the first side is the attacker throughout.
    groups
        (day) [-] What is left out together, such as the campaign of a battle; each day by itself if None.
    laws
        (law) [-] Names of laws; all that enter a campaign if None.
    believed
        () [-] Whether what a law leaves open starts from what a campaign believes of it; else from nothing.

    Returns
    -------
    LawFits
        Fits and weights.

    Raises
    ------
    FitError
        There are too few days, numbers that are not above 0, or a law that does not exist.

    Notes
    -----
    Each side's ln losses are what the law says, times a rate and if asked a factor for stance, with a normal error; the
    rates, the sizes of the errors and what the law leaves open (exponents, one number for both sides) are estimated.
    Days left out are foretold by Student's t.

    Reference: stacking of predictive distributions, Yao, Vehtari, Simpson and Gelman (2018), Bayesian Analysis 13(3),
    917-1007, doi:10.1214/17-BA1091.

    Checked against: `tests/analysis/test_fit_laws.py::test_weights_maximise_the_score`.
    """
    own, lost = np.asarray(strength, float), np.asarray(losses, float)
    names = list(campaign_laws()) if laws is None else list(laws)
    _check(own, lost, names)
    n = len(own)
    said = None if stance is None else np.asarray(stance, float)
    attacks = np.column_stack([np.ones(n, bool), np.zeros(n, bool)]) if said is None else said > 0
    label = np.unique(np.arange(n) if groups is None else np.asarray(groups), return_inverse=True)[1]
    fits, scores = {}, []
    for name in names:
        model = _Model.of(name, own, lost, attacks, said, believed)
        scores.append(model.left_out_scores(label))
        fits[name] = _fit(name, model, scores[-1], label)
    table = np.column_stack(scores)
    weights = stacking_weights(table)
    errors = _weight_errors(table, label)
    ratio = loss_ratio(own[:, 0], own[:, 1], lost[:, 0], lost[:, 1])
    return LawFits(
        fits, dict(zip(names, map(float, weights), strict=True)), dict(zip(names, map(float, errors), strict=True)),
        ratio, n, int(label.max()) + 1,
    )  # fmt: skip


def stacking_weights(scores: Floats) -> Floats:
    """Weights of a mixture that make what happened most probable.

    Parameters
    ----------
    scores
        (day, law) [1] Log density that each law gave to what happened.

    Returns
    -------
    numpy.ndarray
        (law) [1] Weights from 0 on that sum to 1.

    Notes
    -----
    Maximises the sum over days of ln(sum over laws of w exp(score)), which has one maximum, by the fixed point of its
    condition.

    Reference: Yao, Vehtari, Simpson and Gelman (2018), Bayesian Analysis 13(3), 917-1007, doi:10.1214/17-BA1091.

    Checked against: `tests/analysis/test_fit_laws.py::test_weights_maximise_the_score`.
    """
    density = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = np.full(scores.shape[1], 1 / scores.shape[1])
    for _ in range(_ROUNDS):
        shares = weights * density
        new = (shares / shares.sum(axis=1, keepdims=True)).mean(axis=0)
        if np.abs(new - weights).max() < _STILL:
            break
        weights = new
    return weights


class _Model(NamedTuple):
    """Regression of both sides' ln losses, less what the law fixes, on what it leaves open; rows are (side, day)."""

    log_losses: Floats
    y: Floats
    design: Floats
    side: NDArray[np.int64]
    open: tuple[str, ...]
    prior: tuple[tuple[float, float], ...]
    own: int

    @classmethod
    def of(
        cls, law: str, own: Floats, lost: Floats, attacks: NDArray[np.bool_], stance: Floats | None, believed: bool
    ) -> _Model:
        """The regression for one law.

        Columns are a rate of each side, a factor for its stance where that changes, and what the law leaves open, which
        is one number for both sides.
        """
        form = campaign_form(law)
        scaled = own / math.exp(float(np.log(own).mean()))
        sides = []
        for k in (0, 1):
            x, y = scaled[:, k], scaled[:, 1 - k]
            as_attacker, as_holder = (_terms(law, side, x, y) for side in (form.attacker, form.holder))
            fixed = np.where(attacks[:, k], as_attacker[0], as_holder[0])
            open_here = dict.fromkeys((*as_attacker[1], *as_holder[1]))
            columns = {
                name: np.where(attacks[:, k], as_attacker[1].get(name, 0.0), as_holder[1].get(name, 0.0))
                for name in open_here
            }
            sides.append((fixed, columns))
        n, names = len(own), tuple(dict.fromkeys((*sides[0][1], *sides[1][1])))
        side = np.repeat([0, 1], n)
        stanced = stance is not None and bool((np.ptp(stance, axis=0) > 0).all())
        of_side = [side == 0, side == 1]
        if stanced and stance is not None:
            of_side += [np.where(side == k, -stance.T.ravel(), 0.0) for k in (0, 1)]
        zero = np.zeros(n)
        design = np.column_stack(
            [*of_side, *(np.concatenate([columns.get(name, zero) for _, columns in sides]) for name in names)]
        ).astype(float)
        log_losses = np.log(lost.T.ravel())
        y = log_losses - np.concatenate([fixed for fixed, _ in sides])
        prior = tuple(_prior(name) for name in names) if believed else ()
        return cls(log_losses, y, design, side, names, prior, len(of_side))

    def solve(self, chosen: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
        """Coefficients, their covariance, and the standard deviation of each side about them."""
        x, y, side = self.design[chosen], self.y[chosen], self.side[chosen]
        sd = np.ones(2)
        for _ in range(_SETTLED):
            weight = 1 / sd[side]
            rows, values = [x * weight[:, None]], [y * weight]
            for k, (mean, spread) in enumerate(self.prior):
                rows.append(np.eye(x.shape[1])[[self.own + k]] / spread)
                values.append(np.array([mean / spread]))
            a, b = np.concatenate(rows), np.concatenate(values)
            covariance = np.asarray(np.linalg.pinv(a.T @ a), float)
            beta = covariance @ a.T @ b
            left = (y - x @ beta) ** 2
            sd = np.sqrt([left[side == k].sum() / self._freedom(side, k) for k in (0, 1)])
        return beta, covariance, sd

    def _freedom(self, side: NDArray[np.int64], k: int) -> float:
        """Rows of a side less the numbers that are estimated from them; what both share counts half."""
        shared = 0.0 if self.prior else len(self.open) / 2
        return max(1.0, float((side == k).sum()) - self.own / 2 - shared)

    def left_out_scores(self, label: NDArray[np.int64]) -> Floats:
        """Log density of each day's ln losses, of both sides, foretold from the days of the other groups."""
        from scipy import stats

        found, row_label = np.empty(len(self.y)), np.tile(label, 2)
        for group in range(int(label.max()) + 1):
            out = row_label == group
            beta, covariance, sd = self.solve(~out)
            x, side = self.design[out], self.side[out]
            spread = np.sqrt(sd[side] ** 2 + np.einsum("ij,jk,ik->i", x, covariance, x))
            freedom = np.array([self._freedom(self.side[~out], k) for k in (0, 1)])[side]
            found[out] = stats.t.logpdf(self.y[out], freedom, x @ beta, spread)
        return np.asarray(found.reshape(2, -1).sum(axis=0))


def _prior(name: str) -> tuple[float, float]:
    """Mean and standard deviation of what a campaign believes of an input."""
    from attrit.quantities import quantities

    q = quantities()[name.removeprefix("mechanisms.")]
    assert q.p05 is not None and q.p95 is not None and q.p50 is not None  # what a law leaves open has a default
    return q.p50, (q.p95 - q.p05) / (math.sqrt(12) if q.shape == "uniform" else _NINE_IN_TEN)


def _terms(law: str, side: Powers | Losses, x: Floats, y: Floats) -> tuple[Floats, dict[str, Floats]]:
    """Ln losses by the law at rate 1: what is fixed, and a column for each input that it leaves open."""
    if not isinstance(side, Powers):
        return np.log(np.maximum(losses_said(law, side, x, y), np.finfo(float).tiny)), {}
    names = {name: 0.0 for part in side if isinstance(part, str) for name in _names(part)}

    def at(values: dict[str, float]) -> Floats:
        p, q = (_value(part, values) for part in side)
        return np.asarray(p * np.log(y) + q * np.log(x))

    fixed = at(names)
    return fixed, {name: at(names | {name: 1.0}) - fixed for name in names}  # exponents are linear in the inputs


def _names(formula: str) -> tuple[str, ...]:
    from attrit.quantities import quantities

    return resolve(formula, {f"mechanisms.{name}": None for name in quantities()})[1]


def _value(part: float | str, values: dict[str, float]) -> float:
    if not isinstance(part, str):
        return float(part)
    return float(evaluate(part, {name: np.asarray(value) for name, value in values.items()}))


def _fit(name: str, model: _Model, by_day: Floats, label: NDArray[np.int64]) -> LawFit:
    """All that is told of one law."""
    beta, covariance, sd = model.solve(np.ones(len(model.y), bool))
    error = np.sqrt(np.diag(covariance))
    exponents = {n: (float(beta[model.own + i]), float(error[model.own + i])) for i, n in enumerate(model.open)}
    left = model.y - model.design @ beta
    r2 = []
    for k in (0, 1):
        r2.append(_explained(left[model.side == k], model.log_losses[model.side == k]))
    stance = (math.exp(beta[2]), math.exp(beta[3])) if model.own == 4 else (1.0, 1.0)
    groups = np.bincount(label, by_day)
    spread = float(groups.std(ddof=1)) * math.sqrt(len(groups)) / len(by_day)
    return LawFit(
        name, (math.exp(beta[0]), math.exp(beta[1])), exponents, stance, (float(sd[0]), float(sd[1])), (r2[0], r2[1]),
        float(by_day.mean()), spread,
    )  # fmt: skip


def _explained(left: Floats, values: Floats) -> float:
    """Share of the variance of some values that is not left over; none if they are all alike."""
    whole = float(np.sum((values - values.mean()) ** 2))
    return 1 - float(np.sum(left**2)) / whole if whole > _ALIKE * len(values) else math.nan


def _weight_errors(scores: Floats, label: NDArray[np.int64]) -> Floats:
    """Standard errors of stacking weights by the jackknife over groups, in no more than `_BATCHES` batches."""
    batches = min(_BATCHES, int(label.max()) + 1)
    without = np.array([stacking_weights(scores[label % batches != batch]) for batch in range(batches)])
    return np.asarray(np.sqrt((batches - 1) / batches * np.sum((without - without.mean(axis=0)) ** 2, axis=0)))


def _check(own: Floats, lost: Floats, names: Sequence[str]) -> None:
    problems = []
    if own.ndim != 2 or own.shape[1] != 2 or own.shape != lost.shape:
        found = f"arrays of {own.shape} and {lost.shape}"
        raise FitError(Problem("", "strength, losses", found, "two of the same shape: a row a day, a column a side"))
    if len(own) < _LEAST:
        problems.append(Problem("", "days", f"{len(own)} with numbers for both sides", f"at least {_LEAST}"))
    for what, values in (("strength", own), ("losses", lost)):
        wrong = values[~((values > 0) & np.isfinite(values))]
        if wrong.size:
            problems.append(Problem("", what, f"found {wrong[0]:g}", "numbers above 0"))
    known = campaign_laws()
    for name in names:
        if name not in known:
            accepted = f"laws that enter a campaign are {', '.join(known)}"
            problems.append(Problem("", "laws", f"no such law '{name}'", accepted, did_you_mean(name, known)))
    if problems:
        raise FitError(problems)
