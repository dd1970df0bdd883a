"""The pages of the decision: the chair's desk, the projector, the family's letter, and the results by folio."""

import pytest

from events_app.core import jobs
from events_app.core.access import Role
from events_app.core.clock import now as clock_now
from events_app.tests.factories.accounts import make_user
from events_app.tests.scholarships.awards_world import LATER, World, decided, make_world, opened, published, ranked
from events_app.tests.support.browser import TestClient
from scholarships.applications.models import Application
from scholarships.applications.states import CheckStatus
from scholarships.awards import letters, offers
from scholarships.awards.grants import Appeal, Award, AwardStatus, Instalment, InstalmentStatus
from scholarships.awards.models import Decision, Meeting, Motion, MotionStatus, Ranking

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde\x00\x00\x00\x0c"
    b"IDATx\x9cc```\x00\x00\x00\x04\x00\x01\xf6\x178U\x00\x00\x00\x00IEND\xaeB`\x82"
)


async def long_open(world: World) -> None:
    """The pages go by the real clock: the family has years to answer."""
    await Award.filter(call_id=world.call.id).update(answer_by=clock_now().replace(year=2090))


async def test_the_chair_goes_from_the_draw_to_the_signed_minutes(client: TestClient) -> None:
    world = await make_world()
    await client.sign_in(world.users[0])
    desk = f"/oficina/becas/{world.call.id}"

    shown = await client.get(f"{desk}/resolucion")
    refused = await client.post(f"{desk}/lista")
    await client.post(f"{desk}/sorteo", data={"draw": "48213", "source": "Lotería Nacional, sorteo 3860"})
    await client.post(f"{desk}/lista")
    made = await client.post(f"{desk}/sesiones", data={"starts_at": "2027-03-12T10:00", "place": "Sala", "quorum": "2"})
    place = made.headers["location"]
    for user in world.users[:2]:
        await client.post(f"{place}/asistencia", data={"user": str(user.id), "there": "1"})
    await client.post(f"{place}/apertura")
    floor = await client.get(place)
    await client.post(f"{place}/mociones", data={"kind": "adopt", "place": "3", "by": str(world.users[0].id)})
    motion = await Motion.get()
    await client.post(f"{place}/mociones/{motion.id}/voto", data={"choice": "yes"})
    await client.post(f"{place}/mociones/{motion.id}/voto", data={"choice": "yes", "user": str(world.users[1].id)})
    await client.post(f"{place}/mociones/{motion.id}/cuenta")
    await client.post(f"{place}/cierre")
    await client.sign_in(world.users[1])
    await client.post(f"{place}/firma")
    minutes = await client.get(f"{place}/acta.pdf")

    assert (shown.status_code, refused.status_code, floor.status_code) == (200, 303, 200)
    assert all(folio in floor.text for folio in world.folios)
    assert (await Motion.get()).status is MotionStatus.CARRIED
    assert minutes.content.startswith(b"%PDF-")


async def test_a_committee_that_reads_english_votes_in_english_and_leaves_spanish_minutes(client: TestClient) -> None:
    world = await make_world(rules={"max_per_family": 1})
    meeting = await opened(world)
    place = f"/comite/sesiones/{meeting.id}"
    await client.sign_in(world.users[0])
    await client.get(f"{place}?lang=en")
    asked = [
        {"kind": "", "text": "Agradecer a la oficina", "text_en": "Thank the office"},
        {"kind": "adopt", "place": "3"},
    ]

    shown = []
    for number, motion in enumerate(asked):
        await client.post(f"{place}/mociones", data=motion | {"by": str(world.users[0].id)})
        made = (await Motion.all().order_by("id"))[number]
        for user in world.users:
            await client.post(f"{place}/mociones/{made.id}/voto", data={"choice": "yes", "user": str(user.id)})
        shown.append((await client.get(place)).text)
        await client.post(f"{place}/mociones/{made.id}/cuenta")
    await client.post(f"{place}/cierre")
    await client.sign_in(world.users[1])
    await client.get(f"{place}?lang=en")
    await client.post(f"{place}/firma")

    assert ["Motion 1: Thank the office" in shown[0], "Motion 2: Adopt the list" in shown[1]] == [True, True]
    assert ["Primary" in each and "Primaria" not in each for each in shown] == [True, True]
    assert ["first place: score 5" in each and "puntaje" not in each for each in shown] == [True, True]
    assert [each.text for each in await Motion.all().order_by("id")] == [
        "Agradecer a la oficina", "Adoptar la lista hasta el lugar 3",
    ]  # fmt: skip
    assert {each.reason for each in await Decision.all()} == {
        "Cabe en presupuesto y cupos",
        "Quedan $0 y cuesta $3,000",
    }


async def test_the_projector_shows_nobody_by_name(client: TestClient) -> None:
    world = await make_world()
    meeting = await opened(world)
    await Application.filter(call_id=world.call.id).update(
        child_given_name="Ximenita", guardian_paternal_surname="Bacasegua", school="Primaria Zacatrús"
    )
    await client.sign_in(world.users[1])

    page = await client.get(f"/comite/sesiones/{meeting.id}")
    part = await client.get(f"/comite/sesiones/{meeting.id}/parte?desde=1")

    for name in ("Ximenita", "Bacasegua", "Zacatrús", "Planta 0"):
        assert name not in page.text + part.text
    assert "Empresa A" not in page.text


@pytest.mark.parametrize("who", ["stranger", "office", "another chair"])
async def test_the_meeting_is_not_there_for_others(client: TestClient, who: str) -> None:
    world, other = await make_world(), await make_world()
    meeting = await opened(world)
    people = {
        "stranger": await make_user(roles=[Role.COORDINATOR]),
        "office": await make_user(roles=[Role.OFFICE]),
        "another chair": other.users[0],
    }
    await client.sign_in(people[who])

    ranking = await Ranking.filter(call_id=world.call.id).first()
    assert ranking is not None
    paths = [
        f"/comite/sesiones/{meeting.id}",
        f"/comite/sesiones/{meeting.id}/acta.pdf",
        f"/oficina/becas/{world.call.id}/resolucion",
        f"/oficina/becas/listas/{ranking.id}/orden.json",
    ]
    answers = [(await client.get(path)).status_code for path in paths]

    assert answers == [404] * 4


async def test_a_member_votes_for_nobody_else_and_does_not_preside(client: TestClient) -> None:
    world = await make_world()
    meeting = await opened(world)
    await client.sign_in(world.users[1])
    place = f"/comite/sesiones/{meeting.id}"

    proposed = await client.post(
        f"{place}/mociones", data={"kind": "adopt", "place": "3", "by": str(world.users[1].id)}
    )
    closed = await client.post(f"{place}/cierre")

    assert (proposed.status_code, closed.status_code) == (404, 404)
    assert await Motion.all().count() == 0
    assert (await Meeting.get(id=meeting.id)).closed_at is None


async def test_nobody_learns_a_result_before_the_publication(client: TestClient) -> None:
    world = await make_world()
    await decided(world)

    page = await client.get(f"/becas/{world.call.slug}/resultados")
    letter = await client.get(letters.path_of(world.applications[0].id))

    assert (page.status_code, letter.status_code) == (404, 404)


async def test_results_are_by_folio_and_reveal_the_lottery(client: TestClient) -> None:
    world = await make_world()
    await published(world)

    page = await client.get(f"/becas/{world.call.slug}/resultados")

    assert page.status_code == 200
    assert all(folio in page.text for folio in world.folios)
    assert "0" * 32 in page.text
    assert world.applications[0].child_given_name not in page.text


async def test_a_family_accepts_hands_in_its_proof_and_reads_that_it_was_taken(client: TestClient) -> None:
    world = await make_world()
    await published(world)
    await long_open(world)
    path = letters.path_of(world.applications[0].id)

    before = await client.get(path)
    await client.post(f"{path}/respuesta", data={"answer": "accept"})
    empty = await client.post(f"{path}/constancia", data={})
    await client.post(f"{path}/constancia", files={"file": ("x.png", PNG, "image/png")})
    after = await client.get(path)
    paper = await client.get(f"{path}/carta.pdf")

    assert "$3,000.00" in before.text
    assert "Aceptar la beca" in before.text
    assert empty.status_code == 303
    assert "La oficina la está revisando" in after.text
    assert paper.content.startswith(b"%PDF-")
    assert before.headers["referrer-policy"] == "no-referrer"
    assert before.headers["cache-control"] == "no-store"
    assert (await Award.get(application_id=world.applications[0].id)).status is AwardStatus.ACCEPTED


async def test_the_office_checks_the_proof_orders_the_payment_and_marks_it_paid(client: TestClient) -> None:
    world = await make_world()
    await published(world)
    await long_open(world)
    path = letters.path_of(world.applications[0].id)
    await client.post(f"{path}/respuesta", data={"answer": "accept"})
    await client.post(f"{path}/constancia", files={"file": ("x.png", PNG, "image/png")})
    await client.sign_in(await make_user(roles=[Role.OFFICE]))
    part = await Instalment.get(number=1)
    one = f"/oficina/becas/parcialidades/{part.id}"

    picture = await client.get(f"{one}/constancia")
    await client.post(f"{one}/dictamen", data={"verdict": "accepted", "document": str(part.proof_id)})
    listed = await client.get(f"/oficina/becas/{world.call.id}/otorgadas")
    await client.post(f"/oficina/becas/{world.call.id}/ordenes")
    await client.post(f"{one}/pago", data={"outcome": "paid", "reference": "SPEI 778"})

    assert picture.headers["content-type"].startswith("image/")
    assert "Ordenar el pago de 1 parte" in listed.text
    assert (await Instalment.get(number=1)).status is InstalmentStatus.PAID


async def test_a_verdict_on_a_proof_that_the_family_replaced_meanwhile_is_refused(client: TestClient) -> None:
    world = await make_world()
    await published(world)
    await long_open(world)
    path = letters.path_of(world.applications[0].id)
    await client.post(f"{path}/respuesta", data={"answer": "accept"})
    await client.post(f"{path}/constancia", files={"file": ("x.png", PNG, "image/png")})
    seen = await Instalment.get(number=1)
    office = await make_user(roles=[Role.OFFICE])
    await client.sign_in(office)
    desk = await client.get(f"/oficina/becas/{world.call.id}/otorgadas")

    await client.post(f"{path}/constancia", files={"file": ("otra.png", PNG, "image/png")})
    refused = await client.post(
        f"/oficina/becas/parcialidades/{seen.id}/dictamen",
        data={"verdict": "accepted", "document": str(seen.proof_id)},
        follow_redirects=True,
    )

    part = await Instalment.get(number=1).select_related("proof")
    assert f'name="document" value="{seen.proof_id}"' in desk.text
    assert "La familia entregó otro archivo" in refused.text
    assert f'name="document" value="{part.proof_id}"' in refused.text
    assert part.proof is not None
    assert (part.status, part.proof.verdict, part.proof_id != seen.proof_id) == (
        InstalmentStatus.PLANNED, CheckStatus.PENDING, True,
    )  # fmt: skip


async def test_the_one_who_waits_reads_why_and_asks_for_a_revision(client: TestClient) -> None:
    world = await make_world()
    await published(world)
    await type(world.call).filter(id=world.call.id).update(published_at=clock_now())
    path = letters.path_of(world.applications[2].id)

    page = await client.get(path)
    short = await client.post(f"{path}/revision", data={"text": "no"})
    await client.post(f"{path}/revision", data={"text": "En la boleta aparece 9.8 y se tomó 8.9 por error."})

    assert "lista de espera" in page.text
    assert "El presupuesto se terminó" in page.text
    assert short.status_code == 422
    assert await Appeal.all().count() == 1


async def test_the_page_of_a_family_that_was_promoted_becomes_a_letter_of_award(
    client: TestClient, app: object
) -> None:
    world = await make_world()
    await published(world)
    await offers.decline(await Award.get(application_id=world.applications[0].id), reason="", actor="family", now=LATER)
    await jobs.work_once(LATER)

    page = await client.get(letters.path_of(world.applications[2].id))

    assert "La solicitud recibió una beca" in page.text


async def test_the_list_can_be_downloaded_as_the_question_it_answers(client: TestClient) -> None:
    world = await make_world()
    made = await ranked(world)
    await client.sign_in(world.users[0])

    answers = [
        (await client.get(f"/oficina/becas/listas/{made.id}/{part}.json")).json() for part in ("orden", "otorgamiento")
    ]

    assert answers == [made.inputs["ranking"], made.inputs["award"]]
