"""The settings and the metadata of a hub that is written, after schema version 6.0.0 of the hubverse."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from attrit.engine.results import Results
from attrit.exports.hub_asked import AREA, DERIVED, LEVELS, LONGEST_NAME, LOSSES, RECOVERED, Submission
from attrit.version import __version__

SCHEMAS = "https://raw.githubusercontent.com/hubverse-org/schemas/main/v6.0.0"
_UNIT = {AREA: "square kilometres", LOSSES: "men", RECOVERED: "category"}


def as_json(data: object) -> str:
    """Settings as text."""
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def admin(results: Results) -> dict[str, Any]:
    """``hub-config/admin.json``; who keeps the hub is for its keeper to fill in."""
    return {
        "schema_version": f"{SCHEMAS}/admin-schema.json",
        "name": f"attrit: {results.scenario.title}",
        "maintainer": "Put here who keeps this hub",
        "contact": {"name": "Put here whom to ask", "email": "nobody@example.org"},
        "file_format": ["csv", "parquet"],
        "timezone": "UTC",
    }


def target_data() -> dict[str, Any]:
    """``hub-config/target-data.json``."""
    return {
        "schema_version": f"{SCHEMAS}/target-data-schema.json",
        "observable_unit": ["target", "location", DERIVED],
        "date_col": DERIVED,
    }


def _required(*values: object) -> dict[str, Any]:
    return {"required": list(values), "optional": None}


def tasks(results: Results, asked: Submission) -> dict[str, Any]:
    """``hub-config/tasks.json``: one round with three blocks of tasks."""
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
        "derived_task_ids": [DERIVED],
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
            DERIVED: {"required": None, "optional": ends},
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


def metadata_schema() -> dict[str, Any]:
    """``hub-config/model-metadata-schema.json``."""
    name = {"type": "string", "pattern": "^[A-Za-z0-9_]+$", "maxLength": LONGEST_NAME}
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


def metadata(results: Results, asked: Submission) -> str:
    """``model-metadata/TEAM-MODEL.yml``."""
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
