"""Many arms held against one, on a terminal and as plain data."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from attrit.statistics.means import FEWEST
from attrit.views.charts.look import ERRORS_95
from attrit.views.words.cells import titled
from attrit.views.words.columns import BREAK, columns, paragraph
from attrit.views.words.numbers import capital, decimals, finite, percent, times, unit_name

if TYPE_CHECKING:
    from attrit.analysis.compare import ArmComparison, ArmRow
    from attrit.experiments.measures import Measure

_ENOUGH = 256  # worlds from which on rare large differences hardly spoil the intervals any more


def lines(found: ArmComparison) -> list[str]:
    """Every arm against one: a table an outcome, the arm with the lowest number first, and how to read it.

    Parameters
    ----------
    found
        () [-] From `attrit.compare_arms`.
    """
    other, worlds = found.against, f"{found.draws:,} worlds"
    told = [paragraph(f"How each arm differs from {other} ({found.titles[other]}), in the same {worlds}:"), ""]
    told += columns([(arm, found.titles[arm]) for arm in found.arms], give=1, indent=2)
    for measure in found.measures:
        told += ["", paragraph(_heading(found, measure)), "", *_table(found, measure)]
    notes = _notes(found)
    return [*told, "", *_explained(found), *([""] if notes else []), *notes]


def sentence(found: ArmComparison) -> str:
    """How many arms differ clearly, and the one that changes most, by outcome.

    Parameters
    ----------
    found
        () [-] From `attrit.compare_arms`.
    """
    told = []
    for measure in found.measures:
        rows = [row for row in found.of(measure.name) if not math.isnan(row.mean)]
        clear = [row for row in rows if row.clear]
        unit = "points" if measure.probability else unit_name(measure.unit)
        of = f"{len(clear)} of {len(rows)} arms clearly change the {measure.title} compared with {found.against}"
        if clear:
            most = max(clear, key=lambda row: abs(row.mean))
            of += f", {most.arm} most: {difference(most)} {unit}".rstrip()
        told.append(of)
    return f"{capital('; '.join(told))} (intervals that hold for all {len(found.rows)} comparisons at once)."


def ranked(rows: Sequence[ArmRow]) -> list[ArmRow]:
    """Rows with the lowest mean difference first, and last those without one.

    Parameters
    ----------
    rows
        (arm) [-] Rows of one outcome.
    """
    return sorted(rows, key=lambda row: (math.isnan(row.mean), row.mean))


def difference(row: ArmRow) -> str:
    """The mean difference and the interval that holds with all others, to the digit that it is known to; in points.

    Parameters
    ----------
    row
        () [-] A row.
    """
    factor = _factor(row.measure)
    if row.mean_error == 0:
        return decimals(row.mean, 0) if row.mean == 0 else f"{factor * row.mean:+,.4g}".replace("-", "−")
    if math.isnan(row.mean_error):
        return "–"
    low, high = reach(row)
    if math.isnan(low):
        return f"{decimals(factor * row.mean, _places(factor * row.mean_error), signed=True)} [–]"
    ends = factor * low, factor * high
    places = _places(ends[1] - factor * row.mean)
    if 0 < (least := min(map(abs, ends))) < 0.5 * 10.0**-places:  # an end that is not 0 does not look like 0
        places = min(places + 2, _places(least))
    middle, *both = (decimals(x, places, signed=True) for x in (factor * row.mean, *ends))
    return f"{middle} [{', '.join(both)}]"


def reach(row: ArmRow) -> tuple[float, float]:
    """The interval that holds with all others; of a probability no further than 100 points either way.

    Parameters
    ----------
    row
        () [-] A row.
    """
    low, high = row.simultaneous_low, row.simultaneous_high
    if not row.measure.probability or math.isnan(low):
        return low, high
    return max(low, -1.0), min(high, 1.0)


def verdict(row: ArmRow) -> str:
    """Whether the difference can be put down to chance, in words.

    Parameters
    ----------
    row
        () [-] A row.
    """
    if math.isnan(row.p):
        return "too few worlds"
    if row.same == 1:
        return "always the same"
    return "clear" if row.clear else "cannot be told from chance"


def _factor(measure: Measure) -> float:
    return 100.0 if measure.probability else 1.0


def _places(reach: float) -> int:
    """Decimals down to the first digit of how far a number may be off."""
    return max(0, -math.floor(math.log10(reach))) if reach > 0 else 0


def _mean(mean: float, error: float, measure: Measure) -> str:
    if measure.probability:
        return percent(mean)
    return "–" if math.isnan(mean) else decimals(mean, _places(ERRORS_95 * error))


def _heading(found: ArmComparison, measure: Measure) -> str:
    """The outcome, how many arms differ, what it is in the arm of reference, and whom it is good for."""
    rows = found.of(measure.name)
    unit = ", differences in points" if measure.probability else ""
    text = f"{capital(titled(measure))}{unit}. "
    if math.isnan(rows[0].against_mean):
        return f"{text}In {found.against} no world has a number."
    n = sum(row.clear for row in rows)
    clear = f"{n} of {len(rows)} arms clearly {'differs' if n == 1 else 'differ'} from"
    if _always(found, measure):
        mean = _mean(rows[0].against_mean, rows[0].against_mean_error, measure)
        text += f"In {found.against} it is {mean}{'' if unit else ' on average'}; {clear} that."
    else:
        text += f"{clear} {found.against}, in worlds where both have a number."
    if rows[0].better is not None:
        return f"{text} You count {rows[0].better} as better."
    if measure.name in found.good_for:
        return "{} Lower is good for {}, higher for {}.".format(text, *found.good_for[measure.name])
    return text


def _always(found: ArmComparison, measure: Measure) -> bool:
    """Whether there is a number in every world, so that the difference of the means is the mean difference."""
    return all(row.worlds == found.draws for row in found.of(measure.name))


def _table(found: ArmComparison, measure: Measure) -> list[str]:
    """A line an arm; without means where each arm has its own worlds with a number."""
    rows = ranked(found.of(measure.name))
    better = rows[0].better
    ways = ("lower", "higher") if better is None else ("better", "worse")
    level = "probability" if measure.probability else "mean"
    table = [["arm", level, "difference [95 %]", *ways, f"variance{BREAK}reduction", "beyond chance?"]]
    for row in rows:
        shares = (row.higher, row.lower) if better == "higher" else (row.lower, row.higher)
        told = _mean(row.arm_mean, row.arm_mean_error, measure), difference(row), *(percent(share) for share in shares)
        pairing = f"{times(row.variance_reduction)} ×" if math.isfinite(row.variance_reduction) else "–"
        table.append([row.arm, *told, pairing, verdict(row)])
    if not _always(found, measure):
        table = [[arm, *rest] for arm, _, *rest in table]
    return columns(table, right=range(1, len(table[0]) - 1))


def _explained(found: ArmComparison) -> list[str]:
    """How to read the columns, with how many comparisons the intervals and the test hold for."""
    n, other = len(found.rows), found.against
    hold = "it holds" if n == 1 else f"{'both' if n == 2 else f'all {n} of them'} hold at once (simultaneous intervals)"
    words = {
        "difference": f"mean over worlds of the arm minus {other}, with its 95 % interval: in 95 of 100 runs {hold}. "
        "It shows how well these worlds fix the mean of the model (Monte-Carlo error), not uncertainty about the war."
    }
    told = {"better, worse" if row.better else "lower, higher": bool(row.better) for row in found.rows}
    for ways, better in told.items():
        does = "does better or worse" if better else "is lower or higher"
        words[ways] = f"share of worlds in which the arm {does} than {other}; in all others it is the same."
    words["variance reduction"] = "how many times more worlds would be needed if each arm had worlds of its own."
    words["beyond chance?"] = (
        "clear: the interval excludes 0. Chance alone would make "
        f"{f'any of the {n}' if n > 1 else 'it'} clear in at most 5 of 100 runs."
    )
    return columns(list(words.items()), give=1)


def _notes(found: ArmComparison) -> list[str]:
    """What the numbers rest on, where that is little."""
    notes = []
    if found.draws < _ENOUGH:
        notes.append(
            "So few worlds may miss rare, large differences; the intervals are then too narrow. Play more worlds."
        )
    for measure in found.measures:
        rows, title = found.of(measure.name), capital(measure.title)
        worlds = [row.worlds for row in rows]
        if min(worlds) < found.draws and max(worlds):
            some = f"{min(worlds):,}" if min(worlds) == max(worlds) else f"{min(worlds):,} to {max(worlds):,}"
            notes.append(f"{title}: both arms have a number in {some} worlds. Shares and differences refer to these.")
        few = [row for row in rows if row.worlds and math.isnan(row.p)]
        if few:
            arms = ", ".join(f"{row.arm} ({round(row.worlds * (row.lower + row.higher))})" for row in few)
            notes.append(
                f"{title}: too few worlds differ for an interval, which needs {FEWEST}: {arms}. Play more worlds."
            )
    return [paragraph(note, indent=2) for note in notes]


def plain(found: ArmComparison) -> dict[str, Any]:
    """The same as plain data, for JSON.

    Parameters
    ----------
    found
        () [-] From `attrit.compare_arms`.
    """
    outcomes = {}
    for measure in found.measures:
        rows = {row.arm: _plain(row) for row in found.of(measure.name)}
        good = found.good_for.get(measure.name)
        outcomes[measure.name] = {
            "title": measure.title, "unit": measure.unit, "probability": measure.probability,
            "lower_is_good_for": good[0] if good else None, "higher_is_good_for": good[1] if good else None,
            "arms": rows,
        }  # fmt: skip
    return {
        "against": found.against, "titles": dict(found.titles), "draws": found.draws,
        "comparisons": len(found.rows), "critical": found.critical, "outcomes": outcomes,
    }  # fmt: skip


def _plain(row: ArmRow) -> dict[str, Any]:
    """All numbers of a row; none where there is no number, and for the variance reduction of what never differs."""
    numbers = {name: value for name, value in vars(row).items() if name not in ("arm", "measure", "better")}
    told = {name: finite(value) for name, value in numbers.items()}
    return {
        **told,
        "better": row.better,
        "does_better": told[row.better] if row.better else None,
        "verdict": verdict(row),
    }
