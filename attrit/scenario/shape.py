"""The shape of a scenario file: which keys stand where and what kind of value each takes.

From these models come the checks of shape, the JSON Schema for editors, and the order of keys in canonical text.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from types import GenericAlias
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Strict,
    StringConstraints,
    Tag,
    create_model,
)
from pydantic_core import PydanticCustomError
from typing_extensions import TypeAliasType

from attrit.quantities import Quantity, mechanisms, quantities
from attrit.scenario.forms import FORMS, Believed, Factor, Keys, Kind, Name, Number, Remark, Text, Value


def switched(raw: Any) -> Any:
    """On and off as true and false; anything else as it is.

    Parameters
    ----------
    raw
        () [-] A value of the file.
    """
    return {"on": True, "off": False}.get(raw, raw) if isinstance(raw, str) else raw


def _day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        found = f"'{text}' is not a date"
        raise PydanticCustomError("attrit", "{found}", {"found": found, "accepted": "2024-11-16"}) from None
    return text


def _worded(raw: Any) -> Any:
    """A bare number as text: that its unit is missing is said where it is read."""
    return str(raw) if isinstance(raw, int | float) and not isinstance(raw, bool) else raw


_SwitchInput = Literal[True, False, "on", "off"]
Switch = Annotated[bool, Strict(), BeforeValidator(switched, json_schema_input_type=_SwitchInput)]
Day = Annotated[str, Strict(), AfterValidator(_day), Field(examples=["2024-11-16"])]


class Weights(BaseModel):
    """Hypotheses and how likely each is; the weights sum to 1."""

    model_config = ConfigDict(extra="allow", strict=True, defer_build=True)
    __pydantic_extra__: dict[str, Annotated[Number, Field(gt=0)]]
    kind: Kind = Field(default="judgement", alias="class")
    source: Remark = ""


def _weights(raw: Any) -> str | None:
    return "<name>" if isinstance(raw, str) else "<weights>" if isinstance(raw, dict) else None


Hypothesis = TypeAliasType(
    "Hypothesis",
    Annotated[Annotated[Name, Tag("<name>")] | Annotated[Weights, Tag("<weights>")], Discriminator(_weights)],
)


class Titled(Keys):
    """Anything with a name for people."""

    title: Text = Field(default="", description="what people call it")


class SideShape(Titled):
    """A belligerent."""

    adjective: Text = Field(default="", description="for example Russian")
    code: Annotated[str, StringConstraints(pattern="^[^/]+$", strict=True, max_length=60)] = Field(
        default="", description="what the ledger and the biases call it, such as RU, if not its key"
    )
    reserve_group: Name = Field(default="", description="the group that its reserves join")


class FrontShape(Titled):
    """Ground that one side holds and the other attacks."""

    holder: Name = Field(description="the side that holds it")
    taken_from: Name = Field(
        default="",
        description="the attacker, if the ground was its own before: then it recovers the ground",
    )


class SectorShape(Titled):
    """A part of a front."""

    front: Name
    territory: Annotated[str, StringConstraints(pattern="^([a-z][a-z0-9_]*)?$", strict=True)] = Field(
        default="", description="whose ground it is by law, for rules"
    )


class GroupShape(Titled):
    """Troops of one side with one quality, one endurance and one command."""

    side: Name
    front: Name
    sectors: list[Name] = Field(default=[], description="the sectors it may stand in; all of its front if left out")
    host: Name = Field(default="", description="the group of the same side that it serves with")
    supporter: Name = Field(default="", description="the outside state whose men they are")
    arrives: Switch = Field(default=False, description="whether it comes after the first day")
    replaced: Switch = Field(default=True, description="whether its losses are made good from the side's pool")
    own_sector: Name = Field(default="", description="where it stands if it has a sector of its own")
    role: Name = Field(default="", description="its role, or the hypothesis about it")
    command: Name = Field(default="", description="integrated, own_sector, or the hypothesis about it")


class SupporterShape(Titled):
    """An outside state that sends rounds or men to a side."""

    side: Name
    tranche_to: Name = Field(default="", description="the group that further men join")


class PartyShape(Titled):
    """A third party that may react."""

    feeds: Name = Field(default="", description="the side whose fires rise once it reacts")
    influence: dict[Name, Factor] = Field(
        default={}, description="how much likelier another party reacts once this one has: 0.5 is half as much again"
    )


class RuleShape(Titled):
    """Where groups may stand, by one of several readings."""

    binds: list[Name]
    reading: Name = Field(description="the reading that holds")
    readings: dict[Name, list[Name]] = Field(description="the territories that each reading permits", min_length=1)
    source: Remark = ""


class RoleShape(Titled):
    """What a role hypothesis means."""

    line_share: Annotated[Number, Field(ge=0.0001, le=1)] = Field(description="share of the men in the front line")
    second_share: Annotated[Number, Field(ge=0, le=1)] = Field(description="share of the men in the second line")


class EventShape(Keys):
    """Something that happens on a fixed day."""

    on: Day = Field(default="", description="the date, or else 'day'")
    day: Annotated[int, Strict(), Field(ge=0)] = Field(default=0, description="days after as_of")
    side: Name
    stock: Text = Field(default="", description="rounds added to the side's stock, or else 'pool'")
    pool: Text = Field(default="", description="trained men added to the side's pool")
    source: Remark = ""


class CorrelationShape(Keys):
    """Two inputs that are high together."""

    inputs: list[Text] = Field(min_length=2, max_length=2, description="their paths")
    rho: Annotated[Number, Field(gt=-1, lt=1)] = Field(description="correlation of their normal scores")
    reason: Remark = ""


class ArmShape(Titled):
    """A course of action."""

    change: dict[str, Any] = Field(default={}, description="new values by path, such as groups.ru.men: 5000 person")


class _Top(Keys):
    """A scenario of attrit: one war, what is known of it, and the courses of action to compare."""

    format: Literal[1] = Field(description="version of this format")
    name: Annotated[str, StringConstraints(pattern="^[a-z0-9][a-z0-9_-]*$", strict=True, max_length=60)]
    title: Text = ""
    question: Text = ""
    as_of: Day = Field(description="the day after which nothing is known; day 0")
    horizon: Annotated[Text, BeforeValidator(_worded)] = Field(description="how long to simulate, for example 180 day")
    ledger: Text = Field(default="", description="a file of claims, beside this one or in a folder below")
    later_claims: Literal["refuse", "drop", "keep"] = Field(
        default="refuse", description="what to do with claims of the ledger made after as_of; keep is hindsight"
    )
    biases: Text = Field(default="", description="a file of priors of reporting bias, beside this one or below")
    base: Name = Field(description="the arm that all others are held against")
    against: Name = Field(description="the arm of the headline comparison")
    objective: Name = Field(description="the front whose ground is the objective")
    contingent: list[Name] = Field(default=[], description="the groups that the question is about")


def _quantity_field(quantity: Quantity) -> tuple[Any, Any]:
    unit = "" if quantity.unit == "1" else f" [{quantity.unit}]"
    if quantity.required:
        return Value, Field(description=f"{quantity.meaning}{unit}")
    spread = "" if quantity.shape == "certain" else f" ({quantity.p05:g} to {quantity.p95:g})"
    return Value, Field(default=None, description=f"{quantity.meaning}{unit}; default {quantity.p50:g}{spread}")


def _with_quantities(entity: str, shape: type[BaseModel]) -> type[BaseModel]:
    """The shape of a thing, with a key for each of its quantities."""
    fields = {q.name: _quantity_field(q) for q in quantities().values() if q.entity == entity}
    return create_model(shape.__name__, __base__=shape, __doc__=shape.__doc__, **fields)  # type: ignore[call-overload, no-any-return]


def _mechanism(name: str) -> type[BaseModel]:
    """The keys of one mechanism: a switch if it has one, and its quantities."""
    fields: dict[str, tuple[Any, Any]] = {}
    if name in mechanisms():
        fields["on"] = Switch, Field(default=True, description="off takes it out of the model")
    for q in quantities().values():
        if q.entity == "mechanism" and q.name.startswith(f"{name}."):
            fields[q.name.removeprefix(f"{name}.")] = _quantity_field(q)
    return create_model(f"Mechanism_{name}", __base__=Keys, **fields)  # type: ignore[call-overload, no-any-return]


def _mechanism_field(name: str) -> tuple[Any, Any]:
    model = MECHANISMS[name]
    if name not in mechanisms():
        return model, Field(default=None)

    def expanded(raw: Any) -> Any:
        return {"on": raw} if isinstance(switched(raw), bool) else raw

    either = _SwitchInput | model
    return Annotated[model, BeforeValidator(expanded, json_schema_input_type=either)], Field(default=None)


def _mapping_of(shape: Any) -> Any:
    return GenericAlias(dict, (Name, shape))


MECHANISMS: dict[str, type[BaseModel]] = {
    name: _mechanism(name)
    for name in dict.fromkeys(
        [q.name.split(".")[0] for q in quantities().values() if q.entity == "mechanism"] + list(mechanisms())
    )
}
"""The keys under each name in ``mechanisms``."""

THINGS: dict[str, type[BaseModel]] = {
    "sides": _with_quantities("side", SideShape),
    "fronts": _with_quantities("front", FrontShape),
    "sectors": _with_quantities("sector", SectorShape),
    "groups": _with_quantities("group", GroupShape),
    "supporters": _with_quantities("supporter", SupporterShape),
    "third_parties": _with_quantities("party", PartyShape),
    "rules": RuleShape,
    "roles": RoleShape,
    "arms": ArmShape,
}
"""The keys of each thing that a section lists by name."""

_LISTED: dict[str, type[BaseModel]] = {**THINGS, "events": EventShape, "correlations": CorrelationShape}
_NEEDED = ("sides", "fronts", "sectors", "groups", "arms")


@cache
def file_shape() -> type[BaseModel]:
    """The model of a whole file."""
    sections: dict[str, Any] = {
        "quantities": (_mapping_of(Value), Field(default={}, description="free inputs, for formulas")),
        "hypotheses": (_mapping_of(Hypothesis), Field(default={}, description="law, and those that groups name")),
    }
    for name, shape in THINGS.items():
        default: Any = ... if name in _NEEDED else {}
        sections[name] = _mapping_of(shape), Field(default=default, description=shape.__doc__)
    fields = {name: _mechanism_field(name) for name in MECHANISMS}
    mechanism_model = create_model("Mechanisms", __base__=Keys, **fields)  # type: ignore[call-overload]
    sections["mechanisms"] = mechanism_model, Field(default=None, description="parts of the model")
    sections["events"] = GenericAlias(list, (EventShape,)), Field(default=[])
    sections["correlations"] = GenericAlias(list, (CorrelationShape,)), Field(default=[])
    order = (
        "quantities hypotheses roles sides fronts sectors groups supporters third_parties rules mechanisms events "
        "correlations arms"
    ).split()
    return create_model("Scenario", __base__=_Top, __doc__=_Top.__doc__, **{n: sections[n] for n in order})


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a scenario file, for editors."""
    made = file_shape().model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_tidy(made)}


def _tidy(part: Any) -> Any:
    """Without the defaults that stand for absence, and the titles that repeat keys."""
    if isinstance(part, list):
        return [_tidy(item) for item in part]
    if not isinstance(part, dict):
        return part
    return {
        key: _tidy(item)
        for key, item in part.items()
        if not (key == "title" and isinstance(item, str)) and not (key == "default" and item in (None, "", {}, []))
    }


def fields_of(loc: tuple[str | int, ...]) -> dict[str, str]:
    """The keys that a mapping of a file takes, in order, and what each means; empty where names are free.

    Parameters
    ----------
    loc
        () [-] Where the mapping is, with pydantic's tags for the forms of a value.
    """
    if loc == ("mechanisms",):
        return dict.fromkeys(MECHANISMS, "")
    model: type[BaseModel] | None = None
    if not loc:
        model = file_shape()
    elif loc[-1] in FORMS:
        model = FORMS[str(loc[-1])]
    elif loc[-1] == "before":
        model = Believed
    elif len(loc) == 2 and loc[0] == "mechanisms":
        model = MECHANISMS.get(str(loc[1]))
    elif len(loc) == 2:
        model = _LISTED.get(str(loc[0]))
    return {f.alias or name: f.description or "" for name, f in model.model_fields.items()} if model else {}
