"""Where to look at the scholarships of the demonstration: pages by path, and families by the stage they are at."""

from typing import Any

from scholarships.applications.links import letter_code, path_of
from scholarships.applications.models import Application
from scholarships.awards.grants import Award, AwardStatus
from scholarships.awards.models import Decision, Verdict
from scholarships.calls.models import Call, CallStatus

OPEN, REVIEW, DONE = CallStatus.OPEN, CallStatus.REVIEWING, CallStatus.FINISHED


async def paths() -> dict[str, str]:
    """The pages that show each call and the fund."""
    found = {each.status: each for each in await Call.filter(status__in=[OPEN, REVIEW, DONE])}
    review, done = found[REVIEW].id, found[DONE].id
    return {
        "scholarships": "/becas",
        "call_open": f"/becas/{found[OPEN].slug}",
        "call_apply": f"/becas/{found[OPEN].slug}/solicitud",
        "call_review": f"/becas/{found[REVIEW].slug}",
        "call_results": f"/becas/{found[DONE].slug}/resultados",
        "call_figures": f"/becas/{found[DONE].slug}/cifras",
        "readings": "/lectura",
        "board": f"/oficina/becas/{review}/lectura",
        "call_office": f"/oficina/becas/{review}",
        "applications": f"/oficina/becas/{review}/solicitudes",
        "decisions": f"/oficina/becas/{done}/resolucion",
        "awards": f"/oficina/becas/{done}/otorgadas",
        "company_scholarships": "/empresa/becas",
        "fund": "/oficina/fondo",
        "fund_thanks": "/fondo-de-becas",
        "privacy": "/oficina/privacidad",
    }


async def families() -> list[dict[str, str]]:
    """Secret links, one for each stage; whoever has one needs no account."""
    found = []
    for status in ("draft", "submitted", "correction"):
        mine = await Application.filter(call__status=OPEN, status=status).order_by("id").first()
        if mine is not None:
            found.append({"stage": status, "path": path_of(mine)})
    mine = await Application.filter(call__status=REVIEW, status="eligible").order_by("id").first()
    if mine is not None:
        found.append({"stage": "under_review", "path": path_of(mine)})
    for stage, status in (("award_paid", AwardStatus.PAID), ("award_accepted", AwardStatus.ACCEPTED),
                          ("award_declined", AwardStatus.DECLINED)):  # fmt: skip
        award = await Award.filter(call__status=DONE, status=status).order_by("id").first()
        if award is not None:
            found.append({"stage": stage, "path": f"/carta/{letter_code(award.application_id)}"})
    waiting = await Decision.filter(call__status=DONE, verdict=Verdict.WAITING).order_by("-position").first()
    if waiting is not None:
        found.append({"stage": "waiting", "path": f"/carta/{letter_code(waiting.application_id)}"})
    return found


async def summary() -> dict[str, Any]:
    return {"paths": await paths(), "families": await families()}
