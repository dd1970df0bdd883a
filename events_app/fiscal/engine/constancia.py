"""What the QR of a Constancia de Situación Fiscal says: the number of the card and the RFC.

Its address is `https://siat.sat.gob.mx/app/qr/faces/pages/mobile/validadorqr.jsf?D1=10&D2=1&D3={idCIF}_{RFC}`.
"""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from events_app.fiscal.engine.catalogues import REGIMES

HOSTS = ("siat.sat.gob.mx", "sinat.sat.gob.mx")
_D3 = re.compile(r"([0-9]{8,14})_([A-ZÑ&]{3,4}[0-9]{6}[A-Z0-9]{2}[0-9A])")


@dataclass(frozen=True)
class Card:
    id_cif: str
    rfc: str


def card_in(text: str) -> Card | None:
    """The card that a QR's text (or its bare `D3` part) names; None for any other text, and for other sites."""
    text = text.strip()
    if "://" in text:
        try:
            parts = urlsplit(text)
            asked = parse_qs(parts.query, max_num_fields=20)
        except ValueError:
            return None
        if (parts.hostname or "") not in HOSTS:
            return None
        text = asked.get("D3", [""])[0]
    found = _D3.fullmatch(text.removeprefix("D3=").upper())
    return Card(found[1], found[2]) if found else None


_LABELS = {
    "company": re.compile(r"Denominaci[oó]n\s*/\s*Raz[oó]n\s+Social\s*:\s*(\S[^\n]*)", re.I),
    "given": re.compile(r"Nombre\s*\(s\)\s*:\s*(\S[^\n]*)", re.I),
    "first": re.compile(r"Primer\s+Apellido\s*:\s*(\S[^\n]*)", re.I),
    "second": re.compile(r"Segundo\s+Apellido\s*:[^\S\n]*(\S[^\n]*)", re.I),
    "postal_code": re.compile(r"C[oó]digo\s+Postal\s*:\s*([0-9]{5})\b", re.I),
}


def data_in(text: str) -> dict[str, str]:
    """What the written part of a Constancia (its PDF's text) says: name, postal code and, when it is one, regime."""
    read = {name: _line(found[1]) for name, label in _LABELS.items() if (found := label.search(text))}
    name = read.get("company") or " ".join(filter(None, (read.get(part) for part in ("given", "first", "second"))))
    told = {"legal_name": name, "postal_code": read.get("postal_code", "")}
    _before, title, after = text.partition("Regímenes:")
    plain = _plain(after if title else "")
    regimes = [key for key, regime in REGIMES.items() if _plain(regime.name) in plain]
    if len(regimes) == 1:
        told["regime"] = regimes[0]
    return {name: value for name, value in told.items() if value}


def _line(text: str) -> str:
    """A value ends where the next label of the same line begins."""
    return " ".join(re.split(r"\s{3,}|\s+\S+(?:\s\S+){0,3}:", text)[0].split())


def _plain(text: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.sub(r"\bregimen( de( las?)?)?\b", " ", bare.casefold()).split())
