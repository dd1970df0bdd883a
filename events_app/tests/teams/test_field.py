"""The player's credential: the word on its page and what the scanner at the field answers, match by match."""

from datetime import datetime, timedelta

import pytest

from events_app.core import clock
from events_app.events.models import Event
from events_app.tests.factories.checkin import Phone, hand_in, make_gate, make_phone, reading, verdicts
from events_app.tests.factories.directory import make_person
from events_app.tests.factories.tournaments import make_division, make_player, make_team, make_tournament, player_code
from events_app.tests.support.browser import TestClient
from events_app.tournaments.entries import Player, Team
from events_app.tournaments.kinds import PlayersShown
from events_app.tournaments.matches import Incident, Match
from events_app.tournaments.models import Edition, Tournament
from events_app.tournaments.shown import player_name
from events_app.tournaments.suspensions import bans


class Field:
    """Halcones play Tigres three times; a phone stands at the gate."""

    def __init__(self, tournament: Tournament, phone: Phone, teams: list[Team], matches: list[Match]) -> None:
        self.tournament, self.phone, self.teams, self.matches = tournament, phone, teams, matches

    async def card(self, player: Player, kind: str, match: int, *, undoes: str = "") -> str:
        client_id = f"{kind}-{match}-{player.id}"
        at = clock.now()
        await Incident.create(
            match=self.matches[match], client_id=f"undo-{client_id}" if undoes else client_id, position=1,
            kind="undo" if undoes else kind, side="home", player=player, names=undoes, noted_by="user:1",
            happened_at=at, received_at=at,
        )  # fmt: skip
        return client_id

    async def finish(self, match: int) -> None:
        """The match is over, with a result that does not matter here."""
        over = {"status": "final", "result": {"kind": "played"}, "report": 1, "home_score": 1, "away_score": 0}
        await Match.filter(id=self.matches[match].id).update(**over)


@pytest.fixture
async def field(db: str) -> Field:
    now = clock.now()
    tournament = await make_tournament()
    await tournament.event.update_from_dict(
        {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(days=30)}
    ).save()
    division = await make_division(tournament)
    teams = [await make_team(division, name=name) for name in ("Halcones", "Tigres")]
    matches = [
        await Match.create(
            division=division, number=number, stage="main", bracket="main", round=number, home=teams[0],
            away=teams[1], status="ready", starts_at=now + timedelta(days=number),
        )
        for number in (1, 2, 3)
    ]  # fmt: skip
    phone = await make_phone(await make_gate(tournament.event, opens_at=now - timedelta(hours=2)))
    return Field(tournament, phone, teams, matches)


async def test_an_eligible_player_enters_once_for_each_match(client: TestClient, field: Field) -> None:
    player = await make_player(field.teams[0], number=7)
    code = player_code(player)

    first = await verdicts(client, field.phone, reading(f"HTTPS://CONVOCA.EXAMPLE/J/{code}"), reading(code))
    await field.finish(0)
    second = await verdicts(client, field.phone, reading(code))

    assert (first, second) == (["admitted", "already_inside"], ["admitted"])


async def test_a_suspended_player_is_red_with_the_word_for_the_match_that_is_missed_only(
    client: TestClient, field: Field
) -> None:
    player = await make_player(field.teams[0])
    await field.card(player, "red", 0)

    await field.finish(0)
    answers = await hand_in(client, field.phone, [reading(player_code(player))])
    page = await client.get(f"/J/{player_code(player)}")
    await field.finish(1)
    afterwards = await verdicts(client, field.phone, reading(player_code(player)))

    assert await bans(field.matches[0].division_id) == {player.id: [2]}
    assert (answers[0]["verdict"], answers[0]["tone"], answers[0]["word"]) == ("suspended", "bad", "Suspendido")
    assert "Está suspendido en el partido 2" in page.text
    assert afterwards == ["admitted"]


async def test_a_card_that_was_undone_suspends_nobody(field: Field) -> None:
    player = await make_player(field.teams[0])
    name = await field.card(player, "red", 0)
    await field.card(player, "red", 0, undoes=name)

    assert await bans(field.matches[0].division_id) == {}


async def test_a_team_mate_or_a_rival_is_not_suspended_for_somebody_elses_card(field: Field) -> None:
    guilty = await make_player(field.teams[0])
    for team in field.teams:
        await make_player(team)
    await field.card(guilty, "second_yellow", 0)

    assert await bans(field.matches[0].division_id) == {guilty.id: [2]}


@pytest.mark.parametrize(
    ("change", "verdict", "tone"),
    [
        ({"removed_at": "now"}, "off_roster", "bad"),
        ({"confirmation": "rejected"}, "off_roster", "bad"),
        ({"confirmation": "pending"}, "unapproved", "warn"),
        ({"confirmation": "not_needed"}, "admitted", "good"),
    ],
)
async def test_the_gate_says_why_a_player_may_not(
    client: TestClient, field: Field, change: dict[str, str], verdict: str, tone: str
) -> None:
    player = await make_player(field.teams[0])
    values = {name: clock.now() if value == "now" else value for name, value in change.items()}
    await Player.filter(id=player.id).update(**values)

    answers = await hand_in(client, field.phone, [reading(player_code(player))])

    assert (answers[0]["verdict"], answers[0]["tone"]) == (verdict, tone)


async def test_a_team_that_left_or_owes_does_not_play(client: TestClient, field: Field) -> None:
    player = await make_player(field.teams[0])
    seen = []

    for status in ("withdrawn", "held"):
        await Team.filter(id=field.teams[0].id).update(status=status, hold_expires_at=clock.now())
        seen += await verdicts(client, field.phone, reading(player_code(player)))

    assert seen == ["off_roster", "unpaid"]


async def test_a_player_is_found_by_name_at_the_gate(client: TestClient, field: Field) -> None:
    person = await make_person("Alma", "Aguayo", "Ruiz")
    player = await make_player(field.teams[0], person=person)

    answers = await hand_in(client, field.phone, [reading(credential=f"player:{player.id}")])

    assert (answers[0]["verdict"], answers[0]["name"], answers[0]["company"]) == (
        "admitted", "Alma Aguayo Ruiz", "Halcones",
    )  # fmt: skip


async def test_a_player_is_a_stranger_at_other_events_but_counts_at_the_parade(
    client: TestClient, field: Field
) -> None:
    player = await make_player(field.teams[0])
    await field.card(player, "red", 0)
    parade, other = [(await make_tournament()).event for _ in range(2)]
    for event in (parade, other):
        await Event.filter(id=event.id).update(starts_at=clock.now() - timedelta(hours=1))
    edition = await Edition.create(slug="juegos-26", name_es="Juegos 26", year=2026, parade=parade)
    await Tournament.filter(id=field.tournament.id).update(edition_id=edition.id)
    early = clock.now() - timedelta(hours=2)

    seen = [
        await verdicts(client, await make_phone(await make_gate(event, opens_at=early)), reading(player_code(player)))
        for event in (parade, other)
    ]

    assert seen == [["admitted"], ["unknown"]]


@pytest.mark.parametrize(
    ("policy", "shown", "name"),
    [
        (PlayersShown.CONSENT, True, "Alma Aguayo"),
        (PlayersShown.CONSENT, False, "A. A. R."),
        (PlayersShown.INITIALS, True, "A. A. R."),
        (PlayersShown.NOBODY, True, "Jugador núm. 7"),
    ],
)
async def test_the_public_reads_only_what_was_agreed(
    db: str, now: datetime, policy: PlayersShown, shown: bool, name: str
) -> None:
    player = await make_player(
        await make_team(), person=await make_person("Alma Delia", "Aguayo", "Ruiz"), number=7, shown=shown
    )
    await player.fetch_related("person")

    assert player_name(player, policy) == name
