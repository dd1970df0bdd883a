"""Invented companies and people that look real: Mexican names with accents and ñ, valid check digits, local phones."""

import random
import unicodedata
from dataclasses import dataclass
from datetime import date

from stdnum.mx import rfc as rfc_number

SECTORS = {
    "Arneses y conectores": ("Arneses", "Conectores", "Cableados"),
    "Electrónica": ("Ensambles Electrónicos", "Circuitos", "Sensores"),
    "Médico": ("Textiles Médicos", "Dispositivos Clínicos", "Catéteres"),
    "Aeroespacial": ("Componentes Aéreos", "Turbopartes", "Fuselajes"),
    "Plásticos": ("Plásticos Inyectados", "Moldes y Resinas", "Empaques"),
    "Metalmecánica": ("Troquelados", "Maquinados de Precisión", "Herrajes"),
    "Automotriz": ("Componentes Térmicos", "Asientos y Vestiduras", "Frenos"),
    "Textil": ("Confecciones", "Hilados", "Telas Técnicas"),
}
PLACES = (
    "del Desierto",
    "de la Frontera",
    "del Bravo",
    "Ímuris",
    "Santa Cruz",
    "Cocóspera",
    "de Sonora",
    "Peña Blanca",
    "Kino",
    "del Pitic",
    "Las Ánimas",
    "Cíbuta",
    "El Nogal",
    "Cañada Honda",
    "La Mesa",
    "Ocotillo",
    "Ñandú",
)
FORMS = ("S. de R.L. de C.V.", "S.A. de C.V.", "S. de R.L.", "S.A.P.I. de C.V.")
CITIES = (
    "Nogales",
    "Nogales",
    "Nogales",
    "Nogales",
    "Ímuris",
    "Santa Ana",
    "Magdalena de Kino",
    "Cananea",
    "Agua Prieta",
)
ARIZONA = ("Desert Freight Partners", "Saguaro Customs Brokers", "Copper State Logistics", "Rio Rico Industrial Supply")
SHELTERS = ("Albergue Industrial Pimería", "Servicios Shelter Sahuaro")
GIVEN = (
    "Guadalupe", "María de los Ángeles", "José Luis", "Íñigo", "Ana Lucía", "Jesús Manuel", "Rosa Elena", "Martín",
    "Verónica", "Óscar", "Sofía", "Ramón", "Lucía", "Francisco Javier", "Alma Delia", "Iván", "Norma", "Héctor",
    "Claudia", "Ángel", "Beatriz", "Raúl", "Patricia", "Édgar", "Gloria", "Joaquín", "Yolanda", "Saúl", "Marcela",
    "René", "Karla", "Tomás", "Dulce María", "Efraín", "Irma", "Noé", "Mónica", "Adrián", "Leticia", "Germán",
)  # fmt: skip
WOMEN = frozenset(GIVEN) - {
    "José Luis", "Íñigo", "Jesús Manuel", "Martín", "Óscar", "Ramón", "Francisco Javier", "Iván", "Héctor", "Ángel",
    "Raúl", "Édgar", "Joaquín", "Saúl", "René", "Tomás", "Efraín", "Noé", "Adrián", "Germán",
}  # fmt: skip
SURNAMES = (
    "Yáñez", "Peñúñuri", "Covarrubias", "Bojórquez", "Ruelas", "Montaño", "Núñez", "Valenzuela", "Bórquez", "Félix",
    "Gastélum", "Ibarra", "Quijada", "Romo", "Sáenz", "Tapia", "Urías", "Verdugo", "Zazueta", "Acuña", "Bustamante",
    "Castañeda", "Durazo", "Encinas", "Figueroa", "Grijalva", "Huerta", "Islas", "Jaime", "León", "Munguía",
    "Noriega", "Ochoa", "Páez", "Quiñónez", "Rascón", "Siqueiros", "Tánori", "Villaseñor", "Ybarra",
)  # fmt: skip


@dataclass(frozen=True)
class Firm:
    legal_name: str
    trade_name: str
    rfc: str
    company_class: str
    location: str
    city: str
    country: str
    shelter: str
    sector: str
    domain: str
    employee_digits: int


@dataclass(frozen=True)
class Worker:
    given_name: str
    paternal_surname: str
    maternal_surname: str
    employee_number: str
    phone: str | None
    email: str | None


def firms(count: int, luck: random.Random) -> list[Firm]:
    """`count` companies: mostly regular members in Nogales, some outside it, some associates in Arizona."""
    pairs = [(sector, start, place) for sector, starts in SECTORS.items() for start in starts for place in PLACES]
    luck.shuffle(pairs)
    found = [
        _mexican(sector, f"{start} {place}", luck, order) for order, (sector, start, place) in enumerate(pairs[:count])
    ]
    for order, name in enumerate(ARIZONA[: max(1, count // 8)]):
        found[-1 - order] = _arizonan(name, luck)
    return found


def workers(firm: Firm, count: int, luck: random.Random) -> list[Worker]:
    """`count` employees with numbers of the company's length; two in three have a phone, one in four an e-mail."""
    numbers = luck.sample(range(10 ** (firm.employee_digits - 1), 10**firm.employee_digits), count)
    return [_worker(firm, str(number), luck) for number in numbers]


def _mexican(sector: str, name: str, luck: random.Random, order: int) -> Firm:
    city = "Nogales" if order < 6 else luck.choice(CITIES)
    return Firm(
        legal_name=f"{name}, {luck.choice(FORMS)}",
        trade_name=name,
        rfc=_company_rfc(name, luck),
        company_class="regular" if order < 6 or luck.random() < 0.8 else "associate",
        location="home" if city == "Nogales" else "outside",
        city=city,
        country="MX",
        shelter=luck.choice(SHELTERS) if luck.random() < 0.3 else "",
        sector=sector,
        domain=f"{_plain(name)}.example",
        employee_digits=luck.choice((4, 5, 5, 6)),
    )


def _arizonan(name: str, luck: random.Random) -> Firm:
    city = luck.choice(("Rio Rico, Arizona", "Nogales, Arizona", "Tucson, Arizona"))
    return Firm(
        f"{name} LLC", name, "", "associate", "abroad", city, "US", "", "Servicios", f"{_plain(name)}.example", 4
    )


def _worker(firm: Firm, number: str, luck: random.Random) -> Worker:
    given, paternal, maternal = luck.choice(GIVEN), luck.choice(SURNAMES), luck.choice((*SURNAMES, ""))
    prefix = "+1520" if firm.country == "US" else "+52631"
    phone = f"{prefix}{luck.randrange(1_000_000, 9_999_999)}" if luck.random() < 0.66 else None
    address = f"{_plain(given)}.{_plain(paternal)}{number}@{firm.domain}" if luck.random() < 0.25 else None
    return Worker(given, paternal, maternal, number, phone, address)


def _company_rfc(name: str, luck: random.Random) -> str:
    letters = "".join(letter for letter in _plain(name).upper() if letter not in "AEIOU")[:3].ljust(3, "X")
    born = date(luck.randrange(1988, 2022), luck.randrange(1, 13), luck.randrange(1, 28))
    homoclave = luck.choice("ABCDEFGHJKLMNPQRSTUV123456789") + luck.choice("ABCDEFGHJKLMNPQRSTUVWXYZ123456789")
    stem = f"{letters}{born:%y%m%d}{homoclave}"
    return stem + str(rfc_number.calc_check_digit(stem))


def _plain(text: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    return "".join(c for c in bare if c.isalnum())
