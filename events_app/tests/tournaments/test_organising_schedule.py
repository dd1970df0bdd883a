"""The calendar: made by the engine, moved with its conflicts shown first, locked, published, told to captains."""

from datetime import timedelta
from typing import Any

from events_app.core.access import Grant, Role
from events_app.core.search import search_key
from events_app.core.tables import OutboxMessage
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.directory import make_committee
from events_app.tests.support.browser import TestClient
from events_app.tests.tournaments.organising import FIRST_DAY, World, closed_division, make_fields, make_world, teams_of
from events_app.tests.tournaments.test_organising_draw import drawn
from events_app.tournaments.calendars import calendar_of, violations
from events_app.tournaments.kinds import Format, Sport
from events_app.tournaments.matches import Field, Match, Referee
from events_app.tournaments.models import Division, Tournament

TEAMS = ("Arneses", "Cerámica", "Imuris", "Peñasco")


async def league(client: TestClient, **over: Any) -> tuple[World, Division]:
    """Four teams who meet once, drawn, with a chair signed in."""
    world = await make_world(**over)
    division = await closed_division(world.tournament, Format.LEAGUE, {"legs": 1})
    await teams_of(division, *TEAMS)
    await client.sign_in(world.chair)
    await drawn(client, division)
    return world, division


async def test_every_match_gets_a_field_an_hour_and_a_neutral_referee(client: TestClient) -> None:
    world, division = await league(client, rest_minutes=30)
    await make_fields(world.tournament, "Cancha 1", "Cancha 2")
    team = (await calendar_of(world.tournament)).matches[0].home
    assert team is not None
    await Referee.create(tournament=world.tournament, name="Neutral")
    await Referee.create(tournament=world.tournament, name="De casa", company_id=team.company_id)

    answer = await make(client, world.tournament, division)

    calendar = await calendar_of(await fresh(world.tournament))
    assert answer.status_code == 303
    assert [match.number for match in calendar.matches if match.starts_at is None] == []
    assert violations(calendar) == []
    for match in calendar.matches:
        assert match.referee is not None
        sides = {side.company_id for side in (match.home, match.away) if side is not None}
        assert match.referee.company_id not in sides


async def test_two_sports_share_a_field_without_meeting_there(client: TestClient) -> None:
    world = await make_world()
    long = await closed_division(world.tournament, Format.LEAGUE, {"legs": 1}, match_minutes=90)
    short = await closed_division(
        world.tournament, Format.LEAGUE, {"legs": 1}, match_minutes=60, sport=Sport.VOLLEYBALL, name="Voleibol"
    )
    await teams_of(long, *TEAMS)
    await teams_of(short, "Uno", "Dos", "Tres")
    await make_fields(world.tournament, "Única", hours=9, days=2)
    await client.sign_in(world.chair)
    for division in (long, short):
        await drawn(client, division)

    answer = await make(client, world.tournament, long, short)

    matches = await Match.all().select_related("division").order_by("starts_at")
    ends = [match.starts_at + timedelta(minutes=match.division.match_minutes) for match in matches if match.starts_at]
    starts = [match.starts_at for match in matches[1:]]
    assert (answer.status_code, len(ends)) == (303, 9)
    assert all(start is not None and end <= start for end, start in zip(ends[:-1], starts, strict=True))


async def test_without_room_the_reason_is_told_and_nothing_moves(client: TestClient) -> None:
    world, division = await league(client)
    await make_fields(world.tournament, "Cancha 1", hours=2, days=1)

    answer = await make(client, world.tournament, division)

    assert answer.status_code == 409
    assert 'class="notice bad"' in answer.text
    assert await Match.filter(starts_at__isnull=False).count() == 0


async def test_without_any_hours_the_board_says_what_is_missing(client: TestClient) -> None:
    world, division = await league(client)

    page = await client.get(f"/oficina/torneos/{world.tournament.id}/calendario")
    answer = await make(client, world.tournament, division)

    assert page.status_code == 200
    assert "Faltan las canchas" in page.text
    assert answer.status_code == 409


async def test_a_move_shows_its_conflicts_before_it_is_saved(client: TestClient) -> None:
    world, division = await league(client)
    fields = await make_fields(world.tournament, "Cancha 1", "Cancha 2")
    await make(client, world.tournament, division)
    first, other = await Match.filter(division_id=division.id).order_by("starts_at", "number").limit(2)
    onto = move(first, other.field_id, str(other.starts_at))

    review = await client.post(board(world, "revision"), data={"move": onto})
    saved = await client.post(board(world, "cambios"), data={"move": onto, "idempotency_key": "k1"})

    unchanged = await Match.get(id=first.id)
    assert review.status_code == 200
    assert "tiene dos partidos" in review.text
    assert "Guardar 1 cambio" not in review.text
    assert saved.status_code == 409
    assert (unchanged.field_id, unchanged.starts_at) == (first.field_id, first.starts_at)
    assert {field.id for field in fields} >= {unchanged.field_id}


async def test_a_team_is_never_in_two_places_but_rest_may_be_given_up_knowingly(client: TestClient) -> None:
    world, division = await league(client, rest_minutes=60)
    fields = await make_fields(world.tournament, "Cancha 1", "Cancha 2", "Cancha 3", hours=9, days=1)
    await make(client, world.tournament, division)
    second = await Match.filter(division_id=division.id, starts_at=FIRST_DAY + timedelta(hours=2)).first()
    assert second is not None
    same_hour = move(second, fields[2].id, str(FIRST_DAY))
    no_rest = move(second, fields[2].id, str(FIRST_DAY + timedelta(hours=1)))

    twice = await client.post(board(world, "cambios"), data={"move": same_hour, "accept": "1", "idempotency_key": "a"})
    unaware = await client.post(board(world, "cambios"), data={"move": no_rest, "idempotency_key": "b"})
    stood = (await Match.get(id=second.id)).starts_at
    aware = await client.post(board(world, "cambios"), data={"move": no_rest, "accept": "1", "idempotency_key": "c"})

    assert (twice.status_code, unaware.status_code, aware.status_code) == (409, 409, 303)
    assert "juega dos veces" in twice.text
    assert "descansa" in unaware.text
    assert (stood, (await Match.get(id=second.id)).starts_at) == (second.starts_at, FIRST_DAY + timedelta(hours=1))


async def test_two_matches_change_places_at_once(client: TestClient) -> None:
    world, division = await league(client)
    await make_fields(world.tournament, "Cancha 1", "Cancha 2")
    await make(client, world.tournament, division)
    one, other = await Match.filter(division_id=division.id, starts_at=FIRST_DAY).order_by("field_id")
    moves = [move(one, other.field_id, str(other.starts_at)), move(other, one.field_id, str(one.starts_at))]

    answer = await client.post(board(world, "cambios"), data={"move": moves, "idempotency_key": "k1"})

    now = {match.id: match.field_id for match in await Match.filter(starts_at=FIRST_DAY)}
    assert answer.status_code == 303
    assert now == {one.id: other.field_id, other.id: one.field_id}


async def test_who_saw_an_older_calendar_does_not_overwrite_the_newer(client: TestClient) -> None:
    world, division = await league(client)
    await make_fields(world.tournament, "Cancha 1")
    await make(client, world.tournament, division)
    match = await Match.filter(division_id=division.id).order_by("-starts_at").first()
    assert match is not None
    away = move(match, None, "")
    await client.post(board(world, "cambios"), data={"move": away, "idempotency_key": "k1"})

    elsewhere = move(match, match.field_id, str(FIRST_DAY + timedelta(days=1, hours=5)))
    again = await client.post(board(world, "cambios"), data={"move": away, "idempotency_key": "k2"})
    late = await client.post(board(world, "cambios"), data={"move": elsewhere, "idempotency_key": "k3"})

    kept = await Match.get(id=match.id)
    assert (again.status_code, late.status_code) == (303, 409)
    assert "alguien más cambió el calendario" in late.text
    assert kept.starts_at is None


async def test_a_match_that_began_is_not_moved(client: TestClient) -> None:
    world, division = await league(client)
    await make_fields(world.tournament, "Cancha 1")
    await make(client, world.tournament, division)
    match = await Match.filter(division_id=division.id).order_by("-starts_at").first()
    assert match is not None
    await Match.filter(id=match.id).update(status="live")

    answer = await client.post(board(world, "cambios"), data={"move": move(match, None, ""), "idempotency_key": "k"})
    await make(client, world.tournament, division)

    kept = await Match.get(id=match.id)
    assert answer.status_code == 409
    assert (kept.starts_at, kept.field_id) == (match.starts_at, match.field_id)


async def test_a_locked_match_keeps_its_hour_when_the_calendar_is_made_again(client: TestClient) -> None:
    world, division = await league(client)
    await make_fields(world.tournament, "Cancha 1", "Cancha 2", days=3)
    await make(client, world.tournament, division)
    match = await Match.filter(division_id=division.id).first()
    last = await Field.all().order_by("-id").first()
    assert match is not None
    assert last is not None
    late = FIRST_DAY + timedelta(days=2, hours=5)
    await Match.filter(id=match.id).update(field_id=last.id, starts_at=late)
    await client.post(f"/oficina/torneos/partido/{match.id}/candado", data={"locked": "1"})

    answer = await make(client, world.tournament, division)

    kept = await Match.get(id=match.id)
    assert answer.status_code == 303
    assert (kept.field_id, kept.starts_at, kept.locked) == (last.id, late, True)
    assert violations(await calendar_of(await fresh(world.tournament))) == []


async def test_publishing_tells_each_captain_once_and_a_change_tells_only_those_concerned(client: TestClient) -> None:
    world, division = await league(client)
    await make_fields(world.tournament, "Cancha 1", "Cancha 2")
    await make(client, world.tournament, division)
    await client.post(board(world, "publicacion"))
    published = await addresses("schedule_published")
    match = await Match.filter(division_id=division.id).order_by("-starts_at").select_related("home", "away").first()
    assert match is not None
    later = str(FIRST_DAY + timedelta(days=1, hours=5))

    await client.post(board(world, "publicacion"))
    data = {"move": move(match, match.field_id, later), "idempotency_key": "k1"}
    for _press in range(2):
        await client.post(board(world, "cambios"), data=data)

    moved = await Match.get(id=match.id)
    sides = sorted(side.captain_email for side in (match.home, match.away) if side is not None)
    letter = await OutboxMessage.filter(message="match_moved").first()
    assert published == sorted(f"{search_key(name)}@correo.example" for name in TEAMS)
    assert await addresses("schedule_published") == published
    assert await addresses("match_moved") == sides
    assert (moved.revision, match.revision) == (1, 0)
    assert letter is not None
    assert letter.context["matches"][0]["when"] == "Domingo 17 de enero de 2027, 1:00\xa0p.m."  # type: ignore[index]


async def test_before_it_is_published_a_change_tells_nobody(client: TestClient) -> None:
    world, division = await league(client)
    await make_fields(world.tournament, "Cancha 1")
    await make(client, world.tournament, division)
    match = await Match.filter(division_id=division.id).order_by("-starts_at").first()
    assert match is not None

    await client.post(board(world, "cambios"), data={"move": move(match, None, ""), "idempotency_key": "k1"})

    moved = await Match.get(id=match.id)
    assert (moved.starts_at, moved.revision) == (None, 0)
    assert await OutboxMessage.filter(message__in=["match_moved", "schedule_published"]).count() == 0


async def test_the_match_page_moves_without_scripts_and_refuses_a_referee_of_a_side(client: TestClient) -> None:
    world, division = await league(client)
    await make_fields(world.tournament, "Cancha 1")
    match = await Match.filter(division_id=division.id).select_related("home").order_by("number").first()
    assert match is not None
    assert match.home is not None
    own = await Referee.create(tournament=world.tournament, name="De casa", company_id=match.home.company_id)

    page = await client.get(f"/oficina/torneos/partido/{match.id}")
    refused = await client.post(f"/oficina/torneos/partido/{match.id}/arbitro", data={"referee": own.id})

    kept = await Match.get(id=match.id)
    assert page.status_code == 200
    assert "Cancha 1" in page.text
    assert refused.status_code == 409
    assert "es de la misma empresa" in refused.text
    assert kept.referee_id is None


async def test_matches_and_tournaments_of_others_are_not_found(client: TestClient) -> None:
    world, division = await league(client)
    match = await Match.filter(division_id=division.id).first()
    committee = await make_committee("Fiscal")
    await client.sign_in(await make_user(roles=[Grant(Role.COMMITTEE_CHAIR, f"committee:{committee.id}")]))
    assert match is not None

    paths = [
        f"/oficina/torneos/{world.tournament.id}/calendario",
        f"/oficina/torneos/{world.tournament.id}/arbitros",
        f"/oficina/torneos/{world.tournament.id}/canchas",
        f"/oficina/torneos/{world.tournament.id}/imprimir/hojas",
        f"/oficina/torneos/division/{division.id}/sorteo",
        f"/oficina/torneos/division/{division.id}/reglas",
        f"/oficina/torneos/partido/{match.id}",
        f"/oficina/torneos/partido/{match.id}/hoja",
    ]
    answers = {path: (await client.get(path)).status_code for path in paths}

    assert answers == dict.fromkeys(paths, 404)


async def test_calendar_and_score_sheets_come_out_on_paper(client: TestClient) -> None:
    world, division = await league(client)
    await make_fields(world.tournament, "Cancha 1")
    await make(client, world.tournament, division)
    match = await Match.filter(division_id=division.id).first()
    assert match is not None

    calendar = await client.get(f"/oficina/torneos/{world.tournament.id}/imprimir/calendario")
    sheets = await client.get(f"/oficina/torneos/{world.tournament.id}/imprimir/hojas")
    sheet = await client.get(f"/oficina/torneos/partido/{match.id}/hoja")

    assert (calendar.status_code, sheets.status_code, sheet.status_code) == (200, 200, 200)
    assert "Sábado 16 de enero de 2027" in calendar.text
    assert sheets.text.count("sheet-page") == 6
    assert sheet.text.count("sheet-page") == 1
    assert "Capitán visitante" in sheet.text


async def make(client: TestClient, tournament: Tournament, *divisions: Division) -> Any:
    data = {"divisions": [str(each.id) for each in divisions], "seed": "x", "idempotency_key": "hacer"}
    return await client.post(f"/oficina/torneos/{tournament.id}/calendario/propuesta", data=data)


async def fresh(tournament: Tournament) -> Tournament:
    return await Tournament.get(id=tournament.id).select_related("event")


async def addresses(message: str) -> list[str]:
    return sorted(each.address for each in await OutboxMessage.filter(message=message))


def board(world: World, what: str) -> str:
    return f"/oficina/torneos/{world.tournament.id}/calendario/{what}"


def move(match: Match, field_id: int | None, at: str) -> str:
    moment = at.replace(" ", "T")
    was = match.starts_at.isoformat() if match.starts_at else ""
    return f"{match.id}|{field_id or ''}|{moment}|{match.field_id or ''}|{was}"
