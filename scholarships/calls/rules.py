"""What a call asks, gives and looks at: the values behind its JSON, and the hash under which they freeze."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from scholarships.calls.models import Call


class Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    def said(self, field: str, locale: str) -> str:
        """`field` in the reader's language; Spanish where nobody wrote English."""
        return (str(getattr(self, f"{field}_en", "")) if locale == "en" else "") or str(getattr(self, field))


class Document(Value):
    """A kind of document that levels may ask for."""

    key: str
    name: str
    name_en: str = ""
    hint: str = ""
    hint_en: str = ""


class Level(Value):
    """`amount` is whole centavos; `documents` are keys of the call's documents."""

    key: str
    name: str
    name_en: str = ""
    amount: int = Field(gt=0)
    min_average: Decimal | None = None
    min_grade: int | None = None
    grades: int = Field(default=6, ge=1, le=12)
    no_failed_subjects: bool = False
    documents: tuple[str, ...] = ()
    places_min: int = 0
    places_max: int | None = None


class Quota(Value):
    """How many awards at least and at most whose `attribute` (level, company, sex, school) has this value."""

    attribute: Literal["level", "company", "sex", "school"]
    value: str
    min: int = 0
    max: int | None = None


class Essay(Value):
    key: str
    prompt: str
    prompt_en: str = ""
    most_words: int = Field(default=200, ge=20, le=1000)


class Option(Value):
    key: str
    name: str
    name_en: str = ""


class NeedQuestion(Value):
    """`income` is pesos a month of the whole household and `people` those who live on it: the two make the band."""

    key: str
    question: str
    question_en: str = ""
    kind: Literal["money", "count", "choice"]
    options: tuple[Option, ...] = ()


class Purpose(Value):
    """A purpose of the personal data that is consented to by itself; without a required one nothing is sent."""

    key: str
    text: str
    text_en: str = ""
    required: bool = True


class Rules(Value):
    """`need_bands` are whole centavos a month and person, falling: at or below the n-th the need is n."""

    levels: tuple[Level, ...]
    documents: tuple[Document, ...] = ()
    quotas: tuple[Quota, ...] = ()
    essays: tuple[Essay, ...] = ()
    need: tuple[NeedQuestion, ...] = ()
    need_bands: tuple[int, ...] = ()
    purposes: tuple[Purpose, ...] = ()
    parent_active_on: date | None = None
    min_seniority_days: int = 0
    max_per_company: int | None = None
    max_per_family: int | None = None
    nomination_required: bool = False
    tie_breaks: tuple[str, ...] = ("need:desc", "previous:asc", "lottery")
    instalments: int = Field(default=2, ge=1, le=12)
    answer_days: int = Field(default=10, ge=1, le=60)
    appeal_days: int = Field(default=10, ge=0, le=60)

    def level(self, key: str) -> Level | None:
        return next((each for each in self.levels if each.key == key), None)

    def document(self, key: str) -> Document | None:
        return next((each for each in self.documents if each.key == key), None)


class Criterion(Value):
    """`anchors` say what 1 to 5 look like, `anchors_en` the same in English; `looks_at` what to have in front."""

    key: str
    name: str
    name_en: str = ""
    weight: Decimal = Field(gt=0)
    anchors: tuple[str, str, str, str, str]
    anchors_en: tuple[str, ...] = Field(default=(), max_length=5)
    looks_at: Literal["facts", "need", "essays", "documents"] = "essays"

    def anchors_said(self, locale: str) -> tuple[str, ...]:
        """The five in the reader's language; Spanish where nobody wrote English."""
        english = self.anchors_en if locale == "en" else ()
        return tuple(there or here for here, there in zip_longest(self.anchors, english))


class Rubric(Value):
    """`minimum_coverage` is the share of the weights, 0 to 1, that must be answered for a mark."""

    criteria: tuple[Criterion, ...]
    minimum_coverage: Decimal = Decimal("0.6")


def rules_of(call: Call) -> Rules:
    """Raises pydantic's ValidationError for a draft that has no levels yet."""
    return Rules.model_validate(call.rules)


def rubric_of(call: Call) -> Rubric:
    return Rubric.model_validate(call.rubric)


def hash_of(call: Call) -> str:
    """SHA-256 of everything that freezes, as JSON with sorted keys; anyone can compute it from the public page."""
    return hashlib.sha256(frozen_text(call).encode()).hexdigest()


def frozen_text(call: Call) -> str:
    return json.dumps(frozen_values(call), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def frozen_values(call: Call) -> Mapping[str, Any]:
    return {
        "call": call.code,
        "opens_at": call.opens_at.isoformat(),
        "closes_at": call.closes_at.isoformat(),
        "currency": call.currency,
        "budget": call.budget,
        "minimum_readings": call.minimum_readings,
        "rules": call.rules,
        "rubric": call.rubric,
        "privacy": [call.privacy_version, hashlib.sha256(call.privacy_text.encode()).hexdigest()],
        "lottery": call.lottery_hash,
    }
