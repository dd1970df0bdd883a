"""Secrets that travel: sign-in tokens, six-digit codes, signed values and the code inside a ticket's QR."""

import base64
import hashlib
import hmac
import json
import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from events_app.core.settings import settings

CURRENT_KEY_VERSION = 1
_keys: dict[Path, bytes] = {}


def new_secret() -> str:
    """32 random bytes, safe in a URL."""
    return secrets.token_urlsafe(32)


def new_code6() -> str:
    """Six random digits for a person to type."""
    return f"{secrets.randbelow(1_000_000):06d}"


def digest(secret: str) -> str:
    """The form in which a secret is stored: 64 hexadecimal characters of SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()


def keyed_digest(text: str, purpose: str) -> str:
    """A digest that nobody without SECRET_KEY can guess from short inputs such as a code or an address."""
    key = f"{purpose}:{settings().secret_key}".encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def ticket_code(registration_id: int, rotation: int, key_version: int = CURRENT_KEY_VERSION) -> str:
    """The 26 upper-case characters in a ticket's QR: base32 of HMAC-SHA256(ticket key, id ‖ rotation)[:16]."""
    message = registration_id.to_bytes(8, "big") + rotation.to_bytes(4, "big")
    code = hmac.new(ticket_key(key_version), message, hashlib.sha256).digest()[:16]
    return base64.b32encode(code).decode().rstrip("=")


def credential_code(kind: str, record_id: int, rotation: int, key_version: int = CURRENT_KEY_VERSION) -> str:
    """The code of another kind of credential (a player, a team's page): as a ticket's, never equal to one."""
    message = kind.encode() + b":" + record_id.to_bytes(8, "big") + rotation.to_bytes(4, "big")
    code = hmac.new(ticket_key(key_version), message, hashlib.sha256).digest()[:16]
    return base64.b32encode(code).decode().rstrip("=")


def ticket_hash(code: str) -> str:
    """How the server looks a code up; upper and lower case are the same code."""
    return digest(code.strip().upper())


def ticket_key(version: int) -> bytes:
    """The ticket key of this version, kept in DATA_DIR/keys apart from SECRET_KEY; made at its first use."""
    return kept_key("ticket", version)


def kept_key(name: str, version: int) -> bytes:
    """The 32 bytes of `DATA_DIR/keys/<name>-<version>.key`, made at their first use."""
    path = settings().data_dir / "keys" / f"{name}-{version}.key"
    cached = _keys.get(path)
    if cached is None:
        cached = _keys[path] = _read_or_make(path)
    return cached


def _read_or_make(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(f".{os.getpid()}.new")
    draft.touch(mode=0o600)
    draft.write_bytes(secrets.token_bytes(32))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_bytes()


def sign(payload: dict[str, Any], purpose: str, *, now: datetime) -> str:
    """A value the browser carries for us: readable, dated, and impossible to alter."""
    body = base64.urlsafe_b64encode(json.dumps([payload, int(now.timestamp())]).encode()).decode().rstrip("=")
    return f"{body}.{keyed_digest(body, purpose)[:43]}"


def unsign(text: str, purpose: str, *, now: datetime, max_age: timedelta) -> dict[str, Any] | None:
    """The payload, or None when the signature is wrong or the value is older than `max_age`."""
    body, _, signature = text.partition(".")
    if not hmac.compare_digest(keyed_digest(body, purpose)[:43].encode(), signature.encode()):
        return None
    try:
        payload, issued = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except ValueError:
        return None
    age = now.timestamp() - issued
    return dict(payload) if -60 <= age <= max_age.total_seconds() else None
