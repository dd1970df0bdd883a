"""A reader goes everywhere a reader can go, and finds no byte of a child, a guardian or a company."""

import re
from datetime import timedelta
from io import BytesIO
from urllib.parse import urljoin, urlsplit

import pytest
from PIL import Image

from events_app import app
from events_app.core import clock, files, mail
from events_app.core.access import Access
from events_app.core.tables import OutboxMessage
from events_app.tests.scholarships.review_world import World, make_world, open_reading, read_all
from events_app.tests.support.browser import TestClient
from scholarships.applications.models import Application
from scholarships.applications.papers import AccessLog, Document, MaskedEssay, VerifiedFact
from scholarships.applications.states import CheckStatus, Seen
from scholarships.engine.redaction import redact
from scholarships.review import rounds, samples
from scholarships.review.conflicts import declare_conflict
from scholarships.review.readings import Assignment
from scholarships.review.samples import NewSample

LINK = re.compile(r"""(?:href|src|action)="([^"#]+)""")
# What nobody but the office may connect with a folio; parts of it, so that half a name is found as well.
SECRET = re.compile(rb"x[o\xc3\xb3]+chitl|bacasegua|quijada|ximenita|tequida|zacatr", re.I)
NAMED = "Soy %s Tequida, hija de %s Bacasegua, y mi mamá trabaja en Maquilas Zacatrús."


async def with_papers(application: Application) -> Document:
    """Verified details, a masked essay, and a paper that is stored under the child's own name."""
    now = clock.now()
    for key, value in {"average": "9.4", "failed": "0", "grade": "4", "school": "Escuela Ximenita"}.items():
        await VerifiedFact.create(
            application=application, key=key, value=value, verified_by="user:1", verified_at=now
        )  # fmt: skip
    names = [f"{application.child_name}", f"{application.guardian_name}"]
    said = NAMED % (application.child_given_name, application.guardian_given_name)
    masked = redact(said, names=names, companies=["Maquilas Zacatrús"])
    await MaskedEssay.create(
        application=application, key="motivo", source_digest="0" * 64, text=masked.text, masked=masked.masked,
        checked_by="user:1", checked_at=now,
    )  # fmt: skip
    picture = BytesIO()
    Image.new("RGB", (40, 60), "white").save(picture, "PNG")
    name = f"boleta {application.child_name}.png"
    redacted = await files.put("scholarship_redacted", name, picture.getvalue(), "image/png")
    return await Document.create(
        application=application, kind="boleta", content_type="image/png", size=100, sha256="0" * 64, uploaded_at=now,
        verdict=CheckStatus.ACCEPTED, checked_by="user:1", checked_at=now, redacted=redacted, redacted_by="user:1",
        redacted_at=now,
    )  # fmt: skip


async def full_world() -> World:
    """A reading in progress: papers, a conflict, comments, a finished pile and a practice round behind it."""
    world, now = await make_world(), clock.now()
    for each in world.applications:
        await with_papers(each)
    await samples.add_sample(world.call, NewSample("primaria", {"average": "9"}, {"motivo": "Uno"}, {"esfuerzo": 3}))
    await rounds.open_practice(world.call, closes_at=None, actor="user:9", now=now - timedelta(hours=2))
    await rounds.close_round(world.call, reason="", actor="user:9", now=now - timedelta(hours=1))
    await open_reading(world, now=now)
    await read_all(world, 1, now=now)
    await declare_conflict(
        (await world.reading(0)).id, world.users[0].id, reason="", today=now.date(), now=now
    )  # fmt: skip
    return world


async def crawl(client: TestClient, starts: list[str]) -> dict[str, bytes]:
    """Every address that a reader's pages lead to, with its headers and its body; posts are not followed."""
    seen: dict[str, bytes] = {}
    waiting = list(starts)
    while waiting:
        path = waiting.pop()
        if path in seen or path.startswith(("/static", "/salir", "mailto:", "data:")):
            continue
        answer = await client.get(path, follow_redirects=False)
        seen[path] = b"\n".join(b": ".join(pair) for pair in answer.headers.raw) + answer.content
        for found in [*LINK.findall(answer.text), answer.headers.get("location", "")]:
            there = urlsplit(urljoin(path, found.replace("&amp;", "&")))
            if found and there.netloc in ("", "convoca.test"):
                waiting.append(there.path + (f"?{there.query}" if there.query else ""))
    return seen


def secrets_in(path: str, body: bytes) -> list[bytes]:
    """What a page gives away. That a company is a member is no secret: the public pages list them all."""
    is_public = not path.startswith(("/lectura", "/oficina", "/cuenta"))
    return [name for name in SECRET.findall(body) if not (is_public and name.lower() == b"zacatr")]


def every_path(world: World) -> list[str]:
    """All private paths of the house with small ids in them, whether they lead anywhere or not."""
    return [
        re.sub(r"\{[a-z_]+:int\}", str(number), each.path).replace("{slug}", world.call.slug)
        for each in app.pages()
        if "GET" in each.methods and each.access not in (Access.PUBLIC, Access.LINK, Access.DEVICE, Access.SIGNED)
        for number in (range(1, 19) if each.room == "review" else (1,))
    ]


@pytest.mark.parametrize("language", ["es-MX", "en"])
async def test_a_reader_finds_no_name_in_any_page_header_or_file(client: TestClient, language: str) -> None:
    world = await full_world()
    await client.sign_in(world.users[0])
    mine = await Assignment.filter(reviewer_id=world.readers[0].id).exclude(status="returned")

    everywhere = every_path(world) if language == "es-MX" else []
    seen = await crawl(client, [f"/lectura?lang={language}", "/lectura", "/cuenta", *everywhere])

    leaks = {path: names for path, body in seen.items() if (names := secrets_in(path, body))}
    assert leaks == {}
    assert {f"/lectura/expedientes/{each.id}" for each in mine} <= set(seen)
    assert sum("/documentos/" in path for path in seen) >= len(mine)
    assert any(b"\xe2\x96\xae\xe2\x96\xae\xe2\x96\xae" in body for body in seen.values())


async def test_the_search_for_names_would_find_them(client: TestClient) -> None:
    world = await full_world()
    found = [each.child_name.encode() for each in world.applications] + [
        each.name_key.encode() for each in world.companies
    ]

    assert all(SECRET.search(each) for each in found)
    assert secrets_in("/lectura", b"Ximenita Zacatrus") == [b"Ximenita", b"Zacatr"]
    assert secrets_in("/boleto", b"Ximenita Zacatrus") == [b"Ximenita"]


async def test_no_message_to_a_reader_names_anybody(db: str) -> None:
    await full_world()

    letters = [mail.preview(each) for each in await OutboxMessage.all()]

    texts = [f"{each.subject}{each.text}{each.html}" for each in letters if each]
    assert len(texts) >= 5
    assert [text for text in texts if SECRET.search(text.encode())] == []


async def test_every_look_at_a_file_and_at_a_paper_is_written_down(client: TestClient) -> None:
    world = await full_world()
    mine = await world.reading(2)
    paper = await Document.get(application_id=mine.application_id)
    await client.sign_in(world.users[2])

    await client.get(f"/lectura/expedientes/{mine.id}")
    answer = await client.get(f"/lectura/expedientes/{mine.id}/documentos/{paper.id}")

    logged = await AccessLog.filter(actor=f"user:{world.users[2].id}").order_by("id")
    assert [(each.application_id, each.document_id, each.seen) for each in logged] == [
        (mine.application_id, None, Seen.APPLICATION), (mine.application_id, paper.id, Seen.REDACTED),
    ]  # fmt: skip
    assert answer.headers["content-disposition"] == f"inline; filename*=UTF-8''documento-{paper.id}.png"


async def test_a_paper_that_nobody_blacked_out_is_not_shown(client: TestClient) -> None:
    world = await full_world()
    mine = await world.reading(2)
    paper = await Document.get(application_id=mine.application_id)
    await Document.filter(id=paper.id).update(redacted_id=None)
    await client.sign_in(world.users[2])

    shown = await client.get(f"/lectura/expedientes/{mine.id}")
    answer = await client.get(f"/lectura/expedientes/{mine.id}/documentos/{paper.id}")

    assert (answer.status_code, "No se muestran." in shown.text) == (404, True)


async def test_an_essay_that_the_office_has_not_checked_is_not_shown(client: TestClient) -> None:
    world = await full_world()
    mine = await world.reading(2)
    await MaskedEssay.all().update(checked_by="", checked_at=None, text=NAMED % ("Ximenita", "Xóchitl"))
    await client.sign_in(world.users[2])

    shown = await client.get(f"/lectura/expedientes/{mine.id}")

    assert "No hay un ensayo revisado que mostrar." in shown.text
    assert SECRET.search(shown.content) is None


@pytest.mark.parametrize("who", ["another reader", "after the term", "who left", "not a reader"])
async def test_a_file_that_is_not_yours_is_the_same_404_as_one_that_is_not_there(client: TestClient, who: str) -> None:
    world = await full_world()
    mine = await world.reading(2)
    changes: dict[str, dict[str, object]] = {
        "after the term": {"ends_on": clock.now().date() - timedelta(days=3)},
        "who left": {"status": "left", "left_at": clock.now(), "left_because": "x"},
    }
    user = world.users[2]
    if who in changes:
        await type(world.readers[2]).filter(id=world.readers[2].id).update(**changes[who])
    else:
        user = world.users[3] if who == "another reader" else world.users[0]
    theirs = mine if who in changes else await strangers_reading(world, user.id)
    await client.sign_in(user)

    answers = [await client.get(f"/lectura/expedientes/{number}") for number in (theirs.id, 999_999)]

    assert [each.status_code for each in answers] == [404, 404]


async def strangers_reading(world: World, user_id: int) -> Assignment:
    """A live file of somebody else."""
    others = await Assignment.exclude(reviewer__user_id=user_id).exclude(status="returned").order_by("id")
    return others[0]
