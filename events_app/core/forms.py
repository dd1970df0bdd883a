"""Parses what people type: bad input becomes a mistake beside its field, and what was typed is kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, get_origin
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from events_app.core.errors import BadRequest, TooLarge
from events_app.core.i18n import N_, _

MOST_BYTES = 1_000_000
MOST_UPLOAD_BYTES = 12_000_000
MOST_FIELDS = 500
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    "\ud800-\udfff]"
)

MESSAGES = {
    "missing": N_("Falta este dato."),
    "string_too_long": N_("Es demasiado largo: caben %(max_length)s caracteres."),
    "string_too_short": N_("Es demasiado corto: van al menos %(min_length)s caracteres."),
    "int_parsing": N_("Escribe un número entero."),
    "int_from_float": N_("Escribe un número entero."),
    "greater_than_equal": N_("El mínimo es %(ge)s."),
    "less_than_equal": N_("El máximo es %(le)s."),
    "greater_than": N_("Debe ser mayor que %(gt)s."),
    "less_than": N_("Debe ser menor que %(lt)s."),
    "enum": N_("Elige una de las opciones."),
    "literal_error": N_("Elige una de las opciones."),
    "bool_parsing": N_("Responde sí o no."),
    "date_from_datetime_parsing": N_("Escribe una fecha como 2026-11-20."),
    "date_parsing": N_("Escribe una fecha como 2026-11-20."),
    "datetime_parsing": N_("Escribe fecha y hora."),
    "datetime_from_date_parsing": N_("Escribe fecha y hora."),
}
OTHERWISE = N_("Revisa este dato.")


class Mistake(ValueError):
    """Raised by a field's check with a Spanish sentence that says how to mend it."""

    def __init__(self, message: str, **params: Any) -> None:
        super().__init__(message)
        self.message = message
        self.params = params


class Form(BaseModel):
    """Fields are strings at first; unknown ones are ignored and empty ones count as missing."""

    model_config = ConfigDict(
        extra="ignore", str_max_length=20_000, frozen=True, arbitrary_types_allowed=True, defer_build=True
    )


F = TypeVar("F", bound=Form)


@dataclass
class Filled(Generic[F]):
    """A form as it stands: `value` when all is well, else `errors` by field; `typed` is what the person wrote."""

    value: F | None = None
    errors: dict[str, str] = field(default_factory=dict)
    typed: dict[str, Any] = field(default_factory=dict)
    files: dict[str, UploadFile] = field(default_factory=dict)
    idempotency_key: str = field(default_factory=lambda: str(uuid4()))

    @property
    def ok(self) -> bool:
        return self.value is not None and not self.errors

    @property
    def checked(self) -> F:
        """The value of a form that is known to be ok."""
        if self.value is None:
            raise ValueError("the form has mistakes")
        return self.value

    def add(self, name: str, message: str, **params: Any) -> None:
        """A mistake found after parsing, beside field `name` ("" for the whole form)."""
        self.errors.setdefault(name, _(message, **params))

    def get(self, name: str, default: Any = "") -> Any:
        return self.typed.get(name, default)


def blank(form: type[F], **initial: Any) -> Filled[F]:
    """An empty form, or one that starts with `initial` values."""
    return Filled(typed={name: value for name, value in initial.items() if value is not None})


async def fill(request: Request, form: type[F], *, context: dict[str, Any] | None = None) -> Filled[F]:
    """Reads the request's body into `form`; raises TooLarge or BadRequest only for what no form could send."""
    return parse(form, await read_form(request), context=context)


def parse(form: type[F], data: FormData | Mapping[str, Any], *, context: dict[str, Any] | None = None) -> Filled[F]:
    """The same from data already read (or from a test)."""
    typed, files = _typed(form, data)
    key = str(typed.pop("idempotency_key", "") or uuid4())[:100]
    filled: Filled[F] = Filled(typed=typed, files=files, idempotency_key=key)
    present = {name: value for name, value in typed.items() if value not in ("", [], None)}
    try:
        filled.value = form.model_validate({**present, **files}, context=context)
    except ValidationError as error:
        for detail in error.errors():
            filled.errors.setdefault(_field(detail), explain(detail))
    return filled


def explain(detail: ErrorDetails) -> str:
    """One mistake of pydantic's in the person's language."""
    cause = detail.get("ctx", {}).get("error")
    if isinstance(cause, Mistake):
        return _(cause.message, **cause.params) if cause.params else _(cause.message)
    return _(MESSAGES.get(detail["type"], OTHERWISE), **detail.get("ctx", {}))


async def read_form(request: Request) -> FormData:
    """The body as form fields, within the limits."""
    multipart = request.headers.get("content-type", "").startswith("multipart/form-data")
    limit = MOST_UPLOAD_BYTES if multipart else MOST_BYTES
    length = request.headers.get("content-length", "0")
    if length.isdigit() and int(length) > limit:
        raise TooLarge()
    if not multipart:
        request._body = await read_body(request, limit)
    try:
        return await request.form(max_files=10, max_fields=MOST_FIELDS, max_part_size=MOST_BYTES)
    except (HTTPException, UnicodeDecodeError, ValueError) as error:
        raise BadRequest() from error


async def read_body(request: Request, limit: int = MOST_BYTES) -> bytes:
    """The whole body, or TooLarge as soon as it passes `limit` bytes."""
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise TooLarge()
        chunks.append(chunk)
    return b"".join(chunks)


def clean(text: str) -> str:
    """Without NUL, control and text-direction characters, and without spaces around."""
    return _UNSEEN.sub("", text).replace("\r\n", "\n").strip()


def _typed(form: type[Form], data: FormData | Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, UploadFile]]:
    typed: dict[str, Any] = {}
    files: dict[str, UploadFile] = {}
    pairs = data.multi_items() if isinstance(data, FormData) else list(data.items())
    for name, value in pairs:
        if isinstance(value, UploadFile):
            if value.filename:
                files[name] = value
        elif _is_list(form, name):
            values = value if isinstance(value, list) else [value]
            typed.setdefault(name, []).extend(clean(each) for each in values if clean(each))
        else:
            typed[name] = clean(value) if isinstance(value, str) else value
    return typed, files


def _is_list(form: type[Form], name: str) -> bool:
    known = form.model_fields.get(name)
    return known is not None and get_origin(known.annotation) in (list, tuple, set, frozenset)


def _field(detail: ErrorDetails) -> str:
    return str(detail["loc"][0]) if detail["loc"] else ""
