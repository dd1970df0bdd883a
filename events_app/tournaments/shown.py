"""How the public pages name a player: only as the tournament allows and as the player agreed to."""

from events_app.core.i18n import N_, _
from events_app.tournaments.entries import Player
from events_app.tournaments.kinds import PlayersShown

NUMBER = N_("Jugador núm. %(number)s")
NOBODY = N_("Jugador")


def player_name(player: Player, policy: PlayersShown) -> str:
    """The player (with its `person` fetched) as anybody may read it.

    By consent: the name of whoever agreed, initials of the others. Initials: of everybody. Nobody: the number alone.
    """
    if policy is PlayersShown.NOBODY:
        return _(NUMBER, number=player.number) if player.number is not None else _(NOBODY)
    person = player.person
    if policy is PlayersShown.CONSENT and player.shown:
        return " ".join(part for part in (person.given_name.split()[0], person.paternal_surname) if part)
    return initials(person.given_name, person.paternal_surname, person.maternal_surname or "")


def initials(*names: str) -> str:
    """ "G. Y. P." of Guadalupe Yáñez Peñúñuri."""
    return " ".join(f"{name.strip()[0].upper()}." for name in names if name and name.strip())
