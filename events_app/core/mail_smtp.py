"""Hands one message to the SMTP server and says how far it got, because only that tells what may be repeated."""

import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from enum import StrEnum
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

SECONDS = 30.0
_AWAY = (aiosmtplib.SMTPException, OSError, TimeoutError, ssl.SSLError)


class Outcome(StrEnum):
    ACCEPTED = "accepted"  # the server took responsibility
    LATER = "later"  # it said "not now", or could not be reached: nothing was handed over
    REFUSED = "refused"  # it said "never"
    UNKNOWN = "unknown"  # the line was cut after the content began: nobody knows


@dataclass(frozen=True)
class Handover:
    outcome: Outcome
    because: str = ""


async def hand_over(url: str, message: EmailMessage, *, sender: str, recipient: str) -> Handover:
    """Speaks SMTP with `smtp://` (STARTTLS when offered; `?starttls=required`) or `smtps://` for one recipient."""
    content = message.as_bytes(policy=SMTP_POLICY.clone(max_line_length=900))
    client = _client(url)
    try:
        await client.connect()
        await client.mail(sender)
        await client.rcpt(recipient)
    except _AWAY as error:
        client.close()
        return _before_content(error)
    try:
        await client.data(content)
    except aiosmtplib.SMTPResponseException as error:
        return _before_content(error)
    except _AWAY as error:
        return Handover(Outcome.UNKNOWN, f"{type(error).__name__} after DATA")
    finally:
        client.close()
    return Handover(Outcome.ACCEPTED)


def _client(url: str) -> aiosmtplib.SMTP:
    parts = urlsplit(url)
    secure = parts.scheme == "smtps"
    wish = parse_qs(parts.query).get("starttls", [""])[0]
    return aiosmtplib.SMTP(
        hostname=parts.hostname or "localhost",
        port=parts.port or (465 if secure else 587 if parts.username else 25),
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        use_tls=secure,
        start_tls=None if secure or not wish else wish == "required",
        timeout=SECONDS,
    )


def _before_content(error: Exception) -> Handover:
    """A clear "no" from the server: 5xx about this message is final; wrong credentials are ours to mend, so later."""
    code = getattr(error, "code", 0)
    final = isinstance(code, int) and 500 <= code < 600 and not isinstance(error, aiosmtplib.SMTPAuthenticationError)
    said = getattr(error, "message", error)
    because = f"{code} {said}" if code else f"{type(error).__name__}: {said}"
    return Handover(Outcome.REFUSED if final else Outcome.LATER, because)
