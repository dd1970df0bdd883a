"""Until when each kind of personal data is kept; what is due, shown beforehand, and erased by a job."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from events_app.core.database import execute, rows, transaction
from events_app.core.i18n import N_
from scholarships.privacy import erasing

BATCH = 200


@dataclass(frozen=True)
class Kind:
    """`due` gives ids of what was over before $1; `kept` is how long it stays after that."""

    key: str
    name: str
    kept: timedelta
    due: str


KINDS = (
    Kind(
        "drafts",
        N_("Solicitudes que nunca se enviaron"),
        timedelta(days=90),
        "SELECT w.id FROM scholarship_applications w JOIN scholarship_calls c ON c.id = w.call_id "
        "WHERE w.submitted_at IS NULL AND w.erased_at IS NULL AND coalesce(c.extended_until, c.closes_at) < $1",
    ),
    Kind(
        "not_awarded",
        N_("Solicitudes sin beca"),
        timedelta(days=365),
        "SELECT w.id FROM scholarship_applications w JOIN scholarship_calls c ON c.id = w.call_id "
        "LEFT JOIN scholarship_awards a ON a.application_id = w.id "
        "WHERE w.submitted_at IS NOT NULL AND w.erased_at IS NULL AND a.id IS NULL "
        "AND coalesce(c.published_at, c.extended_until, c.closes_at) < $1",
    ),
    Kind(
        "awarded",
        N_("Solicitudes con beca"),
        timedelta(days=5 * 365),
        "SELECT w.id FROM scholarship_applications w JOIN scholarship_calls c ON c.id = w.call_id "
        "JOIN scholarship_awards a ON a.application_id = w.id WHERE w.erased_at IS NULL AND c.published_at < $1",
    ),
    Kind(
        "papers",
        N_("Documentos escaneados"),
        timedelta(days=2 * 365),
        "SELECT DISTINCT w.id FROM scholarship_applications w JOIN scholarship_calls c ON c.id = w.call_id "
        "JOIN scholarship_documents d ON d.application_id = w.id "
        "WHERE (d.file_id IS NOT NULL OR d.redacted_id IS NOT NULL) AND c.published_at < $1",
    ),
    Kind(
        "nominations",
        N_("Postulaciones de empresas sin solicitud"),
        timedelta(days=90),
        "SELECT n.id FROM scholarship_nominations n JOIN scholarship_calls c ON c.id = n.call_id "
        "WHERE n.application_id IS NULL AND coalesce(c.extended_until, c.closes_at) < $1",
    ),
    Kind(
        "relatives",
        N_("Familiares que declararon los lectores"),
        timedelta(days=365),
        "SELECT r.id FROM scholarship_relatives r JOIN scholarship_reviewers v ON v.id = r.reviewer_id "
        "JOIN scholarship_calls c ON c.id = v.call_id "
        "WHERE coalesce(c.published_at, c.extended_until, c.closes_at) < $1",
    ),
)


async def due(now: datetime) -> dict[str, list[int]]:
    """What the job would erase now, by kind, without touching anything."""
    return {kind.key: [each["id"] for each in await rows(kind.due, now - kind.kept)] for kind in KINDS}


async def run(*, actor: str, now: datetime) -> dict[str, int]:
    """Erases what is due, one by one, so that whatever stops it half-way loses nothing; gives how many of each."""
    found = await due(now)
    done = dict.fromkeys(found, 0)
    for kind in ("drafts", "not_awarded", "awarded"):
        for application_id in found[kind][:BATCH]:
            done[kind] += await erasing.erase(application_id, because=f"retention:{kind}", actor=actor, now=now)
    for application_id in found["papers"][:BATCH]:
        done["papers"] += await _papers(application_id, now)
    done["nominations"] = await _delete("scholarship_nominations", found["nominations"])
    done["relatives"] = await _delete("scholarship_relatives", found["relatives"])
    return done


@transaction
async def _papers(application_id: int, now: datetime) -> bool:
    return bool(await erasing.erase_papers(application_id, now=now))


async def _delete(table: str, ids: list[int]) -> int:
    statements = {
        "scholarship_nominations": "DELETE FROM scholarship_nominations WHERE id = ANY($1)",
        "scholarship_relatives": "DELETE FROM scholarship_relatives WHERE id = ANY($1)",
    }
    await execute(statements[table], ids)
    return len(ids)
