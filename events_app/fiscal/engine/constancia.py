"""What the QR of a Constancia de Situación Fiscal says: the number of the card and the RFC.

Its address is `https://siat.sat.gob.mx/app/qr/faces/pages/mobile/validadorqr.jsf?D1=10&D2=1&D3={idCIF}_{RFC}`.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

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
