"""Words that the database keeps and cannot read: sealed with a key that lies in DATA_DIR/keys, apart from it."""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from events_app.core.errors import ConvocaError
from events_app.core.i18n import N_
from events_app.core.tokens import kept_key

KEY_VERSION = 1
_NONCE = 12


class Unreadable(ConvocaError):
    message = N_("No pudimos leer un dato protegido. Avisa a la oficina, por favor.")


def seal(text: str, *, place: str) -> str:
    """`text` under AES-256-GCM, bound to its `place` ("application:7:need"): moved elsewhere it cannot be opened."""
    nonce = os.urandom(_NONCE)
    sealed = AESGCM(kept_key("sealed", KEY_VERSION)).encrypt(nonce, text.encode(), place.encode())
    return f"{KEY_VERSION}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def unseal(sealed: str, *, place: str) -> str:
    """The text again; raises Unreadable for another key, another place or an altered value."""
    version, _, body = sealed.partition(".")
    try:
        raw = base64.urlsafe_b64decode(body)
        return AESGCM(kept_key("sealed", int(version))).decrypt(raw[:_NONCE], raw[_NONCE:], place.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise Unreadable() from error
