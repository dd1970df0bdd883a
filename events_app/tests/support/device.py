"""Phones and computers whose clock is right: they live on the day of the tests, as the house does."""

from typing import Any

from playwright.async_api import Browser, BrowserContext, Page

from events_app.core.settings import settings

DATE = """globalThis.Date = new Proxy(Date, {
    construct: (real, given, made) => Reflect.construct(real, given.length ? given : [real.now() + MOVED], made),
    apply: (real) => new real(real.now() + MOVED).toString(),
    get: (real, name) => (name === "now" ? () => real.now() + MOVED : Reflect.get(real, name)),
});"""


async def switched_on(browser: Browser, **options: Any) -> BrowserContext:
    """A device of somebody's own; the service workers of its pages ask for no time."""
    device = await browser.new_context(**({"locale": "es-MX"} | options))
    await device.add_init_script(DATE.replace("MOVED", str(settings().clock_offset * 1000)))
    return device


async def page_of(browser: Browser, **options: Any) -> Page:
    """The one page of a new device."""
    return await (await switched_on(browser, **options)).new_page()
