"""The words of golf that tables and pages share: formats, statuses with their moves, who said a score, gifts."""

from enum import StrEnum

from events_app.core.states import Moves


class GolfFormat(StrEnum):
    STROKE = "stroke"
    STABLEFORD = "stableford"
    SKINS = "skins"


class GolfStatus(StrEnum):
    """Of a team, a sponsor or a sale: `held` waits for its payment."""

    HELD = "held"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


# Money that arrives late brings back what was let go, when there still is room.
MOVES = Moves(
    {
        GolfStatus.HELD: {GolfStatus.CONFIRMED, GolfStatus.WITHDRAWN, GolfStatus.EXPIRED},
        GolfStatus.CONFIRMED: {GolfStatus.WITHDRAWN},
        GolfStatus.EXPIRED: {GolfStatus.CONFIRMED},
        GolfStatus.WITHDRAWN: {GolfStatus.CONFIRMED},
    }
)


class ScoreSide(StrEnum):
    """Who said a score: the group itself, the group that marks it, or the committee."""

    OWN = "own"
    MARKER = "marker"
    COMMITTEE = "committee"


class SponsorLevel(StrEnum):
    """Of a sponsor, the most generous first."""

    PRESENTING = "presenting"
    GOLD = "gold"
    SILVER = "silver"
    HOLE = "hole"
    FRIEND = "friend"


class ExtraKind(StrEnum):
    MULLIGAN = "mulligan"
    RAFFLE = "raffle"
    OTHER = "other"


class PrizeKind(StrEnum):
    """The O'Yes goes to the ball closest to the pin, the drive to the longest."""

    OYES = "oyes"
    DRIVE = "drive"
