"""The text of a scenario file as plain data, with the line and column of every key and value.

Changes are laid over a document without touching it: what is changed remembers where the change is written.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from attrit.errors import Problem, ScenarioError
from attrit.scenario.yaml_faults import in_words

Loc = tuple[str | int, ...]
"""The keys and list positions that lead to a value."""

MOST = 100
"""Problems that are told of one document; then nothing more is looked for."""
_DEEPEST = 20  # no value of a scenario lies that deep
_HALF = re.compile("[\ud800-\udfff]")  # of a sign that UTF-16 writes as two
_TAG = "tag:yaml.org,2002:"


class Place(NamedTuple):
    """A position in a file, or an option of a command line (line 0)."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True)
class Document:
    """A scenario file before it is understood.

    Parameters
    ----------
    data
        () [-] Mappings, lists, texts, numbers, switches.
    origin
        () [-] Name of the file in messages.
    folder
        () [-] Where files that it names are looked for.
    keys, values
        (place) [-] Where each key and each value stands.
    changed
        (place) [-] Values that were replaced, and where their replacement is written.
    """

    data: dict[str, Any]
    origin: str
    folder: Path
    keys: Mapping[Loc, Place] = field(repr=False)
    values: Mapping[Loc, Place] = field(repr=False)
    changed: Mapping[Loc, Loc | Place] = field(default_factory=dict)

    def place(self, loc: Loc, of_key: bool = False) -> Place:
        """Where a value stands, or the nearest thing around it that exists.

        Parameters
        ----------
        loc
            () [-] The keys that lead to it.
        of_key
            () [-] Whether its key is meant.
        """
        for size in range(len(loc), 0, -1):
            target = self.changed.get(loc[:size])
            if isinstance(target, Place):
                return target
            if target is not None:
                return self.place((*target, *loc[size:]), of_key)
        for size in range(len(loc), 0, -1):
            marks = self.keys if of_key or size < len(loc) else self.values
            if loc[:size] in marks:
                return marks[loc[:size]]
        return Place(self.origin, 1, 1)

    def get(self, loc: Loc) -> Any:
        """The value at a place; None if there is none.

        Parameters
        ----------
        loc
            () [-] The keys that lead to it.
        """
        return inside(self.data, loc)

    def replaced(self, loc: Loc, value: Any, target: Loc | Place | None) -> Document:
        """The same with one value replaced; mappings on the way to it are made if need be.

        Parameters
        ----------
        loc
            () [-] The keys that lead to it.
        value
            () [-] The new value.
        target
            () [-] Where that is written; None if it stands where it stood.
        """
        changed = {**self.changed, loc: target} if target is not None else self.changed
        return replace(self, data=_replaced(self.data, loc, value), changed=changed)


def inside(data: Any, loc: Loc) -> Any:
    """The value at a place of plain data; None if there is none.

    Parameters
    ----------
    data
        () [-] Mappings and lists.
    loc
        () [-] The keys that lead to the value.
    """
    for key in loc:
        if isinstance(data, dict):
            data = data.get(key)
        else:
            data = data[key] if isinstance(data, list) and isinstance(key, int) else None
    return data


def _replaced(data: Any, loc: Loc, value: Any) -> Any:
    if not loc:
        return value
    outer = data if isinstance(data, dict) else {}
    return {**outer, loc[0]: _replaced(outer.get(loc[0]), loc[1:], value)}


def without(data: Any, loc: Loc) -> Any:
    """A copy of plain data without one value; in a list, None takes its place.

    Parameters
    ----------
    data
        () [-] Mappings and lists.
    loc
        () [-] The keys that lead to the value; what does not exist is no error.
    """
    first, rest = loc[0], loc[1:]
    if isinstance(data, list):
        return [item if i != first else without(item, rest) if rest else None for i, item in enumerate(data)]
    if not isinstance(data, dict) or first not in data:
        return data
    if rest:
        return {**data, first: without(data[first], rest)}
    return {key: item for key, item in data.items() if key != first}


class Enough(Exception):
    """So much is wrong with a document that nothing more is looked for."""


def enough(origin: str) -> Problem:
    """The problem that stands last where nothing more is looked for.

    Parameters
    ----------
    origin
        () [-] Name of the file in messages.
    """
    return Problem(origin, "", f"{MOST} problems are told here, and no more are looked for", "", "mend these first")


def path_of(loc: Loc) -> str:
    """The keys that lead to a value, as people write them.

    Parameters
    ----------
    loc
        () [-] The keys.
    """
    return ".".join(str(key) for key in loc)


def decoded(raw: bytes, origin: str) -> str:
    """The text of a file.

    Parameters
    ----------
    raw
        () [-] Its bytes.
    origin
        () [-] Its name in messages.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        place = Place(origin, before.count(b"\n") + 1, error.start - before.rfind(b"\n"))
        raise ScenarioError(Problem(str(place), "", "not UTF-8 text", "a YAML file in UTF-8")) from error
    if "\0" in text:
        before = raw[: raw.index(b"\0")]
        place = Place(origin, before.count(b"\n") + 1, len(before) - before.rfind(b"\n"))
        raise ScenarioError(Problem(str(place), "", "not a text file", "a YAML file in UTF-8"))
    return text


@lru_cache(maxsize=8)  # reading YAML is half of loading a scenario, and nothing changes a document
def read_document(text: str, origin: str, folder: Path) -> Document:
    """Read YAML 1.2; every key stands once, and nothing is used twice by reference.

    Parameters
    ----------
    text
        () [-] The text.
    origin
        () [-] Name of the file in messages.
    folder
        () [-] Where files that it names are looked for.
    """
    node = _composed(text, origin)
    if node is None:
        cure = "start from a copy of the scenario 'template'"
        raise ScenarioError(Problem(f"{origin}:1:1", "", "the file is empty", "a scenario", cure))
    reader = _Reader(origin)
    try:
        data = reader.plain(node, ())
    except Enough:
        raise ScenarioError([*reader.problems, enough(origin)]) from None
    if not isinstance(data, dict):
        problem = Problem(str(reader.values[()]), "", f"found {kind_of(data)}", "keys such as 'format: 1'")
        reader.problems.append(problem)
    if reader.problems:
        raise ScenarioError(reader.problems)
    return Document(data, origin, folder, reader.keys, reader.values)


def scalar(text: str) -> Any:
    """What a text means as a YAML value: a number, a switch, a mapping, or itself.

    Parameters
    ----------
    text
        () [-] For example ``8000 person``, ``off`` or ``{times: 2}``.
    """
    with contextlib.suppress(ScenarioError, Enough):
        node = _composed(text, "")
        reader = _Reader("")
        data = reader.plain(node, ()) if node is not None else text
        if not reader.problems:
            return data
    return text


def _composed(text: str, origin: str) -> Any:
    """The tree of nodes of a text, None if it is empty."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        _check_version(text, origin)
        reader = YAML(typ="safe", pure=True)
        reader.composer.warn_double_anchors = False  # nothing may be used by its anchor
        return reader.compose(text)
    except ScenarioError:
        raise
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(origin, mark.line + 1, mark.column + 1) if mark else Place(origin, 1, 1)
        found, cure = in_words(f"{error.context or ''} {error.problem or ''}", text, place.line)
    except (YAMLError, ValueError) as error:
        position = getattr(error, "position", 0)
        before = text[: position if isinstance(position, int) else 0]
        place = Place(origin, before.count("\n") + 1, len(before) - before.rfind("\n"))
        found, cure = f"not valid YAML: {getattr(error, 'reason', '') or error}", ""
    except RecursionError:
        place, found, cure = Place(origin, 1, 1), "not valid YAML: nested too deeply", ""
    raise ScenarioError(Problem(str(place), "", " ".join(found.split()), "", cure))


def _check_version(text: str, origin: str) -> None:
    """Refuse a text that says it is of another version, in which words such as on and 010 mean other things."""
    from ruamel.yaml import YAML

    events = YAML(typ="safe", pure=True).parse(text)
    try:
        next(events)
        version = getattr(next(events), "version", None)  # of the start of the document
    except AssertionError as error:  # what the parser says of a version that it does not know
        version = str(error)
    if version not in (None, (1, 2)):
        line = text[: text.index("%YAML")].count("\n") + 1
        found, cure = "another version of YAML than 1.2", "leave the line with %YAML out"
        raise ScenarioError(Problem(f"{origin}:{line}:1", "", found, "", cure))


def kind_of(value: Any) -> str:
    """What a value is, in words.

    Parameters
    ----------
    value
        () [-] Plain data.
    """
    kinds = {dict: "a mapping", list: "a list", str: "a text", bool: "a switch", type(None): "nothing"}
    return kinds.get(type(value), "a number")


class _Reader:
    """Turns nodes into plain data and notes where everything stands."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.keys: dict[Loc, Place] = {}
        self.values: dict[Loc, Place] = {}
        self.problems: list[Problem] = []
        self._seen: set[int] = set()

    def plain(self, node: Any, loc: Loc) -> Any:
        """The data of a node; texts stay texts also where they look like dates."""
        self.values[loc] = place = self._place(node)
        if id(node) in self._seen or len(loc) > _DEEPEST:
            again = id(node) in self._seen
            found = "the value is used again by an alias (*)" if again else "nested too deeply"
            self._add(place, loc, found, "every value written out" if again else "")
            return None
        self._seen.add(id(node))
        if node.id == "mapping":
            return {key: self.plain(value, (*loc, key)) for key, value in self._items(node, loc)}
        if node.id == "sequence":
            return [self.plain(item, (*loc, i)) for i, item in enumerate(node.value)]
        if _HALF.search(node.value):
            self._add(place, loc, f"{node.value!a:.60} has half a sign in it", "whole signs")
            return None
        return _scalar(node.tag.removeprefix(_TAG), node.value)

    def _items(self, node: Any, loc: Loc) -> Iterator[tuple[str, Any]]:
        for key_node, value_node in node.value:
            place = self._place(key_node)
            if key_node.id != "scalar":
                self._add(place, loc, "a key is not a plain word")
                continue
            key = str(key_node.value)
            if _HALF.search(key):
                self._add(place, loc, f"the key {key!a:.60} has half a sign in it", "whole signs")
                continue
            if key == "<<":
                self._add(place, (*loc, key), "'<<' merges another mapping in", "every value written out")
                continue
            if (*loc, key) in self.keys:
                first = self.keys[(*loc, key)].line
                self._add(place, (*loc, key), f"'{key}' appears twice, first on line {first}", "each key once")
                continue
            self.keys[(*loc, key)] = place
            yield key, value_node

    def _place(self, node: Any) -> Place:
        return Place(self.origin, node.start_mark.line + 1, node.start_mark.column + 1)

    def _add(self, place: Place, loc: Loc, found: str, accepted: str = "") -> None:
        self.problems.append(Problem(str(place), path_of(loc), found, accepted))
        if len(self.problems) >= MOST:
            raise Enough


def _scalar(tag: str, text: str) -> Any:
    if tag == "null" and text.lower() in ("", "~", "null"):
        return None
    if tag == "bool":
        return {"true": True, "false": False}.get(text.lower(), text)
    if tag in ("int", "float"):
        digits = text.replace("_", "").lower().replace(".inf", "inf").replace(".nan", "nan")
        with contextlib.suppress(ValueError):
            return int(digits) if tag == "int" and len(digits) <= 15 else float(digits)
    return text
