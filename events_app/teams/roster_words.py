"""What the pages of a roster say of each player: the company's word, the credential's link and the message with it."""

from urllib.parse import quote

from events_app.core.i18n import N_, _
from events_app.core.pages import absolute
from events_app.core.tokens import credential_code
from events_app.tournaments.entries import Player
from events_app.tournaments.kinds import Confirmation

CONFIRMATIONS = {
    Confirmation.PENDING: (N_("Falta que su empresa confirme"), "warn"),
    Confirmation.CONFIRMED: (N_("Confirmado por su empresa"), "good"),
    Confirmation.REJECTED: (N_("Su empresa dijo que no trabaja ahí"), "bad"),
    Confirmation.NOT_NEEDED: ("", "plain"),
}


def credential_path(player: Player) -> str:
    """Where the player's QR is shown."""
    return f"/J/{credential_code('player', player.id, player.rotation, player.key_version)}"


def credential_text(player: Player) -> str:
    """What the QR says: the link in capitals, which makes a smaller code."""
    return absolute(credential_path(player)).upper()


def player_link(player: Player, language: str) -> str:
    """A WhatsApp message with the player's own credential; `person` must be fetched."""
    link = absolute(credential_path(player))
    text = _("Hola, %(name)s. Esta es tu credencial de jugador: %(link)s", name=player.person.given_name, link=link)
    return f"https://wa.me/?text={quote(text)}"
