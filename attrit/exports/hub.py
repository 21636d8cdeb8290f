"""A run as a hub of the hubverse: settings, metadata and one file of forecasts whose samples are joint.

A sample is one world. The rows of a target that share an `output_type_id` are the same world in every arm, on every
front or side and every day, for arms are compared in the same worlds; `compound_taskid_set` leaves those columns out.
The hubverse asks that an id of a sample stays within one block of tasks, so ``area-7`` and ``losses-7`` are one world.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attrit.engine.keep import Keep
from attrit.engine.results import Results
from attrit.errors import Problem, ResultsError
from attrit.exports import hub_settings as settings
from attrit.exports.hub_asked import AREA, DERIVED, LEVELS, LONGEST_NAME, LOSSES, RECOVERED, Submission

KEPT = Keep(final=("recovered_day",), daily=("front_area", "losses"))
"""What a run has to keep for it."""
COLUMNS = (
    "origin_date", "scenario_id", "target", "location", "horizon", "target_end_date", "output_type", "output_type_id",
    "value",
)  # fmt: skip
_DECIMALS = 6  # of a probability

Floats = NDArray[np.float64]


def hub_texts(results: Results, asked: Submission) -> dict[str, str]:
    """The files of a hub by their path in its folder.

    Parameters
    ----------
    results
        () [-] A run that kept `KEPT`.
    asked
        () [-] What is asked.

    Raises
    ------
    ResultsError
        A name is not possible, a day is beyond the run, or there are too few worlds.
    """
    _check(results, asked)
    name = f"model-output/{asked.id}/{results.scenario.as_of}-{asked.id}.csv"
    table = "\n".join(",".join(row) for row in (COLUMNS, *hub_rows(results, asked)))
    return {
        "hub-config/admin.json": settings.as_json(settings.admin(results)),
        "hub-config/tasks.json": settings.as_json(settings.tasks(results, asked)),
        "hub-config/target-data.json": settings.as_json(settings.target_data()),
        "hub-config/model-metadata-schema.json": settings.as_json(settings.metadata_schema()),
        f"model-metadata/{asked.id}.yml": settings.metadata(results, asked),
        name: table + "\n",
    }


def hub_rows(results: Results, asked: Submission) -> Iterator[tuple[str, ...]]:
    """Rows of the file of forecasts.

    Parameters
    ----------
    results, asked
        () [-] As in `hub_texts`.
    """
    s = results.scenario
    sound = np.flatnonzero((results.variable("status").values == 0).all(axis=0))
    labels = [results.coords["draw"][i] for i in sound[: asked.samples]]
    for arm in results.arms:
        recovered = results.values("recovered_day", arm)[sound]
        for target, location, series in _series(results, arm):
            word = target.split()[0]
            for day in asked.days:
                values = series[day][sound].astype(np.float64)
                end = str(s.as_of + timedelta(days=day))
                task = (str(s.as_of), arm, target, location, str(day), end)
                for kind, cell, value in _outputs(values):
                    yield (*task, kind, cell, value)
                for label, value in zip(labels, values, strict=False):
                    yield (*task, "sample", f"{word}-{label}", _number(value))
        for day in asked.days:
            end = str(s.as_of + timedelta(days=day))
            share = round(float(np.mean(recovered <= day)), _DECIMALS)
            task = (str(s.as_of), arm, RECOVERED, s.objective, str(day), end)
            yield (*task, "pmf", "no", f"{1 - share:.{_DECIMALS}f}")
            yield (*task, "pmf", "yes", f"{share:.{_DECIMALS}f}")


def _series(results: Results, arm: str) -> Iterator[tuple[str, str, Floats]]:
    """Target, place and the outcome (day, draw) of everything that is told as a number."""
    for front in results.coords["front"]:
        yield AREA, front, results.values("front_area", arm, front=front)
    for side in results.coords["side"]:
        yield LOSSES, side, results.values("losses", arm, side=side)


def _outputs(values: Floats) -> Iterator[tuple[str, str, str]]:
    """Mean, median and quantiles over worlds."""
    yield "mean", "NA", _number(float(values.mean()))
    yield "median", "NA", _number(float(np.median(values)))
    for level, value in zip(LEVELS, np.quantile(values, LEVELS), strict=True):
        yield "quantile", f"{level:g}", _number(float(value))


def _number(value: float) -> str:
    return f"{max(value, 0.0):.7g}" if abs(value) < 1e6 else f"{value:.1f}"


def _check(results: Results, asked: Submission) -> None:
    problems = []
    for option, name in (("--team", asked.team), ("--model", asked.model)):
        if not re.fullmatch(rf"[A-Za-z0-9_]{{1,{LONGEST_NAME}}}", name):
            problems.append(Problem(option, "", f"found '{name}'", f"1 to {LONGEST_NAME} letters, digits and _"))
    last = results.coords["day"][-1]
    if not asked.days or min(asked.days) < 1 or max(asked.days) > last:
        problems.append(Problem("--days", "", f"found {', '.join(map(str, asked.days))}", f"days from 1 to {last}"))
    sound = int((results.variable("status").values == 0).all(axis=0).sum())
    if not 1 <= asked.samples <= sound:
        found = f"found {asked.samples:,}"
        problems.append(Problem("--samples", "", found, f"from 1 to {sound:,}, the worlds of the run"))
    if problems:
        raise ResultsError(problems)


def as_parquet(text: str) -> bytes:
    """A file of forecasts as Parquet, with the types that its settings state.

    Parameters
    ----------
    text
        () [-] The same as CSV.

    Raises
    ------
    ResultsError
        pyarrow is not installed.
    """
    import io

    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        cure = "pip install 'attrit[parquet]', or write --format csv"
        raise ResultsError(Problem("--format", "", "writing Parquet needs pyarrow", "", cure)) from error
    from datetime import date

    rows = [line.split(",") for line in text.splitlines()[1:]]
    made: dict[str, Any] = {}
    for i, name in enumerate(COLUMNS):
        cells = [row[i] for row in rows]
        if name in ("origin_date", DERIVED):
            made[name] = pa.array([date.fromisoformat(cell) for cell in cells], pa.date32())
        elif name == "horizon":
            made[name] = pa.array([int(cell) for cell in cells], pa.int32())
        elif name == "value":
            made[name] = pa.array([float(cell) for cell in cells], pa.float64())
        else:
            made[name] = pa.array([None if cell == "NA" else cell for cell in cells], pa.string())
    sink = io.BytesIO()
    parquet.write_table(pa.table(made), sink)
    return sink.getvalue()


def in_format(texts: Mapping[str, str], kind: str) -> dict[str, str | bytes]:
    """The files of a hub with the forecasts in a format.

    Parameters
    ----------
    texts
        (file) [-] The files, the forecasts as CSV.
    kind
        () [-] ``csv`` or ``parquet``.
    """
    if kind == "csv":
        return {**texts}
    return {
        name.removesuffix("csv") + "parquet" if name.endswith(".csv") else name: (
            as_parquet(text) if name.endswith(".csv") else text
        )
        for name, text in texts.items()
    }


def existing_hub(folder: Path, texts: Mapping[str, str]) -> Problem | None:
    """What is in the way of writing a hub into a folder, if it holds another one.

    Parameters
    ----------
    folder
        () [-] The folder.
    texts
        (file) [-] What is to be written.
    """
    tasks = folder / "hub-config" / "tasks.json"
    if tasks.is_file() and tasks.read_text("utf-8") != texts["hub-config/tasks.json"]:
        return Problem(
            "--out", str(folder), "holds a hub with other tasks", "an empty folder, or one of the same tasks"
        )
    return None
