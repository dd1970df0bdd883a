"""One key, one body, one effect: a repeated submit is answered with the first answer."""

import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from events_app.core.clock import now
from events_app.core.database import row, rows
from events_app.core.errors import IdempotencyBusy, IdempotencyMismatch

CLAIM = """
INSERT INTO idempotency_keys (actor, path, key, body_hash, created_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (actor, path, key) DO NOTHING RETURNING id
"""
FIRST = "SELECT body_hash, result FROM idempotency_keys WHERE actor = $1 AND path = $2 AND key = $3"
FINISH = "UPDATE idempotency_keys SET result = $2::jsonb WHERE id = $1 RETURNING id"


@dataclass(frozen=True)
class Outcome:
    """What the effect gave (JSON-able), and whether it had been given before."""

    result: dict[str, Any]
    replayed: bool


async def once(
    key: str, *, actor: str, path: str, body: object, effect: Callable[[], Awaitable[dict[str, Any]]]
) -> Outcome:
    """Runs `effect` the first time; afterwards gives its result again. Call it first inside a transaction.

    The key is bound to the actor, the path and a hash of the body; another body raises IdempotencyMismatch.
    A second caller waits for the first one's transaction, so both get the same answer.
    """
    body_hash = hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()
    claimed = await row(CLAIM, actor, path, key[:100], body_hash, now())
    if claimed is None:
        return await _first_answer(key, actor=actor, path=path, body_hash=body_hash)
    result = await effect()
    await rows(FINISH, claimed["id"], json.dumps(result, default=str))
    return Outcome(result, replayed=False)


async def _first_answer(key: str, *, actor: str, path: str, body_hash: str) -> Outcome:
    first = await row(FIRST, actor, path, key[:100])
    if first is None or first["result"] is None:
        raise IdempotencyBusy()
    if first["body_hash"] != body_hash:
        raise IdempotencyMismatch()
    result = first["result"]
    return Outcome(json.loads(result) if isinstance(result, str) else result, replayed=True)
