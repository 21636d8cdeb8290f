"""A run as a hub of the hubverse: settings, metadata and one file of forecasts whose samples are joint.

A sample is one world. The rows of a target that share an `output_type_id` are the same world in every arm, on every
front or side and every day, for arms are compared in the same worlds; `compound_taskid_set` leaves those columns out.
The hubverse asks that an id of a sample stays within one block of tasks, so ``area-7`` and ``losses-7`` are one world.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attrit.engine.keep import Keep
from attrit.engine.results import Results
from attrit.errors import Problem, ResultsError
from attrit.version import __version__

LEVELS = (
    0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9,
    0.95, 0.975, 0.99,
)  # fmt: skip
"""The 23 levels that hubs usually ask for."""
KEPT = Keep(final=("recovered_day",), daily=("front_area", "losses"))
"""What a run has to keep for it."""
COLUMNS = (
    "origin_date", "scenario_id", "target", "location", "horizon", "target_end_date", "output_type", "output_type_id",
    "value",
)  # fmt: skip
AREA, LOSSES, RECOVERED = "area held", "losses", "recovered"
SCHEMAS = "https://raw.githubusercontent.com/hubverse-org/schemas/main/v6.0.0"
_DERIVED = "target_end_date"
_NAME = 16  # longest name of a team and of a model
_DECIMALS = 6  # of a probability
_UNIT = {AREA: "square kilometres", LOSSES: "men", RECOVERED: "category"}

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Submission:
    """What is asked of a hub that is written.

    Parameters
    ----------
    days
        (horizon) [day] Days of the run that are told.
    samples
        () [1] Worlds that are told as samples.
    team, model
        () [-] Names of at most 16 letters, digits and ``_``.
    license
        () [-] Licence of the forecasts.
    """

    days: tuple[int, ...]
    samples: int
    team: str
    model: str
    license: str

    @property
    def id(self) -> str:
        """Team and model as files are named after them."""
        return f"{self.team}-{self.model}"


def short_name(name: str) -> str:
    """A name as the hubverse takes it.

    Parameters
    ----------
    name
        () [-] Such as the name of a scenario.
    """
    return re.sub(r"[^A-Za-z0-9_]", "_", name)[:_NAME]


def usual_days(horizon: int) -> tuple[int, ...]:
    """Every thirtieth day, and the last.

    Parameters
    ----------
    horizon
        () [day] The last day.
    """
    return (*range(30, horizon, 30), horizon)


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
        "hub-config/admin.json": _json(_admin(results)),
        "hub-config/tasks.json": _json(_tasks(results, asked)),
        "hub-config/target-data.json": _json(_target_data()),
        "hub-config/model-metadata-schema.json": _json(_metadata_schema()),
        f"model-metadata/{asked.id}.yml": _metadata(results, asked),
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
        if not re.fullmatch(rf"[A-Za-z0-9_]{{1,{_NAME}}}", name):
            problems.append(Problem(option, "", f"found '{name}'", f"1 to {_NAME} letters, digits and _"))
    last = results.coords["day"][-1]
    if not asked.days or min(asked.days) < 1 or max(asked.days) > last:
        problems.append(Problem("--days", "", f"found {', '.join(map(str, asked.days))}", f"days from 1 to {last}"))
    sound = int((results.variable("status").values == 0).all(axis=0).sum())
    if not 1 <= asked.samples <= sound:
        found = f"found {asked.samples:,}"
        problems.append(Problem("--samples", "", found, f"from 1 to {sound:,}, the worlds of the run"))
    if problems:
        raise ResultsError(problems)


def _json(data: object) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _admin(results: Results) -> dict[str, Any]:
    return {
        "schema_version": f"{SCHEMAS}/admin-schema.json",
        "name": f"attrit: {results.scenario.title}",
        "maintainer": "Put here who keeps this hub",
        "contact": {"name": "Put here whom to ask", "email": "nobody@example.org"},
        "file_format": ["csv", "parquet"],
        "timezone": "UTC",
    }


def _target_data() -> dict[str, Any]:
    return {
        "schema_version": f"{SCHEMAS}/target-data-schema.json",
        "observable_unit": ["target", "location", _DERIVED],
        "date_col": _DERIVED,
    }


def _required(*values: object) -> dict[str, Any]:
    return {"required": list(values), "optional": None}


def _tasks(results: Results, asked: Submission) -> dict[str, Any]:
    s = results.scenario
    fronts, sides = results.coords["front"], results.coords["side"]
    day = str(s.as_of)
    return {
        "schema_version": f"{SCHEMAS}/tasks-schema.json",
        "rounds": [
            {
                "round_id_from_variable": True,
                "round_id": "origin_date",
                "model_tasks": [
                    _task(results, asked, AREA, fronts, "Ground held by the holder of the front"),
                    _task(results, asked, LOSSES, sides, "Killed, wounded and captured in the theatre since day 0"),
                    _task(results, asked, RECOVERED, (s.objective,), "Whether the ground was recovered by that day"),
                ],
                "submissions_due": {"start": day, "end": day},
            }
        ],
        "output_type_id_datatype": "character",
        "derived_task_ids": [_DERIVED],
    }


def _task(results: Results, asked: Submission, target: str, places: Sequence[str], about: str) -> dict[str, Any]:
    s = results.scenario
    ends = [str(s.as_of + timedelta(days=day)) for day in asked.days]
    category = target == RECOVERED
    return {
        "task_ids": {
            "origin_date": _required(str(s.as_of)),
            "scenario_id": _required(*results.arms),
            "target": _required(target),
            "location": _required(*places),
            "horizon": _required(*asked.days),
            _DERIVED: {"required": None, "optional": ends},
        },
        "output_type": {"pmf": _pmf()} if category else _numeric(results, asked, target),
        "target_metadata": [
            {
                "target_id": target,
                "target_name": about,
                "target_units": _UNIT[target],
                "target_keys": {"target": target},
                "description": f"{about}, {'probability over' if category else 'in'} the worlds of an attrit run.",
                "target_type": "nominal" if category else "continuous",
                "is_step_ahead": True,
                "time_unit": "day",
            }
        ],
    }


def _numeric(results: Results, asked: Submission, target: str) -> dict[str, Any]:
    value = {"type": "double", "minimum": 0}
    longest = len(f"{target.split()[0]}-{max(results.coords['draw'])}")
    return {
        "mean": {"output_type_id": {"required": None}, "is_required": True, "value": value},
        "median": {"output_type_id": {"required": None}, "is_required": True, "value": value},
        "quantile": {"output_type_id": {"required": list(LEVELS)}, "is_required": True, "value": value},
        "sample": {
            "output_type_id_params": {
                "type": "character",
                "max_length": longest,
                "min_samples_per_task": asked.samples,
                "max_samples_per_task": asked.samples,
                "compound_taskid_set": ["origin_date", "target"],
            },
            "is_required": True,
            "value": value,
        },
    }


def _pmf() -> dict[str, Any]:
    value = {"type": "double", "minimum": 0, "maximum": 1}
    return {"output_type_id": {"required": ["no", "yes"]}, "is_required": True, "value": value}


def _metadata_schema() -> dict[str, Any]:
    name = {"type": "string", "pattern": "^[A-Za-z0-9_]+$", "maxLength": _NAME}
    text = {"type": "string"}
    fields: Mapping[str, Any] = {
        "team_name": text, "team_abbr": name, "model_name": text, "model_abbr": name, "model_version": text,
        "license": text, "designated_model": {"type": "boolean"}, "methods": {"type": "string", "maxLength": 200},
        "methods_long": text,
    }  # fmt: skip
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Metadata of a model",
        "type": "object",
        "properties": fields,
        "additionalProperties": False,
        "required": [one for one in fields if one not in ("model_version", "methods_long")],
    }


def _metadata(results: Results, asked: Submission) -> str:
    s = results.scenario
    arms = "; ".join(f"{name}: {s.arms[name].title}" for name in results.arms)
    fields = {
        "team_name": asked.team,
        "team_abbr": asked.team,
        "model_name": f"attrit, {s.title}",
        "model_abbr": asked.model,
        "model_version": __version__,
        "license": asked.license,
        "designated_model": True,
        "methods": "Simulation of a war of attrition over worlds drawn from disputed, attributed claims.",
        "methods_long": f"Scenario {s.name}, digest {s.digest[:12]}, as of {s.as_of}. {results.draws:,} worlds, seed "
        f"{results.seed}; the first {asked.samples} are the samples. Arms (scenario_id), played in the same worlds: "
        f"{arms}.",
    }
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in fields.items())


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
        if name in ("origin_date", _DERIVED):
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
