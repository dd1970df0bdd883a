"""Fills the fiscal form from a request: what was typed, or what a Constancia says."""

from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from events_app.core.errors import Invalid
from events_app.core.forms import Filled, blank, clean, parse, read_form
from events_app.core.i18n import _
from events_app.directory.rfc import is_doubtful
from events_app.fiscal import constancia
from events_app.fiscal.engine.catalogues import OFFERED_USES, REGIMES, USES
from events_app.fiscal.engine.receiver import mistakes
from events_app.fiscal.forms import FiscalForm
from events_app.fiscal.records import Addressee
from events_app.fiscal.words import MISTAKES


@dataclass(frozen=True)
class Asked:
    """`to` when the data can be used; `read` when a Constancia was to be read and nothing is sent yet."""

    form: Filled[FiscalForm]
    to: Addressee | None = None
    read: bool = False


async def asked(request: Request) -> Asked:
    """What the form says; mistakes that would make the stamping fail stand beside their fields."""
    data = await read_form(request)
    if data.get("read"):
        return Asked(await _read(data), read=True)
    filled = parse(FiscalForm, data)
    if filled.value is None:
        return Asked(filled)
    for name, code in mistakes(filled.value.receiver).items():
        filled.add(name, MISTAKES[code])
    if not filled.ok:
        return Asked(filled)
    value = filled.checked
    return Asked(filled, Addressee(value.receiver, value.email_xml or "", value.purchase_order))


def choices() -> dict[str, Any]:
    """The catalogues as the form offers them."""
    return {
        "regimes": [(key, f"{key} · {regime.name}") for key, regime in REGIMES.items()],
        "uses": [(key, f"{key} · {USES[key].name}") for key in OFFERED_USES],
    }


def doubtful(to: Addressee) -> bool:
    """The check digit does not fit: about one real RFC in seventy is so, so it is a question, never a refusal."""
    return not to.receiver.is_foreign and is_doubtful(to.receiver.rfc)


async def _read(data: FormData) -> Filled[FiscalForm]:
    """The form with what the paper says in its fields, and what had been typed in the others."""
    typed = {name: clean(value) for name, value in data.items() if isinstance(value, str) and name != "read"}
    paper, text = data.get("constancia"), typed.get("qr_text", "")
    try:
        if isinstance(paper, UploadFile) and paper.filename:
            told = await constancia.read(await paper.read())
        else:
            told = constancia.fields_in(text)
    except Invalid as error:
        filled = blank(FiscalForm, **typed)
        filled.errors["constancia"] = error.text
        return filled
    filled = blank(FiscalForm, **(typed | told | {"is_foreign": ""}))
    filled.typed["read_from_paper"] = _("Leímos el RFC de tu Constancia. Revisa los demás datos.")
    return filled
