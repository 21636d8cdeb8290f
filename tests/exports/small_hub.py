"""A hub of one file with all output types, which passes every check, to break in one place at a time."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROUNDS = ("2024-01-01", "2024-01-08")
LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)
MODEL = "a-one"
COLUMNS = (
    "origin_date", "target", "horizon", "location", "target_end_date", "output_type", "output_type_id", "value",
)  # fmt: skip
SAMPLES = 3


def end(day: str, horizon: int) -> str:
    return str(date.fromisoformat(day) + timedelta(days=7 * horizon))


def block(target: str, horizons: list[int], outputs: dict[str, Any], optional: list[str] | None, kind: str) -> dict:
    ends = sorted({end(day, h) for day in ROUNDS for h in horizons})
    return {
        "task_ids": {
            "origin_date": {"required": None, "optional": list(ROUNDS)},
            "target": {"required": [target], "optional": None},
            "horizon": {"required": horizons, "optional": None},
            "location": {"required": ["01"], "optional": optional},
            "target_end_date": {"required": None, "optional": ends},
        },
        "output_type": outputs,
        "target_metadata": [
            {
                "target_id": target, "target_name": target, "target_units": "count", "target_keys": {"target": target},
                "target_type": kind, "is_step_ahead": True, "time_unit": "week",
            }
        ],
    }  # fmt: skip


def samples(compound: list[str] | None) -> dict[str, Any]:
    params = {"type": "character", "max_length": 8, "min_samples_per_task": SAMPLES, "max_samples_per_task": SAMPLES}
    return {
        "output_type_id_params": params | ({} if compound is None else {"compound_taskid_set": compound}),
        "is_required": True,
        "value": {"type": "double", "minimum": 0},
    }


def tasks() -> dict[str, Any]:
    number = {"type": "double", "minimum": 0}
    inc = {
        "quantile": {"output_type_id": {"required": list(LEVELS)}, "is_required": True, "value": number},
        "mean": {"output_type_id": {"required": None}, "is_required": True, "value": number},
        "sample": samples(["origin_date", "location", "target"]),
    }
    peak = {"pmf": {"output_type_id": {"required": ["low", "mid", "high"]}, "is_required": True, "value": number}}
    return {
        "schema_version": "https://example.org/v6.0.0/tasks-schema.json",
        "derived_task_ids": ["target_end_date"],
        "rounds": [
            {
                "round_id_from_variable": True,
                "round_id": "origin_date",
                "submissions_due": {"relative_to": "origin_date", "start": -1, "end": 1},
                "model_tasks": [
                    block("inc", [1, 2, 3], inc, ["02"], "continuous"),
                    block("rate", [1], {"sample": samples(None)}, None, "continuous"),
                    block("peak", [1], peak, None, "ordinal"),
                ],
            }
        ],
    }


def forecasts(day: str, shift: float = 0.0) -> list[dict[str, str]]:
    """Rows of a round, with plain numbers that grow with horizon and place."""
    rows = []

    def add(target: str, horizon: int, place: str, kind: str, name: object, value: float) -> None:
        cells = (day, target, horizon, place, end(day, horizon), kind, name, f"{value:g}")
        rows.append(dict(zip(COLUMNS, map(str, cells), strict=True)))

    for place in ("01", "02"):
        for h in (1, 2, 3):
            middle = 10 * h + int(place) + shift
            for level in LEVELS:
                add("inc", h, place, "quantile", level, middle + 8 * (level - 0.5))
            add("inc", h, place, "mean", "NA", middle + 0.5)
            for i in range(SAMPLES):
                add("inc", h, place, "sample", f"i{place}{i}", middle + i * h - 1)
    for i in range(SAMPLES):
        add("rate", 1, "01", "sample", f"r{i}", 1 + i + shift)
    for name, chance in (("low", 0.2), ("mid", 0.3), ("high", 0.5)):
        add("peak", 1, "01", "pmf", name, chance)
    return rows


@dataclass
class SmallHub:
    """A hub before it is written; what a test breaks is changed here or in the folder."""

    folder: Path
    tasks: dict[str, Any] = field(default_factory=tasks)
    admin: dict[str, Any] = field(
        default_factory=lambda: {
            "schema_version": "x", "name": "n", "maintainer": "m", "file_format": ["csv"], "timezone": "UTC",
        }
    )  # fmt: skip
    rows: list[dict[str, str]] = field(default_factory=lambda: forecasts(ROUNDS[0]))
    metadata: dict[str, Any] = field(default_factory=lambda: {"team_abbr": "a", "model_abbr": "one", "license": "CC0"})

    @property
    def file(self) -> Path:
        return self.folder / "model-output" / MODEL / f"{ROUNDS[0]}-{MODEL}.csv"

    @property
    def metadata_file(self) -> Path:
        return self.folder / "model-metadata" / f"{MODEL}.yml"

    @property
    def metadata_schema(self) -> Path:
        return self.folder / "hub-config" / "model-metadata-schema.json"

    def write(self) -> None:
        texts = {
            self.folder / "hub-config" / "tasks.json": json.dumps(self.tasks),
            self.folder / "hub-config" / "admin.json": json.dumps(self.admin),
            self.metadata_schema: json.dumps({"type": "object", "required": ["license"]}),
            self.metadata_file: json.dumps(self.metadata),
            self.file: table(self.rows),
        }
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")

    def where(self, **cells: str) -> list[dict[str, str]]:
        """Rows with these cells."""
        return [row for row in self.rows if all(row[name] == cell for name, cell in cells.items())]


def table(rows: list[dict[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
