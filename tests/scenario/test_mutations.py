"""Broken files: whatever is done to one, the answer is a scenario or a list of problems, never another error."""

from __future__ import annotations

import copy
import json
import random
import re
from pathlib import Path
from typing import Any

import pytest

from attrit.errors import ScenarioError
from attrit.scenario.document import read_document
from attrit.scenario.files import load
from tests.scenario.edits import TEMPLATE

JUNK: list[Any] = [
    None, True, False, 0, -1, 1.5, 1e300, float("nan"), float("inf"), 10**14, "", " ", "on", "off", "x", "north", "brigade", "valleys",
    "5 km", "35,000 person", "35.000 person", "-5 person", "= 1/0", "= southern_army", "= fronts.valleys.gain * 2",
    "= min(1)", "= __import__('os')", "= not x", "= 1e999", "= " + "9" * 4000, "= " + "(" * 300, "= hypotheses.law", [],
    [1], ["x", "x"], [None], {}, {"times": 2}, {"times": -1}, {"times": "a"}, {"fit": "nope"}, {"claims": "nope"}, {"claims": ["a"]},
    {"p05": 1, "p50": 2, "p95": 3, "class": "judgement"}, {"p05": 1, "p50": 1, "p95": 1, "class": "fit"},
    {"low": 0, "high": 0, "class": "judgement"}, {"value": 3, "unit": "zz", "class": "claim", "source": "x"},
    {"class": "judgement"}, {"a": 0.5, "b": 0.5}, {"on": 3}, "2030-03-01", "1999-01-01", "1.5 day", "1e9 day", "own_sector",
]  # fmt: skip
BYTES = [
    b"[",
    b"}",
    b"\t",
    b"\xff",
    b"\x00",
    b"&a ",
    b"*a",
    b"!!binary ",
    b"|",
    b"? ",
    b"- ",
    b"%YAML 1.1\n",
    b"\xe2\x80\xa8",
    b": ",
]
GROUPS = [0, *(pytest.param(group, marks=pytest.mark.slow) for group in range(1, 5))]  # one every day
EACH = 30


def places(data: Any, loc: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where every value of nested data stands."""
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [found for key, value in pairs for found in ((*loc, key), *places(value, (*loc, key)))]


def at(data: Any, loc: tuple[Any, ...]) -> Any:
    for key in loc:
        data = data[key]
    return data


def mutate_data(rng: random.Random) -> bytes:
    """One to three values deleted, renamed, doubled, or replaced by junk or by another value; as JSON, which is YAML."""
    data: Any = read_document(TEMPLATE, "war.yaml", Path()).data
    for _ in range(rng.choice([1, 1, 2, 3])):
        loc, other = rng.choice(places(data)), rng.choice(places(data))
        inside, key, act = at(data, loc[:-1]), loc[-1], rng.randrange(5)
        if act == 0:
            del inside[key]
        elif act == 1:
            inside[key] = rng.choice(JUNK)
        elif act == 2 and isinstance(inside, dict):
            inside[key + rng.choice("xA_9-. ")] = inside.pop(key)
        elif act == 3 and isinstance(inside, dict):
            inside[rng.choice(["new", "men", "title", "class", "times", "on", "arms"])] = inside[key]
        else:
            inside[key] = copy.deepcopy(at(data, other))
    return json.dumps(data, indent=1).encode()


def mutate_text(rng: random.Random) -> bytes:
    """Lines deleted, doubled, moved or indented otherwise; bytes replaced or thrown in."""
    lines = TEMPLATE.encode().split(b"\n")
    for _ in range(rng.choice([1, 1, 2, 4])):
        i, j, act = rng.randrange(len(lines)), rng.randrange(len(lines)), rng.randrange(5)
        if act == 0:
            del lines[i]
        elif act == 1:
            lines.insert(i, lines[j])
        elif act == 2:
            lines[i], lines[j] = lines[j], lines[i]
        elif act == 3:
            lines[i] = b" " * rng.randrange(6) + lines[i].lstrip()
        else:
            at = rng.randrange(len(lines[i]) + 1)
            noise = rng.choice([*BYTES, bytes([rng.randrange(256)])])
            lines[i] = lines[i][:at] + noise + lines[i][at + rng.randrange(2) :]
    return b"\n".join(lines)


@pytest.mark.parametrize("mutate", [mutate_data, mutate_text])
@pytest.mark.parametrize("group", GROUPS)
def test_a_broken_file_gives_a_scenario_or_problems(mutate: Any, group: int, tmp_path: Any) -> None:
    refused = 0
    for seed in range(EACH * group, EACH * (group + 1)):
        path = tmp_path / "war.yaml"
        path.write_bytes(mutate(random.Random(seed)))
        try:
            war = load(path)
        except ScenarioError as error:
            refused += 1
            assert error.problems
            assert all(re.match(rf"{re.escape(str(path))}(:\d+:\d+)", problem.where) for problem in error.problems)
        else:
            assert war.inputs and war.arm(war.base).digest
    assert refused > EACH / 3  # else the mutations would test nothing
