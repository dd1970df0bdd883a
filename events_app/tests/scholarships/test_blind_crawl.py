"""Readers find no byte of anybody, in any phase; families find the same answers whatever readers do."""

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing

import httpx
import pytest

from events_app.accounts.models import User
from events_app.core import clock, files, mail
from events_app.core.access import Access
from events_app.core.tables import OutboxMessage
from events_app.tests.factories.scholarships import link_code
from events_app.tests.scholarships.blind_world import COMPANY, PEOPLE, Phase, made, phases, photo
from events_app.tests.scholarships.crawling import crawl, routes, texts_of
from events_app.tests.scholarships.review_world import WHOLE, World
from events_app.tests.support.browser import TestClient
from scholarships.applications.models import Application
from scholarships.applications.papers import AccessLog, Document, MaskedEssay
from scholarships.applications.states import Seen
from scholarships.awards import letters
from scholarships.review.readings import Assignment

# A reader's account, and the ways that somebody curious would try: codes made of what a reader does know.
TRIED = (Access.REVIEWER, Access.LINK, Access.COMMITTEE, Access.OFFICE, Access.FINANCE, Access.COORDINATOR)
STARTS = ("/lectura", "/cuenta", "/becas")
# The same in every answer of a page but for these: nonce, clock, key of a form, a file's tag.
CHANGING = re.compile(
    r'nonce="[^"]+"|nonce-[A-Za-z0-9_-]+|content="\d{4}-[^"]+"|value="[0-9a-f]{8}-[0-9a-f-]{27}"|"exported_at": "[^"]+"'
)


def leaks(answers: dict[str, httpx.Response], phase: Phase) -> dict[str, list[str]]:
    """What each address gives away. Which companies are members is no secret; which one a folio is from is."""
    found = {}
    for path, answer in answers.items():
        said = "\n".join([path, *texts_of(answer)])
        names = PEOPLE.findall(said)
        private = path.startswith(("/lectura", "/comite", "/oficina", "/solicitud/", "/carta/"))
        if private and not (phase.companies_are_open and path.startswith("/comite")):
            names += COMPANY.findall(said)
        if names:
            found[path] = sorted(set(names))
    return found


def everywhere(world: World, phase: Phase) -> list[str]:
    """Where a reader begins, and in one phase every route of the house with numbers and codes a reader could try."""
    values = {"code": [world.applications[0].folio, world.applications[0].link_hash, "A" * 26]}
    values |= {"slug": [world.call.slug], "token": ["x"], "part": ["orden"], "step": ["estudiante"], "key": ["motivo"]}
    values |= {"document": ["1", "7"], "kind": ["acta"]}
    thorough = phase.name == "signed"
    own = routes([Access.REVIEWER], values, numbers=range(1, 15 if thorough else 5), rooms="scholarships")
    return [*STARTS, *own, *(routes(TRIED, values, numbers=range(1, 3)) if thorough else [])]


async def mails_to(user: User) -> str:
    found = [mail.preview(each) for each in await OutboxMessage.filter(address=user.email)]
    return "\n".join(f"{each.subject}{each.text}{each.html}" for each in found if each)


async def test_a_reader_finds_no_byte_of_anybody_in_any_phase(client: TestClient) -> None:
    world = await made()
    reader, told = world.users[1], []
    seen: dict[str, set[str]] = {}
    found: dict[str, list[str]] = {}

    async with aclosing(phases(world)) as story:
        async for phase in story:
            await client.sign_in(reader)
            answers = await crawl(client, everywhere(world, phase))
            found |= {f"{phase.name}: {path}": names for path, names in leaks(answers, phase).items()}
            seen[phase.name] = {path for path, answer in answers.items() if answer.status_code == 200}
            told.append(await mails_to(reader))

    assert found == {}
    assert [PEOPLE.findall(each) + COMPANY.findall(each) for each in told] == [[]] * len(told)
    assert len(seen) == 8
    mine = {f"/lectura/expedientes/{each.id}" for each in await Assignment.filter(reviewer_id=world.readers[1].id)}
    assert mine & seen["half read"]
    assert any("/documentos/" in path for path in seen["shared out"])
    assert any(path.endswith("acta.pdf") for path in seen["signed"])
    assert "/becas/" + world.call.slug + "/resultados" in seen["published"]
    assert told[-1]


@pytest.mark.parametrize("broken", ["essay", "picture", "name of the file", "call"])
async def test_the_crawl_notices_what_leaks(client: TestClient, broken: str) -> None:
    world = await made()
    story = phases(world)
    phase = [await anext(story), await anext(story)][1]
    mine = await world.reading(1)
    if broken == "essay":
        await MaskedEssay.filter(application_id=mine.application_id).update(text="Soy Ximenita.")
    if broken == "call":
        await type(world.call).filter(id=world.call.id).update(name="Becas de Maquilas Zacatrús")
    if broken == "name of the file":
        await Application.filter(id=mine.application_id).update(folio="Tequida-1")
    if broken == "picture":
        await show_as_it_came(mine.application_id)
    await client.sign_in(world.users[1])

    answers = await crawl(client, ["/lectura"])

    await story.aclose()
    assert leaks(answers, phase)


async def show_as_it_came(application_id: int) -> None:
    """Puts a photo with its properties in the place of the blacked-out one."""
    stored = await files.put("scholarship-redacted", "documento.jpg", photo(), "image/jpeg", now=clock.now())
    await Document.filter(application_id=application_id).update(redacted_id=stored.id)


async def family_sees(client: TestClient, application: Application) -> dict[str, tuple[int, int, str]]:
    """Status, length and body of all that the family's link leads to, and of every route with its codes."""
    client.sign_out()
    codes = [link_code(application), letters.code_of(application.id)]
    own = [f"/solicitud/{codes[0]}", f"/solicitud/{codes[0]}/datos/mis-datos.json"]
    values = {"code": codes, "slug": [application.call.slug], "step": ["estudiante", "textos"], "kind": ["acta"]}
    answers = await crawl(client, [*own, *routes([Access.LINK, Access.PUBLIC], values, numbers=[1], rooms="scholarsh")])
    said = {path: CHANGING.sub("", _without_own_exports(answer)) for path, answer in answers.items()}
    return {
        path: (answers[path].status_code, len(text), text)
        for path, text in said.items()
        if path.startswith(("/solicitud/", "/carta/"))
    }


def _without_own_exports(answer: httpx.Response) -> str:
    """Each export is a view of its own, so the next one has one more."""
    if "json" not in answer.headers.get("content-type", "") or "views" not in answer.text:
        return answer.text
    said = answer.json()
    said["views"] = [each for each in said["views"] if each["seen"] != Seen.EXPORT]
    return str(said | {"exported_at": ""})


async def acts(client: TestClient, world: World) -> AsyncGenerator[str, None]:
    """Everything that readers and their chair do to one application, through their pages."""
    board, chair = f"/lectura/convocatorias/{world.call.id}", f"/oficina/becas/{world.call.id}/lectura"
    asked = world.applications[0].id

    async def chairs(path: str, **data: str) -> None:
        await client.sign_in(world.users[0])
        answer = await client.post(path, data=data)
        assert answer.status_code == 303, answer.text

    await chairs(f"{chair}/abrir")
    yield "shared out"
    for each in await Assignment.filter(application_id=asked).order_by("id").select_related("reviewer__user"):
        place = f"/lectura/expedientes/{each.id}"
        await client.sign_in(each.reviewer.user)
        await client.get(place)
        yield "looked at"
        whole = {f"c_{key}": str(each.reading) for key in WHOLE}
        for data in ({"c_esfuerzo": "1"}, {"comment": "Qué esfuerzo"}, whole):
            await client.post(f"{place}/respuestas", data=data)
            yield f"saved {sorted(data)}"
        assert (await client.post(f"{place}/listo", data=whole)).status_code == 303
        yield "finished"
    first = (await Assignment.filter(application_id=asked).order_by("id").select_related("reviewer__user"))[0]
    await client.sign_in(first.reviewer.user)
    await client.post(f"/lectura/expedientes/{first.id}/conflicto", data={"reason": "La conozco"})
    yield "a conflict"
    await chairs(f"{board}/otra-lectura", application=str(asked))
    yield "one more reading"
    await chairs(f"{chair}/recordatorios")
    yield "reminded"
    await chairs(f"{chair}/cierre", reason="Se acabó el tiempo")
    yield "closed"
    await chairs(f"{chair}/decision")
    yield "to be decided"


async def test_a_family_finds_the_same_whatever_readers_do(client: TestClient) -> None:
    world = await made()
    asked = await Application.get(id=world.applications[0].id).select_related("call")
    first, letters_before = await family_sees(client, asked), await OutboxMessage.filter(address=asked.guardian_email)
    changed: dict[str, list[str]] = {}

    async with aclosing(acts(client, world)) as story:
        async for act in story:
            now = await family_sees(client, asked)
            changed |= {act: [path for path in first | now if first.get(path) != now.get(path)]}

    assert {act: paths for act, paths in changed.items() if paths} == {}
    assert len(changed) >= 9
    assert await OutboxMessage.filter(address=asked.guardian_email) == letters_before
    code = link_code(asked)
    assert {f"/solicitud/{code}{page}" for page in ("", "/acuse", "/documentos", "/datos/mis-datos.json")} <= set(first)
    assert first[f"/solicitud/{code}"][0] == first[f"/solicitud/{code}/datos/mis-datos.json"][0] == 200


async def test_the_familys_crawl_notices_a_page_that_tells(client: TestClient) -> None:
    world = await made()
    asked = await Application.get(id=world.applications[0].id).select_related("call")
    first = await family_sees(client, asked)

    await AccessLog.create(application_id=asked.id, seen=Seen.APPLICATION, actor="user:77", at=clock.now())

    assert [path for path, said in (await family_sees(client, asked)).items() if said != first[path]] == [
        f"/solicitud/{link_code(asked)}/datos/mis-datos.json"
    ]
