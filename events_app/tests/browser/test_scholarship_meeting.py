"""The committee meets before a projector: a motion is proposed there, voted on a phone, and counted by all."""

from typing import Any

from playwright.async_api import Page, expect

from events_app.accounts.models import User
from events_app.accounts.services import open_session
from events_app.core.clock import now
from events_app.core.middleware import session_cookie
from events_app.tests.browser.conftest import OpenPage
from events_app.tests.scholarships.awards_world import make_world, opened
from events_app.tests.support.live_server import LiveServer
from scholarships.awards.models import Motion, MotionStatus, Vote, VoteChoice


async def enter(page: Page, server: LiveServer, user: User) -> None:
    token = await open_session(user, now(), "test")
    await page.context.add_cookies([{"name": session_cookie(), "value": token, "url": server.base_url}])


async def test_a_vote_on_a_phone_appears_on_the_projector(
    server: LiveServer, open_page: OpenPage, desktop: Page
) -> None:
    world = await make_world(((5, 5, 4), (4, 4, 4), (3, 4, 3), (3, 3, 2)))
    meeting = await opened(world)
    place = f"/comite/sesiones/{meeting.id}"
    phone: dict[str, Any] = {"viewport": {"width": 360, "height": 760}, "is_mobile": True, "has_touch": True}
    member = await open_page(**phone)
    await enter(desktop, server, world.users[0])
    await enter(member, server, world.users[1])

    await desktop.goto(place)
    await member.goto(place)
    await desktop.get_by_role("button", name="Poner a votación").first.click()
    await expect(member.get_by_role("heading", name="Tu voto")).to_be_visible()
    await member.get_by_role("button", name="A favor").click()
    await expect(desktop.locator(".ballots .yes")).to_have_count(1)
    await desktop.get_by_role("button", name="A favor", exact=True).click()
    await expect(desktop.locator(".motion-foot")).to_contain_text("Hay mayoría: 2 de 3 votos")
    await desktop.get_by_role("button", name="Cerrar votación").click()
    await expect(desktop.locator(".motion")).to_contain_text("Aprobada")

    assert (await Motion.get()).status is MotionStatus.CARRIED
    assert await Vote.filter(choice=VoteChoice.YES).count() == 2
    assert await member.evaluate("document.documentElement.scrollWidth") <= 360


async def test_the_meeting_can_be_held_without_scripts(server: LiveServer, phone_without_js: Page) -> None:
    world = await make_world()
    meeting = await opened(world)
    await enter(phone_without_js, server, world.users[0])

    await phone_without_js.goto(f"/comite/sesiones/{meeting.id}")
    await phone_without_js.get_by_role("button", name="Poner a votación").first.click()
    await phone_without_js.get_by_role("button", name="A favor", exact=True).first.click()

    assert await Vote.all().count() == 1
