"""A reader's evening in a real browser: keys, autosave, a line that breaks, the next file, stepping aside, a phone."""

import pytest_asyncio
from playwright.async_api import Page, Route, expect

from events_app.accounts.models import User
from events_app.accounts.services import open_session
from events_app.core import clock
from events_app.core.access import Grant, Role
from events_app.core.middleware import session_cookie
from events_app.tests.browser.conftest import DESKTOP, PHONE, OpenPage
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.scholarships import make_reviewer
from events_app.tests.scholarships.review_world import WHOLE, World, make_world, open_reading, read_all
from events_app.tests.support.eyes import assert_accessible, assert_fits
from events_app.tests.support.live_server import LiveServer
from scholarships.applications.models import Application
from scholarships.applications.papers import Document, MaskedEssay, VerifiedFact
from scholarships.applications.states import CheckStatus
from scholarships.review import samples
from scholarships.review.readings import Assignment, ReviewComment, ScoreVersion
from scholarships.review.rounds import open_practice
from scholarships.review.samples import NewSample
from scholarships.review.scoring import save

ESSAY = """Me llamo ▮▮▮ y vivo en la colonia ▮▮▮ con mi mamá y mis dos hermanos. Ella trabaja en ▮▮▮, de noche.

Quiero ser técnica en mecatrónica. El año pasado, en el taller, armamos una banda con un motor de lavadora."""


@pytest_asyncio.fixture
async def world(server: LiveServer) -> World:
    """Six files and five readers; the house's own key did not seal the answers about need, so there are none."""
    made, now = await make_world(), clock.now()
    await Application.all().update(need_sealed="")
    for each in made.applications:
        await MaskedEssay.create(
            application=each, key="motivo", source_digest="0" * 64, text=ESSAY, masked=3, checked_by="user:1",
            checked_at=now,
        )  # fmt: skip
        await Document.create(
            application=each, kind="acta", content_type="image/png", size=9, sha256="0" * 64, uploaded_at=now,
            verdict=CheckStatus.ACCEPTED, checked_by="user:1", checked_at=now,
        )  # fmt: skip
        for key, value in {"average": "9.5", "failed": "0", "grade": "4"}.items():
            await VerifiedFact.create(
                application=each, key=key, value=value, verified_by="user:1", verified_at=now
            )  # fmt: skip
    await open_reading(made, now=now)
    return made


async def signed_in(page: Page, user: User, server: LiveServer) -> None:
    token = await open_session(user, clock.now(), "test")
    await page.context.add_cookies([{"name": session_cookie(), "value": token, "url": server.base_url}])


async def opened(page: Page, path: str) -> None:
    """The page hears keys only once its script runs."""
    await page.goto(path)
    await ready(page)


async def ready(page: Page) -> None:
    await expect(page.locator("review-reading[data-ready]")).to_be_attached(timeout=20_000)


async def saved(page: Page) -> None:
    await expect(page.locator("[data-saved]")).to_contain_text("Guardado")


async def answers(reading: Assignment) -> dict[str, int | None]:
    found = await ScoreVersion.filter(assignment_id=reading.id).order_by("version")
    return {each.criterion: each.value for each in found}


async def test_a_file_is_read_with_the_keys_alone(open_page: OpenPage, server: LiveServer, world: World) -> None:
    page = await open_page(**DESKTOP)
    await signed_in(page, world.users[0], server)
    mine = await world.reading(0)

    await page.goto("/lectura")
    await page.get_by_role("link", name="Seguir leyendo").click()
    await ready(page)
    await expect(page.locator("h1")).to_have_text(
        next(a.folio for a in world.applications if a.id == mine.application_id)
    )
    await page.keyboard.press("4")
    await page.keyboard.press("n")
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("5")
    await page.keyboard.press("3")
    await page.keyboard.press("c")
    await page.keyboard.type("Un plan claro. 5 estrellas.")
    await page.keyboard.press("Escape")
    await saved(page)
    await expect(page.locator("[data-words]")).to_have_text("Completo: 3 de 3 criterios")
    await assert_accessible(page)
    await page.keyboard.press("ArrowRight")
    await expect(page.locator(".reading-progress b")).to_contain_text("1 de ")

    assert await answers(mine) == {"esfuerzo": 4, "necesidad": 5, "motivo": 3}
    assert (await Assignment.get(id=mine.id)).status == "done"
    newest = await ReviewComment.filter(assignment_id=mine.id).order_by("-version").first()
    assert newest is not None
    assert newest.text == "Un plan claro. 5 estrellas."


async def test_a_broken_line_loses_no_answer(open_page: OpenPage, server: LiveServer, world: World) -> None:
    page = await open_page(**DESKTOP)
    await signed_in(page, world.users[0], server)
    mine = await world.reading(0)
    await opened(page, f"/lectura/expedientes/{mine.id}")
    line = {"down": True, "tries": 0}

    async def carry(route: Route) -> None:
        line["tries"] += 1
        await (route.abort() if line["down"] else route.continue_())

    await page.route("**/respuestas", carry)
    await page.keyboard.press("2")
    await expect(page.locator("[data-saved]")).to_have_text("Sin guardar: lo intentamos otra vez")
    line["down"] = False
    await saved(page)

    assert await answers(mine) == {"esfuerzo": 2}
    assert line["tries"] > 1


async def test_clicks_keep_the_arrow_keys_off_the_levels_and_not_applicable_can_be_undone(
    open_page: OpenPage, server: LiveServer, world: World
) -> None:
    page = await open_page(**DESKTOP)
    await signed_in(page, world.users[0], server)
    mine = await world.reading(0)
    await opened(page, f"/lectura/expedientes/{mine.id}")

    first = page.locator("[data-criterion=esfuerzo]")
    await first.get_by_role("radio", name="4: Esfuerzo: bien").click()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowUp")
    await first.get_by_role("radio", name="No aplica").click()
    await expect(first.locator("[data-state]")).to_have_text("No aplica")
    await first.get_by_role("button", name="Deshacer").click()
    await expect(page.locator("[data-words]")).to_have_text("Faltan 3 criterios")
    await saved(page)

    versions = await ScoreVersion.filter(assignment_id=mine.id).order_by("version")
    assert [(each.value, each.not_applicable) for each in versions] == [(4, False), (None, True), (None, False)]


async def test_the_keys_can_be_switched_off(open_page: OpenPage, server: LiveServer, world: World) -> None:
    page = await open_page(**DESKTOP)
    await signed_in(page, world.users[0], server)
    mine = await world.reading(0)
    await opened(page, f"/lectura/expedientes/{mine.id}")

    await page.get_by_role("button", name="Apagar atajos de teclado").click()
    await page.keyboard.press("4")
    await page.get_by_role("button", name="Encender atajos de teclado").click()
    await page.keyboard.press("5")
    await saved(page)

    assert await answers(mine) == {"esfuerzo": 5}


async def test_a_reader_steps_aside_and_goes_on_with_the_next_file(
    open_page: OpenPage, server: LiveServer, world: World
) -> None:
    page = await open_page(**DESKTOP)
    await signed_in(page, world.users[0], server)
    mine, following = await world.reading(0), await world.reading(0, 1)
    await opened(page, f"/lectura/expedientes/{mine.id}")

    await page.get_by_role("link", name="Declarar conflicto").click()
    await page.get_by_role("button", name="Sí, que lo lea otra persona").click()
    await page.wait_for_url(f"**/lectura/expedientes/{following.id}")

    live = await Assignment.filter(application_id=mine.application_id).exclude(status="returned")
    assert (len(live), world.readers[0].id in {each.reviewer_id for each in live}) == (3, False)


async def test_the_reading_fits_a_phone_and_works_without_scripts(
    open_page: OpenPage, server: LiveServer, world: World
) -> None:
    page = await open_page(**PHONE, java_script_enabled=False)
    await signed_in(page, world.users[0], server)
    mine = await world.reading(0)
    await page.goto(f"/lectura/expedientes/{mine.id}")

    for name in ("4: Esfuerzo: bien", "5: Necesidad: muy bien", "3: Motivo: algo"):
        await page.get_by_role("radio", name=name).check()
    await page.get_by_role("button", name="Siguiente expediente").click()
    await expect(page.locator(".reading-progress b")).to_contain_text("1 de ")

    assert await answers(mine) == {"esfuerzo": 4, "necesidad": 5, "motivo": 3}


async def test_the_list_the_declaration_and_the_practice_fit_a_phone(
    open_page: OpenPage, server: LiveServer, world: World
) -> None:
    page = await open_page(**PHONE)
    await signed_in(page, world.users[0], server)
    sample = await samples.add_sample(
        world.call, NewSample("primaria", {"average": "9"}, {"motivo": "Quiero ser soldadora."}, {"esfuerzo": 3})
    )
    mine = await world.reading(0)
    await Assignment.all().update(reminded_at=clock.now())

    for path in ("/lectura", f"/lectura/convocatorias/{world.call.id}/declaracion",
                 f"/lectura/expedientes/{mine.id}", f"/lectura/expedientes/{mine.id}/conflicto"):  # fmt: skip
        await page.goto(path)
        await assert_accessible(page)
        await assert_fits(page)

    assert sample.number == 1


async def test_the_chairs_board_shows_where_readers_lie_apart(
    open_page: OpenPage, server: LiveServer, world: World
) -> None:
    now = clock.now()
    for reader in range(5):
        await read_all(world, reader, now=now)
    first = await world.reading(0)
    severe = {key: type(said)(1) for key, said in WHOLE.items()}
    await save(first.id, world.users[0].id, severe, comment=None, today=now.date(), now=now)
    role = Grant(Role.COMMITTEE_CHAIR, f"committee:{world.call.committee_id}")
    chair = await make_user("Presidenta", roles=[role])
    await make_reviewer(world.call, user=chair, max_load=0, code="P1")
    page = await open_page(**DESKTOP)
    await signed_in(page, chair, server)

    await page.goto(f"/oficina/becas/{world.call.id}/lectura")
    await assert_accessible(page)
    await page.get_by_role("button", name="Pedir otra lectura de los elegidos").click()
    await expect(page.get_by_role("status")).to_contain_text("otra persona ya los tiene")

    live = await Assignment.filter(application_id=first.application_id).exclude(status="returned")
    assert len(live) == 4


async def test_a_practice_file_is_marked_and_saved(open_page: OpenPage, server: LiveServer, world: World) -> None:
    now = clock.now()
    other = await make_world(files=1, readers=1)
    sample = await samples.add_sample(
        other.call, NewSample("primaria", {"average": "9"}, {"motivo": "Quiero ser soldadora."}, {"esfuerzo": 3})
    )
    await open_practice(other.call, closes_at=None, actor="user:1", now=now)
    page = await open_page(**DESKTOP)
    await signed_in(page, other.users[0], server)

    await opened(page, f"/lectura/muestras/{sample.id}")
    await page.keyboard.press("4")
    await saved(page)
    await assert_accessible(page)

    assert await samples.answers_of(sample.id, other.readers[0].id) == {"esfuerzo": WHOLE["esfuerzo"]}
