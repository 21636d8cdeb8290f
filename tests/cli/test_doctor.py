"""The self-test says the same twice, and another thing of another run."""

from __future__ import annotations

from attrit.cli.doctor import digest, lines


def test_the_digest_is_the_same_twice() -> None:
    assert digest() == digest()
    assert digest(days=30) != digest()


def test_a_report_of_a_problem_has_what_it_needs() -> None:
    said = dict(lines())
    assert list(said) == ["attrit", "Python", "NumPy, Numba", "processor", "compiled code", "self-test"]
    assert said["self-test"].startswith(digest())
