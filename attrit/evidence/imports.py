"""Claims from files of others: event data, forecasts, published claims; docs/import.md has what is lost.

A file is read whole, or without the rows that the caller leaves out: whatever is wrong with it is reported at once, by
row and column.
"""

from __future__ import annotations

import os
import re
import statistics
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal, NamedTuple

from attrit.errors import LedgerError, Problem, ScenarioError, did_you_mean
from attrit.evidence import dates
from attrit.evidence.any_table import renamed as renamed
from attrit.evidence.claims import Ledger
from attrit.evidence.dialect import AS_USUAL, Dialect
from attrit.evidence.forecasts import OUTPUT, Task, complaints, tasks
from attrit.evidence.numerals import MISSING
from attrit.evidence.readings import at_our_levels
from attrit.evidence.sheet import Sheet, digits, joined, key, span
from attrit.evidence.sheet import written as written
from attrit.evidence.statement import period
from attrit.quantities import convert

_DEATHS = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low")
GED = ("id", "type_of_violence", "conflict_name", "side_a", "side_b", "date_start", "date_end", *_DEATHS)
ACLED = ("event_id_cnty", "event_date", "event_type", "country", "fatalities")
OF_OLD: dict[str, dict[str, str]] = {
    "ucdp_ged": {f"{name}_est": name for name in ("best", "high", "low")},
    "hubverse": {"type": "output_type", "quantile": "output_type_id"},
}
"""Headings of earlier years by format, and what they are called now."""
_ORIGINS = ("origin_date", "reference_date", "forecast_date")
_ENDS = ("target_end_date", "target_date")
_FILE_NAME = re.compile(r"[A-Za-z0-9_]+(?:-[0-9]{2}-[0-9]{2})?-([A-Za-z0-9_]+-[A-Za-z0-9_]+)\.(?:csv|parquet)")
RADFORD = (
    *("days", "loss_count", "loss_type", "claim_source", "time_frame", "loss_country"),
    *("minimum", "maximum", "category", "source_target"),
)
_COUNTRIES = {"Russia": "RU", "Ukraine": "UA"}
_SOURCES = {f"{code} Source": code for code in ("UA", "RU", "US", "GB")}
_SOURCES |= {"United Nations": "UN", "OSI": "OSI", "Other": "Other"}
_BOUNDS = {"00": "about", "10": "at_least", "01": "up_to"}
_INVASION = date(2022, 2, 24)  # day 1 of Radford et al.
_NAMED = 20  # events in the note of a sum, at most
By = Literal["event", "month", "total"]


class _Count(NamedTuple):
    """One count of one event: a claim of its own, or a part of a sum over the whole that it belongs to.

    `against` names bounds that contradict the number and are left out.
    """

    line: int
    event: str
    whole: str
    of: str
    kind: str
    definition: str
    numbers: tuple[float | None, float | None, float | None]
    days: tuple[date, date]
    made_on: date
    publisher: str
    note: str
    against: str = ""

    @property
    def spoken(self) -> bool:
        """Whether it is a number: a lone 0 can mean unknown."""
        return self.numbers not in ((None, 0, None), (None, None, None))


def _counted(sheet: Sheet, counts: Iterable[_Count], claimant: str, by: By, columns: Mapping[str, str]) -> Ledger:
    """A claim for each event, or for each sum by month or in all."""
    known = ("event", "month", "total")
    if by not in known:
        raise LedgerError(Problem("", "by", f"unknown '{by}'", f"one of {', '.join(known)}", did_you_mean(by, known)))
    groups: dict[tuple[str, ...], list[_Count]] = {}
    reach: dict[str, list[date]] = {}
    covered: list[date] = []
    for count in counts:
        covered += count.days
        about = key(count.whole)
        if by == "event":
            about = count.event if count.spoken else f"{claimant}_events_without_a_number"
        month = f"{count.days[1]}"[:7] if by == "month" else ""
        groups.setdefault((about, count.kind, count.of, month), []).append(count)
        reach.setdefault(about, []).extend(count.days)
    for (about, kind, of, month), members in groups.items():
        first, last = min(reach[about]), max(reach[about])
        if month:  # as much of it as the file covers
            first, last = max(period(month)[0], min(covered)), min(period(month)[1], max(covered))
        sheet.draft(
            members[0].line,
            id=f"{about}_{key(kind, of)}" if by == "event" else key(claimant, about, kind, of, month),
            subject=key(kind, of, about),
            claimant=claimant,
            side="independent",
            **{"of": of, "kind": kind, "definition": members[0].definition},
            as_of=span(first, last) if by == "event" else f"{first}/{last}",
            **_sum(members, claimant, by, last),
        )
    return sheet.ledger(columns)


def _sum(members: list[_Count], claimant: str, by: By, last: date) -> dict[str, Any]:
    """Numbers, days and words of the sum of some counts, or of a single one; nobody knows it before its last day."""
    spoken = [count for count in members if count.spoken]
    claim: dict[str, Any] = {"publisher": claimant, "made_on": max(last, *(count.made_on for count in members))}
    note = ""
    if spoken:
        best = [count.numbers[1] or 0.0 for count in spoken]
        claim |= {"unit": "person", "qualifier": "about", "value": sum(best)}
        for name, place in (("low", 0), ("high", 2)):
            bounds = [count.numbers[place] for count in spoken]
            # An event without a bound counts with its best estimate.
            ends = [mid if bound is None else bound for mid, bound in zip(best, bounds, strict=True)]
            claim[name] = None if bounds == [None] * len(bounds) else sum(ends)
        if by == "event":
            note, claim["publisher"] = joined(spoken[0].against, spoken[0].note), spoken[0].publisher
        else:
            note = f"events summed: {len(spoken)}"
            note += "; low and high are sums of bounds, not quantiles of the sum" if claim["low"] is not None else ""
            against = [f"{count.event}: {count.against}" for count in spoken if count.against]
            more = f"and {len(against) - _NAMED:,} events more" if len(against) > _NAMED else ""
            note = joined(note, *against[:_NAMED], more)
    empty = sum(count.numbers == (None, None, None) for count in members)
    silent = len(members) - len(spoken) - empty
    left_out = f"events left out for a 0, which can mean unknown: {silent}" if silent else ""
    left_out = joined(left_out, f"events left out for an empty cell: {empty}" if empty else "")
    rule = "an event counts in the month of its last day" if by == "month" else ""
    return claim | {"note": joined(note, left_out, rule)}


def ucdp_ged(
    path: str | os.PathLike[str],
    *,
    by: By = "event",
    dialect: Dialect = AS_USUAL,
    left_out: list[Problem] | None = None,
) -> Ledger:
    """Claims on deaths from an export of the UCDP Georeferenced Event Dataset.

    Parameters
    ----------
    path
        () [-] The CSV file.
    by
        () [-] ``event`` for claims on each event, ``month`` or ``total`` for sums over each conflict.
    dialect, left_out
        () [-] As in `Sheet`.
    """
    sheet = Sheet(path, GED, dialect=dialect, left_out=left_out, aliases=OF_OLD["ucdp_ged"])
    counts: list[_Count] = []
    for line, row in sheet.rows:
        event = f"GED_{sheet.once(line, row, 'id')}"
        number = {
            name: sheet.number(line, row, name, dead=True)
            for name in _DEATHS
            if row[name] or name not in ("low", "high")
        }
        first, last = sheet.day(line, row, "date_start"), sheet.day(line, row, "date_end")
        if sheet.sound(line) and first > last:
            sheet.wrong(line, "date_end", f"{last} lies before date_start {first}")
        if not sheet.sound(line):
            continue
        made_on = max([last, *dates.days(row.get("source_date", ""), dialect.dates)])
        estimates, against = _bounded(number)
        place = ", ".join(row[name] for name in ("where_coordinates", "adm_1", "country") if row.get(name))
        note = joined(
            row["conflict_name"],
            place,
            f"{digits(number['deaths_unknown'])} of the dead of unknown status" if number["deaths_unknown"] else "",
            "made_on is " + ("the last source_date" if made_on > last else "date_end"),
            row.get("source_article", ""),
        )
        sides = (
            (row["side_a"], "military_deaths", "deaths_a", "best estimate of the dead of this side"),
            (row["side_b"], "military_deaths", "deaths_b", "best estimate of the dead of this side"),
            ("", "civilian_deaths", "deaths_civilians", "best estimate of dead civilians"),
        )
        parts: list[tuple[str, str, str, tuple[float | None, float, float | None]]] = [
            ("", "deaths", "estimates of all dead", estimates)
        ]
        parts += [(of, kind, text, (None, number[n], None)) for of, kind, n, text in sides if number[n] > 0]
        publisher = row.get("source_office", "")
        counts += [
            _Count(
                line, event, row["conflict_name"], *part, (first, last), made_on, publisher, note,
                against if part[3] is estimates else "",
            )
            for part in parts
        ]  # fmt: skip
    return _counted(sheet, counts, "UCDP", by, {"id": "id", "value": "best", "as_of": "date_start"})


def _bounded(number: Mapping[str, float]) -> tuple[tuple[float | None, float, float | None], str]:
    """Low, best and high of an event without the bounds that contradict the best estimate, and which these are."""
    low, best, high = number.get("low"), number["best"], number.get("high")
    wrong = [f"low {digits(low)}"] if low is not None and low > best else []
    wrong += [f"high {digits(high)}"] if high is not None and high < best else []
    said = f"{' and '.join(wrong)} left out, which the best estimate, {digits(best)}, contradicts" if wrong else ""
    return (None if low is None or low > best else low, best, None if high is None or high < best else high), said


def acled(
    path: str | os.PathLike[str],
    *,
    by: By = "event",
    dialect: Dialect = AS_USUAL,
    left_out: list[Problem] | None = None,
) -> Ledger:
    """Claims on deaths from an export of ACLED; events with 0 are counted, not claimed, for 0 can mean unknown.

    Parameters
    ----------
    path
        () [-] The CSV file.
    by
        () [-] ``event`` for a claim on each event, ``month`` or ``total`` for sums over each country.
    dialect, left_out
        () [-] As in `Sheet`.
    """
    sheet = Sheet(path, ACLED, dialect=dialect, left_out=left_out)
    counts: list[_Count] = []
    for line, row in sheet.rows:
        event = f"ACLED_{sheet.once(line, row, 'event_id_cnty')}"
        deaths = None if row["fatalities"] in MISSING else sheet.number(line, row, "fatalities", dead=True)
        day = sheet.day(line, row, "event_date")
        said = [sheet.day(line, row, "timestamp")] if row.get("timestamp") else []
        if not sheet.sound(line):
            continue
        made_on = max([day, *said])
        note = joined(
            ": ".join(row[name] for name in ("event_type", "sub_event_type") if row.get(name)),
            " against ".join(row[name] for name in ("actor1", "actor2") if row.get(name)),
            ", ".join(row[name] for name in ("location", "admin1", "country") if row.get(name)),
            "made_on is " + ("the timestamp" if made_on > day else "event_date"),
            row.get("notes", ""),
        )
        what = ("", "deaths", "reported fatalities of all actors and civilians", (None, deaths, None))
        counts.append(_Count(line, event, row["country"], *what, (day, day), made_on, row.get("source", ""), note))
    return _counted(sheet, counts, "ACLED", by, {"id": "event_id_cnty", "value": "fatalities", "as_of": "event_date"})


def _target_days(sheet: Sheet, task: Task, made_on: date) -> str:
    """What a forecast refers to: its target day, the week up to it for weekly incidence, or else the day of origin."""
    line, row, target = task.line, task.row, task.row["target"].lower()
    ends = [name for name in _ENDS if row.get(name, "") not in MISSING]
    weekly, end = re.search(r"\b(wk|weeks?|weekly)\b", target), made_on
    if ends:
        end = sheet.day(line, row, ends[0])
    elif row.get("horizon", "") not in MISSING:
        step = 7 if weekly else 1 if re.search(r"\b(days?|daily)\b", target) else 0
        if not step:
            sheet.wrong(line, "horizon", "the target names no week or day to count in", "", "add target_end_date")
        end = made_on + timedelta(days=round(step * sheet.number(line, row, "horizon", -1000, 1000)))
    return span(end - timedelta(days=6), end) if weekly and re.search(r"\binc(ident)?\b", target) else f"{end}"


def _estimates(outputs: Mapping[str, Mapping[str, float]], unit: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every claim that the outputs for one task make, with a suffix for its id."""
    number = {"unit": unit, "qualifier": "about"}
    if "point" in outputs:
        yield "point", number | {"value": next(iter(outputs["point"].values())), "definition": "point forecast"}
    if "mean" in outputs:
        yield "mean", number | {"value": next(iter(outputs["mean"].values())), "definition": "mean of the forecast"}
    levels = {float(name): value for name, value in outputs.get("quantile", {}).items()}
    if levels:
        below, above = [p for p in levels if p < 0.5], [p for p in levels if p > 0.5]
        taken = {"value": 0.5} if 0.5 in levels else {}
        taken |= {"low": min(below, key=lambda p: abs(p - 0.05))} if below else {}
        taken |= {"high": min(above, key=lambda p: abs(p - 0.95))} if above else {}
        said = "about" if 0.5 in levels else "range" if below and above else "at_least" if below else "up_to"
        found = at_our_levels({name: (p, levels[p]) for name, p in taken.items()}, share=unit == "1")
        said_of = {name: "is" if found[name] == levels[p] else "follows from" for name, p in taken.items()}
        note = ", ".join(f"{name} {said_of[name]} quantile {p:g}" for name, p in taken.items())
        given = ", ".join(f"{p:g}: {digits(levels[p])}" for p in sorted(levels))
        yield "quantile", number | found | {"qualifier": said, "note": f"{note}; given are {given}"}
    if "sample" in outputs:
        drawn = list(outputs["sample"].values())
        cuts = statistics.quantiles(drawn * 2 if len(drawn) == 1 else drawn, n=20, method="inclusive")
        bounds = {"low": cuts[0], "value": cuts[9], "high": cuts[18]}
        yield "sample", number | bounds | {"note": f"quantiles .05, .5 and .95 of {len(drawn)} samples"}
    for name, words in (("pmf", "probability"), ("cdf", "probability of at most this")):
        for place, (category, value) in enumerate(outputs.get(name, {}).items()):
            share = {"unit": "1", "value": value, "subject": category, "definition": f"{words}: {category}"}
            yield f"{name}{place}", number | share


def hubverse(
    path: str | os.PathLike[str],
    *,
    claimant: str | None = None,
    unit: str = "person",
    dialect: Dialect = AS_USUAL,
    left_out: list[Problem] | None = None,
) -> Ledger:
    """Claims from a model-output file of the hubverse: a forecast is what its team says of a day to come.

    Parameters
    ----------
    path
        () [-] The CSV or Parquet file; also of the years before 2023, with the columns ``type`` and ``quantile``.
    claimant
        () [-] Whose forecast it is; if left out the column ``model_id``, or ``team-model`` of the file's name.
    unit
        () [-] Unit of the target, which the format does not hold.
    dialect, left_out
        () [-] As in `Sheet`.
    """
    sheet = Sheet(path, ("target", *OUTPUT), dialect=dialect, left_out=left_out, aliases=OF_OLD["hubverse"])
    origin = next((name for name in _ORIGINS if name in sheet.header), "")
    named = _FILE_NAME.fullmatch(Path(path).name)
    if not origin:
        sheet.wrong(1, _ORIGINS[0], "missing column", f"one of {', '.join(_ORIGINS)}")
    if not (claimant or named or "model_id" in sheet.header):
        cure = "name the file DATE-team-model.csv, or say it: --claimant NAME"
        sheet.wrong(1, "model_id", "nothing says whose forecast it is", "", cure)
    _check_unit(unit)
    sheet.check_header()
    known = {origin, "target", "horizon", "location", "model_id", *_ENDS, *OUTPUT}
    no_unit = f"{unit} is the reader's word, the file names no unit"
    for task in tasks(sheet):
        line, row = task.line, task.row
        who = claimant or row.get("model_id", "") or (named[1] if named else "")
        made_on = sheet.day(line, row, origin)
        when = {"as_of": _target_days(sheet, task, made_on), "made_on": made_on}
        contradictions = list(complaints(task.outputs))
        for found, accepted in contradictions:
            sheet.wrong(line, "value", found, accepted)
        if contradictions:
            continue
        more = joined(*(f"{name} {cell}" for name, cell in row.items() if name not in known and cell not in MISSING))
        about = (row["target"], *(row[name] for name in ("location",) if row.get(name, "") not in MISSING))
        for suffix, claim in _estimates(task.outputs, unit):
            claim["subject"] = key(*about, claim.get("subject", ""))
            claim["definition"] = joined(claim.get("definition", ""), more)
            claim["note"] = joined(", ".join(about), "" if claim["unit"] == "1" else no_unit, claim.get("note", ""))
            sheet.draft(line, id=f"{who}_{made_on}_{line}_{suffix}", claimant=who, **when, **claim)
    return sheet.ledger(dict.fromkeys(("low", "value", "high"), "value") | {"as_of": "horizon", "made_on": origin})


def _check_unit(unit: str) -> None:
    try:
        convert(1.0, unit)
    except ScenarioError as error:
        raise LedgerError(replace(problem, path="unit") for problem in error.problems) from error


def radford(
    path: str | os.PathLike[str], *, dialect: Dialect = AS_USUAL, left_out: list[Problem] | None = None
) -> Ledger:
    """Claims from the file of Radford et al. 2023 on the first year of the war in Ukraine; nothing is lost.

    Parameters
    ----------
    path
        () [-] The CSV file.
    dialect, left_out
        () [-] As in `Sheet`.
    """
    sheet = Sheet(path, RADFORD, dialect=dialect, left_out=left_out)
    for line, row in sheet.rows:
        day, count = sheet.number(line, row, "days", 1, 20000), sheet.number(line, row, "loss_count", dead=True)
        if not day.is_integer():
            sheet.wrong(line, "days", f"{row['days']} is no whole day", "1 for 2022-02-24, 2 for the day after")
        country = sheet.word(line, row, "loss_country", _COUNTRIES)
        source = sheet.word(line, row, "claim_source", _SOURCES)
        frame = sheet.word(line, row, "time_frame", ("Cumulative", "Day"))
        kind, bounds = row["category"], row["minimum"] + row["maximum"]
        if bounds not in _BOUNDS:
            sheet.wrong(line, "minimum", f"minimum {row['minimum']}, maximum {row['maximum']}", "0 or 1, not both 1")
        for column, first in (("loss_type", kind), ("source_target", source)):
            if row[column] != f"{first}-{country}":
                sheet.wrong(line, column, f"'{row[column]}'", f"'{first}-{country}' as in the other columns")
        if not sheet.sound(line):
            continue
        until = _INVASION + timedelta(days=int(day) - 1)
        sheet.draft(
            line,
            id=f"radford_{line - 1}",
            subject=key(kind, country),
            **{"of": _COUNTRIES[country], "kind": key(kind), "definition": kind},
            **{"value": count, "unit": "person" if re.search("Deaths|Injuries|Casualties", kind) else "item"},
            **{"qualifier": _BOUNDS[bounds], "as_of": f"{_INVASION}/{until}" if frame == "Cumulative" else f"{until}"},
            **{"made_on": until, "claimant": source, "side": _SOURCES[source], "publisher": "Radford et al. 2023"},
            link="https://doi.org/10.1073/pnas.2307372120",
        )
    return sheet.ledger({"value": "loss_count", "kind": "category", "subject": "category"})
