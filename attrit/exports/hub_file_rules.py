"""What a hub asks of a file of forecasts before it is opened."""

from __future__ import annotations

from datetime import date, timedelta

from attrit.exports.hub_submission import Finding, Findings, HandedIn, NotApplicable, listed


def submission_time(of: HandedIn) -> Findings:
    """The day of handing in lies within the window of the round."""
    if of.on is None:
        raise NotApplicable("it depends on the day on which the file is handed in; state one by --on DATE")
    one = None if of.name is None else of.config.round(of.name.round)
    if of.name is None or one is None:
        raise NotApplicable("the name of the file says no round of the hub")
    due = one.due
    try:
        if due.get("relative_to"):
            origin = date.fromisoformat(of.name.round)
            first, last = (origin + timedelta(days=int(due[end])) for end in ("start", "end"))
        else:
            first, last = (date.fromisoformat(str(due[end])) for end in ("start", "end"))
    except (KeyError, TypeError, ValueError) as error:
        raise NotApplicable("the window of the round cannot be worked out from tasks.json") from error
    if not first <= of.on <= last:
        yield Finding(f"{of.on} is outside the window from {first} to {last}", str(of.path))


def file_exists(of: HandedIn) -> Findings:
    """The file is there."""
    if not of.path.is_file():
        yield Finding("there is no such file", str(of.path))


def named(of: HandedIn) -> Findings:
    """The name says round, team and model."""
    if of.name is None:
        yield Finding(f"'{of.path.name}' is not ROUND-TEAM-MODEL.FORMAT", str(of.path))


def file_location(of: HandedIn) -> Findings:
    """The folder is that of the model."""
    assert of.name is not None
    if of.path.parent.name != of.name.model:
        yield Finding(f"it lies in '{of.path.parent.name}', not in '{of.name.model}'", str(of.path))


def round_id_valid(of: HandedIn) -> Findings:
    """The round is one of the hub."""
    assert of.name is not None
    if of.config.round(of.name.round) is None:
        known = listed(round_id for one in of.config.rounds for round_id in one.ids)
        yield Finding(f"no round '{of.name.round}'; the hub has {known}", str(of.path))


def file_format(of: HandedIn) -> Findings:
    """The format is one that is taken."""
    assert of.name is not None
    taken = of.round.formats or of.config.formats
    if of.name.format not in taken:
        yield Finding(f"'{of.name.format}' is not taken; {', '.join(taken)} is", str(of.path))


def file_n(of: HandedIn) -> Findings:
    """No other file of the model is for the same round."""
    others = [path.name for path in sorted(of.path.parent.glob(f"{of.path.name.split('.')[0]}.*")) if path != of.path]
    if others:
        yield Finding(f"beside it lies {listed(others)} for the same round", str(of.path))


def metadata_exists(of: HandedIn) -> Findings:
    """The model has metadata."""
    assert of.name is not None
    place = of.config.folder / "model-metadata"
    if not any((place / f"{of.name.model}{end}").is_file() for end in (".yml", ".yaml")):
        yield Finding(f"there is no model-metadata/{of.name.model}.yml", str(place))
