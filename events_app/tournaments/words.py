"""How sports, branches, formats and statuses are called on the pages, and the colour of each status."""

from events_app.core.i18n import N_, _
from events_app.tournaments.engine.sports import PeriodKind
from events_app.tournaments.kinds import (
    Branch,
    DivisionStatus,
    Format,
    MatchStatus,
    OneTeamPer,
    PlayersShown,
    Sport,
    TeamStatus,
)

SPORT_NAMES = {
    Sport.SOCCER: N_("Fútbol"),
    Sport.INDOOR_SOCCER: N_("Fútbol rápido"),
    Sport.SOFTBALL: N_("Softbol"),
    Sport.BASEBALL: N_("Beisbol"),
    Sport.VOLLEYBALL: N_("Voleibol"),
    Sport.BASKETBALL: N_("Basquetbol"),
    Sport.PADEL: N_("Pádel"),
    Sport.GENERIC: N_("Otro deporte"),
}
BRANCH_NAMES = {
    Branch.MEN: N_("Varonil"),
    Branch.WOMEN: N_("Femenil"),
    Branch.MIXED: N_("Mixto"),
    Branch.OPEN: N_("Libre"),
}
FORMAT_NAMES = {
    Format.LEAGUE: N_("Liga: todos contra todos"),
    Format.GROUPS: N_("Grupos y eliminatoria"),
    Format.SINGLE: N_("Eliminación directa"),
    Format.DOUBLE: N_("Doble eliminación"),
    Format.SWISS: N_("Sistema suizo"),
    Format.LADDER: N_("Escalera de retos"),
}
DIVISION_STATUS_NAMES = {
    DivisionStatus.DRAFT: N_("Borrador"),
    DivisionStatus.OPEN: N_("Convocatoria abierta"),
    DivisionStatus.CLOSED: N_("Convocatoria cerrada"),
    DivisionStatus.DRAWN: N_("Sorteada"),
    DivisionStatus.PLAYING: N_("En juego"),
    DivisionStatus.FINISHED: N_("Terminada"),
    DivisionStatus.CANCELLED: N_("Cancelada"),
}
DIVISION_STATUS_TONES = {
    DivisionStatus.DRAFT: "plain",
    DivisionStatus.OPEN: "good",
    DivisionStatus.CLOSED: "warn",
    DivisionStatus.DRAWN: "mine",
    DivisionStatus.PLAYING: "now",
    DivisionStatus.FINISHED: "plain",
    DivisionStatus.CANCELLED: "bad",
}
TEAM_STATUS_NAMES = {
    TeamStatus.HELD: N_("Falta su pago"),
    TeamStatus.CONFIRMED: N_("Confirmado"),
    TeamStatus.WITHDRAWN: N_("Se retiró"),
    TeamStatus.CANCELLED: N_("Cancelado"),
    TeamStatus.EXPIRED: N_("Venció su lugar"),
}
TEAM_STATUS_TONES = {
    TeamStatus.HELD: "warn",
    TeamStatus.CONFIRMED: "good",
    TeamStatus.WITHDRAWN: "bad",
    TeamStatus.CANCELLED: "bad",
    TeamStatus.EXPIRED: "plain",
}
MATCH_STATUS_NAMES = {
    MatchStatus.WAITING: N_("Espera rivales"),
    MatchStatus.READY: N_("Por jugarse"),
    MatchStatus.LIVE: N_("En vivo"),
    MatchStatus.REPORTED: N_("Reportado"),
    MatchStatus.DISPUTED: N_("En desacuerdo"),
    MatchStatus.FINAL: N_("Terminado"),
    MatchStatus.NOT_NEEDED: N_("No hizo falta"),
}
MATCH_STATUS_TONES = {
    MatchStatus.WAITING: "plain",
    MatchStatus.READY: "mine",
    MatchStatus.LIVE: "now",
    MatchStatus.REPORTED: "warn",
    MatchStatus.DISPUTED: "bad",
    MatchStatus.FINAL: "good",
    MatchStatus.NOT_NEEDED: "plain",
}
ONE_TEAM_NAMES = {
    OneTeamPer.DIVISION: N_("Un equipo por división"),
    OneTeamPer.SPORT: N_("Un equipo por deporte"),
    OneTeamPer.TOURNAMENT: N_("Un equipo en todo el torneo"),
}
PLAYERS_SHOWN_NAMES = {
    PlayersShown.CONSENT: N_("Con el nombre de quien lo autorizó"),
    PlayersShown.INITIALS: N_("Con iniciales"),
    PlayersShown.NOBODY: N_("Sin nombres"),
}

ORDINALS: dict[PeriodKind, str] = {
    "half": N_("%(n)s.º tiempo"),
    "quarter": N_("%(n)s.º cuarto"),
    "inning": N_("%(n)s.ª entrada"),
    "set": N_("Set %(n)s"),
    "period": N_("%(n)s.º periodo"),
}
# First and third lose their o before a masculine noun: "primer tiempo", "tercer cuarto".
SHORTENED: dict[PeriodKind, str] = {
    "half": N_("%(n)s.er tiempo"),
    "quarter": N_("%(n)s.er cuarto"),
    "period": N_("%(n)s.er periodo"),
}


def period_title(kind: PeriodKind, number: int) -> str:
    """ "1.er tiempo", "2.º tiempo", "5.ª entrada", "Set 3"."""
    usual = ORDINALS[kind]
    return _(SHORTENED.get(kind, usual) if number in (1, 3) else usual, n=number)
