"""The way of an employee in a real browser: poster, two fields, ticket."""

from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from events_app.core import clock
from events_app.directory.models import Company
from events_app.events.models import Event
from events_app.registration.models import Registration
from events_app.tests.browser.conftest import DESKTOP, PHONE, OpenPage
from events_app.tests.factories.registration import make_employee, make_event_with_seats, make_plant, make_type
from events_app.tests.support.eyes import assert_accessible, assert_fits
from events_app.tests.support.live_server import LiveServer

WORDS = {
    "es-MX": {
        "register": "Registrarme",
        "number": "Número de empleado",
        "surname": "Primer apellido",
        "go_on": "Continuar",
        "confirm": "Confirmar mi lugar",
        "confirmed": "Confirmado",
        "kept": "Ya quedó en este teléfono",
    },
    "en": {
        "register": "Register",
        "number": "Employee number",
        "surname": "First surname",
        "go_on": "Continue",
        "confirm": "Confirm my seat",
        "confirmed": "Confirmed",
        "kept": "Saved on this phone",
    },
}
ES = WORDS["es-MX"]
# What Chromium itself merges and a slower phone does not: the same form, sent twice at once.
SEND_TWICE = """() => {
    const form = document.querySelector("form[method=post]");
    const send = () => fetch(form.action, {method: "POST", body: new URLSearchParams(new FormData(form))});
    return Promise.all([send(), send()].map(async (each) => ({status: (await each).status, url: (await each).url})));
}"""
# Whether each of two clicks went on to send the form; the page stays, so that both can be seen.
CLICK_TWICE = """() => {
    const seen = [];
    const button = document.querySelector("button[form=register]");
    addEventListener("submit", (event) => { seen.push(!event.defaultPrevented); event.preventDefault(); });
    button.click();
    button.click();
    return seen;
}"""
LONG_NAME = "Componentes Electromecánicos y Arneses Automotrices del Noroeste de la Frontera"


async def a_poster(plant: Company | None = None, **over: object) -> tuple[Event, str]:
    """A free event on sale and the link that the poster of a plant carries."""
    starts = clock.now() + timedelta(days=9)
    event, _ = await make_event_with_seats(
        **({"starts_at": starts, "ends_at": starts + timedelta(hours=4)} | over)  # type: ignore[arg-type]
    )
    company = plant or await make_plant()
    await make_employee(company)
    return event, f"/eventos/{event.slug}?empresa={company.slug}"


async def identify(page: Page, *, number: str = "4821", surname: str = "yanez") -> None:
    await page.fill("#employee_number", number)
    await page.fill("#surname", surname)


async def to_ticket(page: Page, poster: str) -> None:
    """Three taps and two fields."""
    await page.goto(poster)
    await page.get_by_role("link", name=ES["register"]).click()
    await identify(page)
    await page.get_by_role("button", name=ES["go_on"]).click()
    await page.get_by_role("button", name=ES["confirm"]).click()
    await expect(page.locator(".ticket-status")).to_contain_text(ES["confirmed"])


async def test_from_the_poster_an_employee_reaches_the_ticket_in_three_taps_and_two_fields(
    server: LiveServer, phone: Page
) -> None:
    event, poster = await a_poster()
    await phone.goto(poster)
    taps = 0

    async def tap(role: str, name: str) -> None:
        nonlocal taps
        await phone.get_by_role(role, name=name).tap()  # type: ignore[arg-type]
        taps += 1

    await tap("link", ES["register"])
    await expect(phone.get_by_role("button", name=ES["go_on"])).to_be_visible()
    fields = await phone.locator("input:visible, select:visible, textarea:visible").count()
    await identify(phone)
    await tap("button", ES["go_on"])
    await tap("button", ES["confirm"])

    await expect(phone.locator(".ticket-name")).to_have_text("Guadalupe Yáñez Peñúñuri")
    await expect(phone.locator(".ticket-status")).to_contain_text(ES["confirmed"])
    registration = await Registration.get(event_id=event.id)
    assert (taps, fields) == (3, 2)
    assert (registration.status, registration.verified_by) == ("confirmed", "directory")


async def test_what_was_typed_stays_after_a_mistake_and_the_summary_leads_to_the_field(
    server: LiveServer, phone: Page
) -> None:
    _, poster = await a_poster()
    await phone.goto(poster.replace("?", "/registro?"))

    await identify(phone, surname="")
    await phone.get_by_role("button", name=ES["go_on"]).tap()
    await expect(phone.locator("#error-summary a")).to_have_text(f"{ES['surname']}: Falta este dato.")
    await phone.locator("#error-summary a").tap()
    await expect(phone.locator("#surname")).to_be_focused()
    kept_number = await phone.input_value("#employee_number")
    await identify(phone, surname="Zúñiga")
    await phone.get_by_role("button", name=ES["go_on"]).tap()

    await expect(phone.get_by_role("alert")).to_contain_text("No encontramos esa combinación")
    assert kept_number == "4821"
    assert [await phone.input_value(each) for each in ("#employee_number", "#surname")] == ["4821", "Zúñiga"]
    await assert_accessible(phone)


async def test_everything_works_without_javascript(server: LiveServer, phone_without_js: Page) -> None:
    event, poster = await a_poster()

    await to_ticket(phone_without_js, poster)

    await expect(phone_without_js.locator(".ticket-qr svg")).to_be_visible()
    assert await Registration.filter(event_id=event.id, status="confirmed").count() == 1


async def test_a_ticket_that_was_opened_once_opens_again_without_network(server: LiveServer, phone: Page) -> None:
    _, poster = await a_poster()
    await to_ticket(phone, poster)
    await expect(phone.get_by_text(ES["kept"])).to_be_visible()
    drawn = await phone.locator(".ticket-qr svg").inner_html()

    await phone.context.set_offline(True)
    later = await phone.context.new_page()
    await later.goto(phone.url.split("?")[0])

    await expect(later.locator(".ticket-name")).to_have_text("Guadalupe Yáñez Peñúñuri")
    assert await later.locator(".ticket-qr svg").inner_html() == drawn
    assert await later.evaluate("getComputedStyle(document.querySelector('.ticket-head')).display") != "inline"


async def test_the_sentence_about_this_phone_is_not_shown_when_nothing_could_be_kept(
    server: LiveServer, open_page: OpenPage
) -> None:
    page = await open_page(**PHONE, service_workers="block")
    _, poster = await a_poster()

    await to_ticket(page, poster)
    await page.wait_for_load_state("networkidle")

    await expect(page.get_by_text(ES["kept"])).to_be_hidden()


async def test_a_confirmation_that_leaves_the_phone_twice_takes_one_seat_and_leads_to_one_ticket(
    server: LiveServer, phone: Page
) -> None:
    event, poster = await a_poster()
    await phone.goto(poster.replace("?", "/registro?"))
    await identify(phone)
    await phone.get_by_role("button", name=ES["go_on"]).tap()
    await expect(phone.get_by_role("button", name=ES["confirm"])).to_be_visible()

    answers = await phone.evaluate(SEND_TWICE)

    await event.refresh_from_db()
    assert [each["status"] for each in answers] == [200, 200]
    assert len({each["url"] for each in answers}) == 1
    assert "/T/" in answers[0]["url"]
    assert (event.taken, await Registration.filter(event_id=event.id).count()) == (1, 1)


async def test_the_second_click_of_a_double_click_sends_nothing(server: LiveServer, desktop: Page) -> None:
    _, poster = await a_poster()
    await desktop.goto(poster.replace("?", "/registro?"))
    await identify(desktop)
    await desktop.get_by_role("button", name=ES["go_on"]).click()
    await expect(desktop.get_by_role("button", name=ES["confirm"])).to_be_visible()

    allowed = await desktop.evaluate(CLICK_TWICE)

    assert allowed == [True, False]


@pytest.mark.parametrize("locale", ["es-MX", "en"])
@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_no_page_scrolls_sideways_or_shuts_anybody_out(
    server: LiveServer, open_page: OpenPage, device: dict[str, object], locale: str
) -> None:
    page, words = await open_page(**(device | {"locale": locale})), WORDS[locale]
    plant = await make_plant(LONG_NAME)
    _, poster = await a_poster(plant, asks=("companions", "diet", "accessibility"))
    registration = poster.replace("?", "/registro?")

    async def look() -> None:
        await assert_fits(page)
        await assert_accessible(page)

    for path in (poster, f"{registration}&paso=persona", registration.split("?")[0], "/boleto", registration):
        await page.goto(path)
        await look()
    assert await page.locator("html").get_attribute("lang") == locale
    await page.get_by_label(words["number"]).fill("4821")
    await page.get_by_label(words["surname"]).fill("Peñúñuri")
    await page.get_by_role("button", name=words["go_on"]).click()
    await look()
    await page.get_by_label(words["surname"]).fill("Yáñez")
    await page.get_by_role("button", name=words["go_on"]).click()
    await expect(page.get_by_role("button", name=words["confirm"])).to_be_visible()
    await look()
    await page.get_by_role("button", name=words["confirm"]).click()
    await expect(page.locator(".ticket-status")).to_contain_text(words["confirmed"])
    await look()
    ticket = page.url.split("?")[0]
    for end in ("/nombre", "/detalles", "/cancelar"):
        await page.goto(ticket + end)
        await look()


async def test_what_is_to_be_paid_follows_the_ticket_that_is_chosen(server: LiveServer, open_page: OpenPage) -> None:
    page = await open_page(**PHONE)
    event, poster = await a_poster()
    await make_type(event, name="Con comida", net=10_000)
    await page.goto(poster.replace("?", "/registro?"))
    await identify(page)
    await page.get_by_role("button", name=ES["go_on"]).click()
    seen = []

    for name in ("Con comida", "General", "Con comida"):
        await page.get_by_label(name).check()
        bar, total = page.locator(".actionbar"), page.locator(".sum tfoot td:visible")
        seen.append((await bar.inner_text(), await total.all_inner_texts()))

    assert [total for _, total in seen] == [["$116.00"], ["Gratis"], ["$116.00"]]
    assert ["$116.00" in bar for bar, _ in seen] == [True, False, True]
    assert ["Apartar y pagar $116.00" in bar for bar, _ in seen] == [True, False, True]
    assert [ES["confirm"] in bar for bar, _ in seen] == [False, True, False]
    await assert_fits(page)
    await assert_accessible(page)


@pytest.mark.parametrize("height", [568, 640, 760])
async def test_the_qr_is_drawn_in_whole_pixels_with_a_quiet_zone_of_four(
    server: LiveServer, open_page: OpenPage, height: int
) -> None:
    page = await open_page(**(PHONE | {"viewport": {"width": 360, "height": height}}))
    _, poster = await a_poster()

    await to_ticket(page, poster)

    modules = int((await page.locator(".ticket-qr svg").get_attribute("viewBox") or "").split()[-1])
    box = await page.locator(".ticket-qr svg").bounding_box()
    first = await page.locator(".ticket-qr svg path[stroke]").get_attribute("d") or ""
    assert box is not None
    assert (box["width"] % modules, box["height"], box["x"] % 1) == (0, box["width"], 0)
    assert box["width"] / modules >= 4
    assert first.startswith("M4 4.5h7")
