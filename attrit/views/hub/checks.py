"""The checks of a hub: what is printed of them, and the same as plain data."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from attrit.views.words.columns import columns, paragraph

_MOST = 5  # findings of a check that are told


def lines(checked: Sequence[Any]) -> list[str]:
    """What became of each check, what is not accepted and where.

    Parameters
    ----------
    checked
        (check) [-] Checks as `attrit.exports.hub_checks.check_hub` gives them.
    """
    by_check: dict[str, list[Any]] = defaultdict(list)
    for one in checked:
        by_check[one.check.name].append(one)
    rows = [["check", "what it asks", "files"]]
    for name, members in by_check.items():
        counts = Counter(one.state for one in members)
        rows.append([name, members[0].check.asks, ", ".join(f"{n:,} {state}" for state, n in counts.items())])
    found = [*columns(rows, give=1), ""]
    for one in checked:
        if one.findings:
            found.append(paragraph(f"{one.check.name} failed: {one.check.asks}. Cure: {one.check.cure}.", 2))
            for finding in one.findings[:_MOST]:
                found.append(paragraph(f"  {finding.where}: {finding.found}", 4))
            if len(one.findings) > _MOST:
                found.append(f"  and {len(one.findings) - _MOST:,} more")
    reasons = dict.fromkeys((one.check.name, one.reason) for one in checked if one.reason)
    found += [paragraph(f"{name}: not applicable, for {reason}.", 2) for name, reason in reasons]
    return [*found, paragraph(summary(checked), 2)]


def summary(checked: Sequence[Any]) -> str:
    """How many checks came to what.

    Parameters
    ----------
    checked
        (check) [-] As in `lines`.
    """
    counts = Counter(one.state for one in checked)
    files = {one.of for one in checked}
    told = ", ".join(f"{n:,} {state}" for state, n in counts.items())
    return f"{len(checked):,} checks of {len(files):,} file{'s' if len(files) != 1 else ''}: {told}."


def plain(checked: Sequence[Any]) -> dict[str, Any]:
    """The same as plain data.

    Parameters
    ----------
    checked
        (check) [-] As in `lines`.
    """
    return {
        "summary": dict(Counter(one.state for one in checked)),
        "checks": [
            {
                "name": one.check.name,
                "about": one.check.about,
                "file": one.of,
                "state": one.state,
                "findings": [{"where": finding.where, "found": finding.found} for finding in one.findings],
                "reason": one.reason or None,
                "cure": one.check.cure if one.findings else None,
            }
            for one in checked
        ],
    }
