"""Every word a person reads: Spanish is the source, other languages are catalogues beside the code.

Catalogues are `locale/<language>/*.po`, one file per room, whose msgids are the Spanish sentences.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from markupsafe import Markup, escape

from events_app.core.settings import LOCALES, settings

LOCALE_DIR = Path(__file__).parent.parent / "locale"
# Behind a letter and its point, and not part of an ellipsis.
SECOND_POINT = re.compile(r"(?<=[^\W\d_]\.)\.(?!\.)")
_locale: ContextVar[str | None] = ContextVar("locale", default=None)


def N_(text: str) -> str:
    """Marks a sentence that is translated later, when it is shown."""
    return text


def _(text: str, /, **params: Any) -> str:
    """The sentence in the reader's language, with its %(name)s values in place."""
    return _fill(_lookup(text), params)


def ngettext(one: str, many: str, n: int, /, **params: Any) -> str:
    """The sentence for `n` things; `%(n)s` is filled with the number, as people write it: 2,000."""
    return _fill(_plural(one, many, n), {"n": f"{n:,}"} | params)


def current_locale() -> str:
    """The language of the page or message being written: one of LOCALES."""
    return _locale.get() or settings().default_locale


@contextmanager
def use_locale(locale: str) -> Iterator[None]:
    """Writes what is inside in this language (an e-mail to somebody, a page for a reader)."""
    token = _locale.set(locale if locale in LOCALES else settings().default_locale)
    try:
        yield
    finally:
        _locale.reset(token)


def set_locale(locale: str) -> None:
    """For the request's middleware: the language for the rest of this task."""
    _locale.set(locale)


def best_locale(*wishes: str | None) -> str | None:
    """The first of the wishes (a cookie, an Accept-Language header) that we speak; None when there is none."""
    for wish in wishes:
        for tag in (wish or "").replace(";", ",").split(","):
            language = tag.strip().lower()[:2]
            for locale in LOCALES:
                if language == locale[:2]:
                    return locale
    return None


@cache
def catalogue(language: str) -> dict[str, Message]:
    """All messages of a language by msgid (the singular one for plurals), read once."""
    found: dict[str, Message] = {}
    for path in sorted((LOCALE_DIR / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    key = message.id if isinstance(message.id, str) else message.id[0]
                    found.setdefault(key, message)
    return found


def _lookup(text: str) -> str:
    language = current_locale()[:2]
    if language == "es" or not text:
        return text
    message = catalogue(language).get(text)
    if message is None or not message.string:
        return text
    return message.string if isinstance(message.string, str) else message.string[0]


def _plural(one: str, many: str, n: int) -> str:
    language = current_locale()[:2]
    message = catalogue(language).get(one) if language != "es" else None
    if message is not None and isinstance(message.string, (tuple, list)) and all(message.string):
        return str(message.string[0 if n == 1 else 1])
    return one if n == 1 else many


def _fill(text: str, params: dict[str, Any]) -> str:
    """Fills %(name)s; HTML values keep the whole sentence HTML and everything else is escaped."""
    if not params:
        return text
    if any(isinstance(value, Markup) for value in params.values()):
        return Markup(_one_point(Markup(escape(text)) % {key: escape(value) for key, value in params.items()}))
    return _one_point(text % params)


def _one_point(text: str) -> str:
    """A sentence that ends with "p.m." or "A.C." takes no second point."""
    return SECOND_POINT.sub("", text) if ".." in text else text
