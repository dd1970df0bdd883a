"""Companies bring their people in real browsers: a list of forty, a clerk abroad, and cash that came too late."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Page, async_playwright, expect

from events_app.commands.browser import chromium
from events_app.events.models import Event
from events_app.fiscal.models import InvoiceRequest
from events_app.payments.models import MoneyTask, Order
from events_app.payments.vouchers import Voucher
from events_app.registration.models import Registration
from events_app.tests.factories.desk import World
from events_app.tests.journeys import firm_billing as billing
from events_app.tests.journeys import firm_desk as desk
from events_app.tests.journeys import firm_office as office
from events_app.tests.journeys import firm_paying as paying
from events_app.tests.journeys.firm import (
    WANT,
    Stage,
    make_associate,
    make_firm,
    make_office,
    make_scarce,
    sheet_of_forty,
)
from events_app.tests.journeys.people import DESK, PHONE
from events_app.tests.journeys.season import season
from events_app.tests.support.template import copied
from events_app.tests.support.waiting import eventually

COME = 38
TOTAL, SHORT = "$28,652.00", "28592.00"  # 38 × 650.00 and 16 % tax; sixty pesos less
DOLLARS = "US$522.00"  # 3 × 150.00 and 16 % tax
PASTED = "Employee no.\tLast name\tFirst name\n701\tO'Neill\tDorothy\n702\tMuñoz\tRené\n703\tBegay\tAshkii"
PRICE = "$5,800.00"
MINUTE = 90.0  # seconds for what the timetable does every minute


@pytest_asyncio.fixture
async def stage(server_url: str, data_dir: Path, tmp_path: Path) -> AsyncIterator[Stage]:
    async with (
        copied(server_url, data_dir, f"firm_{os.getpid()}") as url,
        season(url, tmp_path) as house,
        async_playwright() as playwright,
    ):
        alone = ["--no-sandbox"] if os.geteuid() == 0 else []
        path = await asyncio.to_thread(chromium)
        browser = await playwright.chromium.launch(executable_path=path, args=[*alone, "--disable-gpu"])
        yield Stage(browser, house, tmp_path, [])
        await browser.close()


async def test_forty_people_from_a_list_to_their_labels_with_sixty_pesos_short(stage: Stage) -> None:
    world = await make_firm()
    ramona = await stage.page(**DESK)
    await desk.sign_in(ramona, world.coordinator, world.home)
    file = desk.saved(stage.folder, "Lista NOM-035 turnos A y B.xlsx", *sheet_of_forty())
    await mend_the_list(ramona, world, file)
    await desk.confirm(ramona, f"Confirmar {COME}")
    await expect(ramona.locator("h1")).to_have_text(f"{COME} lugares apartados")
    group = ramona.url
    await pay_in_two(stage, ramona)
    await billing.ask_for_the_invoice(ramona)
    await seen_by_the_office(stage, world)
    await hand_out(stage, ramona, group)
    await drop_again(ramona, world, file)

    assert await Registration.filter(event_id=world.event.id, status="confirmed").count() == COME + 1
    assert await stage.objections() == []
    assert await stage.violations() == []


async def test_cash_that_oxxo_reports_after_the_seats_were_given_away(stage: Stage) -> None:
    company, event = await make_scarce()
    poster = f"/eventos/{event.slug}?empresa={company.slug}"
    phones = [await stage.page(**PHONE) for _ in WANT]
    for page, who in zip(phones[:2], WANT[:2], strict=True):
        await paying.take_seat(page, poster, who, PRICE)
        await paying.choose_oxxo(page, PRICE)
    slips = await Voucher.all().order_by("id").select_related("order")
    await stage.later(days=9)
    await eventually(lambda: all_let_go(event), what="let go", seconds=MINUTE)
    await paying.taken_by_others(stage, phones[2:], poster, PRICE)
    for slip in slips:
        await stage.twin(f"oxxo/{slip.intent_id}", act="pay", late=True)
    await eventually(lambda: both_wait(slips), what="noted")
    back, seated = (each.order for each in slips)
    await paying.told_there_is_no_seat(phones[0], back)

    first, second = [await stage.page(await make_office(name), **DESK) for name in ("Mariana Bórquez", "Luis Encinas")]
    await office.send_back_by_hand(first, second, back.folio, PRICE)
    await stage.later(hours=1)
    await eventually(lambda: Registration.exists(person__paternal_surname="Durón", status="expired"), what="let go too")
    await office.give_seat(second, seated.folio)
    await phones[1].goto(f"/pagar/{seated.token}")
    await phones[1].get_by_role("link", name="Ver mi boleto").tap()
    await expect(phones[1].locator(".ticket-status")).to_contain_text("Confirmado")

    assert await MoneyTask.filter(done_at=None).count() == 0
    assert [(await Order.get(id=each.id)).status for each in (back, seated)] == ["refunded", "paid"]
    assert await stage.objections() == []
    assert await stage.violations() == []


async def test_a_clerk_in_arizona_pays_in_dollars_with_a_card_and_asks_for_a_foreign_invoice(stage: Stage) -> None:
    world = await make_associate()
    clerk = await stage.page(world.coordinator, locale="en-US", **DESK)
    await desk.paste(clerk, world, PASTED)
    await expect(clerk.locator("h1")).to_have_text("3 ready.")
    await desk.confirm(clerk, "Confirm 3")
    group = clerk.url
    await clerk.get_by_role("link", name="Pay", exact=True).click()
    ways = await clerk.locator("#ways-title + ul > li p.strong").all_inner_texts()
    await paying.by_card(clerk, stage, f"Pay {DOLLARS} by card", "4000 0000 0000 0002", "4242 4242 4242 4242")
    await expect(clerk.locator("h1")).to_have_text("Done! Your payment arrived")
    await billing.ask_from_abroad(clerk)
    await clerk.goto(group)
    await expect(clerk.locator("h1")).to_have_text("3 people are in")
    await clerk.goto(f"{world.home}/cuenta")
    await expect(clerk.get_by_role("main")).to_contain_text(DOLLARS)
    page = await stage.page(await make_office("Mariana Bórquez"), **DESK)
    await expect(await office.invoice_of(page, "SANTA CRUZ HARNESS")).to_contain_text("XEXX010101000")

    order = await Order.get(reference__startswith="group:")
    assert (order.status, order.currency, order.total) == ("paid", "USD", 52_200)
    assert [each for each in ways if "OXXO" in each or "SPEI" in each] == []
    assert await stage.objections() == []
    assert await stage.violations() == []


async def all_let_go(event: Event) -> bool:
    return (await Event.get(id=event.id)).taken == 0


async def both_wait(slips: list[Voucher]) -> bool:
    return await Order.filter(id__in=[each.order_id for each in slips], status="paid_no_seat").count() == len(slips)


async def mend_the_list(page: Page, world: World, file: Path) -> None:
    """Each bad row says what is the matter; two are written over in their cells."""
    await desk.drop(page, world, file)
    await expect(page.locator("h1")).to_have_text("36 listas. 2 filas te piden un dato.")
    bad = await desk.verdicts(page, 5, 11, 19, 32)
    await desk.mend(page, 11, "paternal_surname", "Bustamante")
    await desk.mend(page, 19, "employee_number", "41556")
    await expect(page.locator("h1")).to_have_text(f"{COME} listas.")

    assert bad == ["ya registrada", "falta apellido", "número de otra persona", "fila repetida"]
    await expect(page.locator("table.verdicts tr").filter(has_text="41555")).to_contain_text("Nueva")


async def pay_in_two(stage: Stage, page: Page) -> None:
    """The bank sends sixty pesos less; the page says what is missing; the rest completes the order."""
    bank = await stage.page(**DESK)
    address = await paying.choose_transfer(page, TOTAL)
    await paying.transfer(bank, address, SHORT)
    await page.get_by_role("link", name="¿Ya transferiste? Ver cómo va").click()
    await page.get_by_role("link", name="Ver cuánto falta y cómo pagarlo").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Faltan $60.00")
    await expect(page.get_by_role("main")).to_contain_text("Los lugares quedan confirmados cuando llegue el resto.")
    short = await Order.get(reference__startswith="group:")
    await page.get_by_role("link", name="Ver cómo transferir $60.00").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Faltan $60.00")
    await paying.transfer(bank, address, "60.00")
    await page.get_by_role("link", name="¿Ya transferiste? Ver cómo va").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("¡Listo! Tu pago llegó")
    assert short.status == "partly_paid"


async def seen_by_the_office(stage: Stage, world: World) -> None:
    page = await stage.page(await make_office("Mariana Bórquez"), **DESK)
    asked = await office.invoice_of(page, "ESCUELA KEMPER URGATE")
    await expect(asked).to_contain_text(TOTAL)
    await asked.get_by_role("link").first.click()
    await expect(page.get_by_role("main")).to_contain_text("OC-4471")
    assert await InvoiceRequest.filter(order__company_id=world.company.id).count() == 1


async def hand_out(stage: Stage, page: Page, group: str) -> None:
    """Every person on a label and in a message; one opens the message's link on a phone."""
    await page.goto(group)
    await expect(page.locator("h1")).to_have_text(f"{COME} personas ya están dentro")
    printed = " ".join(await desk.labels(page))
    tickets = await desk.whatsapp(page)
    phone = await stage.page(**PHONE)
    await phone.goto(tickets[0])
    await expect(phone.locator(".ticket-status")).to_contain_text("Confirmado")
    assert [printed.count(f"Núm. {each}") for each in ("20001", "31207", "41555", "41556")] == [1] * 4
    assert (len(set(tickets)), printed.count("Núm. ")) == (COME, COME)


async def drop_again(page: Page, world: World, file: Path) -> None:
    """The same file adds nobody."""
    await desk.drop(page, world, file)
    await expect(page.locator("h1")).to_have_text("Todas ya están registradas.")
    await expect(page.get_by_role("button", name="Confirmar")).to_have_count(0)
