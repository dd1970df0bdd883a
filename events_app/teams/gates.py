"""What the scanner at the field learns of a player: the same credential answers for each match anew."""

from dataclasses import dataclass, replace
from datetime import datetime

from tortoise.queryset import QuerySet

from events_app.core.database import rows
from events_app.core.search import like
from events_app.directory.engine.folding import number_key
from events_app.teams.standing import standing_of
from events_app.tournaments.entries import Player
from events_app.tournaments.kinds import TeamStatus

MOST_FOUND = 20
# How the words of a player's standing are called at the door; what a rule of the door has a word for keeps it.
STATUSES = {
    "eligible": "confirmed",
    "unpaid": "held",
    "unconfirmed": "unconfirmed",
    "off_roster": "off_roster",
    "suspended": "suspended",
}
# Most events have no players, and whoever looks for a guest at their door should not wait for them.
_FOUND = """
SELECT p.id FROM tournaments t JOIN divisions d ON d.tournament_id = t.id JOIN players p ON p.division_id = d.id
JOIN teams m ON m.id = p.team_id JOIN people w ON w.id = p.person_id
WHERE t.event_id = $1 AND p.removed_at IS NULL AND m.status = ANY($2::varchar[]) AND (
    w.search_key LIKE $3 OR ($4::varchar <> '' AND EXISTS (
        SELECT 1 FROM employments e WHERE e.person_id = w.id AND e.ends_on IS NULL AND e.number_key = $4::varchar)))
ORDER BY w.sort_key, p.id LIMIT $5
"""


@dataclass(frozen=True)
class PlayerCredential:
    """`parade` is the event of the games' parade, where players are only counted."""

    id: int
    event_id: int
    person_name: str
    company: str
    ticket_type_name: str
    status: str
    folio: str
    occasion: str
    parade: int | None
    kind: str = "player"
    ticket_type_id: int = 0
    companions: int = 0
    sessions: tuple[int, ...] = ()
    valid_from: datetime | None = None
    valid_until: datetime | None = None

    def at(self, event_id: int) -> "PlayerCredential | None":
        """As this event's gate sees it: the tournament's own, or the parade, which asks for no match."""
        if event_id == self.event_id:
            return self
        if event_id != self.parade:
            return None
        status = "confirmed" if self.status == "suspended" else self.status
        return replace(self, event_id=event_id, occasion="", status=status)


async def credential_by_hash(code_hash: str) -> PlayerCredential | None:
    found = await _players().get_or_none(code_hash=code_hash)
    return await _credential(found) if found else None


async def credential_by_id(player_id: int) -> PlayerCredential | None:
    found = await _players().get_or_none(id=player_id)
    return await _credential(found) if found else None


async def search_credentials(event_id: int, text: str) -> list[PlayerCredential]:
    """Players on a roster of this event's tournament by name or employee number, in the order of a Mexican list."""
    if len(text.strip()) < 2:
        return []
    rostered = [str(TeamStatus.HELD), str(TeamStatus.CONFIRMED)]
    found = await rows(_FOUND, event_id, rostered, like(text), number_key(text), MOST_FOUND)
    if not found:
        return []
    players = {each.id: each for each in await _players().filter(id__in=[each["id"] for each in found])}
    return [await _credential(players[each["id"]]) for each in found if each["id"] in players]


async def expected(event_id: int) -> int:
    """Players come match by match: they are not part of the people that a door waits for."""
    return 0


def _players() -> QuerySet[Player]:
    return Player.all().select_related("person", "team__company", "division__tournament__edition")


async def _credential(player: Player) -> PlayerCredential:
    standing, team, tournament = await standing_of(player), player.team, player.division.tournament
    return PlayerCredential(
        id=player.id,
        event_id=tournament.event_id,
        person_name=player.person.full_name,
        company=team.name,
        ticket_type_name=player.division.name_es,
        status=STATUSES[standing.word],
        folio=f"#{player.number}" if player.number is not None else "",
        occasion=f"m{player.division_id}-{standing.match}" if standing.match is not None else "",
        parade=tournament.edition.parade_id if tournament.edition else None,
    )
