"""The records of a workspace: one thing each, a view of its rows."""

from __future__ import annotations

import attrit.model.state as at
from attrit.model.arithmetic import Row, record, scalar


@scalar
def world_of(w: Row) -> Row:
    """The record of the world."""
    return record(w, 0, at.WORLD_N)


@scalar
def side_of(w: Row, s: int) -> Row:
    """The record of a side."""
    return record(w, at.WORLD_N + s * at.SIDE_N, at.SIDE_N)


@scalar
def front_of(w: Row, f: int) -> Row:
    """The record of a front."""
    return record(w, at.WORLD_N + 2 * at.SIDE_N + f * at.FRONT_N, at.FRONT_N)


@scalar
def sector_of(w: Row, fronts: int, k: int) -> Row:
    """The record of a sector."""
    return record(w, at.WORLD_N + 2 * at.SIDE_N + fronts * at.FRONT_N + k * at.SECTOR_N, at.SECTOR_N)


@scalar
def group_of(w: Row, fronts: int, sectors: int, g: int) -> Row:
    """The record of a group."""
    start = at.WORLD_N + 2 * at.SIDE_N + fronts * at.FRONT_N + sectors * at.SECTOR_N
    return record(w, start + g * at.GROUP_N, at.GROUP_N)


@scalar
def supporter_of(w: Row, fronts: int, sectors: int, groups: int, j: int) -> Row:
    """The record of a supporter."""
    start = at.WORLD_N + 2 * at.SIDE_N + fronts * at.FRONT_N + sectors * at.SECTOR_N + groups * at.GROUP_N
    return record(w, start + j * at.SUPPORTER_N, at.SUPPORTER_N)


@scalar
def party_of(w: Row, fronts: int, sectors: int, groups: int, supporters: int, k: int) -> Row:
    """The record of a third party."""
    start = at.WORLD_N + 2 * at.SIDE_N + fronts * at.FRONT_N + sectors * at.SECTOR_N + groups * at.GROUP_N
    return record(w, start + supporters * at.SUPPORTER_N + k * at.PARTY_N, at.PARTY_N)
