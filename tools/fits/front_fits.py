"""Rates of gain, active days and collapses from the observed fronts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from estimators import LAST_DAY, Prior, mixed, next_share
from scipy import stats

from attrit.evidence.observations import (
    FloatArray,
    PathStatistics,
    RateRatios,
    collapses,
    daily_series,
    path_statistics,
    rate_ratios,
    standing,
)

EARTH_KM = 6371.0
Z95 = 1.6448536269514722


@dataclass(frozen=True)
class Front:
    """One observed front and how the area of the holder follows from its file."""

    name: str
    file: str
    column: str
    first: date
    box: tuple[float, float, float, float] | None = None  # west, east, south, north: the attacker's area is mapped
    gone: date | None = None  # the day on which only ground beyond the river was left


FRONTS = (
    Front("Pokrovsk", "fronts/pokrovsk_2024.csv", "occupied_km2", date(2024, 5, 1), (36.75, 37.75, 47.95, 48.60)),
    Front(
        "Kurakhove-Vuhledar",
        "fronts/kurakhove_vuhledar_2024.csv",
        "occupied_km2",
        date(2024, 5, 1),
        (36.40, 37.60, 47.60, 48.05),
    ),
    Front("Vovchansk", "fronts/vovchansk_2024.csv", "occupied_km2", date(2024, 5, 1), (36.00, 37.30, 50.00, 50.50)),
    Front("Robotyne", "fronts/robotyne_2023.csv", "occupied_km2", date(2023, 6, 2)),
    Front("Kherson bridgehead", "fronts/kherson_2022.csv", "occupied_km2", date(2022, 10, 1), gone=date(2022, 11, 11)),
    Front("Kursk", "kursk-2024/area_deepstate.csv", "ua_held_main_km2", date(2024, 9, 10)),
)
BRIDGEHEADS = ("Kherson bridgehead", "Kursk")


def held(folder: Path, front: Front) -> FloatArray:
    """Area of the holder of a front, day by day."""
    mapped = daily_series(folder / front.file, front.column, start=front.first, end=LAST_DAY)
    if front.box:
        west, east, south, north = (math.radians(degrees) for degrees in front.box)
        return EARTH_KM**2 * (east - west) * (math.sin(north) - math.sin(south)) - mapped.values
    if front.gone:
        return np.maximum(mapped.values - mapped.values[(front.gone - front.first).days], 0.0)
    return mapped.values


def front_tables(areas: dict[str, FloatArray]) -> tuple[dict[str, PathStatistics], list[RateRatios], list[str]]:
    """Statistics of the fronts, ratios of rates over all of them, and both tables."""
    seen = {name: path_statistics(area) for name, area in areas.items()}
    lines = [
        "| front | days | km2/day | weekly variation | lag-1 autocorrelation | largest week / total "
        "| days without change | active by moments | days of recapture | 3 days lose 25 % |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, s in seen.items():
        figures = (s.weekly_variation, s.weekly_autocorrelation, s.largest_week, s.days_without_change)
        gain = -np.diff(areas[name])[standing(areas[name])]
        moments = 2.0 / (1.0 + float(gain.var() / gain.mean() ** 2))  # of days active or not, exponential when active
        text = " | ".join(f"{float(x):.2f}" for x in (*figures, moments))
        lines.append(
            f"| {name} | {int(standing(areas[name]).sum())} | {float(s.rate):.2f} | {text} "
            f"| {float(s.days_of_recapture):.3f} | {'yes' if s.collapsed else 'no'} |"
        )
    lines += [
        "",
        "| ln(next / last 30-day rate) | windows | fronts | sd | sd without Kherson | 5, 50, 95 % "
        "| below a fifth | over three times |",
        "|---|---|---|---|---|---|---|---|",
    ]
    by_front = {name: rate_ratios(area) for name, area in areas.items()}
    ratios = []
    for at, horizon in enumerate((30, 60, 90)):
        pooled, calm = (
            RateRatios(
                horizon, np.concatenate([r[at].ln_ratio for name, r in by_front.items() if name not in left_out])
            )
            for left_out in ((), ("Kherson bridgehead",))
        )
        known = pooled.ln_ratio[np.isfinite(pooled.ln_ratio)]
        fronts = sum(bool(np.isfinite(r[at].ln_ratio).any()) for r in by_front.values())
        spread = ", ".join(f"{q:.1f}" for q in np.percentile(known, (5, 50, 95)))
        extremes = f"{np.mean(known < math.log(0.2)):.2f} | {np.mean(known > math.log(3.0)):.2f}"
        lines.append(
            f"| {horizon} days | {known.size} | {fronts} | {pooled.sd:.2f} | {calm.sd:.2f} | {spread} | {extremes} |"
        )
        ratios.append(calm)
    return seen, ratios, lines


def front_priors(folder: Path) -> tuple[list[Prior], list[str]]:
    """Recent rates of gain, shares of active days, rates of collapse, and the tables of fronts."""
    areas = {front.name: held(folder, front) for front in FRONTS}
    seen, ratios, lines = front_tables(areas)
    priors = [
        gain_prior("front_gain_kursk", areas["Kursk"], ratios[0].sd, "map of Kursk, 2024-09-10 to 2024-11-16"),
        gain_prior("front_gain_pokrovsk", areas["Pokrovsk"], ratios[0].sd, "map of Pokrovsk, 2024-09-10 to 2024-11-16"),
    ]
    active = np.array([1.0 - float(s.days_without_change) for s in seen.values()])
    six = f"{len(areas)} development fronts 2022-2024"
    priors.append(
        Prior(
            "active_share",
            "1",
            "logit",
            next_share(active),
            active.size,
            six,
            "share of days with a change of the map; Student's t over fronts on logit",
        )
    )
    days = int(standing(areas["Kursk"]).sum())
    moved = round(days * float(active[list(areas).index("Kursk")]))
    known = stats.beta(moved + 0.5, days - moved + 0.5)
    priors.append(
        Prior(
            "active_share_kursk",
            "1",
            "logit",
            mixed([known]),
            days,
            "map of Kursk, 2024-09-10 to 2024-11-16",
            "days with a change of the whole map; Jeffreys interval, days taken as independent",
        )
    )
    for name, which, where in (
        ("collapse_rate", tuple(areas), six),
        ("collapse_rate_bridgehead", BRIDGEHEADS, "Kherson 2022 and Kursk 2024"),
    ):
        exposed = sum(int(standing(areas[front]).sum()) for front in which)
        struck = [collapses(areas[front]) for front in which]
        counts = (sum(struck), sum(count > 0 for count in struck))
        lines.append(f"\n{name}: {counts[0]} collapses on {counts[1]} front in {exposed} front-days.")
        method = "Jeffreys gamma; equal mixture of counting collapses and counting fronts that had any"
        rate = mixed([stats.gamma(count + 0.5, scale=1.0 / exposed) for count in counts])
        priors.append(Prior(name, "1/day", "lognormal", rate, exposed, where, method))
    return priors, lines


def gain_prior(name: str, area: FloatArray, ratio_sd: float, data: str) -> Prior:
    """Rate of gain at the end of a path: between that of the last 30 and of the last 67 days."""
    gain = -np.diff(area)[-67:]
    month, longer = float(gain[-30:].mean()), float(gain.mean())
    sampling = math.sqrt(float(gain.var(ddof=1)) / gain.size) / longer
    sd = max(math.hypot(math.log(longer / month) / 2.0, sampling), ratio_sd / 2.0)
    middle = math.sqrt(month * longer)
    ends = (middle * math.exp(-Z95 * sd), middle, middle * math.exp(Z95 * sd))
    how = (
        f"geometric mean of last 30 days ({month:.3g}) and last 67 ({longer:.3g}); sd of ln {sd:.2f}: half their "
        "distance and the sampling error of 67 days; at least half the sd of ln(next/last 30-day rate) of the fronts"
    )
    return Prior(name, "km2/day", "lognormal", ends, gain.size, data, how)
