"""A family renews its scholarship from its own page, and the office checks what it handed in."""

import io
import re
from datetime import date

import pytest
from PIL import Image

from events_app.core.access import Role
from events_app.core.clock import now as clock_now
from events_app.core.database import rows
from events_app.core.tables import OutboxMessage
from events_app.tests.factories.accounts import make_user
from events_app.tests.scholarships.awards_world import LATER, World, make_world, published
from events_app.tests.support.browser import TestClient
from scholarships.applications.papers import AccessLog, Document
from scholarships.applications.states import CheckStatus
from scholarships.awards import letters, offers, renewals, renewing
from scholarships.awards.grants import Award, Instalment, Renewal, RenewalStatus


def photo(color: str = "white") -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (300, 400), color).save(written, "JPEG")
    return written.getvalue()


async def asked() -> tuple[World, Award, Renewal, str]:
    """An award that was taken, and the office asks its family to renew it; the last is the family's address."""
    world = await make_world()
    await published(world)
    award = await Award.get(application_id=world.applications[0].id)
    await offers.accept(award, actor="family", now=LATER)
    await renewals.ask(world.call, "2027-2", date(2027, 9, 1), now=LATER)
    return world, award, await Renewal.get(award_id=award.id), letters.path_of(award.application_id)


def both(**colors: str) -> dict[str, tuple[str, bytes, str]]:
    return {
        name: (f"{name} de Emiliano.jpg", photo(colors.get(name, "white")), "image/jpeg")
        for name in ("boleta", "constancia")
    }


async def test_a_family_hands_in_its_renewal_where_the_mail_says(client: TestClient) -> None:
    _world, _award, renewal, path = await asked()
    message = await OutboxMessage.get(message="scholarship_renewal")

    shown = await client.get(path)
    sent = await client.post(f"{path}/renovacion", data={"average": "9,4"}, files=both())
    after = await client.get(path)

    assert str(message.context["link"]).endswith(path)
    assert "Renovación para 2027-2" in shown.text
    assert f'action="{path}/renovacion"' in shown.text
    assert (sent.status_code, sent.headers["location"]) == (303, path)
    assert "Ya las recibimos." in after.text
    assert 'value="9.4"' in after.text
    assert (await Renewal.get(id=renewal.id)).average == "9.4"
    kinds = [(each.kind, each.part) for each in await Document.all().order_by("kind")]
    assert kinds == [(f"renovacion-{renewal.id}-boleta", 1), (f"renovacion-{renewal.id}-constancia", 1)]


async def test_what_is_missing_is_named_and_nothing_is_kept(client: TestClient) -> None:
    _world, _award, renewal, path = await asked()
    only = {"boleta": both()["boleta"]}

    half = await client.post(f"{path}/renovacion", data={"average": "9.4"}, files=only, follow_redirects=True)
    wordless = await client.post(f"{path}/renovacion", data={"average": "nueve"}, files=both(), follow_redirects=True)
    odd = both() | {"constancia": ("x.svg", b"<svg onload='x'/>", "image/svg+xml")}
    strange = await client.post(f"{path}/renovacion", data={"average": "9.4"}, files=odd, follow_redirects=True)

    assert "Falta: Constancia de inscripción." in half.text
    assert "Escribe el promedio con número" in wordless.text
    assert strange.status_code == 200
    assert (await Document.all().count(), (await Renewal.get(id=renewal.id)).average) == (0, "")


async def test_the_office_sees_the_papers_and_each_look_is_written_down(client: TestClient) -> None:
    world, award, renewal, path = await asked()
    await client.post(f"{path}/renovacion", data={"average": "9.4"}, files=both())
    office = await make_user(roles=[Role.OFFICE])
    await client.sign_in(office)
    papers = await renewing.papers_of(renewal)
    place = f"/oficina/becas/renovaciones/{renewal.id}"

    shown = await client.get(f"/oficina/becas/{world.call.id}/otorgadas")
    picture = await client.get(f"{place}/documentos/{papers['boleta'][0].id}")
    stranger = await client.get(f"{place}/documentos/999999")
    seen = [str(page.id) for pages in papers.values() for page in pages]
    await client.post(place, data={"verdict": "renewed", "average": "9.4", "papers": seen})

    assert f"{place}/documentos/{papers['constancia'][0].id}" in shown.text
    assert "Entregada" in shown.text
    assert (picture.status_code, picture.headers["content-type"], stranger.status_code) == (200, "image/jpeg", 404)
    looks = await AccessLog.filter(actor=f"user:{office.id}")
    assert [each.document_id for each in looks] == [papers["boleta"][0].id]
    assert (await Renewal.get(id=renewal.id)).status is RenewalStatus.RENEWED
    assert await Instalment.filter(award_id=award.id).count() == 4
    assert {each.verdict for each in await Document.all()} == {CheckStatus.ACCEPTED}


async def test_papers_that_do_not_serve_go_back_to_the_family_with_the_reason(client: TestClient) -> None:
    _world, _award, renewal, path = await asked()
    await client.post(f"{path}/renovacion", data={"average": "9.4"}, files=both())
    await client.sign_in(await make_user(roles=[Role.OFFICE]))

    seen = [str(page.id) for pages in (await renewing.papers_of(renewal)).values() for page in pages]
    await client.post(
        f"/oficina/becas/renovaciones/{renewal.id}",
        data={"verdict": "again", "reason": "La boleta está borrosa", "papers": seen},
    )
    client.sign_out()
    told = await client.get(path)
    await client.post(f"{path}/renovacion", data={"average": "9.4"}, files=both(boleta="gray", constancia="gray"))
    mended = await client.get(path)

    assert "La boleta está borrosa" in told.text
    assert "Hace falta entregarlas otra vez" in told.text
    assert await OutboxMessage.filter(message="scholarship_renewal_again").count() == 1
    assert "Ya las recibimos." in mended.text
    assert "borrosa" not in mended.text
    assert (await Renewal.get(id=renewal.id)).status is RenewalStatus.ASKED


@pytest.mark.parametrize("verdict", ["renewed", "again", "ended"])
async def test_a_decision_on_papers_that_were_replaced_meanwhile_is_refused(client: TestClient, verdict: str) -> None:
    world, _award, renewal, path = await asked()
    await client.post(f"{path}/renovacion", data={"average": "9.4"}, files=both())
    await client.sign_in(await make_user(roles=[Role.OFFICE]))
    desk = await client.get(f"/oficina/becas/{world.call.id}/otorgadas")
    seen = re.findall(r'name="papers" value="([0-9]+)"', desk.text)

    await client.post(f"{path}/renovacion", data={"average": "9.4"}, files={"boleta": both()["boleta"]})
    refused = await client.post(
        f"/oficina/becas/renovaciones/{renewal.id}",
        data={"verdict": verdict, "average": "9.4", "reason": "Borrosa", "papers": seen},
        follow_redirects=True,
    )

    assert "La familia entregó otro archivo" in refused.text
    assert (await Renewal.get(id=renewal.id)).status is RenewalStatus.ASKED
    assert {each.verdict for each in await Document.all()} == {CheckStatus.PENDING}


async def test_a_decided_renewal_takes_no_more_papers(client: TestClient) -> None:
    _world, award, renewal, path = await asked()
    await renewals.finish(renewal, "7.0", reason="No llegó al promedio", actor="user:1", now=clock_now())

    late = await client.post(f"{path}/renovacion", data={"average": "9.4"}, files=both())

    assert late.status_code == 303
    assert await rows("SELECT id FROM scholarship_documents") == []
    page = await client.get(letters.path_of(award.application_id))
    assert "Renovación para" not in page.text
    assert "No llegó al promedio" in page.text
