"""The committee's page of a division's rules: a preset of the sport, and every number of it."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.forms import Filled, Form, clean, read_form
from events_app.core.i18n import N_, _
from events_app.core.pages import Page, actor, flash, locale, page, redirect, refuse
from events_app.directory.office_forms import record_id
from events_app.tournaments import organised, rules_form, setup
from events_app.tournaments.engine.sports_json import as_json
from events_app.tournaments.engine.sports_presets import PRESET_NAMES, PRESETS, presets_of
from events_app.tournaments.errors import RulesFixed
from events_app.tournaments.models import Division
from events_app.tournaments.office_words import words

CRITERIA_NAMES = {
    "points": N_("Puntos"),
    "wins": N_("Partidos ganados"),
    "difference": N_("Diferencia"),
    "for": N_("Anotación a favor"),
    "against": N_("Anotación en contra, la menor"),
    "set_ratio": N_("Cociente de sets"),
    "point_ratio": N_("Cociente de puntos de los sets"),
    "runs_allowed_per_out": N_("Carreras recibidas por out, las menos"),
    "tqb": N_("Balance de calidad (TQB)"),
    "fair_play": N_("Juego limpio"),
    "ranking": N_("Clasificación previa"),
}
RESTARTS = (
    (
        "block",
        N_("Por bloques (FIFA 2026, UEFA)"),
        N_("El duelo directo entero se aplica a los empatados, y otra vez a quienes sigan igual; luego lo general."),
    ),
    (
        "immediate",
        N_("Empezar de nuevo (FIBA)"),
        N_("En cuanto un criterio separa a alguien, los demás vuelven al duelo directo entre ellos."),
    ),
    (
        "forward",
        N_("Siempre adelante (softbol y beisbol)"),
        N_("Nunca se vuelve atrás: cada criterio se aplica a quienes sigan empatados cuando se llega a él."),
    ),
)


class RulesForm(Form):
    """The rules are many fields whose names depend on the sport: they are read by `rules_form`."""


async def office_rules(request: Request) -> Response:
    """Reads and writes the rules; "add", "up", "down" and "remove" change the chain of criteria without saving."""
    division = await organised.division_of(actor(request), record_id(request))
    present = present_rules(division)
    form: Filled[RulesForm] = Filled(typed=rules_form.typed_of(present))
    if request.method != "POST":
        return _rules(request, division, present, form)
    form.typed = {name: clean(str(value)) for name, value in (await read_form(request)).items()}
    if "arrange" in form.typed:
        form.typed |= arranged(form.typed, form.typed.pop("arrange"))
        return _rules(request, division, present, form)
    try:
        rules = rules_form.rules_of(form.typed, present)
        who = actor(request).label
        await setup.change_rules(division.id, rules, actor=who, now=request.state.now)
        return flash(redirect(request, "tournaments.office_rules", id=division.id), _("Reglas guardadas."))
    except rules_form.RulesMistake as wrong:
        form.add(wrong.field, wrong.message)
    except RulesFixed as error:
        form.add("", error.message)
    return _rules(request, division, present, form, status=422)


async def office_preset(request: Request) -> Response:
    """Back to the usual rules of the sport, or to another of its presets."""
    division = await organised.division_of(actor(request), record_id(request))
    name = str((await read_form(request)).get("preset", ""))
    chosen = next((rules for rules in presets_of(str(division.sport)) if rules.preset == name), None)
    answer = redirect(request, "tournaments.office_rules", id=division.id)
    if chosen is None:
        return refuse(answer, _("Elige una de las opciones."))
    try:
        who = actor(request).label
        await setup.change_rules(division.id, as_json(chosen), actor=who, now=request.state.now)
    except RulesFixed as error:
        return refuse(answer, error.text)
    return flash(answer, _("Ahora vale: %(preset)s.", preset=_(PRESET_NAMES[name])))


def present_rules(division: Division) -> dict[str, Any]:
    """The division's own rules, or the usual ones of its sport."""
    return dict(division.rules) or setup.usual_rules(division.sport)


def arranged(typed: dict[str, Any], how: str) -> dict[str, str]:
    """The criteria after "up:3", "down:1", "remove:2" or "add"; the fields `criterion_n` anew, one of them empty."""
    chain = rules_form.criteria_of(typed)
    what, _colon, number = how.partition(":")
    place = int(number) - 1 if number.isdecimal() else -1
    if what == "add" and typed.get("new_criterion") in rules_form.CRITERIA:
        chain = [*(each for each in chain if each != typed["new_criterion"]), typed["new_criterion"]]
    elif 0 <= place < len(chain):
        moved = chain.pop(place)
        if what in ("up", "down"):
            chain.insert(max(0, place + (1 if what == "down" else -1)), moved)
    typed_before = [name for name in typed if name.startswith("criterion_")]
    return dict.fromkeys(typed_before, "") | {f"criterion_{n}": each for n, each in enumerate(chain, start=1)}


def criterion_name(criterion: str) -> str:
    bare = criterion.removeprefix("h2h.")
    name = _(CRITERIA_NAMES.get(bare, bare))
    return _("%(criterion)s, entre los empatados", criterion=name) if criterion != bare else name


def _rules(
    request: Request, division: Division, present: dict[str, Any], form: Filled[RulesForm], status: int = 200
) -> Response:
    language = locale(request)
    chain = rules_form.criteria_of(form.typed)
    return page(
        request,
        status=status,
        template="events_app/tournaments/office_rules.html",
        division=division,
        called=division.name(language),
        title=division.tournament.event.title(language),
        form=form,
        by_sets=present["periods"]["kind"] == "set",
        chain=[(each, criterion_name(each)) for each in chain],
        others=[(each, criterion_name(each)) for each in rules_form.CRITERIA if each not in chain],
        restarts=[(key, _(name), _(text)) for key, name, text in RESTARTS],
        presets=[(each.preset, _(PRESET_NAMES[each.preset])) for each in presets_of(str(division.sport))],
        preset=present["preset"] if present == as_json(PRESETS[present["preset"]]) else "",
        set_scores=rules_form.SET_SCORES,
        **words(),
    )


RULES = "/oficina/torneos/division/{id:int}/reglas"
ROUTES = (
    Page(RULES, office_rules, access=Access.COMMITTEE, methods=("GET", "POST")),
    Page(f"{RULES}/original", office_preset, access=Access.COMMITTEE, methods=("POST",)),
)
