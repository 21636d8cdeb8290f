"""Edits of the shipped template, with a mark where a problem is expected."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from attrit.errors import Problem, ScenarioError
from attrit.scenario.files import parse

TEMPLATE = files("attrit.library").joinpath("template.yaml").read_text(encoding="utf-8")
MARK = "§"
LEDGER = """
id,subject,low,value,high,unit,qualifier,stance,definition,as_of,made_on,claimant,side,publisher,repeats,admiralty,note,link
C1,men,,26000,,person,about,asserts,all,2030-02,2030-02-10,The North,,,,,counted,
C2,men,,30000,,person,about,asserts,all,2030-02,2030-02-12,The South,,,,,guessed,
C3,men,,9000,,person,about,asserts,elite,2030-02,2030-02-12,The South,,,,,guessed,
C4,later,,5,,person,exact,asserts,,2030-04,2030-04-01,The South,,,,,said after the scenario's date,
C5,mood,,,,,,asserts,,2030-02,2030-02-12,The South,,,,,no number at all,
C6,length,,7,,km,exact,asserts,,2030-02,2030-02-12,The South,,,,,measured,
""".lstrip()


def edited(*edits: tuple[str, str]) -> str:
    """The template with the first occurrence of each old text replaced by the new one."""
    text = TEMPLATE
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def marked(text: str) -> tuple[str, list[str]]:
    """The text without its marks, and where they stood as ``war.yaml:line:column``."""
    places = []
    while MARK in text:
        before, text = text.split(MARK, 1)
        places.append(f"war.yaml:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}")
        text = before + text
    return text, places


def problems(text: str, folder: Path | str = ".") -> list[Problem]:
    """What is wrong with a scenario."""
    try:
        parse(text, "war.yaml", folder)
    except ScenarioError as error:
        return list(error.problems)
    return []
