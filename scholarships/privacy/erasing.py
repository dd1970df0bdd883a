"""Erasing a person: names, papers and words go; what counts without telling who (level, sex, result) stays."""

import secrets
from datetime import datetime

from events_app.core import audit, files, tokens
from events_app.core.database import after_commit, execute, rows, transaction

ERASE = """
UPDATE scholarship_applications SET guardian_id = NULL, employee_number = '', number_key = '',
    guardian_given_name = '', guardian_paternal_surname = '', guardian_maternal_surname = '', guardian_phone = '',
    guardian_email = '', child_given_name = '', child_paternal_surname = '', child_maternal_surname = '',
    child_birth = NULL, curp_sealed = '', child_key = '', school = '', average = '', failed = NULL, need_sealed = '',
    need_answered = 0, essays = '{}', link_hash = $2, ended_because = '', erased_at = $3
WHERE id = $1 AND erased_at IS NULL RETURNING id
"""
# Everything that stands beside an application and says who it is.
BESIDE = (
    "DELETE FROM scholarship_masked_essays WHERE application_id = $1",
    "DELETE FROM scholarship_verified_facts WHERE application_id = $1",
    "DELETE FROM scholarship_nominations WHERE application_id = $1",
    "UPDATE scholarship_corrections SET message = '–', asked = '[]' WHERE application_id = $1",
    "UPDATE scholarship_appeals SET text = '' WHERE application_id = $1",
    "UPDATE scholarship_appeals SET answer = '–' WHERE application_id = $1 AND status <> 'filed'",
    "UPDATE scholarship_awards SET ended_because = '' WHERE application_id = $1",
    "UPDATE scholarship_arco_requests SET text = '' WHERE application_id = $1",
)
FILES = """
SELECT f.id FROM scholarship_documents d JOIN stored_files f ON f.id IN (d.file_id, d.redacted_id)
WHERE d.application_id = $1
UNION SELECT l.file_id FROM scholarship_letters l WHERE l.application_id = $1 AND l.file_id IS NOT NULL
"""
MAIL = """
UPDATE outbox_messages SET context = '{}' WHERE status NOT IN ('queued', 'sending')
AND lower(address) = lower($1)
"""


@transaction
async def erase(application_id: int, *, because: str, actor: str, now: datetime) -> bool:
    """Erases one application's person, its link and its papers; False when it was erased before.

    Scores, decisions, awards and payments stay under the folio: they say what was given, not to whom.
    """
    address = await rows("SELECT guardian_email FROM scholarship_applications WHERE id = $1", application_id)
    dead_link = tokens.digest(secrets.token_hex(32))
    if not await rows(ERASE, application_id, dead_link, now):
        return False
    for statement in BESIDE:
        await execute(statement, application_id)
    if address and address[0]["guardian_email"]:
        await execute(MAIL, address[0]["guardian_email"])
    await erase_papers(application_id, now=now)
    subject, detail = f"application:{application_id}", {"because": because}
    await audit.note("scholarships.erased", actor=actor, subject=subject, now=now, detail=detail)
    return True


async def erase_papers(application_id: int, *, now: datetime) -> int:
    """Takes the scans away, inside the caller's transaction; the files themselves go after it. Gives how many."""
    found = [each["id"] for each in await rows(FILES, application_id)]
    await execute(
        "UPDATE scholarship_documents SET file_id = NULL, redacted_id = NULL, redacted_boxes = '[]', "
        "removed_at = coalesce(removed_at, $2) WHERE application_id = $1",
        application_id,
        now,
    )
    await execute("UPDATE scholarship_letters SET file_id = NULL WHERE application_id = $1", application_id)

    async def remove() -> None:
        for file_id in found:
            await files.remove(await files.stored(file_id))

    await after_commit(remove)
    return len(found)
