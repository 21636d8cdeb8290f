"""A war in which every kind of thing occurs at once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.properties.wars import full


@pytest.fixture
def full_war() -> dict[str, Any]:
    return full()
