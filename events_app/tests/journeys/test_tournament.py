"""A cup in a real browser, from the call to the champion, while somebody follows it live on another."""

import asyncio
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, expect

from events_app.tests.journeys import cup_committee as committee
from events_app.tests.journeys import cup_field as field
from events_app.tests.journeys import cup_teams as teams
from events_app.tests.journeys.checkup import healthy
from events_app.tests.journeys.conftest import Town
from events_app.tests.journeys.cup import CHAMPION, SCORER, Cup, make_cup
from events_app.tests.journeys.cup_field import Fixture
from events_app.tests.journeys.people import DESK, PHONE, people, somebody
from events_app.tournaments.models import Division

SOON = 20_000  # milliseconds


@dataclass(frozen=True)
class Crowd:
    """Everybody with a device; `desk` and `chair` are the same organiser at a desk and at the field."""

    coordinators: tuple[Page, Page]
    captain: Page
    desk: Page
    chair: Page
    keeper: Page
    follower: Page


async def test_a_cup_from_the_call_to_the_champion_seen_live(town: Town, tmp_path: Path) -> None:
    cup = await make_cup(town)
    async with people(town) as (browser, objections):
        crowd = await gather(browser, cup, objections)

        await committee.call_for_teams(crowd.desk, cup)
        captains = await everybody_enters(crowd, cup)
        await teams.fill_roster(crowd.coordinators[0], captains[CHAMPION], tmp_path)
        promised = await committee.draw_before_witnesses(crowd.desk)
        await committee.make_calendar(crowd.desk, cup)
        await committee.publish_calendar(crowd.desk)
        await follow(crowd.follower, cup)
        wrong = await play_quarters(crowd, captains)
        await play_semifinals(crowd, wrong)
        await play_finals(crowd)

        champion = crowd.follower.locator(".champion-name")
        await expect(champion).to_have_text(CHAMPION, timeout=SOON)
        assert await crowd.follower.evaluate("window.stayed")
    division = await Division.get(tournament__event_id=cup.event.id)
    assert (division.status, sha256(division.seed.encode()).hexdigest()) == ("finished", promised)
    assert await healthy(town) == []


async def gather(browser: Browser, cup: Cup, seen: list[list[str]]) -> Crowd:
    come = partial(somebody, browser, cup.town, seen)
    first, second = [await come(each.coordinator, **PHONE) for each in cup.clubs]
    return Crowd(
        coordinators=(first, second),
        captain=await come(**PHONE),
        desk=await come(cup.organiser, **DESK),
        chair=await come(cup.organiser, **PHONE),
        keeper=await come(cup.keeper, **PHONE),
        follower=await come(**DESK),
    )


async def everybody_enters(crowd: Crowd, cup: Cup) -> dict[str, str]:
    """Both companies at the same time; gives the link of every captain's page."""
    entering = (teams.enter_teams(page, cup, club) for page, club in zip(crowd.coordinators, cup.clubs, strict=True))
    first, second = await asyncio.gather(*entering)
    return first | second


async def follow(page: Page, cup: Cup) -> None:
    """Opened once; what it shows from here on has come by itself."""
    await page.goto(cup.path)
    await expect(page.locator("tournament-bracket .match")).to_have_count(8)
    await page.evaluate("window.stayed = true")


async def play_quarters(crowd: Crowd, captains: dict[str, str]) -> Fixture:
    """One signed by both, one disputed, one that nobody came to, and one whose score was noted wrong: that one."""
    fixtures = await field.fixtures_of_today(crowd.keeper)
    first = next(each for each in fixtures if CHAMPION in (each.home, each.away))
    disputed, absent, wrong = (each for each in fixtures if each != first)
    await play_before_everybody(crowd, first)
    await play_and_dispute(crowd, disputed, captains[disputed.named(disputed.worse)])
    await field.nobody_came(crowd.chair, absent)
    await says(card(crowd.follower, absent), "W.O.")
    await field.play(crowd.keeper, wrong)
    await shows(scores(crowd.follower, wrong), wrong.score(1, 0))
    return wrong


async def play_before_everybody(crowd: Crowd, fixture: Fixture) -> None:
    """Goals appear on the other browser while they are noted; both captains sign on the scorekeeper's phone."""
    shown = crowd.follower.locator(f"[data-live='{fixture.number}'] .now-score")
    await field.open_sheet(crowd.keeper, fixture)
    await field.goal(crowd.keeper, fixture.better, 7)
    await shows(shown, fixture.score(1, 0))
    await says(crowd.follower.locator(f"[data-live='{fixture.number}']"), SCORER)
    await field.goal(crowd.keeper, fixture.worse)
    await shows(shown, (1, 1))
    await field.goal(crowd.keeper, fixture.better, 10)
    await field.finish(crowd.keeper, fixture.score(2, 1))
    await field.sign_with_finger(crowd.keeper, "home")
    await field.sign_by_name(crowd.keeper, "away")
    await expect(shown).to_have_count(0, timeout=SOON)
    await shows(scores(crowd.follower, fixture), fixture.score(2, 1))


async def play_and_dispute(crowd: Crowd, fixture: Fixture, loser: str) -> None:
    await field.open_sheet(crowd.keeper, fixture)
    await field.goal(crowd.keeper, fixture.better)
    await field.finish(crowd.keeper, fixture.score(1, 0))
    await says(card(crowd.follower, fixture), "Provisional")
    await teams.object_to(crowd.captain, loser, fixture.title, "El gol fue con la mano")
    await says(card(crowd.follower, fixture), "En desacuerdo")
    await committee.keep_result(crowd.desk, "El gol fue con la mano", "El árbitro vio la jugada")
    await expect(card(crowd.follower, fixture)).not_to_contain_text("En desacuerdo", timeout=SOON)


async def play_semifinals(crowd: Crowd, wrong: Fixture) -> None:
    """After both, the committee corrects a quarterfinal: the semifinal that its loser played is played again."""
    semifinals = await field.fixtures_of_today(crowd.keeper)
    for each in semifinals:
        await field.play(crowd.keeper, each)
    out, back = wrong.named(wrong.better), wrong.named(wrong.worse)
    stolen = next(each for each in semifinals if out in (each.home, each.away))
    aside, changes = await committee.correct_result(crowd.desk, wrong, wrong.score(0, 1), "Se anotó al revés")
    await says(card(crowd.follower, stolen), back)
    await expect(scores(crowd.follower, stolen)).to_have_count(0)
    (again,) = await field.fixtures_of_today(crowd.keeper)
    await field.play(crowd.keeper, again, 3, 1)
    await shows(scores(crowd.follower, again), again.score(3, 1))

    assert aside == [f"El resultado del partido {stolen.number} quedaría apartado: lo jugaron otros equipos."]
    assert f"Partido {wrong.number}, gana: de {out} a {back}." in changes
    assert (again.number, {again.home, again.away}) == (stolen.number, {stolen.home, stolen.away} ^ {out, back})


async def play_finals(crowd: Crowd) -> None:
    fixtures = await field.fixtures_of_today(crowd.keeper)
    for each in sorted(fixtures, key=lambda each: CHAMPION in (each.home, each.away)):
        await field.play(crowd.keeper, each, 2, 1)


async def shows(figures: Locator, score: tuple[int, int]) -> None:
    """It comes by itself: within a second when nothing else runs on this machine."""
    await expect(figures).to_have_text([str(each) for each in score], timeout=SOON)


async def says(where: Locator, words: str) -> None:
    await expect(where).to_contain_text(words, timeout=SOON)


def card(page: Page, fixture: Fixture) -> Locator:
    return page.locator(f"tournament-bracket [data-match='{fixture.number}']")


def scores(page: Page, fixture: Fixture) -> Locator:
    return card(page, fixture).locator(".score")
