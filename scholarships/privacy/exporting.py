"""Everything the programme knows about one application's people, as they may ask: complete and readable."""

from typing import Any

from events_app.core.database import rows
from scholarships.applications.delicate import curp_of, need_of
from scholarships.applications.models import Application

# What was given, decided and looked at; scores are the readers' opinions about folios and are explained in the letter.
# When its readers open a file is told with the results: before, a family would see how far the reading is.
TABLES = {
    "documents": "SELECT kind, part, content_type, size, pages, uploaded_at, verdict, verdict_reason "
    "FROM scholarship_documents WHERE application_id = $1 ORDER BY id",
    "consents": "SELECT purpose, giver, notice_version, given_at, withdrawn_at FROM scholarship_consents "
    "WHERE application_id = $1 ORDER BY id",
    "submissions": "SELECT number, at, digest FROM scholarship_submissions WHERE application_id = $1 ORDER BY number",
    "employment": "SELECT works_here, hired_on, answered_at FROM scholarship_employment_answers "
    "WHERE application_id = $1",
    "verified_facts": "SELECT key, value, verified_at FROM scholarship_verified_facts WHERE application_id = $1 "
    "ORDER BY key",
    "corrections": "SELECT asked, message, asked_at, due_at, answered_at FROM scholarship_corrections "
    "WHERE application_id = $1 ORDER BY id",
    "decision": "SELECT d.verdict, d.amount, d.at FROM scholarship_decisions d "
    "JOIN scholarship_calls c ON c.id = d.call_id AND c.published_at IS NOT NULL WHERE d.application_id = $1",
    "award": "SELECT level, amount, currency, status, offered_at, answered_at, ended_at FROM scholarship_awards "
    "WHERE application_id = $1",
    "instalments": "SELECT i.number, i.amount, i.currency, i.due_on, i.status, i.paid_at "
    "FROM scholarship_instalments i JOIN scholarship_awards a ON a.id = i.award_id "
    "WHERE a.application_id = $1 ORDER BY i.number",
    "appeal": "SELECT text, filed_at, status, answer, decided_at FROM scholarship_appeals WHERE application_id = $1",
    "letters": "SELECT kind, issued_at, opened_at FROM scholarship_letters WHERE application_id = $1 ORDER BY id",
    "views": "SELECT g.seen, g.at FROM scholarship_access_log g JOIN scholarship_applications w "
    "ON w.id = g.application_id JOIN scholarship_calls c ON c.id = w.call_id WHERE g.application_id = $1 AND ("
    "c.published_at IS NOT NULL OR g.actor NOT IN (SELECT 'user:' || v.user_id FROM scholarship_reviewers v "
    "WHERE v.call_id = c.id)) ORDER BY g.at, g.id",
    "messages": "SELECT message, created_at FROM outbox_messages WHERE lower(address) = ("
    "SELECT lower(guardian_email) FROM scholarship_applications WHERE id = $1 AND guardian_email <> '') ORDER BY id",
}
OWN = (
    "folio", "status", "locale", "employee_number", "guardian_given_name", "guardian_paternal_surname",
    "guardian_maternal_surname", "guardian_relationship", "guardian_phone", "guardian_email", "child_given_name",
    "child_paternal_surname", "child_maternal_surname", "child_birth", "child_sex", "level", "grade", "school",
    "average", "failed", "previous_awards", "essays", "saved_at", "submitted_at",
)  # fmt: skip


async def everything(application: Application) -> dict[str, Any]:
    """JSON-able values by part; the application comes with its company and call."""
    found: dict[str, Any] = {"application": {name: getattr(application, name) for name in OWN}}
    found["application"] |= {"call": application.call.name, "company": application.company.display_name}
    found["curp"], found["need"] = curp_of(application), need_of(application)
    for part, sql in TABLES.items():
        found[part] = await rows(sql, application.id)
    return found
