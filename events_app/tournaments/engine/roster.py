"""Who may be on a roster: limits of number, age, branch and reinforcements, and what is still missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from events_app.tournaments.engine.reasons import N_, Reason

Gender = Literal["woman", "man", ""]
Branch = Literal["men", "women", "mixed", "open"]
Confirmation = Literal["pending", "confirmed", "rejected", "not_needed"]

HERE_ALREADY = N_("Ya está en este equipo")
ELSEWHERE = N_("Ya juega en otro equipo: %(team)s")
FULL = N_("El equipo ya tiene sus %(most)s jugadores")
NUMBER_TAKEN = N_("El número %(number)s ya lo lleva alguien más del equipo")
NO_REINFORCEMENTS = N_("En esta división no se aceptan refuerzos")
REINFORCEMENTS_FULL = N_("Ya están todos los refuerzos que se permiten: %(most)s")
BIRTH_NEEDED = N_("Falta su fecha de nacimiento")
TOO_YOUNG = N_("Tiene %(age)s años y la edad mínima es %(least)s")
TOO_OLD = N_("Tiene %(age)s años y la edad máxima es %(most)s")
NOT_BORN = N_("Su fecha de nacimiento no es posible")
GENDER_NEEDED = N_("Falta decir si juega en la rama femenil o en la varonil")
WRONG_BRANCH_WOMEN = N_("La rama es femenil")
WRONG_BRANCH_MEN = N_("La rama es varonil")
ROOM_FOR_WOMEN = N_("Los lugares que quedan son para mujeres: deben ser al menos %(least)s")
ROOM_FOR_MEN = N_("Los lugares que quedan son para hombres: deben ser al menos %(least)s")
MISSING_PLAYERS = N_("Faltan %(missing)s jugadores para llegar a %(least)s")
MISSING_PLAYER = N_("Falta 1 jugador para llegar a %(least)s")
MISSING_WOMAN = N_("Falta 1 mujer para llegar a %(least)s")
MISSING_MAN = N_("Falta 1 hombre para llegar a %(least)s")
MISSING_WOMEN = N_("Faltan %(missing)s mujeres para llegar a %(least)s")
MISSING_MEN = N_("Faltan %(missing)s hombres para llegar a %(least)s")
ONE_REINFORCEMENT_MORE = N_("Sobra 1 refuerzo: se permiten %(most)s")
TOO_MANY_REINFORCEMENTS = N_("Sobran %(over)s refuerzos: se permiten %(most)s")
WAITING_COMPANY = N_("Su empresa todavía no confirma que trabaja ahí")
REJECTED_BY_COMPANY = N_("Su empresa dijo que no trabaja ahí")
TEAM_UNPAID = N_("El equipo no ha pagado su inscripción")
TEAM_OUT = N_("El equipo ya no está en el torneo")
OFF_ROSTER = N_("No está en la lista del equipo")
SUSPENDED = N_("Está suspendido en el partido %(match)s")

MEMBER_OF_BRANCH: dict[Branch, tuple[Gender, str]] = {
    "women": ("woman", WRONG_BRANCH_WOMEN),
    "men": ("man", WRONG_BRANCH_MEN),
}


@dataclass(frozen=True, slots=True)
class RosterRules:
    """The limits of a division; a limit of 0 for ages, women or men asks for nothing. Officials do not count."""

    min_players: int = 1
    max_players: int = 25
    max_reinforcements: int = 0
    min_women: int = 0
    min_men: int = 0
    min_age: int = 0
    max_age: int = 0
    branch: Branch = "open"

    @property
    def asks_gender(self) -> bool:
        """Only an open branch without a minimum of women or men does without the question."""
        return self.branch in ("women", "men", "mixed") or bool(self.min_women or self.min_men)

    @property
    def asks_birth(self) -> bool:
        return bool(self.min_age or self.max_age)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on a roster, or who would be; `person` identifies them. `number` is the shirt's."""

    person: int
    number: int | None = None
    official: bool = False
    reinforcement: bool = False
    gender: Gender = ""
    birth_date: date | None = None


def refusals(
    member: Member, roster: Sequence[Member], rules: RosterRules, on: date, *, elsewhere: str = ""
) -> tuple[Reason, ...]:
    """Every reason against putting `member` beside `roster`; none is yes.

    `roster` may hold the same person: that is one of the reasons. `on` is the day that ages are counted at (the
    tournament's first). `elsewhere` names the team that already has the person where only one is allowed.
    """
    found: list[Reason] = []
    if any(other.person == member.person for other in roster):
        found.append(Reason(HERE_ALREADY))
    if elsewhere:
        found.append(Reason(ELSEWHERE, {"team": elsewhere}))
    if member.number is not None and any(other.number == member.number for other in roster):
        found.append(Reason(NUMBER_TAKEN, {"number": member.number}))
    if not member.official:
        players = [other for other in roster if not other.official and other.person != member.person]
        found += [*_room(member, players, rules), *_branch(member, rules), *_age(member, rules, on)]
    return tuple(found)


def lacks(roster: Sequence[Member], rules: RosterRules) -> tuple[Reason, ...]:
    """What the team still needs before it may play."""
    players = [member for member in roster if not member.official]
    found: list[Reason] = []
    missing = rules.min_players - len(players)
    if missing > 0:
        key = MISSING_PLAYER if missing == 1 else MISSING_PLAYERS
        found.append(Reason(key, {"missing": missing, "least": rules.min_players}))
    for gender, least, one, several in (
        ("woman", rules.min_women, MISSING_WOMAN, MISSING_WOMEN),
        ("man", rules.min_men, MISSING_MAN, MISSING_MEN),
    ):
        short = least - sum(member.gender == gender for member in players)
        if short > 0:
            found.append(Reason(one if short == 1 else several, {"missing": short, "least": least}))
    over = sum(member.reinforcement for member in players) - rules.max_reinforcements
    if over > 0:
        key = ONE_REINFORCEMENT_MORE if over == 1 else TOO_MANY_REINFORCEMENTS
        found.append(Reason(key, {"over": over, "most": rules.max_reinforcements}))
    return tuple(found)


def age_on(birth: date, day: date) -> int:
    """Whole years; who is born on 29 February turns a year older on 1 March of other years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def may_play(
    *, team_status: str, removed: bool, confirmation: Confirmation, banned_in: int | None
) -> tuple[str, Reason | None]:
    """What the field is told about a player: a word (eligible, unpaid, off_roster, unconfirmed, suspended) and why.

    `banned_in` is the number of the team's next match if the player misses it.
    """
    if team_status in ("cancelled", "expired", "withdrawn"):
        return "off_roster", Reason(TEAM_OUT)
    if removed:
        return "off_roster", Reason(OFF_ROSTER)
    if confirmation == "rejected":
        return "off_roster", Reason(REJECTED_BY_COMPANY)
    if banned_in is not None:
        return "suspended", Reason(SUSPENDED, {"match": banned_in})
    if team_status == "held":
        return "unpaid", Reason(TEAM_UNPAID)
    if confirmation == "pending":
        return "unconfirmed", Reason(WAITING_COMPANY)
    return "eligible", None


def _room(member: Member, players: Sequence[Member], rules: RosterRules) -> list[Reason]:
    found: list[Reason] = []
    left = rules.max_players - len(players)
    if left <= 0:
        found.append(Reason(FULL, {"most": rules.max_players}))
    if member.reinforcement:
        if rules.max_reinforcements == 0:
            found.append(Reason(NO_REINFORCEMENTS))
        elif sum(other.reinforcement for other in players) >= rules.max_reinforcements:
            found.append(Reason(REINFORCEMENTS_FULL, {"most": rules.max_reinforcements}))
    if left > 0:
        found += _room_for_quota(member, players, rules, left)
    return found


def _room_for_quota(member: Member, players: Sequence[Member], rules: RosterRules, left: int) -> list[Reason]:
    """A place that the minimum of women (or men) will need is not given to somebody else."""
    women = max(0, rules.min_women - sum(each.gender == "woman" for each in players))
    men = max(0, rules.min_men - sum(each.gender == "man" for each in players))
    needed = women + men - ((member.gender == "woman" and women > 0) + (member.gender == "man" and men > 0))
    if needed <= left - 1:
        return []
    if women and member.gender != "woman":
        return [Reason(ROOM_FOR_WOMEN, {"least": rules.min_women})]
    return [Reason(ROOM_FOR_MEN, {"least": rules.min_men})]


def _branch(member: Member, rules: RosterRules) -> list[Reason]:
    if not rules.asks_gender:
        return []
    if not member.gender:
        return [Reason(GENDER_NEEDED)]
    wanted = MEMBER_OF_BRANCH.get(rules.branch)
    return [Reason(wanted[1])] if wanted and member.gender != wanted[0] else []


def _age(member: Member, rules: RosterRules, on: date) -> list[Reason]:
    if not rules.asks_birth:
        return []
    if member.birth_date is None:
        return [Reason(BIRTH_NEEDED)]
    age = age_on(member.birth_date, on)
    if age < 0:
        return [Reason(NOT_BORN)]
    if rules.min_age and age < rules.min_age:
        return [Reason(TOO_YOUNG, {"age": age, "least": rules.min_age})]
    if rules.max_age and age > rules.max_age:
        return [Reason(TOO_OLD, {"age": age, "most": rules.max_age})]
    return []
