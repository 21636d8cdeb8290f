"""What decides an outcome, on a terminal and as plain data."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from attrit.analysis.sensitivity_rows import (
    BELOW_ZERO,
    CHANGES_NOTHING,
    CORRELATED,
    FEW_WORLDS,
    TOTAL_BELOW_FIRST,
    UNCLEAR,
    Row,
    Step,
)  # fmt: skip
from attrit.experiments.designs import REST
from attrit.experiments.factors import NOISE
from attrit.reader import setting
from attrit.statistics.standards import CLEAR, POSSIBLE
from attrit.views.words.columns import columns, paragraph
from attrit.views.words.inputs import named_by_itself
from attrit.views.words.numbers import CLEAR_IN_A_LIST, amount, finite, share_with_error, unit_name, with_article

if TYPE_CHECKING:
    from attrit.analysis.sensitivity_rows import Sensitivity

# what is said of shares by regression
LEANING = (
    "Each estimate is pulled towards those of all inputs (empirical Bayes), so that the largest is not merely the "
    "luckiest. ± is its Monte-Carlo error, one standard error. An input is listed only if its effect is clear: "
    f"{CLEAR_IN_A_LIST}."
)
MOST = 15  # rows of a table
_DECIDES = 0.5  # share from which on one input decides an outcome
_ALL = 0.9  # share from which on there is no rest to speak of
_COARSE = 0.25  # error of a sum from which on it is of no use


def lines(found: Sensitivity) -> list[str]:
    """A sentence, the inputs that can be told from zero, how many cannot, and how to read it.

    Parameters
    ----------
    found
        () [-] The indices or changes.
    """
    shown = distinct(found)[:MOST]
    made = [paragraph(sentence(found)), ""]
    if shown:
        made += [*(_changes(found, shown) if found.steps else _shares(found, shown)), ""]
    rest = [_rest(found, shown), _correlated(found, shown), _out_of_bounds(found), _reading(found, shown)]
    return [*made, *(paragraph(text) for text in rest if text)]


def distinct(found: Sensitivity) -> list[Row | Step]:
    """The rows that can be told from zero, by themselves or in interplay.

    Parameters
    ----------
    found
        () [-] The indices or changes.
    """
    return [row for row in found.all_rows if _is_distinct(row)]


def _is_distinct(row: Row | Step) -> bool:
    if isinstance(row, Step):
        return row.mu_star > CLEAR * row.mu_star_error
    return _by_itself(row) or row.total > CLEAR * row.total_error


def _by_itself(row: Row) -> bool:
    """Whether its first-order index can be told from zero."""
    return not {UNCLEAR, BELOW_ZERO, CHANGES_NOTHING} & {*row.flags}


def sentence(found: Sensitivity) -> str:
    """What decides it, and how much is noise.

    Parameters
    ----------
    found
        () [-] The indices or changes.
    """
    if found.steps:
        return _what_moves(found)
    inputs = [row for row in found.rows if row.factor.name not in (NOISE, *REST)]
    alone = sorted((row for row in inputs if _by_itself(row)), key=lambda row: -row.index)
    parts, what, noise = [], with_article(found.title), found.noise
    if isinstance(noise, Row):
        parts.append(_noise(what, noise))
        what = "it"
    if not inputs:
        return " ".join(parts)
    if not alone:
        parts.append(f"No input by itself has a clear effect on {what}.")
        given = (
            f"Use {setting('method', 'sobol')} to see how much is chance.",
            f"Use {setting('method', 'given')} to detect smaller shares.",
        )
        parts.append(given[found.method == "sobol"])
        return " ".join(parts)
    share = f"{share_with_error(alone[0].index, alone[0].error)} % of the variance between worlds"
    if alone[0].index >= _DECIDES:
        parts.append(f"One input decides {what}: {_named(alone[0])}. Knowing it would remove {share}.")
    else:
        parts.append(f"No single input decides {what}. {_largest(alone, share)}")
    if found.method == "given" and alone[0].index < _ALL:
        parts.append(f"Use {setting('method', 'sobol')} to split the rest into interactions and chance.")
    return " ".join(parts)


def _largest(rows: list[Row], share: str) -> str:
    """The largest of some shares; and the next, if the two cannot be told apart."""
    first, *others = rows
    if others and first.index - others[0].index < POSSIBLE * math.hypot(first.error, others[0].error):
        return (
            f"{_named(first)} and {_named(others[0])} contribute most and cannot be told apart: knowing the "
            f"first would remove {share}."
        )
    return f"The largest single contribution is {_named(first)}: knowing it would remove {share}."


def _named(row: Row | Step) -> str:
    name, meaning = row.factor.name, row.factor.meaning
    return name if named_by_itself(name, meaning) else f"{name} ({meaning})"


def _noise(what: str, noise: Row) -> str:
    if noise.total == 0:
        return f"Chance from day to day (noise) plays no part in {what}."
    clear = noise.index > CLEAR * noise.error
    own = f"{share_with_error(noise.index, noise.error)} %" if clear else "next to nothing"
    return (
        f"If every input were known, {share_with_error(noise.total, noise.total_error)} % of the variance of {what} "
        f"would remain. That is chance from day to day (noise): {own} by itself, the rest in interaction with inputs."
    )


def _what_moves(found: Sensitivity) -> str:
    inputs = [step for step in found.steps if step.factor.name not in (NOISE, *REST) and _is_distinct(step)]
    noise = found.noise
    unit = unit_name(found.unit)
    unit = f" {unit}" if unit else ""
    what = with_article(found.title)
    parts = [f"No input clearly moves {what}."]
    if inputs:
        size = f"{amount(inputs[0].mu_star, found.unit)}{unit}"
        parts = [
            f"The input that moves {what} most is {_named(inputs[0])}: by {size} on average, up or down, when it moves "
            "across half of its prior."
        ]
        if len(inputs) > 1:
            apart = math.hypot(inputs[0].mu_star_error, inputs[1].mu_star_error)
            if inputs[0].mu_star - inputs[1].mu_star < POSSIBLE * apart:
                parts.append(f"Its lead over {_named(inputs[1])} is too small to be sure of.")
    if isinstance(noise, Step) and noise.mu_star > 0:
        parts.append(f"Chance alone (noise) moves it by {amount(noise.mu_star, found.unit)}{unit}.")
    return " ".join(parts)


def _shares(found: Sensitivity, shown: list[Row | Step]) -> list[str]:
    """The table of indices."""
    known, played = any(row.factor.kind for row in shown), found.method == "sobol"
    numbers = ["alone, %", "in all, %"] if played else ["share, %"]
    rows = [["input", *(["what it is", "rests on"] if known else []), *numbers]]
    few = any(FEW_WORLDS in row.flags for row in shown)
    for row in shown:
        assert isinstance(row, Row)
        cells = [share_with_error(row.index, row.error, places=1)]
        if played:
            mark = "*" if FEW_WORLDS in row.flags else " " if few else ""
            cells.append(share_with_error(row.total, row.total_error, places=1) + mark)
        rows.append([*_cells(row)[: 3 if known else 1], *cells])
    return columns(rows, right=range(len(rows[0]) - len(numbers), len(rows[0])), give=1 if known else 0)


def _cells(row: Row | Step) -> list[str]:
    """What a factor is called, what it is, and what it rests on, in few words."""
    factor = row.factor
    first, *others = factor.name.split(" + ")
    kind = "several" if "," in factor.kind else factor.kind
    if others:
        return [f"{first} +", f"with {', '.join(others)}", kind]
    mark = "~" if CORRELATED in row.flags else ""
    return [f"{first}{mark}", factor.meaning, kind]


def _changes(found: Sensitivity, shown: list[Row | Step]) -> list[str]:
    """The table of changes."""
    unit = unit_name(found.unit)
    heads = [f"{head}{', ' + unit if unit else ''}" for head in ("size", "upward", "spread")]
    rows = [["input", "what it is", "rests on", *heads]]
    for step in shown:
        assert isinstance(step, Step)
        pairs = [(step.mu_star, step.mu_star_error), (step.mu, step.mu_error), (step.sigma, step.sigma_error)]
        rows.append([*_cells(step), *(_measured(*pair, found.unit) for pair in pairs)])
    return columns(rows, right=range(3, 6), give=1)


def _measured(x: float, error: float, unit: str) -> str:
    return f"{amount(x, unit)} ± {amount(error, unit)}" if math.isfinite(x) else "–"


def _rest(found: Sensitivity, shown: list[Row | Step]) -> str:
    """How many inputs are not in the table."""
    told, here, every = (
        sum(row.factor.name != NOISE for row in rows) for rows in (distinct(found), shown, found.all_rows)
    )
    nothing = sum(CHANGES_NOTHING in row.flags for row in found.all_rows if row.factor.name != NOISE)
    parts = []
    if told > here:
        parts.append(f"{told - here} more have a clear but smaller effect")
    if every > told + nothing:
        rest, how = every - told - nothing, f" (less than {CLEAR:.0f} standard errors)" if found.steps else ""
        parts.append(f"{rest} {'has' if rest == 1 else 'have'} no clear effect{how}")
    if nothing:
        parts.append(f"{nothing} change{'s' if nothing == 1 else ''} nothing in any world")
    once = " (correlated ones counted once)" if found.correlated and found.method != "given" else ""
    return f"Of {every} {'input' if every == 1 else 'inputs'}{once}, {'; '.join(parts)}." if parts else ""


def _correlated(found: Sensitivity, shown: list[Row | Step]) -> str:
    """How correlated inputs were treated."""
    if not found.correlated:
        return ""
    if found.method != "given":
        return "Correlated inputs (+) are moved together, as one factor: what they share belongs to none of them alone."
    names = {row.factor.name for row in shown}
    blocks = [block for block in found.correlated if names & set(block)]
    if not blocks:
        return "Correlated inputs are each credited with what they share."
    told = "; ".join(f"{', '.join(block[:-1])} and {block[-1]}" for block in blocks)
    return f"~ Correlated ({told}): each is credited with what they share, so their shares do not add up."


def _out_of_bounds(found: Sensitivity) -> str:
    """Indices that no number of worlds can have."""
    odd = [row.factor.name for row in found.rows if {BELOW_ZERO, TOTAL_BELOW_FIRST} & set(row.flags)]
    if not odd:
        return ""
    return (
        f"Out of bounds by more than {CLEAR:.0f} standard errors (below 0, or more alone than in all): "
        f"{', '.join(odd)}. With so few worlds the errors themselves are wrong."
    )


def _reading(found: Sensitivity, shown: list[Row | Step]) -> str:
    """How to read the table."""
    if found.method == "given":
        return (
            "share: how much of the variance between worlds would disappear if the input were known (first-order Sobol "
            f"index), by regression over the {found.worlds:,} worlds of the run. {LEANING}"
        )
    if found.method == "morris":
        return (
            "size: mean change, whatever its sign, when the input moves across half of its prior (μ*). upward: the "
            "same with its sign (μ). spread: standard deviation of the change (σ); it is large beside the size where "
            "the change depends on other inputs or on chance. –: a choice has no upward direction. "
            f"{found.draws:,} trajectories, {found.worlds:,} worlds. ± is the Monte-Carlo error."
        )
    own = f", {found.noise_draws:,} of the noise" if found.noise_draws != found.draws else ""
    text = (
        "alone: how much of the variance between worlds would disappear if this were known and nothing else "
        "(first-order Sobol index). in all: alone and in interaction with others; so much would be left if all else "
        "were known (total Sobol index). ± is the Monte-Carlo error. Each number alone is pulled towards those of all "
        "inputs (empirical Bayes), so that the largest is not merely the luckiest. "
        f"{found.draws:,} rows{own}; {found.worlds:,} worlds."
    )
    if any(FEW_WORLDS in row.flags for row in shown):
        text += " * Rests on the few worlds in which much happens: it may be far off, and its error is too small."
    if found.first_sum is not None and found.first_sum.error < _COARSE:
        share, error = found.first_sum
        whole = f"{100 * share:.0f} ± {100 * error:.0f} %".replace("-", "−")
        text += f" Inputs and noise, each alone, add up to {whole}; the rest is interaction."
    elif found.first_sum is not None:
        error = 100 * found.first_sum.error
        text += f" So few rows do not show what they add up to, each alone (± {error:.0f} points)."
    return text


def plain(found: Sensitivity) -> dict[str, Any]:
    """The same as plain data, for JSON.

    Parameters
    ----------
    found
        () [-] The indices or changes.
    """
    fields = ("mu", "mu_star", "sigma") if found.steps else ("index", "total")
    rows = []
    for row in found.all_rows:
        numbers = {name: finite(getattr(row, name)) for name in fields}
        numbers |= {_error_of(name): finite(getattr(row, _error_of(name))) for name in fields}
        if isinstance(row, Row):
            estimate = ("unbiased", "unbiased_error", "low", "high")
            numbers |= {name: finite(getattr(row, name)) for name in estimate}
        rows.append({**vars(row.factor), "inputs": list(row.factor.inputs), **numbers, "flags": list(row.flags)})
    sums = {"first_sum": found.first_sum, "interactions": found.interactions}
    return {
        "sentence": sentence(found), "method": found.method, "outcome": found.title, "unit": found.unit,
        "draws": found.draws, "noise_draws": found.noise_draws or None, "worlds": found.worlds,
        "correlated": [list(block) for block in found.correlated],
        **{name: None if share is None else share._asdict() for name, share in sums.items()},
        "factors": rows,
    }  # fmt: skip


def _error_of(name: str) -> str:
    return "error" if name == "index" else f"{name}_error"
