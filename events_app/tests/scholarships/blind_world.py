"""A call from the families' papers to the signed letters, with names that occur nowhere else, phase by phase."""

import io
import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import timedelta

from PIL import Image
from starlette.datastructures import Headers, UploadFile

from events_app.core import clock
from events_app.core.access import Grant, Role
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.directory import make_company
from events_app.tests.factories.scholarships import make_application, make_call, make_reviewer
from events_app.tests.scholarships import awards_world
from events_app.tests.scholarships.review_world import WHOLE, World
from scholarships.applications import checking, documents
from scholarships.applications.checking import Box
from scholarships.applications.models import Application
from scholarships.applications.papers import Document
from scholarships.applications.states import ApplicationStatus, CheckStatus
from scholarships.awards import deciding, meetings, publishing
from scholarships.awards.models import Meeting
from scholarships.calls.models import Call, CallStatus
from scholarships.calls.rules import rules_of
from scholarships.engine.meeting import Change
from scholarships.review import rounds
from scholarships.review.conflicts import declare_conflict
from scholarships.review.readings import Assignment
from scholarships.review.scoring import Said, finish, save

# Child, guardian, school, the files' names, the company; parts of each, with and without accents.
PEOPLE = re.compile(r"x[oó]chiquetzal|bacasegua|quijada|ximenita|tequida|jiquilpatl|boletaza", re.I)
COMPANY = re.compile(r"zacatr[uú]s", re.I)
ESSAY = (
    "Soy {child}, hija de {guardian}. Mi mamá trabaja en Maquilas Zacatrús {number} y yo estudio en la primaria "
    "Jiquilpatl. Quiero ser maestra."
)


def page_of_pdf() -> bytes:
    """A PDF of one page whose title and author are names."""
    written = io.BytesIO()
    Image.new("RGB", (320, 240), "white").save(written, "PDF", title="Boleta de Ximenita", author="Quijada")
    return written.getvalue()


PAPER = page_of_pdf()


@dataclass
class Phase:
    """Where the story stands; `companies_are_open` once the minutes are signed, for the committee alone."""

    name: str
    companies_are_open: bool = False


async def made() -> World:
    """Three sent applications with papers, and five readers; the first chairs."""
    call = await make_call(status=CallStatus.CLOSED, minimum_readings=3, budget=600_000)
    companies = [await make_company(f"Maquilas Zacatrús {number}") for number in range(3)]
    applications = [
        await make_application(
            call, company=company, guardian_given_name="Xóchiquetzal", guardian_paternal_surname="Bacasegua",
            guardian_maternal_surname="Quijada", child_given_name="Ximenita", child_paternal_surname="Tequida",
            child_maternal_surname="Bacasegua", school="Escuela Primaria Jiquilpatl",
            guardian_email=f"quijada{number}@correo.example",
            essays={"motivo": ESSAY.format(child="Ximenita Tequida", guardian="Xóchiquetzal", number=number)},
        )
        for number, company in enumerate(companies)
    ]  # fmt: skip
    for each in applications:
        await hand_in(each)
    role = Grant(Role.REVIEWER, f"committee:{call.committee_id}")
    chair = Grant(Role.COMMITTEE_CHAIR, f"committee:{call.committee_id}")
    users = [await make_user(f"Lectora {n}", roles=[role, chair] if n == 0 else [role]) for n in range(5)]
    readers = [
        await make_reviewer(call, user=user, company=await make_company(f"Empleadora {n}"), code=f"L{n + 1}")
        for n, user in enumerate(users)
    ]
    await awards_world.give(5_000_000)
    return World(call, companies, applications, readers, users)


async def hand_in(application: Application) -> None:
    """A photo and a PDF that say the name in every way they can; the office checks them and blacks them out."""
    await Application.filter(id=application.id).update(status=ApplicationStatus.DRAFT, folio="", submitted_at=None)
    draft = await Application.get(id=application.id)
    rules = rules_of(await Call.get(id=application.call_id))
    for kind, data, name in (("acta", photo(), "boletaza Ximenita.jpg"), ("boleta", PAPER, "boletaza Tequida.pdf")):
        upload = UploadFile(io.BytesIO(data), filename=name, headers=Headers({"content-type": "image/jpeg"}))
        await documents.receive(draft, rules, kind, upload, add=False, now=clock.now())
    await Application.filter(id=application.id).update(
        status=application.status, folio=application.folio, submitted_at=application.submitted_at
    )
    for document in await Document.filter(application_id=application.id):
        await checking.judge(document, CheckStatus.ACCEPTED, reason="", actor="user:99", now=clock.now())
        await checking.black_out(document, [Box(0.1, 0.1, 0.8, 0.2)], actor="user:99", now=clock.now())
    found = await Application.get(id=application.id).select_related("company")
    await checking.type_facts(found, {"average": "9.4", "failed": "0", "grade": "4"}, actor="user:99", now=clock.now())
    for essay in await checking.masked(found):
        await checking.check_essay(found, essay.key, essay.text, actor="user:99", now=clock.now())


def photo() -> bytes:
    written = io.BytesIO()
    picture = Image.new("RGB", (320, 240), "white")
    exif = picture.getexif()
    exif[0x010E] = "Ximenita Tequida en su casa"
    exif[0x9C9B] = "Bacasegua".encode("utf-16-le")
    picture.save(written, "JPEG", exif=exif, comment=b"Xochiquetzal Quijada")
    return written.getvalue()


async def phases(world: World) -> AsyncGenerator[Phase, None]:
    """Goes on to the next phase each time it is asked."""
    now, today = clock.now(), clock.now().date()
    yield Phase("before anything is shared out")
    await rounds.open_reading(
        world.call, closes_at=now + timedelta(days=9), actor="user:1", today=today, now=now, seed="x"
    )
    yield Phase("shared out")
    await _read(world, 1, {key: Said(1) for key in WHOLE}, "Me parece de la misma escuela que otra.")
    await declare_conflict((await world.reading(2)).id, world.users[2].id, reason="La conozco", today=today, now=now)
    yield Phase("half read")
    for reader in range(5):
        await _read(world, reader, WHOLE, "Bien.")
    await rounds.close_round(await fresh(world), reason="Cierre", actor="user:1", now=now)
    yield Phase("closed")
    ids = [world.applications[0].id]
    await rounds.open_further(await fresh(world), ids, closes_at=None, actor="user:1", today=today, now=now)
    for each in await Assignment.filter(status="assigned").select_related("reviewer"):
        await _answer(each, each.reviewer.user_id, WHOLE, "Otra vez.")
    await rounds.close_round(await fresh(world), reason="Cierre", actor="user:1", now=now)
    await rounds.decide(await fresh(world), actor="user:1", now=now)
    yield Phase("read once more")
    async for phase in _decided(world):
        yield phase


async def _decided(world: World) -> AsyncGenerator[Phase, None]:
    deciding_world = awards_world.World(await fresh(world), world.applications, world.readers, world.users)
    meeting = await awards_world.opened(deciding_world)
    yield Phase("the meeting is open")
    await awards_world.moved(deciding_world, meeting, {"kind": Change.ADOPT, "place": len(world.applications)})
    await meetings.close_meeting(meeting, actor="user:1", now=awards_world.NOW)
    signed = await awards_world.fresh(await Meeting.get(id=meeting.id))
    await deciding.sign(signed, second=world.users[1].id, actor="user:2", now=awards_world.NOW)
    yield Phase("signed", companies_are_open=True)
    await publishing.schedule(await fresh(world), awards_world.RESULTS, actor="user:1", now=awards_world.NOW)
    assert await publishing.publish(world.call.id, actor="system", now=awards_world.LATER)
    yield Phase("published", companies_are_open=True)


async def fresh(world: World) -> Call:
    world.call = await Call.get(id=world.call.id)
    return world.call


async def _read(world: World, reader: int, answers: dict[str, Said], comment: str) -> None:
    for each in await Assignment.filter(reviewer_id=world.readers[reader].id).exclude(status__in=["returned", "done"]):
        await _answer(each, world.users[reader].id, answers, comment)


async def _answer(reading: Assignment, user_id: int, answers: dict[str, Said], comment: str) -> None:
    now = clock.now()
    await save(reading.id, user_id, answers, comment=comment, today=now.date(), now=now)
    await finish(reading.id, user_id, today=now.date(), now=now)
