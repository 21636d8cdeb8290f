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
    for name, members in by_check.items():
        findings = list(dict.fromkeys(finding for one in members for finding in one.findings))
        if findings:
            found.append(paragraph(f"{name} failed. To do: {members[0].check.cure}.", 2))
            found += [paragraph(f"  {finding.where}: {finding.found}", 4) for finding in findings[:_MOST]]
            found += [f"  and {len(findings) - _MOST:,} more"] if len(findings) > _MOST else []
    reasons = dict.fromkeys((one.check.name, one.reason) for one in checked if one.reason)
    found += [paragraph(f"{name}: not applicable: {reason}.", 2) for name, reason in reasons]
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
