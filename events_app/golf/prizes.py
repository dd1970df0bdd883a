"""O'Yes and longest drive: a better mark takes the place of the one that stood; a wrong one is taken back."""

from datetime import datetime

from tortoise.exceptions import IntegrityError

from events_app.core import audit
from events_app.core.database import row, transaction
from events_app.golf.errors import GolfMarkNotBetter, GolfPrizeTwice
from events_app.golf.gifts import GolfPrize
from events_app.golf.kinds import PrizeKind
from events_app.golf.lifecycle import touch
from events_app.golf.models import GolfTournament

# Closest to the pin: fewer centimetres win; longest drive: more. Against an equal, the first keeps it.
BETTER = """
UPDATE golf_prizes SET winner_name = $2, winner_team_id = $3, distance_cm = $4
WHERE id = $1 AND (distance_cm IS NULL OR (kind = 'oyes' AND $4 < distance_cm) OR (kind = 'drive' AND $4 > distance_cm))
RETURNING id
"""


async def add(day: GolfTournament, kind: PrizeKind, hole: int, name: str, *, actor: str, now: datetime) -> GolfPrize:
    """Raises GolfPrizeTwice when the hole has that prize."""
    try:
        prize = await GolfPrize.create(tournament_id=day.id, kind=kind, hole=hole, name=name, created_at=now)
    except IntegrityError as error:
        raise GolfPrizeTwice() from error
    await audit.note("golf_prize.added", actor=actor, subject=f"golf_prize:{prize.id}", now=now)
    await touch(day.id)
    return prize


@transaction
async def mark(
    prize: GolfPrize, winner: str, team_id: int | None, distance_cm: int, *, actor: str, now: datetime
) -> None:
    """Raises GolfMarkNotBetter when the mark that stands is as good."""
    if await row(BETTER, prize.id, winner, team_id, distance_cm) is None:
        raise GolfMarkNotBetter(best=f"{(prize.distance_cm or 0) / 100:.2f} m")
    detail = {"distance_cm": distance_cm, "team": team_id}
    await audit.note("golf_prize.marked", actor=actor, subject=f"golf_prize:{prize.id}", now=now, detail=detail)
    await touch(prize.tournament_id)


@transaction
async def clear(prize: GolfPrize, *, actor: str, now: datetime) -> None:
    """The mark was a mistake: nobody holds the prize."""
    await GolfPrize.filter(id=prize.id).update(winner_name="", winner_team_id=None, distance_cm=None)
    await audit.note("golf_prize.cleared", actor=actor, subject=f"golf_prize:{prize.id}", now=now)
    await touch(prize.tournament_id)
