"""Writes the rules of a division in sentences, from the very numbers by which it is played."""

from dataclasses import dataclass

from events_app.core.i18n import _, ngettext
from events_app.tournaments.engine.sports import INCIDENT_NAMES, PERIOD_NAMES, RuleSet
from events_app.tournaments.engine.standings_words import shown
from events_app.tournaments.models import Division
from events_app.tournaments.office_rules import RESTARTS, criterion_name
from events_app.tournaments.rules import rules_of
from events_app.tournaments.words import FORMAT_NAMES


@dataclass(frozen=True)
class Section:
    """`key` is its anchor on the page; `ordered` sentences are steps."""

    key: str
    title: str
    sentences: tuple[str, ...]
    ordered: bool = False


def rule_sections(division: Division) -> tuple[Section, ...]:
    """How it is played, what a match pays, how ties are broken, who does not come, cards, and who may play."""
    rules = rules_of(division)
    found = (
        Section("juego", _("Cómo se juega"), _play(division, rules)),
        Section("puntos", _("Qué da cada partido"), _points(rules)),
        Section("desempate", _("Cómo se desempata"), tie_breakers(rules), ordered=True),
        Section("no-llego", _("Si un equipo no llega"), _walkover(division, rules)),
        Section("tarjetas", _("Tarjetas"), _cards(rules) if rules.cards else ()),
        Section("equipos", _("Quién puede jugar"), _rosters(division)),
    )
    return tuple(each for each in found if each.sentences)


def tie_breakers(rules: RuleSet) -> tuple[str, ...]:
    """The criteria in order, and how they go on when one separates only some."""
    criteria = [criterion_name(each) for each in rules.table.criteria]
    if not any(each.startswith("h2h.") for each in rules.table.criteria):
        return (*criteria, _("Si nada los separa, decide el comité ante testigos."))
    way = next((text for key, _name, text in RESTARTS if key == rules.table.restart), "")
    return (*criteria, _("Si nada los separa, decide el comité ante testigos."), _(way))


def ties_in_a_line(rules: RuleSet) -> str:
    """ "puntos, luego duelo directo, luego diferencia …": for the foot of the tables."""
    names = [criterion_name(each).lower() for each in rules.table.criteria]
    return _(", luego ").join(names)


def _play(division: Division, rules: RuleSet) -> tuple[str, ...]:
    periods = rules.periods
    name = _(PERIOD_NAMES[periods.kind]).lower()
    found = [_(FORMAT_NAMES[division.format]) + "."]
    if periods.by_sets:
        found.append(_("Gana quien se lleva %(n)s de %(count)s sets.", n=periods.sets_to_win, count=periods.count))
        if periods.points_to:
            found.append(_("Cada set es a %(points)s, con %(lead)s de ventaja.", points=periods.points_to,
                           lead=periods.lead))  # fmt: skip
        if periods.last_points_to and periods.last_points_to != periods.points_to:
            found.append(_("El último set es a %(points)s.", points=periods.last_points_to))
    elif periods.minutes:
        found.append(_("%(count)s × %(minutes)s minutos (%(period)s).", count=periods.count, minutes=periods.minutes,
                       period=name))  # fmt: skip
    else:
        found.append(_("%(count)s × %(period)s.", count=periods.count, period=name))
    if periods.overtime_minutes:
        found.append(_("Tiempo extra: %(minutes)s minutos.", minutes=periods.overtime_minutes))
    if rules.shootout:
        found.append(_("Si un partido debe decidirse y sigue empatado, se tiran penales."))
    return tuple(found)


def _points(rules: RuleSet) -> tuple[str, ...]:
    points = rules.table.points
    found = [
        _(
            "Por %(score)s: %(won)s para quien gana y %(lost)s para quien pierde.",
            score=score,
            won=shown(won),
            lost=shown(lost),
        )  # fmt: skip
        for score, (won, lost) in rules.table.match_points.items()
    ]
    named = (
        (points.win, _("Victoria")),
        (points.draw if rules.level_allowed else None, _("Empate")),
        (points.loss, _("Derrota")),
        (points.shootout_win, _("Victoria en penales")),
        (points.shootout_loss, _("Derrota en penales")),
        (points.forfeit_loss, _("Derrota por no llegar")),
    )
    return (*found, *(f"{name}: {shown(value)}" for value, name in named if value is not None))


def _walkover(division: Division, rules: RuleSet) -> tuple[str, ...]:
    won, lost = rules.forfeit_score
    minutes = division.tournament.wait_minutes
    many = _(INCIDENT_NAMES[rules.incident][1])
    return (
        ngettext("Se espera %(n)s minuto desde la hora.", "Se esperan %(n)s minutos desde la hora.", minutes),
        _("Después gana el rival por W.O., %(won)s–%(lost)s (%(what)s).", won=won, lost=lost, what=many),
    )  # fmt: skip


def _cards(rules: RuleSet) -> tuple[str, ...]:
    bans = rules.discipline
    found = []
    if bans.yellows:
        found.append(_("%(cards)s amarillas en partidos distintos cuestan %(matches)s de suspensión.",
                       cards=bans.yellows, matches=_matches(bans.yellow_ban)))  # fmt: skip
    found.append(_("La doble amarilla cuesta %(matches)s.", matches=_matches(bans.second_yellow_ban)))
    found.append(_("La roja cuesta %(matches)s.", matches=_matches(bans.red_ban)))
    return tuple(found)


def _matches(count: int) -> str:
    return ngettext("%(n)s partido", "%(n)s partidos", count)


def _rosters(division: Division) -> tuple[str, ...]:
    found = [_("De %(least)s a %(most)s jugadores por equipo.", least=division.min_players, most=division.max_players)]
    extra, women, men = division.max_reinforcements, division.min_women, division.min_men
    if extra:
        found.append(ngettext("Hasta %(n)s refuerzo de fuera.", "Hasta %(n)s refuerzos de fuera.", extra))
    if women:
        found.append(ngettext("Al menos %(n)s mujer en la cédula.", "Al menos %(n)s mujeres en la cédula.", women))
    if men:
        found.append(ngettext("Al menos %(n)s hombre en la cédula.", "Al menos %(n)s hombres en la cédula.", men))
    if division.min_age:
        found.append(_("Desde %(age)s años.", age=division.min_age))
    if division.max_age:
        found.append(_("Hasta %(age)s años.", age=division.max_age))
    if division.company_confirms:
        found.append(_("La empresa confirma que cada jugador trabaja en ella."))
    return tuple(found)
