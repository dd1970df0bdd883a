"""The committee makes a call, seals it, gives more time in the sight of all; outsiders find nothing of a draft."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest

from events_app.core.access import Grant, Role
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.directory import make_committee
from events_app.tests.factories.scholarships import make_call
from events_app.tests.support.browser import TestClient
from events_app.tests.support.day import NOW
from scholarships.calls import jobs, services
from scholarships.calls.models import Call, CallEvent, CallStatus
from scholarships.calls.rules import rubric_of


async def chair_of(committee_id: int) -> Any:
    return await make_user(roles=[Grant(Role.COMMITTEE_CHAIR, f"committee:{committee_id}")])


def typed(committee_id: int, **over: Any) -> dict[str, Any]:
    start = NOW.year + 1
    return {
        "name": f"Becas {start}", "code": "BEC99", "year": str(start), "committee": str(committee_id),
        "opens_at": f"{start}-01-10T08:00", "closes_at": f"{start}-02-26T23:59", "budget": "600,000",
        "minimum_readings": "3", "privacy_version": f"{start}-1", "currency": "MXN",
    } | over  # fmt: skip


async def test_a_chair_makes_a_call_changes_it_and_seals_it(client: TestClient) -> None:
    committee = await make_committee("Becas y Golf")
    await client.sign_in(await chair_of(committee.id))
    made = await client.post("/oficina/becas/nueva", data=typed(committee.id))
    desk = made.headers["location"]
    level = {"name": "Preescolar", "amount": "2500", "grades": "3", "documents": ["acta"], "min_average": "8,5"}

    added = await client.post(f"{desk}/reglas/niveles/nuevo", data=level)
    await client.post(f"{desk}/requisitos", data={
        "min_seniority_days": "180", "need_bands": "6000\n4000", "tie_breaks": "need:desc\nlottery",
        "minimum_coverage": "0.7", "instalments": "2", "answer_days": "10", "appeal_days": "5",
    })  # fmt: skip
    opened = await client.post(f"{desk}/apertura")

    call = await Call.get(code="BEC99")
    assert (made.status_code, added.status_code, opened.status_code) == (303, 303, 303)
    assert call.rules["levels"][-1]["key"] == "preescolar"
    assert (call.rules["levels"][-1]["amount"], call.rules["need_bands"]) == (250_000, [600_000, 400_000])
    assert (call.status, call.rubric["minimum_coverage"]) == (CallStatus.OPEN, "0.7")
    text = await client.get(f"/becas/{call.slug}/reglas.json")
    assert hashlib.sha256(text.content).hexdigest() == call.rules_hash


async def test_a_chair_who_reads_english_writes_a_call_in_both_languages(client: TestClient) -> None:
    committee = await make_committee("Becas y Golf")
    await client.sign_in(await chair_of(committee.id))
    await client.get("/oficina/becas?lang=en")
    criterion = {"name": "Constancia", "name_en": "Constancy", "weight": "0.5", "anchor_3_en": "Now and then"}
    anchors = {f"anchor_{number}": f"Grado {number}" for number in range(1, 6)}

    made = await client.post("/oficina/becas/nueva", data=typed(committee.id))
    added = await client.post(f"{made.headers['location']}/reglas/rubrica/nuevo", data=criterion | anchors)

    call = await Call.get(code="BEC99")
    last = rubric_of(call).criteria[-1]
    assert (added.status_code, last.anchors_said("es-MX")) == (303, tuple(anchors.values()))
    assert last.anchors_said("en") == ("Grado 1", "Grado 2", "Now and then", "Grado 4", "Grado 5")
    assert not set(rubric_of(call).criteria[0].anchors) & set(rubric_of(call).criteria[0].anchors_said("en"))
    assert (call.privacy_text[:13], call.privacy_text_en[:15]) == ("La asociación", "The association")


async def test_a_sealed_call_takes_no_more_changes(client: TestClient) -> None:
    call = await make_call()
    await client.sign_in(await make_user(roles=[Role.OFFICE]))

    answers = [
        await client.post(f"/oficina/becas/{call.id}/reglas/fines/nuevo", data={"text": "Otro fin más"}),
        await client.post(f"/oficina/becas/{call.id}/reglas/niveles/primaria/quitar"),
        await client.post(f"/oficina/becas/{call.id}/datos", data=typed(call.committee_id)),
        await client.post(f"/oficina/becas/{call.id}/apertura"),
    ]

    assert [each.status_code for each in answers] == [409] * 4
    assert (await Call.get(id=call.id)).rules == call.rules


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"budget": 100}, "no alcanza para una sola beca"),
        ({"privacy_version": ""}, "aviso de privacidad"),
        ({"closes_at": NOW - timedelta(days=1), "opens_at": NOW - timedelta(days=9)}, "en el futuro"),
        ({"rubric": {"criteria": []}}, "un criterio a la rúbrica"),
    ],
)
async def test_a_call_that_lacks_something_does_not_open(client: TestClient, over: dict[str, Any], words: str) -> None:
    dates = {"opens_at": NOW + timedelta(days=1), "closes_at": NOW + timedelta(days=9)}
    call = await make_call(status=CallStatus.DRAFT, **(dates | over))
    await client.sign_in(await make_user(roles=[Role.OFFICE]))

    answer = await client.post(f"/oficina/becas/{call.id}/apertura")

    assert (answer.status_code, words in answer.text) == (409, True)
    assert (await Call.get(id=call.id)).status is CallStatus.DRAFT


async def test_more_time_is_told_to_everybody_with_its_reason(client: TestClient) -> None:
    call = await make_call(
        opens_at=NOW - timedelta(days=9), closes_at=NOW - timedelta(days=1), status=CallStatus.CLOSED
    )
    await client.sign_in(await make_user(roles=[Role.OFFICE]))
    until = (NOW + timedelta(days=30)).strftime("%Y-%m-%dT20:00")
    path = f"/oficina/becas/{call.id}/prorroga"

    without = await client.post(path, data={"until": until, "reason": ""})
    past = await client.post(path, data={"until": "2020-01-01T10:00", "reason": "Por el puente de noviembre"})
    given = await client.post(path, data={"until": until, "reason": "Por el puente de noviembre"})

    page = await client.get(f"/becas/{call.slug}")
    assert [each.status_code for each in (without, past, given)] == [422, 422, 303]
    assert (await Call.get(id=call.id)).status is CallStatus.OPEN
    assert "Por el puente de noviembre" in page.text


async def test_a_call_closes_by_the_clock_and_not_when_it_was_extended(db: str) -> None:
    over = await make_call(opens_at=NOW - timedelta(days=9), closes_at=NOW - timedelta(seconds=1))
    longer = await make_call(
        opens_at=NOW - timedelta(days=9), closes_at=NOW - timedelta(days=1), extended_until=NOW + timedelta(days=1)
    )

    await jobs.close_due_calls({}, NOW)

    statuses = [(await Call.get(id=each.id)).status for each in (over, longer)]
    assert statuses == [CallStatus.CLOSED, CallStatus.OPEN]
    assert [each.kind for each in await CallEvent.all()] == ["closed"]


async def test_a_copy_takes_the_rules_and_swears_a_lottery_of_its_own(db: str) -> None:
    first = await make_call()
    values = {
        "name": "Becas 2028",
        "code": "BEC28",
        "year": 2028,
        "opens_at": NOW,
        "closes_at": NOW + timedelta(days=1),
    }

    copy = await services.create(values, copied_from=first, actor="user:1", now=NOW)

    assert (copy.rules, copy.rubric, copy.committee_id) == (first.rules, first.rubric, first.committee_id)
    assert (copy.rules_hash, copy.lottery_hash == first.lottery_hash) == ("", False)


async def test_a_draft_and_another_committees_call_are_not_there(client: TestClient) -> None:
    draft = await make_call(status=CallStatus.DRAFT)
    await client.sign_in(await chair_of((await make_committee("Deportes")).id))

    answers = [
        await client.get(f"/becas/{draft.slug}"),
        await client.get(f"/becas/{draft.slug}/reglas.json"),
        await client.get(f"/oficina/becas/{draft.id}"),
        await client.get(f"/oficina/becas/{draft.id}/consultas"),
    ]

    assert [each.status_code for each in answers] == [404] * 4


@pytest.mark.parametrize("page", ["", "/solicitud", "/enlace", "/resultados"])
@pytest.mark.parametrize("slug", ["x" * 60, "x" * 61, "x" * 400])
async def test_an_address_of_any_length_is_not_found(client: TestClient, slug: str, page: str) -> None:
    answer = await client.get(f"/becas/{slug}{page}")

    assert answer.status_code == 404
