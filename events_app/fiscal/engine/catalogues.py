"""The SAT's catalogues that an invoice of an event needs: regimes, uses of the CFDI and which regime may use which.

Source: CFDI 4.0 catalogues c_RegimenFiscal and c_UsoCFDI (Anexo 20 of the Resolución Miscelánea Fiscal), whose columns
say for each key whether a natural or a legal person may use it, and which regimes go with a use.
"""

from dataclasses import dataclass
from typing import Literal

Person = Literal["legal", "natural"]
PUBLIC_RFC, FOREIGN_RFC = "XAXX010101000", "XEXX010101000"
PUBLIC_NAME = "PUBLICO EN GENERAL"
NO_OBLIGATIONS, NO_EFFECTS, PAYMENTS_USE, RETURNS_USE, GENERAL_USE = "616", "S01", "CP01", "G02", "G03"


@dataclass(frozen=True)
class Regime:
    name: str
    legal: bool
    natural: bool


@dataclass(frozen=True)
class Use:
    name: str
    legal: bool
    natural: bool
    regimes: frozenset[str]


REGIMES = {
    "601": Regime("General de Ley Personas Morales", legal=True, natural=False),
    "603": Regime("Personas Morales con Fines no Lucrativos", legal=True, natural=False),
    "605": Regime("Sueldos y Salarios e Ingresos Asimilados a Salarios", legal=False, natural=True),
    "606": Regime("Arrendamiento", legal=False, natural=True),
    "607": Regime("Régimen de Enajenación o Adquisición de Bienes", legal=False, natural=True),
    "608": Regime("Demás ingresos", legal=False, natural=True),
    "610": Regime("Residentes en el Extranjero sin Establecimiento Permanente en México", legal=True, natural=True),
    "611": Regime("Ingresos por Dividendos (socios y accionistas)", legal=False, natural=True),
    "612": Regime("Personas Físicas con Actividades Empresariales y Profesionales", legal=False, natural=True),
    "614": Regime("Ingresos por intereses", legal=False, natural=True),
    "615": Regime("Régimen de los ingresos por obtención de premios", legal=False, natural=True),
    "616": Regime("Sin obligaciones fiscales", legal=False, natural=True),
    "620": Regime(
        "Sociedades Cooperativas de Producción que optan por diferir sus ingresos", legal=True, natural=False
    ),
    "621": Regime("Incorporación Fiscal", legal=False, natural=True),
    "622": Regime("Actividades Agrícolas, Ganaderas, Silvícolas y Pesqueras", legal=True, natural=False),
    "623": Regime("Opcional para Grupos de Sociedades", legal=True, natural=False),
    "624": Regime("Coordinados", legal=True, natural=False),
    "625": Regime(
        "Régimen de las Actividades Empresariales con ingresos a través de Plataformas Tecnológicas",
        legal=False,
        natural=True,
    ),
    "626": Regime("Régimen Simplificado de Confianza", legal=True, natural=True),
}

_BUSINESS = frozenset(["601", "603", "606", "612", "620", "621", "622", "623", "624", "625", "626"])
_ANYONE = frozenset(REGIMES)
_DEDUCTS = frozenset(["605", "606", "608", "611", "612", "614", "607", "615", "625"])


def _business(name: str) -> Use:
    return Use(name, legal=True, natural=True, regimes=_BUSINESS)


def _personal(name: str) -> Use:
    return Use(name, legal=False, natural=True, regimes=_DEDUCTS)


USES = {
    "G01": _business("Adquisición de mercancías"),
    "G02": Use("Devoluciones, descuentos o bonificaciones", legal=True, natural=True, regimes=_BUSINESS | {"616"}),
    "G03": _business("Gastos en general"),
    "I01": _business("Construcciones"),
    "I02": _business("Mobiliario y equipo de oficina por inversiones"),
    "I03": _business("Equipo de transporte"),
    "I04": _business("Equipo de computo y accesorios"),
    "I05": _business("Dados, troqueles, moldes, matrices y herramental"),
    "I06": _business("Comunicaciones telefónicas"),
    "I07": _business("Comunicaciones satelitales"),
    "I08": _business("Otra maquinaria y equipo"),
    "D01": _personal("Honorarios médicos, dentales y gastos hospitalarios"),
    "D02": _personal("Gastos médicos por incapacidad o discapacidad"),
    "D03": _personal("Gastos funerales"),
    "D04": _personal("Donativos"),
    "D05": _personal("Intereses reales efectivamente pagados por créditos hipotecarios (casa habitación)"),
    "D06": _personal("Aportaciones voluntarias al SAR"),
    "D07": _personal("Primas por seguros de gastos médicos"),
    "D08": _personal("Gastos de transportación escolar obligatoria"),
    "D09": _personal("Depósitos en cuentas para el ahorro, primas que tengan como base planes de pensiones"),
    "D10": _personal("Pagos por servicios educativos (colegiaturas)"),
    "S01": Use("Sin efectos fiscales", legal=True, natural=True, regimes=_ANYONE),
    "CP01": Use("Pagos", legal=True, natural=True, regimes=_ANYONE),
}

# What an event can be for: the others exist, and buying a seat is none of them.
OFFERED_USES = ("G03", "G01", "D04", "D10", "S01")


def person_of(rfc: str) -> Person:
    """Twelve characters are a company's, thirteen a person's."""
    return "legal" if len(rfc) == 12 else "natural"


def regime_fits(regime: str, rfc: str) -> bool:
    """Whether somebody with this RFC can be in the regime."""
    known = REGIMES.get(regime)
    return known is not None and (known.legal if person_of(rfc) == "legal" else known.natural)


def use_fits(use: str, regime: str, rfc: str) -> bool:
    """Whether somebody with this RFC and regime may name the use (c_UsoCFDI, columns 4 to 6)."""
    known = USES.get(use)
    if known is None or regime not in known.regimes:
        return False
    return known.legal if person_of(rfc) == "legal" else known.natural


def note_use(regime: str, rfc: str) -> str:
    """The use of a credit note: returns where the regime allows them, else no fiscal effects."""
    return RETURNS_USE if use_fits(RETURNS_USE, regime, rfc) else NO_EFFECTS
