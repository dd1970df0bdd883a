"""Saying how many strokes a team took: kept once whoever sends it again, folded into the leaderboard for all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from events_app.core import audit
from events_app.core.database import row, transaction
from events_app.golf.errors import GolfScoresClosed
from events_app.golf.kinds import ScoreSide
from events_app.golf.lifecycle import touch
from events_app.golf.models import GolfTournament

KEEP = """
INSERT INTO golf_scores (created_at, team_id, hole, side, strokes, client_id, made_at, said_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (client_id) DO NOTHING RETURNING id
"""
# The same queue sent twice at once, in another order, waits here instead of each for the other's rows.
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"
# A phone's clock may run ahead or have been off for a day; what it says beyond this is taken as said on arrival.
OLDEST = timedelta(hours=36)


@dataclass(frozen=True)
class Statement:
    """`team_id` is whose card it is; `client_id` was born on the phone that says it."""

    team_id: int
    hole: int
    strokes: int | None
    side: ScoreSide
    client_id: str
    made_at: datetime


@transaction
async def say(day: GolfTournament, statements: Sequence[Statement], *, said_by: str, now: datetime) -> int:
    """Keeps the statements that are new; gives how many. Raises GolfScoresClosed once the cards are closed.

    The committee may still rule after closing.
    """
    if day.scores_closed_at is not None and any(each.side is not ScoreSide.COMMITTEE for each in statements):
        raise GolfScoresClosed()
    if len(statements) > 1:
        await row(ONE_AT_A_TIME, said_by)
    fresh = 0
    for each in statements:
        kept = await row(
            KEEP, now, each.team_id, each.hole, str(each.side), each.strokes, each.client_id,
            _moment(each.made_at, now), said_by,
        )  # fmt: skip
        fresh += kept is not None
        if kept is not None and each.side is ScoreSide.COMMITTEE:
            detail = {"hole": each.hole, "strokes": each.strokes}
            await audit.note(
                "golf_score.ruled", actor=said_by, subject=f"golf_team:{each.team_id}", now=now, detail=detail
            )
    if fresh:
        await touch(day.id)
    return fresh


@transaction
async def close(day: GolfTournament, *, closed: bool, actor: str, now: datetime) -> None:
    """Closes the cards, or opens them again."""
    await GolfTournament.filter(id=day.id).update(scores_closed_at=now if closed else None)
    action = "golf.scores_closed" if closed else "golf.scores_opened"
    await audit.note(action, actor=actor, subject=f"golf:{day.id}", now=now)
    await touch(day.id)


def _moment(made_at: datetime, now: datetime) -> datetime:
    return made_at if now - OLDEST <= made_at <= now else now
