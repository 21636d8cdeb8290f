"""What to expect of a battle, on a terminal and as plain data."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from attrit.analysis.battle import DRAWS, PARTS, BattleAnswer, Range
from attrit.evidence.battle_fit import shipped
from attrit.views.words.columns import columns, paragraph
from attrit.views.words.numbers import decimals, percent

if TYPE_CHECKING:
    from attrit.evidence.stated_battle import StatedBattle

_TITLES = {
    "attacker losses": "attacker's losses, men", "attacker losses, share": "as a share of his men",
    "defender losses": "defender's losses, men", "defender losses, share": "as a share of his men",
    "exchange ratio": "attacker's losses for one of the defender's", "duration": "days",
    "advance": "advance of the attacker, km",
}  # fmt: skip


def told(answer: BattleAnswer) -> list[str]:
    """The answer in words and a table.

    Parameters
    ----------
    answer
        () [-] The answer.
    """
    low, high = answer.won_range
    first = (
        f"The attacker wins with a chance of {percent(answer.won)}. Wars differ: in nine of ten the chance lies "
        f"between {percent(low)} and {percent(high)}."
    )
    error = math.sqrt(answer.won * (1.0 - answer.won) / DRAWS)
    rows = [("", "median", "half of battles", "nine in ten")]
    rows += [(_TITLES[one.name], *_cells(one)) for one in answer]
    lines = [paragraph(_question(answer.stated)), "", paragraph(first), "", *columns(rows, indent=2), ""]
    lines.append(
        paragraph(
            f"It lasts longer than a day with a chance of {percent(answer.past_a_day)}. Chances come from "
            f"{DRAWS:,} draws; their sampling error is at most {100 * error:.1f} points."
        )
    )
    return [*lines, "", paragraph(how_good()), *(paragraph(caution) for caution in answer.beyond)]


def how_good() -> str:
    """How well such answers did where a whole war was left out at a time."""
    known = shipped()
    ours, plain = (known.scores["winner", model, "brier"] for model in ("battle_model", "climatology"))
    covers = []
    for series, title in (
        ("attacker_losses", "the attacker's losses"),
        ("defender_losses", "the defender's"),
        ("exchange", "the exchange ratio"),
    ):
        value, error, _ = known.scores[series, "battle_model", "coverage_90"]
        covers.append(f"{title} in {100 * value:.0f} ± {100 * error:.0f} %")
    return (
        f"How good that is: {int(ours[2])} battles of {len(known.wars)} wars, 1620-1982, foretold from the other wars. "
        f"Brier score of the winner {ours[0]:.3f} ± {ours[1]:.3f}, against {plain[0]:.3f} ± {plain[1]:.3f} if every "
        f"attacker has the same chance (0 is perfect, a coin 0.250). The ranges of nine in ten held "
        f"{', '.join(covers)} of battles. The exchange ratio is foretold {_exchange()} what happened elsewhere."
    )


def _exchange() -> str:
    """Whether the exchange ratio is foretold better than by the other battles, all alike."""
    less, error, _ = shipped().scores["exchange", "battle_model", "crps_less_climatology"]
    return "better than by" if less < -error else "worse than by" if less > error else "no better than by"


def plain(answer: BattleAnswer) -> dict[str, Any]:
    """The answer as plain data, for JSON.

    Parameters
    ----------
    answer
        () [-] The answer.
    """
    stated = {name: None if value != value or value == "" else value for name, value in vars(answer.stated).items()}
    scores = [
        {"series": series, "score": score, "value": float(row[0]), "error": float(row[1]), "n": int(row[2])}
        for (series, model, score), row in shipped().scores.items()
        if model == "battle_model"
    ]
    return {
        "stated": stated,
        "attacker_wins": {"chance": answer.won, "nine_in_ten_wars": [*answer.won_range]},
        "longer_than_a_day": answer.past_a_day,
        "quantiles": [*PARTS],
        "numbers": [{"name": one.name, "unit": one.unit, "quantiles": [*one.quantiles]} for one in answer],
        "cautions": [*answer.beyond], "leave_one_war_out": scores, "draws": DRAWS,
    }  # fmt: skip


def _question(stated: StatedBattle) -> str:
    """What was asked, as it was understood."""

    def force(side: str) -> str:
        more = [
            f"{getattr(stated, f'{side}_{kind}'):,.0f} {kind}"
            for kind in ("guns", "tanks", "cavalry")
            if not math.isnan(getattr(stated, f"{side}_{kind}"))
        ]
        return f"{getattr(stated, f'{side}s'):,.0f}" + (f" with {', '.join(more)}" if more else "")

    found = [f"{force('attacker')} attack {force('defender')}"]
    found.append("year not said" if math.isnan(stated.year) else f"{stated.year:.0f}")
    found.append(f"{stated.defence} defence" if stated.defence else "defence not said")
    found += [word for word in (stated.ground, stated.cover, stated.weather, stated.season) if word]
    found += [] if math.isnan(stated.km) else [f"{stated.km:g} km of front"]
    return "; ".join(found) + "."


def _cells(one: Range) -> tuple[str, str, str]:
    """Median, middle half, nine in ten."""
    low, lower, middle, upper, high = (_number(x, one) for x in one.quantiles)
    return middle, f"{lower} to {upper}", f"{low} to {high}"


def _number(x: float, one: Range) -> str:
    """A number to two digits."""
    if one.name.endswith("share"):
        return percent(x)
    if x == 0.0:
        return "0"
    places = max(0, 1 - math.floor(math.log10(abs(x))))
    return decimals(round(x, 1 - math.floor(math.log10(abs(x)))), min(places, 2))
