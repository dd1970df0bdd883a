"""E-mail domains that tell a company: never those where anybody opens a mailbox."""

import re

from events_app.core.forms import Mistake
from events_app.core.i18n import N_

PUBLIC_MAIL = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "hotmail.com",
        "hotmail.es",
        "hotmail.com.mx",
        "outlook.com",
        "outlook.es",
        "outlook.com.mx",
        "live.com",
        "live.com.mx",
        "msn.com",
        "yahoo.com",
        "yahoo.com.mx",
        "yahoo.es",
        "ymail.com",
        "rocketmail.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "aol.com",
        "prodigy.net.mx",
        "infinitummail.com",
        "telmex.com.mx",
        "terra.com.mx",
        "proton.me",
        "protonmail.com",
        "gmx.com",
        "mail.com",
        "zoho.com",
        "yandex.com",
        "tutanota.com",
        "duck.com",
    ]
)
_DOMAIN = re.compile(r"(?=.{4,190}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")
_SECOND_LEVEL = frozenset({"com", "org", "net", "gob", "edu", "co", "ac", "gov"})


def domain_list(text: str) -> list[str]:
    """Domains typed with commas, spaces or lines between them, each once. Raises Mistake."""
    found = [part.strip(".").rpartition("@")[2] for part in re.split(r"[\s,;]+", text.lower()) if part.strip(".@")]
    for domain in found:
        if domain in PUBLIC_MAIL:
            raise Mistake(N_("«%(domain)s» es de correo público: cualquiera puede abrir uno."), domain=domain)
        if not _DOMAIN.fullmatch(domain) or _is_suffix(domain):
            raise Mistake(N_("«%(domain)s» no es un dominio como empresa.com."), domain=domain)
    return sorted(set(found))


def domain_of(email: str) -> str:
    """The domain of an address, or "" when it says nothing about a company."""
    domain = email.strip().lower().rpartition("@")[2]
    return "" if domain in PUBLIC_MAIL or not _DOMAIN.fullmatch(domain) else domain


def _is_suffix(domain: str) -> bool:
    labels = domain.split(".")
    return len(labels) == 2 and labels[0] in _SECOND_LEVEL and len(labels[1]) == 2
