"""Draw the house: the floors of the package, and which room imports from which.

    python tools/house.py    writes docs/images/house.svg and the part ``house`` of the page that has it

The floors are the import contract ``floors`` in pyproject.toml; who imports whom is read from the sources.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from functools import cache
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "developing" / "index.md"
PICTURE = ROOT / "docs" / "images" / "house.svg"
PART = re.compile(r"(<!-- house -->\n).*?(<!-- end -->)", re.DOTALL)
INK, QUIET, RULE, DARK, LIGHT, BLUE = "#1c2733", "#4b5563", "#d5dade", "#dbe7f0", "#f4f7fa", "#0f4c75"
ROW, GAP, LEFT, TOP = 21, 5, 150, 104  # px


def floors() -> list[tuple[str, ...]]:
    """The floors of the contract from the top, each with its rooms."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contract = next(one for one in settings["tool"]["importlinter"]["contracts"] if one["id"] == "floors")
    return [tuple(room.strip() for room in layer.split("|")) for layer in contract["layers"]]


@cache
def imports() -> frozenset[tuple[str, str]]:
    """Pairs of rooms: the first has a file that imports from the second."""
    if str(ROOT) not in sys.path[:1]:
        sys.path.insert(0, str(ROOT))  # this checkout, whatever is installed
    graph = grimp.build_graph("attrit", cache_dir=None)
    found = set()
    for file in graph.modules:
        for other in graph.find_modules_directly_imported_by(file):
            rooms = [name.split(".")[1] for name in (file, other) if "." in name]
            if len(rooms) == 2 and rooms[0] != rooms[1]:
                found.add((rooms[0], rooms[1]))
    return frozenset(found)


def file_of(room: str) -> Path:
    """The file that says what a room is for."""
    folder = ROOT / "attrit" / room
    return folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")


def purpose(room: str) -> str:
    """The first sentence of a room's own description."""
    told = ast.get_docstring(ast.parse(file_of(room).read_text("utf-8"))) or ""
    first = " ".join(told.split("\n\n")[0].split()).replace("``", "`")
    return re.split(r"(?<=\.) ", first)[0]


def _text(x: float, y: float, words: str, more: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}" {more}>{words}</text>'


def picture() -> str:
    """The floors one above the other, and beside each room a dot for every room that it imports from."""
    house, found = floors(), imports()
    rooms = [room for floor in house for room in floor]
    top, tops = float(TOP), {}
    bands = []
    for floor in house:
        height = ROW * len(floor)
        bands.append((top, height))
        tops |= {room: top + ROW * place for place, room in enumerate(floor)}
        top += height + GAP
    columns = {room: LEFT + 14 + ROW * place for place, room in enumerate(rooms)}
    width, height = LEFT + 14 + ROW * len(rooms) + 50, int(top + 8)
    told = "; ".join(f"{a} from {', '.join(b for b in rooms if (a, b) in found) or 'none'}" for a in rooms)
    label = f"The floors of the package from the top: {', '.join(' and '.join(floor) for floor in house)}. "
    label += f"Who imports from whom: {told}."
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="sans-serif" font-size="13" role="img" aria-label="{label}">'
        f'<rect width="{width}" height="{height}" fill="white"/>',
        _text(8, TOP - 28, "Floors of attrit/", f'fill="{QUIET}" font-size="12"'),
        _text(8, TOP - 12, "a dot: the row imports it", f'fill="{QUIET}" font-size="12"'),
    ]
    for y, tall in bands:
        parts.append(f'<rect x="6" y="{y:g}" width="{width - 56}" height="{tall}" rx="4" fill="{LIGHT}"/>')
        parts.append(f'<rect x="6" y="{y:g}" width="{LEFT - 6}" height="{tall}" rx="4" fill="{DARK}" stroke="{BLUE}"/>')
    for room, x in columns.items():
        middle = x + ROW / 2
        turned = f'transform="rotate(-52 {middle:g} {TOP - 8})" fill="{INK}" font-size="12"'
        parts.append(_text(middle, TOP - 8, room, turned))
        parts.append(f'<path d="M{middle:g} {TOP}V{top - GAP:g}" stroke="{RULE}" stroke-width=".6"/>')
    for room, y in tops.items():
        parts.append(_text(16, y + 15, room, f'fill="{INK}" font-weight="bold"'))
        for other, x in columns.items():
            place = f'cx="{x + ROW / 2:g}" cy="{y + ROW / 2:g}"'
            if (room, other) in found:
                parts.append(f'<circle {place} r="5" fill="{BLUE}"/>')
            elif room == other:
                parts.append(f'<circle {place} r="2.2" fill="{QUIET}"/>')
    return "\n".join([*parts, "</svg>\n"])


def part(_: str = "") -> str:
    """What stands in the page: the picture, and a table of the floors with what each room is for."""
    house = floors()
    lines = [f"![The floors of the package, and which imports from which](../images/{PICTURE.name})", ""]
    lines += ["| floor | room | what it is for |", "|---|---|---|"]
    for number, floor in zip(range(len(house), 0, -1), house, strict=True):
        for room in floor:
            lines.append(f"| {number} | [`{room}`](../../{file_of(room).relative_to(ROOT)}) | {purpose(room)} |")
    return "\n".join(lines)


def main() -> int:
    """Write the picture and the part of the page, where they are not current."""
    page = PAGE.read_text("utf-8")
    for file, text in ((PICTURE, picture()), (PAGE, PART.sub(lambda m: f"{m[1]}\n{part()}\n\n{m[2]}", page))):
        if not file.exists() or file.read_text("utf-8") != text:
            file.write_text(text, "utf-8")
            print(file.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
