"""What is found wrong with a document, in the order of its file."""

from __future__ import annotations

from attrit.errors import Problem
from attrit.scenario.document import MOST, Document, Enough, Loc, Place, enough, path_of


class Findings:
    """Collects everything that is wrong with a document.

    Parameters
    ----------
    document
        () [-] The document.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self._found: dict[Problem, Place] = {}

    def add(self, loc: Loc, found: str, accepted: str = "", cure: str = "", of_key: bool = False) -> None:
        """Note one problem.

        Parameters
        ----------
        loc
            () [-] The keys that lead to what is wrong.
        found, accepted, cure
            () [-] As in `Problem`.
        of_key
            () [-] Whether the key is wrong, not the value.
        """
        place = self.document.place(loc, of_key)
        self._note(Problem(str(place), path_of(loc), found, accepted, cure), place)

    def _note(self, problem: Problem, place: Place) -> None:
        self._found[problem] = place
        if len(self._found) >= MOST:
            raise Enough

    def relay(self, loc: Loc, error: Exception) -> None:
        """Note the problems of an exception that does not know its place; their path leads on from `loc`.

        A problem that does know a place, in another file, is noted here with that place.

        Parameters
        ----------
        loc
            () [-] The keys that lead to what was read.
        error
            () [-] An `AttritError`.
        """
        for problem in getattr(error, "problems", ()):
            if problem.where:
                self.add(loc, f"{problem.found} ({problem.where}, {problem.path})", problem.accepted, problem.cure)
                continue
            further = tuple(problem.path.split(".")) if problem.path else ()
            self.add((*loc, *further), problem.found, problem.accepted, problem.cure)

    def pass_on(self, error: Exception) -> None:
        """Note the problems of an exception that are located already, for example in another file.

        Parameters
        ----------
        error
            () [-] An `AttritError`.
        """
        for number, problem in enumerate(getattr(error, "problems", ())):
            self._note(problem, Place(problem.where.split(":")[0], number))

    def problems(self) -> list[Problem]:
        """Everything found, in the order of the file."""
        found = sorted(self._found, key=self._found.__getitem__)
        return found if len(found) < MOST else [*found, enough(self.document.origin)]
