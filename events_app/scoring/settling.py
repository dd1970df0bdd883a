"""A result that nobody signed or disputed stands by itself after the hours that the tournament gives."""

import logging
from datetime import datetime

from events_app.core.database import rows
from events_app.core.errors import Conflict, ConvocaError, NotFound
from events_app.core.i18n import N_
from events_app.tournaments.engine.fold import State
from events_app.tournaments.engine.log import Settled
from events_app.tournaments.record import record

REASON = N_("Nadie objetó el resultado a tiempo.")
DUE = """
SELECT m.id, m.division_id, m.number, m.report FROM matches m
JOIN divisions d ON d.id = m.division_id JOIN tournaments t ON t.id = d.tournament_id
JOIN division_log l ON l.division_id = m.division_id AND l.sequence = m.report
WHERE m.status = 'reported' AND m.result ->> 'kind' <> 'abandoned'
  AND l.happened_at + make_interval(hours => t.settle_hours) <= $1
ORDER BY l.happened_at, m.id LIMIT 200
"""
log = logging.getLogger(__name__)


async def settle_unanswered(now: datetime) -> int:
    """Settles what is due; gives how many. One that cannot be settled is left for people and holds back no other."""
    done = 0
    for each in await rows(DUE, now):
        try:
            await _settle(each["division_id"], each["number"], each["report"], now)
            done += 1
        except ConvocaError as error:
            log.warning("not settled", extra={"match": each["id"], "because": error.code})
    return done


async def _settle(division_id: int, number: int, report: int, now: datetime) -> None:
    def settled(state: State, sequence: int) -> Settled:
        found = state.matches.get(number)
        if found is None:
            raise NotFound()
        if found.status != "reported" or found.report != report:
            raise Conflict()
        return Settled(number, report, REASON, sequence=sequence, at=now.isoformat(), by="system")

    await record(division_id, settled, actor="system", now=now, reason=REASON)
