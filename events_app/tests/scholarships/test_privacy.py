"""Personal data: erased to the last name at its date, given back whole to who asks, and nothing given by it lost."""

import json
from datetime import date, timedelta

import pytest

from events_app.core import files
from events_app.core.access import Role
from events_app.core.database import rows
from events_app.core.errors import NotFound
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.scholarships import link_code, make_application, make_call
from events_app.tests.scholarships.awards_world import LATER, make_world, published
from events_app.tests.support.browser import TestClient
from events_app.tests.support.corruption import noticed
from scholarships.applications.models import Application
from scholarships.applications.papers import Document, MaskedEssay, Nomination, VerifiedFact
from scholarships.applications.states import ApplicationStatus
from scholarships.awards.models import Decision
from scholarships.calls.models import CallStatus
from scholarships.engine.business_days import after
from scholarships.privacy import erasing, retention, services
from scholarships.privacy.errors import ErasureTooSoon
from scholarships.privacy.models import ArcoKind, ArcoRequest, ArcoStatus

YEAR = timedelta(days=365)


async def told_everything(application: Application) -> int:
    """Leaves a unique word wherever a person can be named; gives the id of a scanned paper."""
    file = await files.put("scholarship-document", "acta.jpg", b"picture", "image/jpeg", now=LATER)
    await Document.create(
        application=application, kind="acta", file=file, content_type="image/jpeg", size=7, sha256="0" * 64,
        uploaded_at=LATER,
    )  # fmt: skip
    await MaskedEssay.create(application=application, key="motivo", source_digest="0" * 64, text="Zacatrús")
    await VerifiedFact.create(
        application=application, key="school", value="Zacatrús", verified_by="user:1", verified_at=LATER
    )
    await Nomination.create(
        call_id=application.call_id, company_id=application.company_id, application=application, nominated_at=LATER,
        employee_number="1", number_key="1", employee_name="Zacatrús", surname_key="zacatrus", nominated_by="user:1",
    )  # fmt: skip
    names = ("guardian_given_name", "guardian_paternal_surname", "child_given_name", "child_paternal_surname", "school")
    essays = {"motivo": "Zacatrús"}
    await Application.filter(id=application.id).update(**dict.fromkeys(names, "Zacatrús"), essays=essays)
    return int(file.id)


async def found_anywhere(word: str) -> list[str]:
    """The tables of the scholarships in which the word stands."""
    tables = await rows("SELECT tablename FROM pg_tables WHERE tablename LIKE 'scholarship%' ORDER BY 1")
    return [
        each["tablename"]
        for each in tables
        if await rows(f'SELECT 1 FROM "{each["tablename"]}" t WHERE t::text ILIKE $1 LIMIT 1', f"%{word}%")
    ]


async def test_after_an_erasure_no_table_knows_the_name_and_the_award_still_stands(db: str) -> None:
    world = await make_world()
    await published(world)
    application = world.applications[0]
    paper = await told_everything(application)
    assert await found_anywhere("Zacatrús") != []

    done = [await erasing.erase(application.id, because="test", actor="user:1", now=LATER) for _ in range(2)]

    kept = await Application.get(id=application.id)
    assert done == [True, False]
    assert await found_anywhere("Zacatrús") == []
    assert (kept.level, kept.child_sex, kept.folio) == ("primaria", "H", application.folio)
    assert await Decision.filter(application_id=application.id).count() == 1
    assert (await Document.get(application_id=application.id)).file_id is None
    with pytest.raises(NotFound):
        await files.stored(paper)


async def test_the_dry_run_says_what_the_job_then_erases(db: str) -> None:
    world = await make_world()
    await published(world)
    call = world.call
    draft = await make_application(call, status=ApplicationStatus.DRAFT, child_key="")
    nearly = LATER + YEAR - timedelta(seconds=1)

    before = await retention.due(nearly)
    told = await retention.due(nearly + timedelta(seconds=2))
    done = await retention.run(actor="system", now=nearly + timedelta(seconds=2))
    again = await retention.run(actor="system", now=nearly + timedelta(seconds=2))

    assert (before["not_awarded"], before["drafts"]) == ([], [draft.id])
    assert told["not_awarded"] == [world.applications[2].id]
    assert told["awarded"] == []
    assert {key: len(ids) for key, ids in told.items()} == done
    assert set(again.values()) == {0}


async def test_the_doctor_names_what_stayed_past_its_date(db: str) -> None:
    call = await make_call(status=CallStatus.CLOSED)
    await make_application(call, status=ApplicationStatus.DRAFT, child_key="")
    over = call.closes_at + timedelta(days=90)

    in_time = await noticed(rows, over + timedelta(days=1))
    late = await noticed(rows, over + timedelta(days=3))
    await retention.run(actor="system", now=over + timedelta(days=3))
    mended = await noticed(rows, over + timedelta(days=3))

    assert ("X02" in in_time, "X02" in late, "X02" in mended) == (False, True, False)


async def test_a_deletion_waits_while_an_award_is_being_paid(db: str) -> None:
    world = await make_world()
    await published(world)
    paying, waiting = world.applications[0], world.applications[2]
    asked = [await services.ask(each, ArcoKind.CANCELLATION, "", now=LATER) for each in (paying, waiting)]

    with pytest.raises(ErasureTooSoon):
        await services.answer(asked[0], granted=True, text="Borrado", actor="user:9", now=LATER)
    await services.answer(asked[1], granted=True, text="Borrado", actor="user:9", now=LATER)

    assert (await ArcoRequest.get(id=asked[0].id)).status is ArcoStatus.OPEN
    found = await Application.filter(id__in=[paying.id, waiting.id]).order_by("id")
    assert [each.erased_at is None for each in found] == [True, False]


async def test_a_family_takes_its_data_home_and_asks_once(client: TestClient) -> None:
    application = await make_application(await make_call(status=CallStatus.REVIEWING))
    path = f"/solicitud/{link_code(application)}/datos"

    page = await client.get(path)
    copy = await client.get(f"{path}/mis-datos.json")
    for _ in range(2):
        await client.post(f"{path}/peticion", data={"kind": "rectification", "text": "El segundo apellido es Ruiz"})
    wrong = await client.get("/solicitud/AAAAAAAAAAAAAAAAAAAAAAAAAA/datos/mis-datos.json")

    told = json.loads(copy.text)
    assert (page.status_code, wrong.status_code) == (200, 404)
    assert told["application"]["child_given_name"] == "Emiliano"
    assert told["need"] == {"income": "12000.00", "people": "4"}
    assert "scores" not in copy.text
    assert await ArcoRequest.all().count() == 1


async def test_the_office_answers_in_its_inbox(client: TestClient) -> None:
    application = await make_application(await make_call(status=CallStatus.CANCELLED))
    request = await services.ask(application, ArcoKind.CANCELLATION, "Ya no quiero", now=LATER)
    await client.sign_in(await make_user(roles=[Role.OFFICE]))

    inbox = await client.get("/oficina/privacidad")
    short = await client.post(f"/oficina/privacidad/{request.id}", data={"verdict": "answered", "text": "ok"})
    still = (await ArcoRequest.get(id=request.id)).status
    await client.post(f"/oficina/privacidad/{request.id}", data={"verdict": "answered", "text": "Borramos sus datos."})

    assert application.folio in inbox.text
    assert (short.status_code, still) == (303, ArcoStatus.OPEN)
    assert (await Application.get(id=application.id)).erased_at is not None


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        # Holidays of the labour law, article 74: 1 February and 15 March of 2027 are the Mondays that are kept.
        (date(2027, 1, 29), 1, date(2027, 2, 2)),
        (date(2027, 3, 12), 20, date(2027, 4, 12)),
        (date(2026, 12, 24), 1, date(2026, 12, 28)),
        (date(2026, 11, 13), 1, date(2026, 11, 17)),
        (date(2026, 9, 15), 1, date(2026, 9, 17)),
        (date(2026, 9, 15), 0, date(2026, 9, 15)),
    ],
)
def test_business_days_leave_out_weekends_and_holidays(start: date, count: int, end: date) -> None:
    assert after(start, count) == end


async def test_the_erasure_leaves_no_way_back_through_the_old_link(client: TestClient) -> None:
    application = await make_application(await make_call(status=CallStatus.CANCELLED))
    path = f"/solicitud/{link_code(application)}"

    before = await client.get(path)
    await erasing.erase(application.id, because="test", actor="user:1", now=LATER)
    after_it = await client.get(path)

    assert (before.status_code, after_it.status_code) == (200, 404)
