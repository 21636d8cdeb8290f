"""Laws of attrition fitted to strengths and losses, and how well each forecasts what it was not fitted to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from attrit.engine.draws import uniform_numbers
from attrit.errors import FitError, Problem, did_you_mean
from attrit.model.laws.register import campaign_form, campaign_laws
from attrit.scenario.law_terms import belief, terms
from attrit.shown import Shown
from attrit.statistics.serial import Folds, Solutions, block_length, correlation, runs, solve, worth
from attrit.statistics.stacking import behind, error_of_mean, pseudo_weights
from attrit.statistics.standards import POSSIBLE
from attrit.statistics.variation import r_squared

Floats = NDArray[np.float64]

_LEAST = 8  # days, so that what is left open can be told from the noise
_SAMPLES = 1000  # weighings of the blocks
_ROLLED = 12  # passes in which a law and its own course of strengths settle, at most
_SETTLED = 1e-6  # on ln strength
_FARTHEST = math.log(2)  # on ln strength: what a law expects is at most this far from what was observed


@dataclass(frozen=True, repr=False)
class LawFit(Shown):
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
    behind, behind_error
        () [1] By how much the score is below that of the best law, day by day; its standard error. 0 for the best.
    worse
        () [-] Whether that is more than chance.
    """

    law: str
    rate: tuple[float, float]
    exponents: dict[str, tuple[float, float]]
    stance: tuple[float, float]
    sd: tuple[float, float]
    r2: tuple[float, float]
    score: float
    score_error: float
    behind: float
    behind_error: float
    worse: bool


@dataclass(frozen=True, repr=False)
class LawFits(Shown):
    """Laws fitted to the same numbers.

    Parameters
    ----------
    fits
        (law) [-] The fits by law.
    weights, errors
        (law) [1] Weights by pseudo-BMA+, which sum to 1, and their standard errors.
    beyond
        () [1] Standard errors from which a law counts as worse than the best.
    correlation
        () [1] Of the noise from one day to the next; 0 of battles.
    block
        (day) [-] Which days or battles were left out together, from 0.
    scores
        (day, law) [1] Log densities of what was left out.
    """

    fits: dict[str, LawFit]
    weights: dict[str, float]
    errors: dict[str, float]
    beyond: float
    correlation: float
    block: NDArray[np.int64]
    scores: Floats

    @property
    def days(self) -> int:
        """How many days or battles there are."""
        return len(self.block)

    @property
    def blocks(self) -> int:
        """How many blocks are left out in turn."""
        return int(self.block.max()) + 1


def fit_laws(
    strength: ArrayLike,
    losses: ArrayLike,
    *,
    stance: ArrayLike | None = None,
    day: ArrayLike | None = None,
    groups: ArrayLike | None = None,
    laws: Sequence[str] | None = None,
    believed: bool = True,
    block: int | None = None,
) -> LawFits:
    """Fit every law that enters a campaign to strengths and losses, and weigh the laws by what they forecast.

    Parameters
    ----------
    strength, losses
        (day, side) [any] Of two sides, on days of one campaign or in battles; all above 0. Of battles the attacker is
        the first side; in a campaign a side counts as attacker on the days on which its `stance` is 1.
    stance
        (day, side) [1] 1 attacks, -1 defends, 0 not said; None if the first side is the attacker throughout.
    day
        (day) [day] Numbers of the days, in order; one after the other if None.
    groups
        (day) [-] For battles: what is left out together, such as the campaign of a battle. None for the days of one
        campaign.
    laws
        (law) [-] Names of laws; all that enter a campaign if None.
    believed
        () [-] Whether what a law leaves open starts from what a campaign believes of it; else from nothing.
    block
        () [day] Days of a campaign left out together; by their number and correlation if None.

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

    In a campaign the errors last from day to day and are correlated between the sides. Runs of days are left out in
    turn and forecast, by Student's t, from the rest. A day of heavy losses lowers the strengths of all later days, so
    later strengths tell of the losses that are to be forecast, and a law by which losses follow own strength seems to
    forecast better than it does. Every law is therefore given the strengths that it expects itself: as observed, with
    the losses beyond its own forecast put back.

    Reference: leaving out blocks of a series, Racine (2000), Journal of Econometrics 99(1), 39-61,
    doi:10.1016/S0304-4076(00)00030-0; the bias of regressors that contain past noise, Stambaugh (1999), Journal of
    Financial Economics 54(3), 375-421, doi:10.1016/S0304-405X(99)00041-0.

    Checked against: `tests/analysis/test_fit_laws.py`, `tests/statistical/test_fit_laws.py`.
    """
    own, lost = np.asarray(strength, float), np.asarray(losses, float)
    names = list(campaign_laws()) if laws is None else list(laws)
    _check(own, lost, names, block)
    n = len(own)
    said = None if stance is None else np.asarray(stance, float).T
    when = np.arange(n, dtype=float) if day is None else np.asarray(day, float)
    if groups is None:
        r = correlation(*_free(own, lost, said), when)
        label = runs(n, block or block_length(r, n))
    else:
        r, label = 0.0, np.unique(np.asarray(groups), return_inverse=True)[1]
    missing = _missing(own.T, lost.T, when) if groups is None else np.zeros((2, 1))
    data = _Data(own.T, lost.T, said, Folds.of(label, when, r), label, believed, missing, groups is None)
    found = [_course(name, data) for name in names]
    scores = np.column_stack([one.scores(data) for one in found])
    lag = behind(scores, label)
    uniform = uniform_numbers("blocks of days", 1, _SAMPLES, int(label.max()) + 1)
    weights, errors = pseudo_weights(scores, label, uniform, worth(r))
    error = error_of_mean(scores, label)
    fits = {}
    for i, (name, one) in enumerate(zip(names, found, strict=True)):
        score = float(scores[:, i].mean()), float(error[i])
        fits[name] = _fit(name, one, data, (*score, float(lag.mean[i]), float(lag.error[i]), bool(lag.worse[i])))
    return LawFits(
        fits, dict(zip(names, map(float, weights), strict=True)), dict(zip(names, map(float, errors), strict=True)),
        lag.beyond, r, label, scores,
    )  # fmt: skip


class _Data(NamedTuple):
    """What laws are fitted to; numbers are (side, day)."""

    own: Floats
    lost: Floats
    stance: Floats | None
    folds: Folds
    label: NDArray[np.int64]
    believed: bool
    missing: Floats
    campaign: bool

    @property
    def stanced(self) -> bool:
        return self.stance is not None and bool((np.ptp(self.stance, axis=1) > 0).all())


class _Fitted(NamedTuple):
    """A law fitted in every fold, with the strengths that it expects there."""

    y: Floats
    design: Floats
    open: tuple[str, ...]
    own: int
    freedom: Floats
    found: Solutions

    @property
    def mean(self) -> Floats:
        return np.asarray((self.design @ self.found.beta[:, None, :, None])[..., 0])

    def scores(self, data: _Data) -> Floats:
        """Log density of each day's ln losses, of both sides, forecast from the days of the other blocks."""
        from scipy import stats

        at, day = data.label, np.arange(len(data.label))
        x = self.design[at, :, day]
        doubt = np.einsum("nkp,npq,nkq->nk", x, self.found.covariance[at], x)
        spread = np.sqrt(self.found.sd[at] ** 2 + doubt)
        density = stats.t.logpdf(self.y[at, :, day], self.freedom[at][:, None], self.mean[at, :, day], spread)
        return np.asarray(density.sum(axis=1))


def _free(own: Floats, lost: Floats, stance: Floats | None) -> tuple[Floats, Floats]:
    """Regression that holds what most laws say: each side's ln losses on both ln strengths, and on its stance."""
    ln = np.log(own / math.exp(float(np.log(own).mean())))
    columns = [[np.ones(len(own)), *ln.T, *([] if stance is None else [stance[k]])] for k in (0, 1)]
    return np.swapaxes(np.array(columns), 1, 2), np.log(lost.T)


def _missing(own: Floats, lost: Floats, day: Floats) -> Floats:
    """Share (side, 1) of a day's losses that is missing from the next day's strength: 1 if nothing else happens.

    By regression of the change of ln strength on the share lost; 0 where other changes hide the losses, since there
    strengths tell next to nothing of them.
    """
    found = np.zeros((2, 1))
    following = np.diff(day) == 1
    for k in (0, 1) if following.sum() > 1 else ():
        change, share = np.diff(np.log(own[k]))[following], (lost[k] / own[k])[:-1][following]
        change, share = change - change.mean(), share - share.mean()
        power = float(share @ share)
        slope = -float(change @ share) / power if power > 0 else 0.0
        noise = float(np.sum((change + slope * share) ** 2)) / max(1, len(change) - 2)
        if slope**2 * power > POSSIBLE**2 * noise:
            found[k] = min(max(slope, 0.0), 1.0)
    return found


def _course(law: str, data: _Data) -> _Fitted:
    """Fit a law, and in a campaign the course of strengths that it expects, in turn until both stand still."""
    ln = np.log(data.own) - float(np.log(data.own).mean())
    kept, share = data.folds.kept[:, None], data.lost / data.own
    expected = np.repeat(ln[None], len(data.folds.kept), axis=0)
    for _ in range(_ROLLED):
        fixed, one = _regressed(law, expected, data)
        if not data.missing.any():
            break
        losses = np.exp(fixed + one.mean)
        losses *= (np.where(kept, data.lost, 0).sum(-1) / np.where(kept, losses, 0).sum(-1))[..., None]
        excess = data.missing * (share - losses / (data.own * np.exp(expected - ln)))
        moved = np.clip(np.cumsum(excess, axis=-1) - excess, -_FARTHEST, _FARTHEST)
        before, expected = expected, ln + moved
        if np.abs(expected - before).max() < _SETTLED:
            break
    return one


def _regressed(law: str, strength: Floats, data: _Data) -> tuple[Floats, _Fitted]:
    """The regression of ln losses, less what the law fixes, on what it leaves open, in every fold.

    Columns are a rate of each side, a factor for its stance where that changes, and what the law leaves open, which is
    one number for both sides. `strength` is ln, (fold, side, day).
    """
    form = campaign_form(law)
    fixed, columns = zip(*(terms(law, side, strength) for side in (form.attacker, form.holder)), strict=True)
    n = strength.shape[-1]
    attacks = np.repeat([[True], [False]], n, axis=1) if data.stance is None else data.stance > 0
    names, zero = tuple(dict.fromkeys((*columns[0], *columns[1]))), np.zeros_like(strength)
    of_side = [np.repeat([[k == 0], [k == 1]], n, axis=1).astype(float) for k in (0, 1)]
    if data.stanced and data.stance is not None:
        of_side += [-data.stance * side for side in of_side]
    design = np.stack(
        [np.broadcast_to(side, strength.shape) for side in of_side]
        + [np.where(attacks, columns[0].get(name, zero), columns[1].get(name, zero)) for name in names],
        axis=-1,
    )
    said = np.where(attacks, fixed[0], fixed[1])
    y, own = np.log(data.lost) - said, len(of_side)
    # what both sides share counts half
    freedom = data.folds.kept.sum(axis=1) - own / 2 - (0.0 if data.believed else len(names) / 2)
    freedom = np.maximum(1.0, freedom)
    prior = [(own + i, *belief(name)) for i, name in enumerate(names)] if data.believed else []
    found = solve(data.folds, design, y, freedom, together=data.campaign, prior=prior)
    return said, _Fitted(y, design, names, own, freedom, found)


def _fit(name: str, one: _Fitted, data: _Data, scored: tuple[float, float, float, float, bool]) -> LawFit:
    """All that is told of one law, from the fit to all days."""
    beta, sd = one.found.beta[-1], one.found.sd[-1]
    error = np.sqrt(np.diag(one.found.covariance[-1]))
    exponents = {n: (float(beta[one.own + i]), float(error[one.own + i])) for i, n in enumerate(one.open)}
    left = one.y[-1] - one.mean[-1]
    r2 = [r_squared(left[k], np.log(data.lost[k])) for k in (0, 1)]
    stance = (math.exp(beta[2]), math.exp(beta[3])) if one.own == 4 else (1.0, 1.0)
    rate = math.exp(beta[0]), math.exp(beta[1])
    return LawFit(name, rate, exponents, stance, (float(sd[0]), float(sd[1])), (r2[0], r2[1]), *scored)


def _check(own: Floats, lost: Floats, names: Sequence[str], block: int | None) -> None:
    problems = []
    if own.ndim != 2 or own.shape[1] != 2 or own.shape != lost.shape:
        found = f"arrays of {own.shape} and {lost.shape}"
        raise FitError(Problem("", "strength, losses", found, "two of the same shape: a row a day, a column a side"))
    if block is not None and not 1 <= block <= len(own) // 2:
        problems.append(Problem("", "block", f"{block} days", f"from 1 to half of all, {len(own) // 2}"))
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
