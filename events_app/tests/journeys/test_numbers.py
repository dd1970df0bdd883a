"""What an event's page costs a cheap telephone. Statements are counted by the tests of each room."""

from events_app.tests.factories.events import make_event, make_session, make_ticket_type
from events_app.tests.support.browser import TestClient
from events_app.tests.support.weight import weigh

KILOBYTE = 1_024


async def test_an_event_page_with_its_styles_and_scripts_weighs_at_most_sixty_kilobytes(client: TestClient) -> None:
    event = await make_event(capacity=60, text_es="Qué revisa la autoridad y qué le mostramos. " * 60)
    await make_ticket_type(event, prices={"regular": 120_000, "associate": 150_000, "public": 210_000})
    for number in range(6):
        await make_session(event, f"Sesión {number} · Tipo de cambio y nómina")

    weight = await weigh(client, f"/eventos/{event.slug}")

    assert weight.plain <= 60 * KILOBYTE, weight
    assert weight.travelled < weight.plain
    kinds = {piece.partition("?")[0].rpartition(".")[2] for piece in weight.pieces[1:]}
    assert (weight.pieces[0], kinds) == (f"/eventos/{event.slug}", {"css", "js"})
