"""The sentences of golf that engines and tables name by a key, marked for translation."""

from events_app.core.i18n import N_
from events_app.golf.kinds import ExtraKind, GolfFormat, GolfStatus, PrizeKind, SponsorLevel

FORMAT_NAMES = {
    GolfFormat.STROKE: N_("Por golpes (stroke play)"),
    GolfFormat.STABLEFORD: N_("Stableford, por puntos"),
    GolfFormat.SKINS: N_("Skins, hoyo por hoyo"),
}
STATUS_NAMES = {
    GolfStatus.HELD: N_("Espera su pago"),
    GolfStatus.CONFIRMED: N_("Confirmado"),
    GolfStatus.WITHDRAWN: N_("Dado de baja"),
    GolfStatus.EXPIRED: N_("Venció sin pago"),
}
STATUS_TONES = {
    GolfStatus.HELD: "warn",
    GolfStatus.CONFIRMED: "good",
    GolfStatus.WITHDRAWN: "plain",
    GolfStatus.EXPIRED: "plain",
}
LEVEL_NAMES = {
    SponsorLevel.PRESENTING: N_("Patrocinador principal"),
    SponsorLevel.GOLD: N_("Oro"),
    SponsorLevel.SILVER: N_("Plata"),
    SponsorLevel.HOLE: N_("Patrocinador de hoyo"),
    SponsorLevel.FRIEND: N_("Amigo de las becas"),
}
EXTRA_NAMES = {
    ExtraKind.MULLIGAN: N_("Mulligan"),
    ExtraKind.RAFFLE: N_("Boleto de rifa"),
    ExtraKind.OTHER: N_("Otro"),
}
PRIZE_NAMES = {PrizeKind.OYES: N_("O'Yes"), PrizeKind.DRIVE: N_("Drive más largo")}
INCOME_NAMES = {
    "golf_team": N_("Equipos"),
    "golf_sponsor": N_("Patrocinios"),
    "golf_extra": N_("Extras"),
}
COUNTBACK_NAMES = {
    "last9": N_("Últimos 9 hoyos"),
    "last6": N_("Últimos 6 hoyos"),
    "last3": N_("Últimos 3 hoyos"),
    "last1": N_("Último hoyo"),
    "stroke_index": N_("Hoyo por hoyo, desde la ventaja 1"),
}
# How a hole was made, by strokes against par.
AGAINST_PAR = {
    -3: N_("albatros"),
    -2: N_("águila"),
    -1: N_("birdie"),
    0: N_("par"),
    1: N_("bogey"),
    2: N_("doble bogey"),
}
# What the engines say, word for word: a test holds these to them.
REASONS = (
    N_("Golpes: %(total)s, %(par)s al par; hoyos jugados: %(through)s"),
    N_("Golpes netos: %(total)s, %(par)s al par; hoyos jugados: %(through)s"),
    N_("Puntos: %(points)s; hoyos jugados: %(through)s"),
    N_("Skins: %(points)s"),
    N_("empate con %(others)s"),
    N_("aún no juega"),
    N_("empate resuelto por los últimos %(count)s hoyos: %(mine)s contra %(theirs)s de %(other)s"),
    N_("empate resuelto por el último hoyo: %(mine)s contra %(theirs)s de %(other)s"),
    N_("empate resuelto por el hoyo %(hole)s, ventaja %(index)s: %(mine)s contra %(theirs)s de %(other)s"),
    N_("Faltan jugadores: el equipo lleva %(size)s."),
    N_("Sobran jugadores: el equipo lleva %(size)s."),
    N_("Los índices suman %(sum)s y el mínimo del torneo es %(least)s."),
    N_("%(name)s está dos veces en el equipo."),
)


def hole_word(strokes: int, par: int) -> str:
    """ "birdie" for one under par; "" when golfers have no word."""
    return AGAINST_PAR.get(strokes - par, "")
