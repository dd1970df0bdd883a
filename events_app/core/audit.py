"""Who did what and when, sealed in batches so that nobody can rewrite it later without being noticed.

Each entry carries a digest of itself. One job closes the open entries into a seal: the digest of their digests over
the previous seal. Detail that must be erasable (a name, an address) stands in a row of its own with a random salt; the
entry carries only its digest, so erasing it leaves the chain whole.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from events_app.core.database import row, rows, tx

BATCH = 5_000
SEPARATOR = "\x1f"
_SEALING = 7_201_001
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


async def note(
    action: str, *, actor: str, subject: str, now: datetime, detail: Mapping[str, Any] | None = None
) -> None:
    """Writes one entry, in one statement, inside the caller's transaction.

    `actor` and `subject` are labels such as "user:12" and "event:7"; names and addresses belong in `detail`.
    """
    body = _canonical(detail) if detail else ""
    salt = secrets.token_hex(16) if detail else ""
    detail_digest = _sha256(salt + body) if detail else ""
    who, what, whom = _label(actor, 120), _label(action, 80), _label(subject, 120)
    digest = entry_digest(happened_at=now, actor=who, action=what, subject=whom, detail_digest=detail_digest)
    await row(_NOTE, now, who, what, whom, detail_digest, digest, salt, body)


async def erase_detail(entry_id: int) -> bool:
    """Erases the personal part of an entry; the chain stays whole. False when there was none."""
    return bool(await rows("DELETE FROM audit_details WHERE entry_id = $1 RETURNING id", entry_id))


async def seal(now: datetime) -> int:
    """Closes the open entries, in batches, and gives how many; only one process seals at a time."""
    sealed = 0
    while count := await tx(_seal_batch, now):
        sealed += count
    return sealed


async def verify() -> list[str]:
    """What is wrong with the chain, in plain words: an empty list means that nobody touched it."""
    return [f"{each['wrong']} {each['id']}" for each in await rows(VERIFY)]


def entry_digest(*, happened_at: datetime, actor: str, action: str, subject: str, detail_digest: str) -> str:
    """SHA-256 of the entry's fields; the moment counts in microseconds since 1970."""
    micros = (happened_at - _EPOCH) // timedelta(microseconds=1)
    return _sha256(SEPARATOR.join((str(micros), actor, action, subject, detail_digest)))


async def _seal_batch(now: datetime) -> int:
    await row("SELECT pg_advisory_xact_lock($1)", _SEALING)
    found = await row(_SEAL, now, BATCH)
    return int(found["entries"]) if found else 0


def _canonical(detail: Mapping[str, Any]) -> str:
    text = json.dumps(dict(detail), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return text.replace("\\u0000", "")


def _label(text: str, longest: int) -> str:
    return "".join(c for c in text if c.isprintable())[:longest]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


_NOTE = """
WITH entry AS (
    INSERT INTO audit_entries (created_at, happened_at, actor, action, subject, detail_digest, digest)
    VALUES ($1, $1, $2, $3, $4, $5, $6)
    RETURNING id
)
INSERT INTO audit_details (created_at, entry_id, salt, body)
SELECT $1, id, $7, $8 FROM entry WHERE $5 <> ''
"""

_SEAL = """
WITH batch AS (
    SELECT id, digest FROM audit_entries WHERE seal_id IS NULL ORDER BY id LIMIT $2
), chain AS (
    SELECT coalesce(max(position), 0) + 1 AS position,
           coalesce((SELECT digest FROM audit_seals ORDER BY position DESC LIMIT 1), repeat('0', 64)) AS previous
    FROM audit_seals
), closed AS (
    SELECT count(*) AS entries, string_agg(id || ':' || digest, E'\\n' ORDER BY id) AS content FROM batch
), made AS (
    INSERT INTO audit_seals (created_at, position, previous, entries, digest)
    SELECT $1, position, previous, entries,
           encode(sha256(convert_to(concat_ws(E'\\n', previous, position, content), 'UTF8')), 'hex')
    FROM chain, closed WHERE entries > 0
    RETURNING id, entries
), marked AS (
    UPDATE audit_entries SET seal_id = made.id FROM made, batch WHERE audit_entries.id = batch.id
)
SELECT entries FROM made
"""

# PostgreSQL recomputes every digest itself, so that a million entries are checked in seconds and none is carried here.
VERIFY = """
WITH entry AS (
    SELECT id, 'entry changed:' AS wrong FROM audit_entries
    WHERE digest <> encode(sha256(convert_to(concat_ws(E'\\x1f',
        (extract(epoch FROM happened_at) * 1000000)::bigint, actor, action, subject, detail_digest), 'UTF8')), 'hex')
), detail AS (
    SELECT entry_id AS id, 'detail changed:' AS wrong FROM audit_details
    JOIN audit_entries ON audit_entries.id = entry_id
    WHERE detail_digest <> encode(sha256(convert_to(salt || body, 'UTF8')), 'hex')
), content AS (
    SELECT seal_id, count(*) AS entries, string_agg(id || ':' || digest, E'\\n' ORDER BY id) AS content
    FROM audit_entries WHERE seal_id IS NOT NULL GROUP BY seal_id
), sealed AS (
    SELECT s.id, s.digest, s.previous, s.position, s.entries, c.entries AS found, c.content,
           lag(s.digest, 1, repeat('0', 64)) OVER (ORDER BY s.position) AS expected,
           row_number() OVER (ORDER BY s.position) AS place
    FROM audit_seals s LEFT JOIN content c ON c.seal_id = s.id
), broken AS (
    SELECT id, 'seal broken:' AS wrong FROM sealed
    WHERE previous <> expected OR position <> place OR found IS DISTINCT FROM entries
       OR digest <> encode(sha256(convert_to(concat_ws(E'\\n', previous, position, content), 'UTF8')), 'hex')
)
SELECT wrong, id FROM entry UNION ALL SELECT wrong, id FROM detail UNION ALL SELECT wrong, id FROM broken
ORDER BY wrong, id LIMIT 20
"""
