"""A new scenario: a shipped one under another name, with the files that belong to it, to be changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files

from attrit.errors import Problem, ScenarioError, did_you_mean
from attrit.scenario.files import json_schema, library

TEMPLATE = "template"
"""What a new scenario is a copy of unless something else is asked for."""

_WORDS = ("true", "false", "null")  # what YAML takes for something else than a text, beside numbers


def new(name: str, source: str = TEMPLATE) -> dict[str, str]:
    """The files of a new scenario, text by file name, the scenario first; nothing is written.

    Parameters
    ----------
    name
        () [-] Its name, by the rule of the format.
    source
        () [-] The shipped scenario to copy.

    Raises
    ------
    ScenarioError
        The name is not one that a scenario may have, or no scenario of that name ships with attrit.
    """
    problems = [problem for problem in (misnamed(name), _unknown(source)) if problem is not None]
    if problems:
        raise ScenarioError(problems)
    shelf = files("attrit.library")
    beside = [file.name for file in shelf.iterdir() if file.name.startswith(f"{source}-")]
    texts = [f"{source}.yaml", *sorted(file for file in beside if file.endswith(".csv"))]
    return renamed({file: shelf.joinpath(file).read_text(encoding="utf-8") for file in texts}, source, name)


def renamed(texts: Mapping[str, str], source: str, name: str) -> dict[str, str]:
    """The files of a scenario under another name: what they are called, and where the scenario says so.

    Parameters
    ----------
    texts
        (file) [-] A scenario, ``SOURCE.yaml``, and the files beside it, whose names begin with ``SOURCE-``.
    source
        () [-] Its name.
    name
        () [-] The new one.
    """
    called = {file: f"{name}{file.removeprefix(source)}" for file in texts}
    text = texts[f"{source}.yaml"]
    for old, made in called.items():
        text = text.replace(old, made)
    text = re.sub(rf"\battrit (check|run) (?:{source}|my-war\.yaml)(?![\w.-])", rf"attrit \1 {name}.yaml", text)
    stated = name if name[0].isalpha() and name not in _WORDS else f'"{name}"'
    text = re.sub(rf"^name: {source}\b", f"name: {stated}", text, count=1, flags=re.MULTILINE)
    return {called[file]: _headed(text, source, name) if file == f"{source}.yaml" else texts[file] for file in texts}


def _headed(text: str, source: str, name: str) -> str:
    """The text with a first line that says what it is, below the one that editors read."""
    head = (
        f"# {name}: begun as a copy of '{source}', which ships with attrit. Until you change them, the numbers\n"
        f"# and the reasons are still those of '{source}'; begin with title, question and as_of.\n#\n"
    )
    editors = re.match(r"# yaml-language-server:.*\n(#\n)?", text)
    start = editors.end() if editors else 0
    return text[:start] + head + text[start:]


def misnamed(name: str) -> Problem | None:
    """What is wrong with the name of a scenario.

    Parameters
    ----------
    name
        () [-] The name.
    """
    rule = json_schema()["properties"]["name"]
    if name in library():
        found = f"a scenario that ships with attrit is called '{name}', and attrit run {name} would play that one"
        return Problem("", "", found, "another name", f"attrit new my-{name} --from {name}")
    if re.fullmatch(rule["pattern"], name) and len(name) <= rule["maxLength"]:
        return None
    better = re.sub(r"[^a-z0-9]+", "-", re.sub(r"\.ya?ml$", "", name.lower()))[: rule["maxLength"]].strip("-")
    accepted = f"a name of small letters, digits, - and _, at most {rule['maxLength']} of them"
    return Problem("", "", f"'{name}' cannot be the name of a scenario", accepted, f"try {better}" if better else "")


def _unknown(source: str) -> Problem | None:
    """What is wrong with the scenario to copy."""
    if source in library():
        return None
    known = f"one of {', '.join(library())}"
    return Problem("--from", "", f"no scenario '{source}' ships with attrit", known, did_you_mean(source, library()))
