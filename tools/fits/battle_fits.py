"""Loss rates, exchange and exponents from the battles of CDB90."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from estimators import Fit, Prior, TextArray, components, mixed, next_battle, regress
from numpy.typing import NDArray
from scipy import stats

from attrit.evidence.observations import FloatArray


@dataclass(frozen=True)
class Battles:
    """Battles with known strength and losses of both sides; a column for attacker and one for defender."""

    year: FloatArray
    days: FloatArray
    strength: FloatArray
    losses: FloatArray
    advance_km: FloatArray
    defender_per_km: FloatArray
    campaign: TextArray

    def where(self, chosen: NDArray[np.bool_]) -> Battles:
        """The battles chosen."""
        return Battles(**{name: column[chosen] for name, column in vars(self).items()})


def read_battles(folder: Path) -> Battles:
    """The battles since 1900 with calendar spans from their active periods, at least one day."""

    def rows(name: str) -> list[dict[str, str]]:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def number(text: str) -> float:
        return float(text) if text else math.nan

    periods = rows("active_periods")
    undated = {row["isqno"] for row in periods if not (row["start_time_min"] and row["end_time_max"])}
    begins: dict[str, datetime] = {}
    ends: dict[str, datetime] = {}
    for row in periods:
        key = row["isqno"]
        if key not in undated:
            begin, end = datetime.fromisoformat(row["start_time_min"]), datetime.fromisoformat(row["end_time_max"])
            begins[key], ends[key] = min(begins.get(key, begin), begin), max(ends.get(key, end), end)
    sides = {(row["isqno"], row["attacker"]): row for row in rows("belligerents")}
    width = {row["isqno"]: number(row["wofd"]) for row in rows("front_widths") if row["front_number"] == "1"}
    kept: list[tuple[Any, ...]] = []
    for row in rows("battles"):
        key = row["isqno"]
        if key not in begins or begins[key].year < 1900:
            continue
        men = [number(sides[key, side]["str"]) for side in "10"]
        lost = [number(sides[key, side]["cas"]) for side in "10"]
        span = max((ends[key] - begins[key]).total_seconds() / 86400.0, 1.0)
        if all(count > 0.0 for count in (*men, *lost)):
            per_km = men[1] / (width.get(key, math.nan) or math.nan)
            kept.append((begins[key].year, span, men, lost, number(row["kmda"]), per_km, row["campgn"]))
    columns = list(zip(*kept, strict=True))
    return Battles(*(np.array(column, dtype=np.float64) for column in columns[:-1]), np.array(columns[-1]))


def loss_table(battles: Battles, long: Battles) -> list[str]:
    """Loss rates of both sides in % of strength a day and the spread of the exchange, by set."""
    lines = [
        "| set | n | attacker 5/25/50/75/95 | defender 5/25/50/75/95 | sd of ln fractional exchange |",
        "|---|---|---|---|---|",
    ]
    for label, chosen in (
        ("since 1900", battles),
        ("since 1939", battles.where(battles.year >= 1939)),
        ("since 1900, under 3 days", battles.where(battles.days < 3.0)),
        ("since 1900, 3 to under 10 days", battles.where((battles.days >= 3.0) & (battles.days < 10.0))),
        ("since 1900, 10 days and longer", long),
    ):
        share = 100.0 * chosen.losses / chosen.strength / chosen.days[:, None]
        seen = (" ".join(f"{q:.2f}" for q in np.percentile(share[:, side], (5, 25, 50, 75, 95))) for side in (0, 1))
        lines.append(f"| {label} | {chosen.year.size} | {' | '.join(seen)} | {_exchange(chosen).std(ddof=2):.2f} |")
    between, within = components(_exchange(battles), battles.campaign)
    together = float(np.corrcoef(np.log(long.losses / long.strength / long.days[:, None]), rowvar=False)[0, 1])
    lines.append(f"\nSd of ln fractional exchange since 1900: between campaigns {between:.2f}, within {within:.2f}.")
    lines.append(f"Correlation of the ln loss rates of both sides, 10 days and longer: {together:.2f}.")
    return lines


def loss_priors(battles: Battles) -> tuple[list[Prior], list[str]]:
    """Loss rates and exchange of long battles, and the table by set."""
    long = battles.where(battles.days >= 10.0)
    data, n = "CDB90 development part, battles of 10 days and longer since 1900", long.year.size
    rate = long.losses / long.strength / long.days[:, None]
    ratio = next_battle(long.losses[:, 0] / long.losses[:, 1], long.campaign)
    freedom = int(np.unique(long.campaign).size) - 2
    sd = float(_exchange(long).std(ddof=2))
    low, high = (sd * math.sqrt(freedom / float(stats.chi2.ppf(p, freedom))) for p in (0.95, 0.05))
    wider = "median; each end the wider of seen and Student's t on ln with a degree of freedom a campaign"
    rates = f"losses per man of total strength and day; {wider}"
    spread = f"sd of ln fractional exchange given ln force ratio; chi-square interval, {freedom} degrees of freedom"
    return [
        Prior("loss_rate_attacker", "1/day", "lognormal", next_battle(rate[:, 0], long.campaign), n, data, rates),
        Prior("loss_rate_defender", "1/day", "lognormal", next_battle(rate[:, 1], long.campaign), n, data, rates),
        Prior("exchange_fractional_sd", "1", "lognormal", (low, sd, high), n, data, spread),
        Prior("exchange_ratio", "1", "lognormal", ratio, n, data, f"attacker losses per defender loss; {wider}"),
    ], loss_table(battles, long)


def power_priors(battles: Battles) -> tuple[list[Prior], list[str]]:
    """Exponents of losses on strength and of advance on density, and the table of regressions."""
    lines = ["| regression | battles | n | slopes (se; se by campaign) | residual sd |", "|---|---|---|---|---|"]
    own: list[Any] = []
    enemy: list[Any] = []
    thin: list[Any] = []

    def note(what: str, which: str, fit: Fit) -> None:
        three = zip(fit.slopes, fit.errors, fit.clustered, strict=True)
        slopes = ", ".join(f"{slope:.2f} ({error:.2f}; {wide:.2f})" for slope, error, wide in three)
        lines.append(f"| {what} | {which} | {fit.n} | {slopes} | {fit.sd:.2f} |")

    for which, chosen in (("all", battles), ("10 days and longer", battles.where(battles.days >= 10.0))):
        men, lost = np.log(chosen.strength), np.log(chosen.losses / chosen.days[:, None])
        for column, side in enumerate(("attacker", "defender")):
            fit = regress(lost[:, column], (men[:, column], men[:, 1 - column]), chosen.campaign)
            note(f"ln losses of the {side} a day on ln own, ln enemy strength", which, fit)
            spread = np.maximum(fit.errors, fit.clustered)
            own.append(stats.norm(fit.slopes[0], spread[0]))
            enemy.append(stats.norm(fit.slopes[1], spread[1]))

    advanced = battles.where((battles.year >= 1914) & (battles.advance_km > 0.0) & (battles.defender_per_km > 0.0))
    for which, low, high in (
        ("since 1914, all", 0.0, math.inf),
        ("to 2 days", 0.0, 2.01),
        ("over 2, under 5 days", 2.01, 5.0),
        ("5 days and longer", 5.0, math.inf),
    ):
        chosen = advanced.where((advanced.days >= low) & (advanced.days < high))
        ratio = np.log(chosen.strength[:, 0] / chosen.strength[:, 1])
        drivers = (np.log(chosen.defender_per_km), ratio, np.log(chosen.days))
        fit = regress(np.log(chosen.advance_km / chosen.days), drivers, chosen.campaign)
        note("ln advance on ln defenders per km, ln force ratio, ln days", which, fit)
        if math.isfinite(high) or low:
            thin.append(stats.norm(-fit.slopes[0], max(fit.errors[0], fit.clustered[0])))

    recent = battles.where(battles.year >= 1914)
    daily = (recent.advance_km / recent.days)[np.isfinite(recent.advance_km)]
    quartiles = " ".join(f"{q:.1f}" for q in np.percentile(daily, (25, 50, 75)))
    none = 100.0 * float(np.mean(daily <= 0.0))
    lines.append(f"\nAdvance since 1914, km/day, quartiles {quartiles}; {none:.0f} % none or back (n = {daily.size}).")
    thick = battles.defender_per_km[(battles.year >= 1939) & (battles.defender_per_km > 0.0)]
    men_per_km = " ".join(f"{q:.0f}" for q in np.percentile(thick, (5, 50, 95)))
    lines.append(f"Defenders per km of front since 1939, 5/50/95 %: {men_per_km} (n = {thick.size}).")
    data = "CDB90 development part, battles since 1900"
    means = "equal mixture of attacker and defender, all battles and 10 days and longer; widest se"
    return [
        Prior("exponent_enemy", "1", "normal", mixed(enemy), battles.year.size, data, means),
        Prior("exponent_own", "1", "normal", mixed(own), battles.year.size, data, means),
        Prior(
            "density_power",
            "1",
            "normal",
            mixed(thin),
            advanced.year.size,
            "CDB90 development part, advances since 1914 with known width of front",
            "minus slope of ln advance on ln defenders per km; equal mixture of three duration classes; widest se",
        ),
    ], lines


def _exchange(battles: Battles) -> FloatArray:
    """Ln fractional exchange (attacker's over defender's share lost) with the effect of ln force ratio taken out."""
    lost = np.log(battles.losses / battles.strength)
    ratio = np.log(battles.strength[:, 0] / battles.strength[:, 1])
    y = lost[:, 0] - lost[:, 1]
    return np.asarray(y - np.polyval(np.polyfit(ratio, y, 1), ratio))
