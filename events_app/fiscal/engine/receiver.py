"""Who an invoice is made out to: the name as the tax office writes it, and which data go together.

Source: filling guide of CFDI 4.0 (Anexo 20), attributes of the node Receptor: the name goes in capitals, as it is in
the RFC, without the kind of company; a foreigner is XEXX010101000 with regime 616 and use S01.
"""

import re
from dataclasses import dataclass

from events_app.fiscal.engine import catalogues

RFC = re.compile(r"[A-ZÑ&]{3,4}[0-9]{6}[A-Z0-9]{2}[0-9A]")
POSTAL_CODE = re.compile(r"(?!00)[0-9]{5}")

_TYPES = (
    "S A P I DE C V", "S A P I B DE C V", "S A B DE C V", "S A S DE C V", "S A DE C V", "S DE R L DE C V",
    "S DE R L M I", "S C DE R L DE C V", "S C DE R L", "S P R DE R L DE C V", "S P R DE R L", "S DE R L", "S EN N C",
    "S EN C POR A", "S EN C DE C V", "S EN C", "S A P I", "S A B", "S A S", "S A", "S C", "A C", "I A P", "I B P",
    "SOCIEDAD ANONIMA DE CAPITAL VARIABLE", "SOCIEDAD ANONIMA", "SOCIEDAD CIVIL", "ASOCIACION CIVIL",
    "SOCIEDAD DE RESPONSABILIDAD LIMITADA DE CAPITAL VARIABLE", "SOCIEDAD DE RESPONSABILIDAD LIMITADA",
    "SOCIEDAD ANONIMA PROMOTORA DE INVERSION DE CAPITAL VARIABLE", "SOCIEDAD POR ACCIONES SIMPLIFICADA",
)  # fmt: skip


def _spelled(kind: str) -> str:
    """S.A. de C.V., SA de CV and S. A. DE C. V. are one kind; letters stand apart, words do not."""
    words = kind.split()
    dot = r"\.?"
    text = words[0]
    for before, word in zip(words, words[1:], strict=False):
        both_letters = len(before) == 1 and len(word) == 1
        text += (dot if len(before) == 1 else "") + (r"\s*" if both_letters else r"\s+") + word
    return text.replace("ANONIMA", "AN[OÓ]NIMA").replace("CION", "CI[OÓ]N") + (dot if len(words[-1]) == 1 else "")


_TYPE = re.compile(rf"(?:,\s*|\s+)(?:{'|'.join(_spelled(kind) for kind in sorted(_TYPES, key=len, reverse=True))})$")


@dataclass(frozen=True)
class Receiver:
    """The fiscal data of whoever is invoiced, as they go into the document."""

    rfc: str
    legal_name: str
    postal_code: str
    regime: str
    cfdi_use: str
    is_foreign: bool = False
    tax_residence: str = ""
    tax_id: str = ""


PUBLIC = Receiver(catalogues.PUBLIC_RFC, catalogues.PUBLIC_NAME, "", catalogues.NO_OBLIGATIONS, catalogues.NO_EFFECTS)


def fiscal_name(text: str, *, rfc: str) -> str:
    """The name in capitals with single spaces; a company's (RFC of 12) loses its kind of company."""
    name = " ".join(text.upper().split())
    if len(rfc) != 12:
        return name
    while (found := _TYPE.search(name)) and found.start() > 0:
        name = name[: found.start()].rstrip(" ,")
    return name


def foreigner(name: str, *, tax_residence: str = "", tax_id: str = "") -> Receiver:
    """A company abroad, whatever its own numbers are; the invoice's place of issue stands for its postal code."""
    return Receiver(
        catalogues.FOREIGN_RFC,
        " ".join(name.upper().split()),
        "",
        catalogues.NO_OBLIGATIONS,
        catalogues.NO_EFFECTS,
        is_foreign=True,
        tax_residence=tax_residence,
        tax_id=tax_id,
    )


def mistakes(receiver: Receiver) -> dict[str, str]:
    """What would make the stamping fail, by field: a code for the words to say beside it."""
    found = {}
    if receiver.is_foreign:
        return {} if receiver.rfc == catalogues.FOREIGN_RFC else {"rfc": "foreign"}
    if not RFC.fullmatch(receiver.rfc):
        found["rfc"] = "form"
    elif receiver.rfc in (catalogues.PUBLIC_RFC, catalogues.FOREIGN_RFC):
        found["rfc"] = "generic"
    if not POSTAL_CODE.fullmatch(receiver.postal_code):
        found["postal_code"] = "form"
    if not receiver.legal_name:
        found["legal_name"] = "missing"
    if "rfc" not in found and not catalogues.regime_fits(receiver.regime, receiver.rfc):
        found["regime"] = f"not_for_{catalogues.person_of(receiver.rfc)}"
    elif "rfc" not in found and not catalogues.use_fits(receiver.cfdi_use, receiver.regime, receiver.rfc):
        found["cfdi_use"] = "not_for_regime"
    return found
