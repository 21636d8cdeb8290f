"""Laws fitted to a table of days or battles, on a terminal: what can be told apart first, then the fits."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from attrit.evidence.battles import Battles
from attrit.statistics.serial import worth
from attrit.views.words.columns import columns, paragraph
from attrit.views.words.numbers import decimals, shares

if TYPE_CHECKING:
    from attrit.analysis.fit_laws import LawFit, LawFits
    from attrit.analysis.loss_ratio import LossRatio
    from attrit.evidence.daily_losses import DailyLosses


def fitted(fits: LawFits, ratio: LossRatio, table: DailyLosses | Battles) -> list[str]:
    """Laws fitted to a table of days or battles.

    Parameters
    ----------
    fits
        () [-] The fits.
    ratio
        () [-] The loss-ratio regression of the same days or battles.
    table
        () [-] What they were fitted to.
    """
    ranked = sorted(fits.fits.values(), key=lambda fit: fit.behind)
    each = "battle" if isinstance(table, Battles) else "day"
    lines = [paragraph(_finding(ranked, f"{fits.days} {each}s")), "", paragraph(_data(fits, table)), ""]
    lines += [*_compared(ranked, fits), "", paragraph(_how(fits, each)), ""]
    lines += [f"How each law fits all {each}s:", "", *_fits(ranked, table.sides), *_exponents(ranked), ""]
    x, y = table.sides
    spread = ranked[0].sd[0]
    notes = (
        f"sd: standard deviation of ln losses about the law; at {spread:.2f}, two {each}s in three have "
        f"{math.exp(-spread):.2f} to {math.exp(spread):.2f} times the losses that the law says. R²: share of the "
        "variance of ln losses that the law explains; below 0, the mean would do better."
    )
    if any(fit.stance != (1.0, 1.0) for fit in ranked):
        notes += " Defending: factor on a side's losses while it is on the defensive, its inverse while it attacks."
    return [*lines, paragraph(notes), "", paragraph(_loss_ratio(ratio, x, y))]


def _finding(ranked: list[LawFit], days: str) -> str:
    """What the days or battles say of the laws, in a sentence or two."""
    best, others = ranked[0].law, ranked[1:]
    worse = [fit.law for fit in others if fit.worse]
    alike = [fit.law for fit in others if not fit.worse]
    if not others:
        return f"One law, {best}, was fitted to {days}: there is nothing to compare it with."
    if not worse:
        return (
            f"These {days} cannot tell the {len(ranked)} laws apart: no law is behind the best, {best}, by more "
            "than chance."
        )
    if not alike:
        return f"Best forecast of these {days}: {best}. Every other law is worse by more than chance."
    return (
        f"Best forecast of these {days}: {best}. Its lead over {_listed(alike)} is too small to be sure of. "
        f"Worse by more than chance: {_listed(worse)}."
    )


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _data(fits: LawFits, table: DailyLosses | Battles) -> str:
    """What was fitted, and how it was left out."""
    if isinstance(table, Battles):
        text = f"Data: {fits.days} battles."
        if table.left_out:
            text += f" Battles without four numbers above 0, {table.left_out} in all, are left out."
        groups = "Each battle was" if fits.blocks == fits.days else f"{fits.blocks} groups of battles were"
        return f"{text} {groups} left out in turn and forecast from the rest."
    x, y = table.sides
    sizes = [int((fits.block == block).sum()) for block in range(fits.blocks)]
    size = f"{min(sizes)}" if min(sizes) == max(sizes) else f"{min(sizes)} to {max(sizes)}"
    unit = "day" if size == "1" else "consecutive days"
    text = f"Data: {fits.days} days, {table.day[0]} to {table.day[-1]}, of {x} and {y} losses."
    if table.left_out:
        text += f" Days without four numbers above 0, {table.left_out} in all, are left out."
    return (
        f"{text} Days next to each other are alike: the noise of ln losses correlates at {fits.correlation:.2f} from "
        f"one day to the next. So {fits.blocks} blocks of {size} {unit} were left out in turn, and each was forecast "
        "from the rest."
    )


def _compared(ranked: list[LawFit], fits: LawFits) -> list[str]:
    """The table that tells the laws apart."""
    places, own = _places([fit.behind_error for fit in ranked]), _places([fit.score_error for fit in ranked])
    rows = [["law", "behind", "±", "against the best", "weight, %", "±", "score", "±"]]
    for fit in ranked:
        first = fit is ranked[0]
        behind = ("–", "–") if first else (decimals(fit.behind, places), decimals(fit.behind_error, places))
        verdict = "best" if first else "worse" if fit.worse else "cannot be told apart"
        weight = shares(fits.weights[fit.law], fits.errors[fit.law], 0)
        score = decimals(fit.score, own), decimals(fit.score_error, own)
        rows.append([fit.law, *behind, verdict, *weight, *score])
    return columns(rows, right=(1, 2, 4, 5, 6, 7), give=3)


def _how(fits: LawFits, each: str) -> str:
    """How to read it."""
    others = len(fits.fits) - 1
    rule = f"{fits.beyond:.1f} standard errors, which leaves a risk of 5 %"
    if others > 1:
        rule += f" over all {others} comparisons"
    counts = f"A day counts as {worth(fits.correlation):.2f} independent days. " if each == "day" else ""
    return (
        f"score: mean log density that the forecast gave to a {each}'s losses of both sides; behind: how far it is "
        f"below that of the best law, {each} by {each}; ±: one standard error, from the blocks. A law is worse beyond "
        f"{rule}. weight: pseudo-BMA+, with the blocks weighed at random 1,000 times; ± is the standard deviation over "
        f"these. {counts}Laws that cannot be told apart share the weight, and so does mixed with the laws that it "
        "contains."
    )


def _fits(ranked: list[LawFit], sides: tuple[str, str]) -> list[str]:
    """The table of the fits to all days."""
    stanced = any(fit.stance != (1.0, 1.0) for fit in ranked)
    kinds = ["sd", "R²", *(["defending"] if stanced else [])]
    rows = [["law", *(f"{side}: {kind}" for side in sides for kind in kinds)]]
    for fit in ranked:
        kept = fit.sd, fit.r2, *([fit.stance] if stanced else [])
        numbers = [pair[k] for k in (0, 1) for pair in kept]
        rows.append([fit.law, *("–" if math.isnan(x) else decimals(x, 2) for x in numbers)])
    return columns(rows, right=range(1, len(rows[0])))


def _exponents(ranked: list[LawFit]) -> list[str]:
    """What laws leave open, as fitted."""
    lines = []
    for fit in ranked:
        each = []
        for name, (value, error) in fit.exponents.items():
            places = _places([error])
            each.append(f"{name.rpartition('.')[2]} {decimals(value, places)} ± {decimals(error, places)}")
        lines += [f"  {fit.law}: {', '.join(each)}"] if each else []
    return ["", "Fitted exponents, starting from what a campaign believes of them:", *lines] if lines else []


def _places(errors: list[float]) -> int:
    """Decimals that show the first two digits of the greatest error, and from one to four."""
    largest = max((error for error in errors if math.isfinite(error)), default=0.0)
    return min(4, max(1, 1 - math.floor(math.log10(largest)))) if largest > 0 else 2


def _loss_ratio(ratio: LossRatio, x: str, y: str) -> str:
    """The loss-ratio regression, in words."""
    places = _places([ratio.beta_error])
    low, high = (math.exp(math.log(ratio.alpha) + sign * ratio.ln_alpha_error) for sign in (-1, 1))
    r2 = "" if math.isnan(ratio.r2) else f" (R² {decimals(ratio.r2, 2)})"
    return (
        f"Loss ratio: on average {x} losses were {_times(ratio.mean)} times {y} losses "
        f"(± {100 * ratio.ln_mean_error:.0f} %). The ratio goes as the power {decimals(ratio.beta, places)} ± "
        f"{decimals(ratio.beta_error, places)} of {y} over {x} strength{r2}; by the square law that power is 1, by the "
        f"linear law 0, by the logarithmic law −1. For equal strengths this makes {_times(ratio.alpha)} times "
        f"({_times(low)} to {_times(high)})."
    )


def _times(value: float) -> str:
    """A factor to two digits."""
    if not 1e-4 < value < 1e6:
        return f"{value:.1e}"
    places = 1 - math.floor(math.log10(value))
    return decimals(round(value, places), max(0, places))
