"""Invents the families of a call: a child with a valid CURP, a school, an average, a home, and words of their own."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from stdnum.mx import curp as curp_number

from events_app.core.search import search_key
from events_app.demo import names
from events_app.directory.models import Employment

LEVELS = {"primaria": (5, 2, 6), "secundaria": (11, 1, 3), "preparatoria": (14, 1, 3), "universidad": (17, 1, 6)}
SHARES = ("primaria", "primaria", "primaria", "secundaria", "secundaria", "preparatoria", "preparatoria", "universidad")
SCHOOLS = {
    "primaria": ("Primaria Sierra Azul", "Primaria Los Encinos", "Primaria Niños de Cíbuta"),
    "secundaria": ("Secundaria Técnica del Valle", "Secundaria El Represo"),
    "preparatoria": ("Bachillerato Fronterizo", "Preparatoria Cañada Honda"),
    "universidad": ("Universidad del Desierto", "Tecnológico de la Frontera"),
}
HOUSING = ("own", "paying", "rent", "lent")
# {child}, {school} and {company} are what the engine of the redaction has to find.
WHY = (
    "La beca pagaría los camiones y los útiles. Este año {company} quitó el turno extra y en la casa entra menos.",
    "Quiero una computadora para hacer las tareas, porque ahora las hago en el teléfono de mi hermana.",
    "Me llamo {child} y la beca me ayudaría con la inscripción de {school} y con los uniformes.",
    "Serviría para los lentes que necesito y para seguir en el taller de robótica de los sábados.",
    "Con la beca mi abuela ya no tendría que vender comida en la noche para comprarme los libros.",
    "Es para el pasaje: son dos camiones de ida y dos de vuelta, y hay semanas en que no alcanza.",
)
PRIDE = (
    "Junté a mis vecinos para limpiar la cancha y ahora hay torneos los domingos. Fueron cuatro meses.",
    "Le enseñé a leer a mi hermano en las tardes mientras mi mamá trabajaba. Ya lee cuentos completos.",
    "Pasé de seis a nueve en matemáticas. Me levantaba a las cinco para estudiar antes de entrar a {school}.",
    "Gané el concurso de lectura de la zona. Mi maestra dice: {child}, no dejes de leer en voz alta.",
    "Cuidé a mi abuelo después de su operación y no falté a clases más que dos días.",
    "Hice un filtro de agua con botellas y lo llevé a la feria de ciencias del estado.",
)


@dataclass(frozen=True)
class Pupil:
    """One child who asks. `income` is pesos a month; `worth` is how good readers find the file, 1 to 5."""

    employment: Employment
    given_name: str
    paternal_surname: str
    maternal_surname: str
    curp: str
    birth: date
    sex: str
    relationship: str
    level: str
    grade: int
    school: str
    average: str
    income: int
    people: int
    students: int
    housing: str
    essays: dict[str, str]
    worth: float
    previous: int

    @property
    def need(self) -> dict[str, str]:
        return {
            "income": f"{self.income}.00", "people": str(self.people), "students": str(self.students),
            "housing": self.housing,
        }  # fmt: skip


def invent(employments: Sequence[Employment], luck: random.Random, *, today: date, level: str = "") -> list[Pupil]:
    """One child for each employee, in their order, of one level or of any; with their person and company at hand."""
    return [_pupil(each, luck, today, level or luck.choice(SHARES)) for each in employments]


def _pupil(employment: Employment, luck: random.Random, today: date, level: str) -> Pupil:
    parent = employment.person
    mother = parent.given_name in names.WOMEN
    given, other = luck.choice(names.GIVEN), luck.choice(names.SURNAMES)
    paternal, maternal = (other, parent.paternal_surname) if mother else (parent.paternal_surname, other)
    years, first, last = LEVELS[level]
    grade = luck.randint(first, last)
    birth = date(today.year - years - grade, luck.randint(1, 12), luck.randint(1, 28))
    sex = "M" if given in names.WOMEN else "H"
    school, people = luck.choice(SCHOOLS[level]), luck.randint(3, 7)
    told = {"child": given, "school": school, "company": employment.company.display_name}
    return Pupil(
        employment=employment,
        given_name=given,
        paternal_surname=paternal,
        maternal_surname=maternal,
        curp=_curp(given, paternal, maternal, birth, sex),
        birth=birth,
        sex=sex,
        relationship="mother" if mother else "father",
        level=level,
        grade=grade,
        school=school,
        average=f"{luck.randint(85, 100) / 10:.1f}",
        income=luck.randrange(9_000, 26_000, 500),
        people=people,
        students=luck.randint(1, people - 2),
        housing=luck.choice(HOUSING),
        essays={"motivo": luck.choice(WHY).format(**told), "orgullo": luck.choice(PRIDE).format(**told)},
        worth=luck.gauss(3.4, 0.75),
        previous=luck.choice((0, 0, 0, 1)),
    )


def _curp(given: str, paternal: str, maternal: str, birth: date, sex: str) -> str:
    """The usual eighteen letters for somebody born in Sonora; an ill-sounding beginning takes an X, as the law says."""
    first, second, name = (search_key(part).replace(" ", "").upper() or "X" for part in (paternal, maternal, given))
    vowel = next((letter for letter in first[1:] if letter in "AEIOU"), "X")
    stem = f"{first[0]}{vowel}{second[0]}{name[0]}"
    inner = "".join(_consonant(part) for part in (first, second, name))
    century = "0" if birth.year < 2000 else "A"
    for start in (stem, f"{stem[0]}X{stem[2:]}"):
        number = f"{start}{birth:%y%m%d}{sex}SR{inner}{century}"
        number += str(curp_number.calc_check_digit(number))
        if curp_number.is_valid(number):
            return number
    raise ValueError(f"no CURP for {birth}")


def _consonant(name: str) -> str:
    return next((letter for letter in name[1:] if letter.isalpha() and letter not in "AEIOU"), "X")
