"""The settings of a hub, ``hub-config/tasks.json`` and ``admin.json``, read with all that is wrong with them.

Schema versions 2 to 6 of the hubverse are understood. What its JSON Schemas ask and nothing here needs, such as the
wording of a target's description, is not checked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from attrit.errors import LedgerError, Problem
from attrit.evidence.hub_shape import (
    FORMATS,
    NA,
    OUTPUT_TYPES,
    Allowed,
    HubConfig,
    ModelTask,
    Output,
    Round,
    as_level,
    number_of,
)

CONFIG = "hub-config"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_config(folder: Path) -> HubConfig:
    """The settings of a hub.

    Parameters
    ----------
    folder
        () [-] The folder of the hub.

    Raises
    ------
    LedgerError
        All that is wrong with them, by the key concerned.
    """
    reader = _Reader(folder)
    tasks, admin = reader.file("tasks.json"), reader.file("admin.json")
    target_data = reader.file("target-data.json", needed=False)
    config = None
    if isinstance(tasks, dict) and isinstance(admin, dict):
        config = reader.config(tasks, admin, target_data if isinstance(target_data, dict) else {})
    if reader.problems or config is None:
        raise LedgerError(reader.problems)
    return config


class _Reader:
    """Reads the settings and notes what is wrong."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self._where = ""

    def wrong(self, path: str, found: str, accepted: str = "", cure: str = "") -> None:
        self.problems.append(Problem(self._where, path, found, accepted, cure))

    def file(self, name: str, needed: bool = True) -> object:
        path = self.folder / CONFIG / name
        self._where = str(path)
        if not path.is_file():
            if needed:
                self.wrong("", "there is no such file", "a hub, which has hub-config/tasks.json and admin.json")
            return None
        try:
            found = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            self.wrong("", f"no JSON can be read: {error}"[:160])
            return None
        if not isinstance(found, dict):
            self.wrong("", "found no object at the top", "{ ... }")
        return found

    def config(self, tasks: dict[str, Any], admin: dict[str, Any], target_data: dict[str, Any]) -> HubConfig:
        self._where = str(self.folder / CONFIG / "admin.json")
        for key in ("schema_version", "name", "maintainer", "file_format", "timezone"):
            if key not in admin:
                self.wrong(key, "is missing")
        formats = self._formats(admin.get("file_format", []), "file_format")
        self._where = str(self.folder / CONFIG / "tasks.json")
        if not isinstance(tasks.get("schema_version"), str):
            self.wrong("schema_version", "is missing", "the address of a tasks-schema.json")
        given = self.list_of(tasks, "rounds", "")
        derived = self._names(tasks.get("derived_task_ids"), "derived_task_ids")
        rounds = [self._round(one, f"rounds[{i}]", derived) for i, one in enumerate(given)]
        seen: set[str] = set()
        for i, one in enumerate(rounds):
            for round_id in one.ids:
                if round_id in seen:
                    self.wrong(f"rounds[{i}]", f"the round '{round_id}' is there twice")
                seen.add(round_id)
        kind = tasks.get("output_type_id_datatype", "auto")
        if kind not in ("auto", "character", "double", "integer", "logical", "Date"):
            self.wrong("output_type_id_datatype", f"found {kind!r:.40}", "auto, character, double, integer, ...")
        place = str(admin.get("model_output_dir") or "model-output")
        return HubConfig(self.folder, tuple(rounds), formats, place, str(kind), target_data)

    def list_of(self, where: Mapping[str, Any], key: str, path: str) -> Sequence[Any]:
        found = where.get(key)
        if not isinstance(found, list) or not found:
            self.wrong(f"{path}{'.' if path else ''}{key}", "found no list", "a list with something in it")
            return []
        return found

    def _formats(self, given: object, path: str) -> tuple[str, ...]:
        found = tuple(map(str, given)) if isinstance(given, list) else (str(given),)
        if bad := [one for one in found if one not in FORMATS]:
            self.wrong(path, f"found '{bad[0]}'", "csv, parquet or arrow")
        return found

    def _names(self, given: object, path: str) -> tuple[str, ...]:
        if given is not None and not isinstance(given, list):
            self.wrong(path, "found no list", "names of task ids")
            return ()
        return tuple(map(str, given or ()))

    def _round(self, given: Any, path: str, derived: tuple[str, ...]) -> Round:
        if not isinstance(given, dict):
            self.wrong(path, "found no object")
            return Round("", (), ())
        tasks = [
            self._task(one, f"{path}.model_tasks[{i}]")
            for i, one in enumerate(self.list_of(given, "model_tasks", path))
        ]
        named = str(given.get("round_id", ""))
        if not named:
            self.wrong(f"{path}.round_id", "is missing")
        from_column = given.get("round_id_from_variable")
        if not isinstance(from_column, bool):
            self.wrong(f"{path}.round_id_from_variable", "is missing", "true or false")
        own = self._names(given.get("derived_task_ids"), f"{path}.derived_task_ids") or derived
        if not isinstance(given.get("submissions_due"), dict):
            self.wrong(f"{path}.submissions_due", "is missing", "an object with start and end")
        ids: tuple[str, ...] = (named,)
        if from_column:
            for i in (i for i, task in enumerate(tasks) if named not in task.ids):
                self.wrong(f"{path}.model_tasks[{i}].task_ids", f"there is no '{named}', which names the round")
            ids = tuple(dict.fromkeys(v for task in tasks if named in task.ids for v in task.ids[named].all))
        columns = {name for task in tasks for name in task.ids}
        for name in own:
            if name not in columns:
                self.wrong(f"{path}.derived_task_ids", f"'{name}' is no task id of the round")
        formats = self._formats(given["file_format"], f"{path}.file_format") if "file_format" in given else ()
        return Round(named if from_column else "", ids, tuple(tasks), formats, own, given.get("submissions_due") or {})

    def _task(self, given: Any, path: str) -> ModelTask:
        if not isinstance(given, dict) or not all(isinstance(given.get(k), dict) for k in ("task_ids", "output_type")):
            self.wrong(path, "found no task_ids or no output_type", "objects of both")
            return ModelTask({}, {})
        ids = {name: self._allowed(one, f"{path}.task_ids.{name}") for name, one in given["task_ids"].items()}
        outputs = {
            name: self._output(name, one, f"{path}.output_type.{name}", ids)
            for name, one in given["output_type"].items()
        }
        targets = tuple(one for one in self.list_of(given, "target_metadata", path) if isinstance(one, dict))
        for i, one in enumerate(targets):
            keys = one.get("target_keys") or {}
            if not isinstance(keys, dict):
                self.wrong(f"{path}.target_metadata[{i}].target_keys", "found no object", "an object or null")
                continue
            for name, value in keys.items():
                if name not in ids or str(value) not in ids[name].all:
                    self.wrong(f"{path}.target_metadata[{i}].target_keys", f"'{value}' is no value of '{name}'")
        return ModelTask(ids, outputs, targets)

    def _allowed(self, given: Any, path: str) -> Allowed:
        if not isinstance(given, dict) or not {"required", "optional"} & set(given):
            self.wrong(path, "found neither required nor optional")
            return Allowed()
        lists = [given.get(key) or [] for key in ("required", "optional")]
        if not all(isinstance(one, list) for one in lists):
            self.wrong(path, "found no list", "required and optional, each a list or null")
            return Allowed()
        values = [value for one in lists for value in one]
        texts = [tuple(as_level(_text(v)) if isinstance(v, float) else _text(v) for v in one) for one in lists]
        if twice := [text for text in texts[0] if text in texts[1]]:
            self.wrong(path, f"'{twice[0]}' is both required and optional")
        return Allowed(texts[0], texts[1], _kind(values))

    def _output(self, name: str, given: Any, path: str, ids: Mapping[str, Allowed]) -> Output:
        nothing = Output(name, Allowed(), False, {})
        if name not in OUTPUT_TYPES:
            self.wrong(path, "no such output type", f"one of {', '.join(OUTPUT_TYPES)}")
            return nothing
        value = given.get("value") if isinstance(given, dict) else None
        if not isinstance(value, dict) or value.get("type") not in ("double", "integer"):
            self.wrong(f"{path}.value.type", "is missing", "double or integer")
            return nothing
        for end in ("minimum", "maximum"):
            if not isinstance(value.get(end, 0), int | float):
                self.wrong(f"{path}.value.{end}", f"found {value[end]!r:.40}", "a number")
                return nothing
        if name == "sample" and "output_type_id_params" in given:
            params = given["output_type_id_params"]
            if not isinstance(params, dict):
                self.wrong(f"{path}.output_type_id_params", "found no object")
                return nothing
            self._samples(params, path, ids)
            return Output(name, Allowed(), bool(given.get("is_required")), value, params)
        allowed = self._allowed(given.get("output_type_id", {}), f"{path}.output_type_id")
        if name in ("mean", "median"):
            required = given.get("is_required", bool(allowed.required))
            return Output(name, Allowed(), bool(required), value)
        if name == "quantile":
            bad = [one for one in allowed.all if (level := number_of(one)) is None or not 0 <= level <= 1]
            if bad:
                self.wrong(f"{path}.output_type_id", f"found '{bad[0]}'", "levels from 0 to 1")
        return Output(name, allowed, bool(given.get("is_required", bool(allowed.required))), value)

    def _samples(self, params: Any, path: str, ids: Mapping[str, Allowed]) -> None:
        path = f"{path}.output_type_id_params"
        least, most = (params.get(f"{end}_samples_per_task") for end in ("min", "max"))
        if not isinstance(least, int) or not isinstance(most, int) or not 0 < least <= most:
            self.wrong(path, f"found {least} to {most} samples a task", "whole numbers, the first not above the second")
        for name in self._names(params.get("compound_taskid_set"), f"{path}.compound_taskid_set"):
            if name not in ids:
                self.wrong(f"{path}.compound_taskid_set", f"'{name}' is no task id", f"one of {', '.join(ids)}")
        if params.get("type") not in ("character", "integer"):
            self.wrong(f"{path}.type", f"found {params.get('type')!r:.40}", "character or integer")
        if params.get("type") == "character" and not isinstance(params.get("max_length"), int):
            self.wrong(f"{path}.max_length", "is missing", "the greatest length of a sample's id")


def _kind(values: Sequence[object]) -> str:
    """What values are, as R has them: the simplest type that holds all."""
    if values and all(isinstance(v, bool) for v in values):
        return "logical"
    if values and all(isinstance(v, int) and not isinstance(v, bool) for v in values):
        return "integer"
    if values and all(isinstance(v, int | float) and not isinstance(v, bool) for v in values):
        return "double"
    if values and all(isinstance(v, str) and _DATE.fullmatch(v) for v in values):
        return "Date"
    return "character"


def _text(value: object) -> str:
    if value is None:
        return NA
    if isinstance(value, bool):
        return str(value).upper()
    return repr(value) if isinstance(value, float) else str(value)
