"""The picture of the house is that of the import contract, and of the imports as they are."""

from __future__ import annotations

import re

from tools import house

ANEW = "draw it anew: python tools/house.py"


def test_the_page_shows_the_floors_of_the_contract():
    rows = re.findall(r"^\| (\d+) \| \[`(\w+)`\]", house.PAGE.read_text("utf-8"), re.MULTILINE)
    found: dict[int, list[str]] = {}
    for number, room in rows:
        found.setdefault(int(number), []).append(room)
    floors = house.floors()
    assert [tuple(rooms) for rooms in found.values()] == floors, ANEW
    assert list(found) == list(range(len(floors), 0, -1)), ANEW


def test_picture_and_table_are_current():
    assert house.PICTURE.read_text("utf-8") == house.picture(), ANEW
    assert f"<!-- house -->\n\n{house.part()}\n\n<!-- end -->" in house.PAGE.read_text("utf-8"), ANEW


def test_every_dot_stands_for_an_import_from_a_floor_below():
    level = {room: number for number, floor in enumerate(house.floors()) for room in floor}
    pairs = house.imports()
    assert len(pairs) > len(level)
    assert {pair for pair in pairs if level[pair[0]] >= level[pair[1]]} == set()


def test_every_room_says_what_it_is_for():
    assert all(house.purpose(room) for floor in house.floors() for room in floor)
