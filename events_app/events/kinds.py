"""The words of the events room: kinds, states, audiences and who may see an event."""

from __future__ import annotations

from enum import StrEnum


class EventKind(StrEnum):
    CONFERENCE = "conference"
    SEMINAR = "seminar"
    WORKSHOP = "workshop"
    CONVENTION = "convention"
    FORUM = "forum"
    PRESENTATION = "presentation"
    WEBINAR = "webinar"
    TOURNAMENT = "tournament"
    SOCIAL = "social"
    EDUCATIONAL = "educational"
    MEETING = "meeting"
    ASSEMBLY = "assembly"


# Social events and games of people who pay for themselves are their own business, not their company's.
PRIVATE_KINDS = (EventKind.SOCIAL, EventKind.TOURNAMENT)


class EventStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    FINISHED = "finished"


class Visibility(StrEnum):
    PUBLIC = "public"
    MEMBERS = "members"
    INVITED = "invited"


class Audience(StrEnum):
    """Whom a price is for: the class of the person's company, any member company, or everybody."""

    REGULAR = "regular"
    ASSOCIATE = "associate"
    MEMBER = "member"
    PUBLIC = "public"


class Currency(StrEnum):
    PESOS = "MXN"
    DOLLARS = "USD"


class SpokenLanguage(StrEnum):
    SPANISH = "es"
    ENGLISH = "en"
    BOTH = "both"
