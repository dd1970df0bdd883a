"""Questions, an approval and "que la pague mi empresa" in a real browser, on a phone and on a desktop."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from events_app.accounts.models import User
from events_app.accounts.services import open_session
from events_app.core import clock
from events_app.core.access import Grant, Role
from events_app.core.middleware import session_cookie
from events_app.events.models import Event, Price, TicketType
from events_app.payments.models import Order
from events_app.registration import questions
from events_app.registration.models import Registration
from events_app.registration.question_records import AskedPer
from events_app.tests.browser.conftest import DESKTOP, PHONE, OpenPage
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.registration import make_employee, make_event_with_seats, make_plant, make_tax_rule
from events_app.tests.support.eyes import assert_accessible, assert_fits
from events_app.tests.support.live_server import LiveServer

OPTIONS = [{"key": "o1", "es": "Planta Nogales", "en": "Nogales plant"}, {"key": "o2", "es": "Otra", "en": "Another"}]


async def an_event(net: int = 135_000, **over: Any) -> tuple[Event, TicketType]:
    starts = clock.now() + timedelta(days=20)
    event, ticket_type = await make_event_with_seats(starts_at=starts, ends_at=starts + timedelta(hours=4), **over)
    await Price.create(ticket_type=ticket_type, audience="public", net_amount=net)
    await make_tax_rule()
    for values in (
        {"kind": "yes_no", "label_es": "¿Vas a tomar el camión?", "label_en": "Will you take the bus?",
         "required": True},
        {"kind": "choice", "label_es": "¿De dónde sales?", "label_en": "Where do you leave from?", "options": OPTIONS,
         "required": True, "condition": {"q1": ["yes"]}},
        {"kind": "consent", "label_es": "Acepto que me tomen fotos durante el evento",
         "label_en": "I agree to be photographed during the event"},
    ):  # fmt: skip
        await questions.save(event.id, None, BLANK | values, actor="user:1", now=clock.now())
    return event, ticket_type


BLANK = {
    "hint_es": "", "hint_en": "", "required": False, "options": [], "settings": {}, "condition": {},
    "per": AskedPer.TICKET, "ticket_type_id": None,
}  # fmt: skip


async def enter(page: Page, user: User, server: LiveServer) -> None:
    token = await open_session(user, clock.now(), "test")
    await page.context.add_cookies([{"name": session_cookie(), "value": token, "url": server.base_url}])


async def seen(page: Page, name: str) -> None:
    """Fits and is accessible; a picture for whoever asked for one."""
    await assert_fits(page)
    await assert_accessible(page)
    if folder := os.environ.get("PICTURES"):
        await page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


async def test_an_employee_answers_asks_the_company_and_its_coordinator_pays(
    server: LiveServer, phone: Page, open_page: OpenPage
) -> None:
    event, _type = await an_event()
    plant = await make_plant()
    await make_employee(plant)
    boss = await make_user(name="Norma Ruiz", roles=[Grant(Role.COORDINATOR, f"company:{plant.id}")])
    await phone.goto(f"/eventos/{event.slug}/registro?empresa={plant.slug}")
    await phone.fill("#employee_number", "4821")
    await phone.fill("#surname", "yanez")
    await phone.get_by_role("button", name="Continuar").click()

    hidden = phone.get_by_text("¿De dónde sales?")
    await expect(hidden).to_be_hidden()
    await phone.get_by_role("group", name="¿Vas a tomar el camión?").get_by_text("Sí", exact=True).click()
    await expect(hidden).to_be_visible()
    await phone.get_by_text("Que la pague mi empresa").click()
    await seen(phone, "confirm-phone")
    await phone.get_by_role("button", name="Pedir que la pague").click()
    await expect(phone.get_by_text("Elige una de las opciones.").first).to_be_visible()
    await seen(phone, "mistake-phone")
    await phone.get_by_text("Planta Nogales").click()
    await phone.get_by_role("button", name="Pedir que la pague").click()
    await expect(phone.get_by_text("Tu empresa todavía no responde")).to_be_visible()
    await seen(phone, "waiting-phone")

    desk = await open_page(**DESKTOP)
    await enter(desk, boss, server)
    await desk.goto(f"/empresa/{plant.slug}/solicitudes")
    await seen(desk, "requests-desktop")
    narrow = await open_page(**PHONE)
    await enter(narrow, boss, server)
    await narrow.goto(f"/empresa/{plant.slug}/solicitudes?lang=en")
    await seen(narrow, "requests-phone")
    await desk.get_by_role("checkbox").first.check()
    await desk.get_by_role("button", name="Pagar los marcados").click()
    await expect(desk).to_have_url(f"{server.base_url}/pagar/{(await Order.get()).token}")

    assert (await Registration.get()).status == "held"


@pytest.mark.parametrize(("options", "name"), [(PHONE, "phone"), (DESKTOP, "desktop")])
async def test_the_office_writes_questions_and_approves(
    server: LiveServer, open_page: OpenPage, options: dict[str, object], name: str
) -> None:
    event, ticket_type = await an_event()
    await TicketType.filter(id=ticket_type.id).update(needs_approval=True)
    await make_employee(await make_plant())
    visitor = await open_page(**options)
    await visitor.goto(f"/eventos/{event.slug}/registro?empresa=arneses-del-desierto")
    await visitor.fill("#employee_number", "4821")
    await visitor.fill("#surname", "yanez")
    await visitor.get_by_role("button", name="Continuar").click()
    await visitor.get_by_role("group", name="¿Vas a tomar el camión?").get_by_text("No", exact=True).click()
    await visitor.get_by_role("button", name="Pedir mi lugar").click()
    await expect(visitor.get_by_text("Tu solicitud está en revisión")).to_be_visible()

    office = await open_page(**options)
    await enter(office, await make_user(roles=[Role.OFFICE]), server)
    await office.goto(f"/oficina/eventos/{event.id}/preguntas")
    await seen(office, f"questions-{name}")
    await office.get_by_role("link", name="Varias opciones").click()
    await office.get_by_label("Pregunta", exact=True).fill("¿Qué comida prefieres?")
    await office.get_by_label("Opciones").fill("Carne | Meat\nSin carne | Vegetarian")
    await seen(office, f"question-{name}")
    await office.get_by_role("button", name="Guardar pregunta").click()
    await expect(office.get_by_text("¿Qué comida prefieres?").first).to_be_visible()
    await office.goto("/oficina/aprobaciones")
    await office.locator("label.option").first.click()
    await seen(office, f"approvals-{name}")
    await office.get_by_role("button", name="Aprobar los marcados", exact=True).click()
    await expect(office.get_by_text("Aprobaste 1 solicitud.")).to_be_visible()

    assert (await Registration.get()).status == "held"
