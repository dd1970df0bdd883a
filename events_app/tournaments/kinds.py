"""The words of tournaments that tables and pages share: sports, branches, formats and statuses with their moves."""

from enum import StrEnum

from events_app.core.states import Moves


class Sport(StrEnum):
    SOCCER = "soccer"
    INDOOR_SOCCER = "indoor_soccer"
    SOFTBALL = "softball"
    BASEBALL = "baseball"
    VOLLEYBALL = "volleyball"
    BASKETBALL = "basketball"
    PADEL = "padel"
    GENERIC = "generic"


class Branch(StrEnum):
    MEN = "men"
    WOMEN = "women"
    MIXED = "mixed"
    OPEN = "open"


class Format(StrEnum):
    LEAGUE = "league"
    GROUPS = "groups"
    SINGLE = "single"
    DOUBLE = "double"
    SWISS = "swiss"
    LADDER = "ladder"


class DivisionStatus(StrEnum):
    """`open` takes teams; `closed` no longer does; `drawn` has its plan; `playing` has its first result."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    DRAWN = "drawn"
    PLAYING = "playing"
    FINISHED = "finished"
    CANCELLED = "cancelled"


DIVISION_MOVES = Moves(
    {
        DivisionStatus.DRAFT: {DivisionStatus.OPEN, DivisionStatus.CANCELLED},
        DivisionStatus.OPEN: {DivisionStatus.CLOSED, DivisionStatus.CANCELLED},
        DivisionStatus.CLOSED: {DivisionStatus.OPEN, DivisionStatus.DRAWN, DivisionStatus.CANCELLED},
        DivisionStatus.DRAWN: {DivisionStatus.CLOSED, DivisionStatus.PLAYING, DivisionStatus.CANCELLED},
        DivisionStatus.PLAYING: {DivisionStatus.DRAWN, DivisionStatus.FINISHED, DivisionStatus.CANCELLED},
        DivisionStatus.FINISHED: {DivisionStatus.PLAYING},
    }
)


class TeamStatus(StrEnum):
    """`held` waits for its payment; `withdrawn` left after the draw and stays in the tables."""

    HELD = "held"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


TEAM_MOVES = Moves(
    {
        TeamStatus.HELD: {TeamStatus.CONFIRMED, TeamStatus.CANCELLED, TeamStatus.EXPIRED},
        TeamStatus.CONFIRMED: {TeamStatus.WITHDRAWN, TeamStatus.CANCELLED},
        TeamStatus.EXPIRED: {TeamStatus.CONFIRMED},
        TeamStatus.CANCELLED: {TeamStatus.CONFIRMED},
        TeamStatus.WITHDRAWN: {TeamStatus.CONFIRMED},
    }
)


class Gender(StrEnum):
    WOMAN = "woman"
    MAN = "man"
    UNSAID = ""


class Confirmation(StrEnum):
    """What the company answered about a player: works here or not."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    NOT_NEEDED = "not_needed"


class OneTeamPer(StrEnum):
    """Where a player may be in only one team."""

    DIVISION = "division"
    SPORT = "sport"
    TOURNAMENT = "tournament"


class PlayersShown(StrEnum):
    """How the public pages name players: by what each consented to, by initials, or not at all."""

    CONSENT = "consent"
    INITIALS = "initials"
    NOBODY = "nobody"


class MatchStatus(StrEnum):
    """The fold's word for a match; see docs/contract.md for the moves."""

    WAITING = "waiting"
    READY = "ready"
    LIVE = "live"
    REPORTED = "reported"
    DISPUTED = "disputed"
    FINAL = "final"
    NOT_NEEDED = "not_needed"


class Side(StrEnum):
    HOME = "home"
    AWAY = "away"


class IncidentKind(StrEnum):
    """What a scorekeeper taps. `undo` takes back the incident it names; `amend` says whose it was; `out` is an out
    made at bat by its side."""

    SCORE = "score"
    OWN_GOAL = "own_goal"
    OUT = "out"
    YELLOW = "yellow"
    SECOND_YELLOW = "second_yellow"
    RED = "red"
    PERIOD = "period"
    PAUSE = "pause"
    RESUME = "resume"
    NOTE = "note"
    UNDO = "undo"
    AMEND = "amend"


class SignatureVerdict(StrEnum):
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
