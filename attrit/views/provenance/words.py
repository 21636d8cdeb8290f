"""What the spread of an answer rests on, on a terminal and as plain data."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from attrit.analysis.provenance import CLASSES, PARTS
from attrit.statistics.factorial import Share, Shares
from attrit.views.words.columns import columns, paragraph, width
from attrit.views.words.numbers import capital, decimals, finite, share_with_error, with_article

if TYPE_CHECKING:
    from attrit.analysis.provenance import Provenance, Sources

HEADS = {
    "claim": "claims", "fit": "fits", "literature": "literature", "judgement": "judgement", "law": "the law",
    "noise": "chance",
}  # fmt: skip
_TURNED = 72  # signs below which the classes stand below each other


def lines(found: Provenance) -> list[str]:
    """The split as a small table below a headline.

    Parameters
    ----------
    found
        () [-] The split.
    """
    rows = [("", *HEADS.values())]
    rows += [(_short(row), *(share_with_error(*row.shares[c].share) for c in CLASSES)) for row in found.rows]
    head = (
        "Where the spread between worlds comes from: shares of the variance, % (fits: inputs fitted to past wars; the "
        "law: which law of attrition holds; chance: what no input would settle)"
    )
    below = any(cell.startswith("−") for row in rows for cell in row)
    note = [paragraph("A share below zero is one that cannot be told from zero.")] if below else []
    if width() < _TURNED:
        rows = list(zip(*rows, strict=True))
    return [paragraph(head), *columns(rows, right=range(1, len(rows[0])), give=0), *note]


def detailed(found: Provenance) -> list[str]:
    """The split in a sentence; then for every class its inputs, its share, and what it does alone and with others.

    Parameters
    ----------
    found
        () [-] The split.
    """
    made = [paragraph(sentence(found)), ""]
    for row in found.rows:
        rows: list[tuple[str, ...]] = [("", "inputs", "share", "95 %", "alone", "together")]
        for c in CLASSES:
            of, n = row.shares[c], found.inputs[c]
            cells = (share_with_error(*part, places=1) for part in (of.share, of.alone, of.together))
            share, *others = cells
            rows.append((HEADS[c], f"{n:,}" if c != "noise" else "", share, _within(of), *others))
        made += [capital(row.target.title), *columns(rows, right=range(1, 6), indent=2), ""]
    made.append(
        paragraph(
            "share: share of the variance, in %; the shares add up to 100. alone: how much of the variance would "
            "disappear if these inputs were known and nothing else. together: how much would be left if all else were "
            f"known. ± is the Monte-Carlo error (one standard error), from {found.pairs:,} pairs of worlds and all "
            "mixtures of each pair. 95 %: interval of the share, from the number of pairs only. A small share rests on "
            f"few pairs, so its interval reaches further up than down.{_below_zero(found)}"
        )
    )
    return made


def _within(of: Shares) -> str:
    """The 95 % interval of a share, in per cent."""
    if not math.isfinite(of.low) or of.low == of.high == 0:
        return "–"
    return f"[{decimals(100 * of.low, 1)}, {decimals(100 * of.high, 1)}]"


def _below_zero(found: Provenance) -> str:
    """What estimates below zero mean, if there are some."""
    every = (getattr(of, part).share for row in found.rows for of in row.shares.values() for part in PARTS)
    if all(round(1000 * share) >= 0 for share in every):
        return ""
    return " An estimate below zero means that the share is not clear; cutting it off at zero would add a bias."


def sentence(found: Provenance) -> str:
    """The split in a sentence.

    Parameters
    ----------
    found
        () [-] The split.
    """
    row = found.rows[0]
    share = {c: of.share for c, of in row.shares.items()}
    sources = [share[c] for c in ("claim", "fit", "literature")]
    sourced = Share(sum(s.share for s in sources), math.sqrt(sum(s.error**2 for s in sources)))
    what = with_article(row.target.title)
    parts = [("judged inputs", share["judgement"]), ("inputs with a source (claims, fits, literature)", sourced)]
    if found.inputs["law"]:
        parts.append(("the law of attrition", share["law"]))
    parts.sort(key=lambda part: -part[1].share)
    told_parts = "; ".join(f"{name} {_percent(part)}" for name, part in parts)
    if share["noise"] == (0, 0):
        return f"The variance of {what} comes from: {told_parts}. Chance from day to day plays no part in it."
    return (
        f"If every input were known, {_percent(share['noise'])} of the variance of {what} would remain, as chance from "
        f"day to day. The rest comes from: {told_parts}."
    )


def plain(found: Provenance) -> dict[str, Any]:
    """The split as plain data, for JSON.

    Parameters
    ----------
    found
        () [-] The split.
    """
    return {
        "sentence": sentence(found),
        "pairs": found.pairs,
        "inputs": dict(found.inputs),
        "numbers": {
            row.target.of: {
                "title": row.target.title, "outcome": row.target.measure.name, "unit": row.target.unit,
                "standard_deviation": row.deviation,
                "shares": {
                    c: {
                        **{part: getattr(of, part)._asdict() for part in PARTS},
                        "interval_95": [finite(of.low), finite(of.high)],
                    }
                    for c, of in row.shares.items()
                },
            }
            for row in found.rows
        },
    }  # fmt: skip


def told(part: Share, *, signed: bool = False) -> str:
    """A share in per cent with its error.

    Parameters
    ----------
    part
        () [1] The share.
    signed
        () [-] Whether it is told with a decimal.
    """
    return share_with_error(*part, places=1 if signed else None)


def _percent(part: Share) -> str:
    """A share with its error; of one that cannot be told from zero, what it is at most."""
    if part.share > part.error:
        return f"{share_with_error(part.share, part.error)} %"
    most = 100 * (max(part.share, 0.0) + 2 * part.error)
    return "next to nothing" if most < 2 else f"at most {math.ceil(most)} %"


def _short(row: Sources) -> str:
    title = row.target.measure.title
    if row.target.against is not None:
        return f"{title}, difference"
    arm = row.target.arm
    return f"{title} if {row.target.titles[arm]}" if arm in row.target.titles else f"{title}, {arm}"
