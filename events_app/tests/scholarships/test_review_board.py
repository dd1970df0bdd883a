"""The chair's board, the deputy, the office without scores, phases, terms, practice and reminders."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from events_app.accounts.models import RoleGrant, User
from events_app.core import clock
from events_app.core.access import Actor, Grant, Role
from events_app.core.errors import NotFound
from events_app.core.tables import OutboxMessage
from events_app.tests.factories.accounts import actor_of, make_user
from events_app.tests.factories.scholarships import make_reviewer
from events_app.tests.scholarships.review_world import NOW, TODAY, WHOLE, World, make_world, open_reading, read_all
from events_app.tests.support.browser import TestClient
from scholarships.calls.models import Call, CallStatus
from scholarships.review import jobs, readers, rounds, samples
from scholarships.review.board import board_of
from scholarships.review.conflicts import declare_conflict
from scholarships.review.models import Reviewer, ReviewerStatus, ReviewSettings, SampleScore
from scholarships.review.permissions import Seat, desk_of
from scholarships.review.readings import Assignment, ReviewRound
from scholarships.review.samples import NewSample
from scholarships.review.scoring import Said, finish, save

SEVERE = {"esfuerzo": Said(1), "necesidad": Said(1), "motivo": Said(1)}


async def make_chair(world: World) -> Actor:
    """The chair of the call's committee, who has declared and does not read."""
    role = Grant(Role.COMMITTEE_CHAIR, f"committee:{world.call.committee_id}")
    user = await make_user("Presidenta", roles=[role])
    await make_reviewer(world.call, user=user, max_load=0, code="P1")
    return actor_of(user, role)


async def test_the_board_counts_readings_and_names_where_readers_lie_apart(db: str) -> None:
    world = await make_world(files=2, readers=3, readings=2)
    chair = await make_chair(world)
    await open_reading(world)
    for each in await Assignment.exclude(status="returned"):
        user = next(reader.user_id for reader in world.readers if reader.id == each.reviewer_id)
        severe = each.application_id == world.applications[1].id and each.reading == 1
        await save(each.id, user, SEVERE if severe else WHOLE, comment=None, today=TODAY, now=NOW)
        if each.reading == 1 or each.application_id == world.applications[1].id:
            await finish(each.id, user, today=TODAY, now=NOW)

    board = await board_of(await desk_of(chair, world.call.id, TODAY), None, TODAY)

    assert (board.done, board.wanted, board.hidden) == (3, 4, 0)
    assert [(each.folio, each.range, each.why) for each in board.apart] == [
        (world.applications[1].folio, Fraction(16, 5), "apart")
    ]
    assert board.without == ()
    assert board.mean == Fraction(4 + 4 + 1, 3) + Fraction(4, 30)
    assert sum(reader.done for reader in board.readers) == 3


async def test_the_chair_does_not_see_a_conflict_of_their_own_and_the_deputy_sees_nothing_else(db: str) -> None:
    world = await make_world()
    chair = await make_chair(world)
    await Reviewer.filter(user_id=chair.user_id).update(company_id=world.companies[0].id)
    await ReviewSettings.create(call=world.call, deputy_id=world.users[0].id)
    deputy = actor_of(world.users[0], world.reader_role)
    await open_reading(world)
    for reader in range(5):
        await read_all(world, reader)

    board = await board_of(await desk_of(chair, world.call.id, TODAY), None, TODAY)
    deputys = await board_of(await desk_of(deputy, world.call.id, TODAY), None, TODAY)

    assert [each.folio for each in board.files] == [each.folio for each in world.applications[1:]]
    assert board.hidden == 1
    assert [each.folio for each in deputys.files] == [world.applications[0].folio]


async def test_a_chair_who_has_not_declared_sees_no_score(db: str) -> None:
    world = await make_world()
    role = Grant(Role.COMMITTEE_CHAIR, f"committee:{world.call.committee_id}")
    chair = actor_of(await make_user("Presidenta", roles=[role]), role)
    await open_reading(world)
    await read_all(world, 0)

    desk = await desk_of(chair, world.call.id, TODAY)
    board = await board_of(desk, None, TODAY)

    assert (desk.seat, desk.sees_scores, board.files, board.mean) == (Seat.CHAIR, False, (), None)


async def test_the_office_sees_progress_and_no_score(client: TestClient) -> None:
    world = await make_world()
    await open_reading(world, now=clock.now())
    await read_all(world, 0, now=clock.now())
    await client.sign_in(await make_user("Oficina", roles=[Role.OFFICE]))

    shown = await client.get(f"/oficina/becas/{world.call.id}/lectura")

    assert shown.status_code == 200
    assert "3 de 18" in shown.text or "4 de 18" in shown.text
    assert "4.20" not in shown.text
    assert (await client.get(f"/lectura/convocatorias/{world.call.id}/tablero")).status_code == 404


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.COMMITTEE_CHAIR, Role.FINANCE])
async def test_nobody_else_has_a_board(db: str, role: Role) -> None:
    world = await make_world()
    grant = Grant(role, "" if role is Role.FINANCE else "committee:99999")
    stranger = actor_of(await make_user("Otra", roles=[grant]), grant)

    with pytest.raises(NotFound):
        await desk_of(stranger, world.call.id, TODAY)

    assert (await desk_of(actor_of(await make_user(), Role.OFFICE), world.call.id, TODAY)).seat is Seat.OFFICE


async def test_one_reading_that_decides_an_award_alone_is_proposed_again(db: str) -> None:
    world = await make_world(files=3, readers=3, readings=2)
    chair = await make_chair(world)
    await open_reading(world)
    levels = {world.applications[0].id: (5, 5), world.applications[1].id: (4, 3), world.applications[2].id: (2, 4)}
    for each in await Assignment.exclude(status="returned"):
        user = next(reader.user_id for reader in world.readers if reader.id == each.reviewer_id)
        level = levels[each.application_id][each.reading - 1]
        answers = {key: Said(level) for key in WHOLE}
        await save(each.id, user, answers, comment=None, today=TODAY, now=NOW)
        await finish(each.id, user, today=TODAY, now=NOW)
    expected = await ReviewSettings.create(call=world.call, awards_expected=2, third_reading_range="4")
    desk = await desk_of(chair, world.call.id, TODAY)

    with_awards = await board_of(desk, expected, TODAY)
    expected.awards_expected = None
    without = await board_of(desk, expected, TODAY)

    assert {each.folio for each in with_awards.apart} == {each.folio for each in world.applications[1:]}
    assert {each.why for each in with_awards.apart} == {"decided_by_one"}
    assert without.apart == ()


async def test_the_chair_asks_for_another_reading_from_the_board(client: TestClient) -> None:
    world, now = await make_world(readers=4), clock.now()
    chair = await make_chair(world)
    await open_reading(world, now=now)
    chosen = world.applications[3]
    await client.sign_in(await User.get(id=chair.user_id))

    answer = await client.post(
        f"/lectura/convocatorias/{world.call.id}/otra-lectura", data={"application": str(chosen.id)}
    )

    live = await Assignment.filter(application_id=chosen.id).exclude(status="returned")
    assert (answer.status_code, sorted(each.reading for each in live)) == (303, [1, 2, 3, 4])


async def test_others_comments_show_only_after_ones_own_reading(client: TestClient) -> None:
    world, now = await make_world(), clock.now()
    await open_reading(world, now=now)
    mine = await world.reading(0)
    other = (
        await Assignment.filter(application_id=mine.application_id)
        .exclude(id=mine.id)
        .first()
        .select_related("reviewer")
    )
    assert other is not None
    await save(other.id, other.reviewer.user_id, WHOLE, comment="Plan muy concreto", today=now.date(), now=now)
    await finish(other.id, other.reviewer.user_id, today=now.date(), now=now)
    await client.sign_in(world.users[0])

    before = await client.get(f"/lectura/expedientes/{mine.id}")
    data = {"c_esfuerzo": "4", "c_necesidad": "5", "c_motivo": "na", "comment": "Ok"}
    done = await client.post(f"/lectura/expedientes/{mine.id}/listo", data=data)
    after = await client.get(f"/lectura/expedientes/{mine.id}")

    assert ("Plan muy concreto" in before.text, "Plan muy concreto" in after.text) == (False, True)
    assert done.status_code == 303
    assert done.headers["location"] != f"/lectura/expedientes/{mine.id}"
    assert (await Assignment.get(id=mine.id)).status == "done"


async def test_an_incomplete_reading_stays_on_its_page_and_says_what_is_missing(client: TestClient) -> None:
    world = await make_world()
    await open_reading(world, now=clock.now())
    mine = await world.reading(0)
    await client.sign_in(world.users[0])

    answer = await client.post(f"/lectura/expedientes/{mine.id}/listo", data={"c_esfuerzo": "4"})

    assert answer.status_code == 409
    assert "Falta calificar: Necesidad, Motivo." in answer.text
    assert 'value="4" checked' in answer.text


async def test_a_level_that_is_none_is_refused(client: TestClient) -> None:
    world = await make_world()
    await open_reading(world, now=clock.now())
    mine = await world.reading(0)
    await client.sign_in(world.users[0])

    answers = [
        await client.post(f"/lectura/expedientes/{mine.id}/respuestas", data={name: value})
        for name, value in (("c_esfuerzo", "6"), ("c_esfuerzo", "0"), ("c_esfuerzo", "4.5"), ("c_otro", "4"))
    ]

    assert [each.status_code for each in answers] == [422, 422, 422, 422]


async def test_a_term_that_ends_half_way_waits_for_a_decision(client: TestClient) -> None:
    world, now = await make_world(), clock.now()
    await open_reading(world, now=now)
    last = now.date() - timedelta(days=2)
    await Reviewer.filter(id=world.readers[0].id).update(ends_on=last)
    await RoleGrant.filter(user_id=world.users[0].id).update(ends_on=last)
    office = await make_user("Oficina", roles=[Role.OFFICE])
    mine = await world.reading(0)

    await client.sign_in(world.users[0])
    locked_out = await client.get(f"/lectura/expedientes/{mine.id}")
    await client.sign_in(office)
    waiting = await client.get(f"/oficina/becas/{world.call.id}/lectura")
    await client.post(
        f"/oficina/becas/{world.call.id}/lectores/{world.readers[0].id}",
        data={"decision": "keep", "until": (now.date() + timedelta(days=30)).isoformat()},
    )
    await client.sign_in(world.users[0])
    back = await client.get(f"/lectura/expedientes/{mine.id}")

    assert locked_out.status_code == 404
    assert "su periodo terminó: decidir" in waiting.text
    assert back.status_code == 200


async def test_a_term_that_is_not_prolonged_hands_its_files_on(client: TestClient) -> None:
    world, now = await make_world(), clock.now()
    await open_reading(world, now=now)
    await Reviewer.filter(id=world.readers[0].id).update(ends_on=now.date() - timedelta(days=1))
    await client.sign_in(await make_user("Oficina", roles=[Role.OFFICE]))

    await client.post(
        f"/oficina/becas/{world.call.id}/lectores/{world.readers[0].id}", data={"decision": "return"}
    )  # fmt: skip

    live = await Assignment.exclude(status="returned")
    assert (len(live), world.readers[0].id in {each.reviewer_id for each in live}) == (18, False)


async def test_a_declaration_is_typed_checked_and_kept(client: TestClient) -> None:
    world = await make_world()
    reader = world.readers[0]
    await Reviewer.filter(id=reader.id).update(status=ReviewerStatus.INVITED, declared_at=None, company_id=None)
    await client.sign_in(world.users[0])
    path = f"/lectura/convocatorias/{world.call.id}/declaracion"

    bad = await client.post(path, data={"company": "Maquilas Zacatrús", "relatives": "Xochitl0"})
    empty = await client.post(path, data={})
    good = await client.post(
        path, data={"company": "maquilas zacatrus 2", "relatives": "Rosa Luz Ortiz, hermana\nIker Ortiz Peña"}
    )

    found = await Reviewer.get(id=reader.id)
    assert [each.status_code for each in (bad, empty, good)] == [422, 422, 303]
    assert "No encontramos una sola empresa" in bad.text
    assert (found.status, found.company_id) == (ReviewerStatus.ACTIVE, world.companies[2].id)
    assert (await client.get(path)).text.count("Rosa Luz Ortiz, hermana\nIker Ortiz Peña") == 1


async def test_a_reader_who_has_not_declared_gets_no_files(db: str) -> None:
    world = await make_world()
    await Reviewer.filter(id=world.readers[0].id).update(status=ReviewerStatus.INVITED, declared_at=None)

    await open_reading(world)

    assert world.readers[0].id not in {each.reviewer_id for each in await Assignment.all()}


async def test_practice_answers_are_compared_once_the_round_is_closed(client: TestClient) -> None:
    world, now = await make_world(), clock.now()
    essay = {"motivo": "Quiero aprender a soldar."}
    sample = await samples.add_sample(world.call, NewSample("primaria", {"average": "9"}, essay, {"esfuerzo": 3}))
    await client.sign_in(world.users[0])
    early = await client.get(f"/lectura/muestras/{sample.id}")
    await rounds.open_practice(world.call, closes_at=None, actor="user:9", now=now)

    await client.post(f"/lectura/muestras/{sample.id}/respuestas", data={"c_esfuerzo": "4"})
    await client.post(f"/lectura/muestras/{sample.id}/respuestas", data={"c_esfuerzo": "2", "c_motivo": "na"})
    open_page = await client.get(f"/lectura/muestras/{sample.id}")
    await rounds.close_round(world.call, reason="", actor="user:9", now=now)
    late = await client.post(f"/lectura/muestras/{sample.id}/respuestas", data={"c_esfuerzo": "5"})
    closed = await client.get(f"/lectura/muestras/{sample.id}")

    assert (early.status_code, late.status_code) == (404, 409)
    assert ("Cómo calificamos" in open_page.text, "Cómo calificamos" in closed.text) == (False, True)
    kept = await SampleScore.all().order_by("criterion").values_list("criterion", "value", "not_applicable")
    assert kept == [("esfuerzo", 2, False), ("motivo", None, True)]


async def test_a_reminder_goes_to_whoever_has_open_files_once_a_day(db: str) -> None:
    world = await make_world()
    opened = await open_reading(world)
    await read_all(world, 0)
    await ReviewRound.filter(id=opened.id).update(closes_at=NOW + timedelta(days=2))

    await jobs.remind_before_close({}, NOW)
    await jobs.remind_before_close({}, NOW + timedelta(hours=6))

    told = await OutboxMessage.filter(message="review_reminder").order_by("id")
    assert [each.address for each in told] == [user.email for user in world.users[1:]]


async def test_the_reading_ends_in_the_committees_hands(db: str) -> None:
    world = await make_world()
    await open_reading(world)
    for reader in range(5):
        await read_all(world, reader)

    await rounds.close_round(world.call, reason="", actor="user:9", now=NOW)
    await rounds.decide(world.call, actor="user:9", now=NOW)

    assert (await Call.get(id=world.call.id)).status is CallStatus.DECIDING
    assert await rounds.missing_readings(world.call.id) == 0


async def test_a_term_longer_than_a_role_prolongs_the_role(db: str) -> None:
    world = await make_world(readers=1)
    user = world.users[0]
    await RoleGrant.filter(user_id=user.id).update(ends_on=date(2026, 12, 31))
    office = actor_of(await make_user("Oficina", roles=[Role.OFFICE]), Role.OFFICE)
    now = datetime(2027, 1, 20, 16, tzinfo=UTC)
    reader = await Reviewer.get(id=world.readers[0].id)
    reader.ends_on = date(2026, 12, 31)
    await reader.save()

    await readers.keep_on(reader, date(2027, 3, 1), by=office, today=date(2027, 1, 20), now=now)

    grants = await RoleGrant.filter(user_id=user.id).order_by("starts_on")
    assert [(each.starts_on, each.ends_on) for each in grants][1:] == [(date(2027, 1, 20), date(2027, 3, 1))]


async def test_a_declared_conflict_is_on_the_chairs_board_with_its_reason(client: TestClient) -> None:
    world, now = await make_world(), clock.now()
    chair = await make_chair(world)
    await open_reading(world, now=now)
    await declare_conflict(
        (await world.reading(0)).id, world.users[0].id, reason="Fui su maestra", today=now.date(), now=now
    )
    await client.sign_in(await User.get(id=chair.user_id))

    shown = await client.get(f"/oficina/becas/{world.call.id}/lectura")

    assert "Fui su maestra" in shown.text
