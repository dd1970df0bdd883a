"""Writes an e-mail from its folder of three texts: subject, plain text and HTML, in the reader's language."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, getaddresses
from typing import Any

from jinja2 import TemplateNotFound

from events_app.core.errors import Invalid
from events_app.core.files import read, stored
from events_app.core.i18n import N_, use_locale
from events_app.core.settings import settings
from events_app.core.templates import environment

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}")
_MESSAGE = re.compile(r"[a-z][a-z0-9_]{0,60}")


class BadAddress(Invalid):
    message = N_("Esa dirección de correo no se puede usar. Revísala, por favor.")


@dataclass(frozen=True)
class Attachment:
    """A file inside a message; with `cid` the HTML shows it as `<img src="cid:…">`."""

    name: str
    content_type: str
    data: bytes
    cid: str = ""


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str
    html: str


Maker = Callable[[str, str], Awaitable[Attachment]]
_makers: dict[str, Maker] = {}


def attach(kind: str, maker: Maker) -> None:
    """Lets messages carry "kind:key" references; `maker(key, locale)` makes the file when the message leaves."""
    _makers[kind] = maker


def clean_address(text: str) -> str:
    """The address in lower case; raises BadAddress for whatever could slip into a header or to a second reader."""
    address = text.strip().lower()
    if len(address) > 254 or not _ADDRESS.fullmatch(address) or ".." in address:
        raise BadAddress()
    return address


def write(message: str, locale: str, context: dict[str, Any]) -> Letter:
    """The three texts; English lies in `en/`, and a folder without it answers in Spanish."""
    if not _MESSAGE.fullmatch(message):
        raise ValueError(f"not a message's name: {message!r}")
    house = settings()
    given = {"association": house.association, "base_url": house.base_url, "locale": locale} | context
    with use_locale(locale):
        texts = [_text(message, locale, part, given) for part in ("subject.txt", "body.txt", "body.html")]
    return Letter(" ".join(texts[0].split())[:200], texts[1].strip() + "\n", texts[2])


def compose(
    letter: Letter,
    *,
    to: str,
    message_id: str,
    now: datetime,
    locale: str = "es-MX",
    attachments: Sequence[Attachment] = (),
    unsubscribe_url: str = "",
) -> EmailMessage:
    """The message as it travels: text and HTML side by side, then what is attached."""
    mail = EmailMessage()
    mail["From"] = _address(settings().mail_from)
    mail["To"] = Address(addr_spec=to)
    mail["Subject"] = " ".join(letter.subject.split())
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message_id
    mail["Auto-Submitted"] = "auto-generated"
    if unsubscribe_url:
        mail["List-Unsubscribe"] = f"<{_one_line(unsubscribe_url)}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(letter.text)
    mail.add_alternative(framed(letter, locale), subtype="html")
    for each in attachments:
        _add(mail, each)
    return mail


def framed(letter: Letter, locale: str) -> str:
    """The HTML as a page of its own: its language, a width that a phone can show, and who writes."""
    given = {"text": letter.html, "subject": letter.subject, "locale": locale, "association": settings().association}
    return environment().get_template("emails/_letter.html").render(given)


def sender() -> str:
    """The bare address of MAIL_FROM."""
    return _address(settings().mail_from).addr_spec


async def fetch(references: Sequence[str], locale: str) -> list[Attachment]:
    """The files behind "kind:key" references; "file:12" is a stored file."""
    found = []
    for reference in references:
        kind, _, key = reference.partition(":")
        found.append(await _stored(key) if kind == "file" else await _makers[kind](key, locale))
    return found


async def _stored(key: str) -> Attachment:
    file = await stored(int(key))
    return Attachment(file.name, file.content_type, await read(file))


def _text(message: str, locale: str, part: str, context: dict[str, Any]) -> str:
    if locale.startswith("en"):
        try:
            return environment().get_template(f"emails/{message}/en/{part}").render(context)
        except TemplateNotFound as missing:
            if missing.name != f"emails/{message}/en/{part}":
                raise
    return environment().get_template(f"emails/{message}/{part}").render(context)


def _add(mail: EmailMessage, each: Attachment) -> None:
    kind, *said = (part.strip() for part in each.content_type.split(";"))
    main, _, sub = kind.partition("/")
    params = dict(part.split("=", 1) for part in said if "=" in part)
    name = _one_line(each.name)
    if each.cid:
        html: Any = mail.get_body(("html",))
        html.add_related(each.data, main, sub, cid=f"<{_one_line(each.cid)}>", filename=name, disposition="inline")
    else:
        mail.add_attachment(each.data, maintype=main, subtype=sub, filename=name, params=params)


def _address(text: str) -> Address:
    [(name, spec)] = getaddresses([_one_line(text)])
    try:
        return Address(display_name=name, addr_spec=spec)
    except (HeaderParseError, ValueError) as error:
        raise BadAddress() from error


def _one_line(text: str) -> str:
    return "".join(c for c in text if c.isprintable())
