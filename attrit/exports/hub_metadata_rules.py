"""What a hub asks of the metadata of a model."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from attrit.exports.hub_submission import Finding, Findings

PLACE = "model-metadata"
SCHEMA = "model-metadata-schema.json"
ENDINGS = (".yml", ".yaml")


@dataclass
class Metadata:
    """The metadata of a model.

    Parameters
    ----------
    folder
        () [-] The hub.
    model
        () [-] ``TEAM-MODEL``.
    path
        () [-] The file, or where it should be.
    """

    folder: Path
    model: str
    path: Path


def metadata_of(folder: Path, model: str) -> Metadata:
    """Where the metadata of a model is: in its place, else under another ending, else elsewhere in the hub.

    Parameters
    ----------
    folder
        () [-] The hub.
    model
        () [-] ``TEAM-MODEL``.
    """
    place = folder / PLACE
    usual = [place / f"{model}{end}" for end in ENDINGS]
    others = sorted(place.glob(f"{model}.*")) if place.is_dir() else []
    astray = [path for end in ENDINGS for path in sorted(folder.rglob(f"{model}{end}"))]
    found = next((path for path in (*usual, *others, *astray) if path.is_file()), usual[0])
    return Metadata(folder, model, found)


def metadata_schema_exists(of: Metadata) -> Findings:
    """The schema is there."""
    path = of.folder / "hub-config" / SCHEMA
    if not path.is_file():
        yield Finding(f"there is no hub-config/{SCHEMA}", str(path))


def metadata_file_exists(of: Metadata) -> Findings:
    """The file is there."""
    if not of.path.is_file():
        yield Finding("there is no such file", str(of.path))


def metadata_file_ext(of: Metadata) -> Findings:
    """The ending is right."""
    if of.path.suffix not in ENDINGS:
        yield Finding(f"'{of.path.suffix}' is not .yml or .yaml", str(of.path))


def metadata_file_location(of: Metadata) -> Findings:
    """The place is right."""
    if of.path.parent != of.folder / PLACE:
        yield Finding(f"it lies in '{of.path.parent.name}', not in '{PLACE}'", str(of.path))


def _content(of: Metadata) -> Any:
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True).load(of.path.read_text("utf-8"))


def metadata_matches_schema(of: Metadata) -> Findings:
    """The content is as the schema asks."""
    from jsonschema import Draft202012Validator, SchemaError
    from ruamel.yaml.error import YAMLError

    path = of.folder / "hub-config" / SCHEMA
    try:
        schema = json.loads(path.read_text("utf-8"))
        Draft202012Validator.check_schema(schema)
    except (SchemaError, ValueError) as error:
        said = error.message if isinstance(error, SchemaError) else str(error)
        yield Finding(f"the schema cannot be used: {said}"[:160], str(path))
        return
    try:
        content = json.loads(json.dumps(_content(of), default=str))
    except (YAMLError, UnicodeDecodeError) as error:
        yield Finding(f"no YAML can be read: {' '.join(str(error).split())}"[:160], str(of.path))
        return
    for wrong in sorted(Draft202012Validator(schema).iter_errors(content), key=lambda one: list(map(str, one.path))):
        at = ".".join(map(str, wrong.path))
        yield Finding(f"{at}: {wrong.message}"[:200] if at else wrong.message[:200], str(of.path))


def metadata_file_name(of: Metadata) -> Findings:
    """The name is that of the model."""
    content = _content(of)
    fields = content if isinstance(content, dict) else {}
    stated = str(fields.get("model_id") or f"{fields.get('team_abbr')}-{fields.get('model_abbr')}")
    if stated != of.path.stem:
        yield Finding(f"it holds '{stated}'", str(of.path))
