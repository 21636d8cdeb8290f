"""The forms of a value as they stand in a file: which keys each takes. What they mean is read in `values`."""

from __future__ import annotations

import re
from keyword import iskeyword
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
)
from pydantic_core import PydanticCustomError
from typing_extensions import TypeAliasType

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
NAME = "^[a-z][a-z0-9_]*$"


def _to_be_read(text: str) -> str:
    sign = _UNSEEN.search(text)
    if sign:
        found = f"U+{ord(sign[0]):04X} in the text, which is a control sign or none at all"
        accepted = "signs that can be read, line breaks and tabs"
        raise PydanticCustomError("attrit", "{found}", {"found": found, "accepted": accepted})
    return text


def _no_word_of_formulas(name: str) -> str:
    if iskeyword(name):
        found = f"'{name}' is not a name"
        told = {"found": found, "accepted": f"another word, since formulas cannot name it: {name}s, the_{name}"}
        raise PydanticCustomError("attrit", "{found}", told)
    return name


Remark = Annotated[str, AfterValidator(_to_be_read)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000, strict=True), AfterValidator(_to_be_read)]
Name = Annotated[str, StringConstraints(pattern=NAME, strict=True, max_length=60), AfterValidator(_no_word_of_formulas)]
Number = Annotated[float, Strict(), Field(allow_inf_nan=False)]
Factor = Annotated[Number, Field(ge=0)]
_UnitInput = str | Literal[1]
Unit = Annotated[
    str, BeforeValidator(lambda unit: "1" if unit == 1 else unit, json_schema_input_type=_UnitInput), Field(strict=True)
]
Kind = Literal["claim", "fit", "literature", "judgement"]


class Keys(BaseModel):
    """A mapping that takes no other keys than its own."""

    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)


class _Scaled(Keys):
    times: Factor = Field(default=1.0, description="factor on the value; alone, on the default")
    meaning: Remark = Field(
        default="", max_length=200, description="what it is, in a few words, for a number of your own"
    )


class Believed(Keys):
    """What is believed where nobody speaks: quantiles in the unit of the value around it."""

    p05: Number
    p50: Number
    p95: Number
    shape: Literal["lognormal", "normal", "logit"] | None = None
    is_so: Annotated[Number, Field(gt=0, le=1)] = Field(
        default=1.0, description="probability that there is anything of it; 1 where that is not in question"
    )
    kind: Kind = Field(default="judgement", alias="class", description="where the numbers come from")
    source: Remark = Field(default="", description="data, citation or reason")


class _Stated(_Scaled):
    unit: Unit = ""
    kind: Kind = Field(alias="class", description="where the numbers come from: claim, fit, literature or judgement")
    source: Remark = Field(default="", description="claimant, data, citation or reason")
    claims: list[Text] = Field(default=[], description="ids of the claims that the numbers rest on")
    before: Believed | None = Field(default=None, description="what holds where all of these claims are left out")


class Certain(_Stated):
    """One number."""

    value: Number


class Spread(_Stated):
    """Quantiles: a two-piece normal on the plain, log or logit scale."""

    p05: Number
    p50: Number
    p95: Number
    shape: Literal["lognormal", "normal", "logit"] | None = None


class Bounds(_Stated):
    """Every number between two bounds alike; with a likeliest one, a PERT distribution."""

    low: Number
    mode: Number | None = Field(default=None, description="the likeliest number")
    high: Number


class Pooled(_Scaled):
    """What the ledger's claimants say of one subject."""

    claims: Text = Field(description="subject in the ledger")
    definition: Remark = Field(default="", description="the definition that counts, where claims have several")
    pool: Literal["bias", "linear", "log"] = Field(
        default="bias",
        description="bias asks what is true, given that claimants may be biased; linear and log only what is said",
    )
    since: str = Field(default="", description="claims about an earlier time are left out")
    drift: Annotated[Number, Field(ge=0, le=2)] | None = Field(
        default=None, description="sd by which its ln may have moved in 30 days"
    )
    before: Believed | None = Field(default=None, description="what is believed of it before anybody speaks")
    unit: Unit = ""
    source: Remark = Field(default="", description="remark")


class Fitted(_Scaled):
    """A fit of library/fits.csv."""

    fit: Text
    source: Remark = Field(default="", description="remark")


class Scaled(_Scaled):
    """A factor on the default, or in a change on the value before."""

    times: Factor


FORMS: dict[str, type[BaseModel]] = {
    "<certain>": Certain,
    "<spread>": Spread,
    "<bounds>": Bounds,
    "<claims>": Pooled,
    "<fit>": Fitted,
    "<scaled>": Scaled,
}
"""Mappings that state a value, by the tag under which pydantic reports their errors."""


def _form(raw: Any) -> str | None:
    """The tag of the form that a value has."""
    if isinstance(raw, str):
        return "<text>"
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return "<number>"
    if not isinstance(raw, dict):
        return None
    for tag, keys in (
        ("<spread>", {"p05", "p50", "p95"}),
        ("<bounds>", {"low", "high"}),
        ("<certain>", {"value"}),
        ("<claims>", {"claims"}),
        ("<fit>", {"fit"}),
        ("<scaled>", {"times"}),
    ):
        if keys & set(raw):
            return tag
    return None


Value = TypeAliasType(
    "Value",
    Annotated[
        Annotated[Text, Tag("<text>")]
        | Annotated[Number, Tag("<number>")]
        | Annotated[Certain, Tag("<certain>")]
        | Annotated[Spread, Tag("<spread>")]
        | Annotated[Bounds, Tag("<bounds>")]
        | Annotated[Pooled, Tag("<claims>")]
        | Annotated[Fitted, Tag("<fit>")]
        | Annotated[Scaled, Tag("<scaled>")],
        Discriminator(_form),
    ],
)
