"""The events of the demonstration: every kind and every state, told in days from today."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Talk:
    """`at` and `lasts` are in minutes after the event's start."""

    at: int
    lasts: int
    es: str
    en: str
    speaker: str = ""


@dataclass(frozen=True)
class Kind:
    """A ticket type; prices are what people pay in pesos (or dollars), IVA included; `early` ends that many days before."""

    es: str
    en: str
    public: str = "0"
    member: str | None = None
    early: str | None = None
    quota: int | None = None
    companions: int = 0
    asks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    code: str
    kind: str
    es: str
    en: str
    summary_es: str
    summary_en: str
    day: int
    hour: float
    lasts: float
    venue: str
    types: tuple[Kind, ...]
    capacity: int | None = None
    committee: str | None = None
    status: str = "published"
    reason: str = ""
    visibility: str = "public"
    currency: str = "MXN"
    tax_code: str = "IVA16"
    online: str = ""
    spoken: str = "es"
    opens_in: int | None = None
    closes_in_hours: float | None = None
    agenda: tuple[Talk, ...] = ()
    guests: int = 0
    gates: tuple[str, ...] = ()
    text_es: str = ""
    text_en: str = ""
    zone: str = "America/Hermosillo"


HALL, FIELD, HOTEL = (
    "Sala de consejo, index Nogales",
    "Unidad Deportiva del Parque Industrial",
    "Hotel Fray Marcos, salón Sonora",
)
FREE = (Kind("Entrada general", "General admission"),)

PROGRAMME = (
    Plan(
        "C5K", "social", "Carrera 5K de la Industria", "Industry 5K Run",
        "Cinco kilómetros por el parque industrial, con salida para caminar en familia.",
        "Five kilometres around the industrial park, with a family walk too.",
        13, 7.5, 3, FIELD,
        (Kind("Corre 5K", "Run 5K", "232", "116", quota=480), Kind("Camina 3K en familia", "Family 3K walk", "116", "0", quota=160, companions=3, asks=("companions", "accessibility"))),
        capacity=640, committee="DEPORTES", guests=70, gates=("Puerta 1 · Sur", "Puerta 2 · Norte"),
        text_es="## Qué incluye\n\n- Playera, número y medalla\n- Agua cada kilómetro\n- Seguro durante la carrera\n\nLlega **una hora antes**: la entrega de números cierra a las 7:15.",
        text_en="## What is included\n\n- T-shirt, bib and medal\n- Water every kilometre\n- Insurance during the run\n\nArrive **one hour early**: bib pick-up closes at 7:15.",
    ),
    Plan(
        "IVA", "seminar", "Recertificación IVA-IEPS sin sobresaltos", "VAT-IEPS recertification without surprises",
        "Qué revisa la autoridad y cómo llegar con el expediente listo.",
        "What the authority checks, and how to arrive with your file ready.",
        9, 8.5, 4.5, HALL,
        (Kind("Seminario completo", "Full seminar", "2268", "1620", early="1296", asks=("diet",)),),
        capacity=60, committee="COMEX", guests=46, gates=("Recepción",), tax_code="IVA8",
        agenda=(Talk(0, 30, "Registro y café", "Registration and coffee"), Talk(30, 90, "Qué revisa la autoridad en 2027", "What the authority checks in 2027", "Lic. Ana Lucía Peñúñuri"), Talk(135, 120, "Taller: tu expediente, paso a paso", "Workshop: your file, step by step", "C.P. Óscar Bojórquez")),
        text_es="Trae tu última **constancia** y el padrón de activos. Trabajaremos con casos de plantas de Nogales.",
        text_en="Bring your latest **certificate** and asset list. We work on cases from Nogales plants.",
    ),
    Plan(
        "NOM", "workshop", "NOM-035 para supervisores", "NOM-035 for supervisors",
        "Identificar riesgos psicosociales en piso y qué hacer con ellos.", "Spotting psychosocial risks on the floor, and what to do.",
        21, 9, 4, "Auditorio CANACINTRA", (Kind("Taller", "Workshop", "696", "0", asks=("diet", "accessibility")),),
        capacity=120, committee="LABOR", guests=34,
    ),
    Plan(
        "FTA", "forum", "Foro de talento: hoy se contrata distinto", "Talent forum: hiring has changed",
        "Reclutadores de doce plantas cuentan qué les funciona.", "Recruiters from twelve plants tell what works for them.",
        0, -1, 6, HOTEL, (Kind("Entrada general", "General admission", "0"), Kind("Taller de la tarde", "Afternoon workshop", "464", "290", quota=40)),
        capacity=200, committee="TALENTO", guests=60, gates=("Norte", "Taller"), closes_in_hours=4,
        agenda=(Talk(0, 60, "Panel: rotación en línea", "Panel: turnover on the line", "Lic. Beatriz Gastélum"), Talk(180, 120, "Taller: entrevista en veinte minutos", "Workshop: the twenty-minute interview", "Mtra. Irma Ochoa")),
    ),
    Plan(
        "CNV", "convention", "Convención de la industria 2027", "Industry convention 2027",
        "Dos días con proveedores, autoridades y las plantas de la frontera.", "Two days with suppliers, authorities and the border's plants.",
        62, 9, 32, HOTEL, (Kind("Dos días", "Two days", "4640", "3480", early="2900"), Kind("Solo el primer día", "First day only", "2900", "2204", quota=80)),
        capacity=320, committee="PROVEEDORES", opens_in=10,
    ),
    Plan(
        "TAR", "presentation", "Tarifas eléctricas 2027: lo que cambia", "2027 power rates: what changes",
        "Una hora, una gráfica y diez preguntas.", "One hour, one chart and ten questions.",
        5, 17, 1.5, HALL, FREE, capacity=18, committee="NOGALES", guests=18,
    ),
    Plan(
        "TMC", "webinar", "Revisión del T-MEC: preguntas abiertas", "USMCA review: open questions",
        "Sesión en línea con intérprete.", "Online session with an interpreter.",
        3, 10, 1.5, "", FREE, committee="COMEX", guests=22, online="https://reunion.convoca.example/tmec", spoken="both", zone="America/Tijuana",
    ),
    Plan(
        "SOF", "tournament", "Liga de softbol intercompañías", "Inter-company softball league",
        "Ocho jornadas en sábado, ramas varonil y femenil.", "Eight Saturdays, men's and women's branches.",
        30, 9, 8, FIELD, (Kind("Público", "Spectators"),), committee="DEPORTES", guests=12,
    ),
    Plan(
        "JUE", "tournament", "Juegos Interempresariales", "Inter-company Games",
        "Doce plantas, cuatro deportes y una copa: marcadores al minuto desde la cancha.",
        "Twelve plants, four sports and one cup: live scores from the field.",
        -14, 9, 24 * 42, "Complejo Las Bellotas", (), committee="DEPORTES",
    ),
    Plan(
        "GLF", "tournament", "Golf por las becas", "Golf for scholarships",
        "Dieciocho hoyos a go-go con escopetazo: todo lo que se junta paga becas.",
        "Eighteen holes of scramble with a shotgun start: everything raised pays for scholarships.",
        0, -4, 8, "Club de Golf Los Encinos", (Kind("Jugador", "Player", "3480", early="2900"),), committee="BECAS",
        closes_in_hours=-5,
    ),
    Plan(
        "POS", "social", "Posada de la industria", "Industry Christmas party",
        "La reunión de fin de año de las empresas socias.", "The year-end gathering of member companies.",
        27, 19, 5, HOTEL, (Kind("Persona", "Person", "812", "580", companions=1, asks=("companions", "diet")),),
        capacity=250, status="postponed", reason="El salón estará en obra; la nueva fecha se anunciará aquí.", guests=9,
    ),
    Plan(
        "AUX", "educational", "Primeros auxilios en piso", "First aid on the floor",
        "Curso de un día para brigadistas.", "One-day course for brigade members.",
        1, 8, 8, HALL, (Kind("Curso", "Course", "928", "580"),), capacity=24, committee="LABOR", guests=15, closes_in_hours=-20,
    ),
    Plan(
        "XBL", "presentation", "Logística transfronteriza, en inglés", "Cross-border logistics briefing",
        "Con agentes aduanales de Arizona; se cobra en dólares.", "With Arizona customs brokers; charged in US dollars.",
        17, 12, 2, "Rio Rico Resort, Rio Rico, Arizona", (Kind("Asiento", "Seat", "75", "45"),),
        capacity=80, currency="USD", tax_code="EXENTO", spoken="en", committee="COMEX", guests=8,
    ),
    Plan(
        "DEP", "meeting", "Reunión del comité de Deportes", "Sports committee meeting",
        "Calendario de la liga y compra de uniformes.", "League calendar and uniforms.",
        2, 17, 1.5, "Sala B, index Nogales", FREE, capacity=14, visibility="members", committee="DEPORTES", guests=11,
    ),
    Plan(
        "ASM", "assembly", "Asamblea ordinaria de cierre de año", "Year-end ordinary assembly",
        "Informe, presupuesto y elección de la mesa.", "Report, budget and election of the board.",
        24, 17.5, 2, "", FREE, visibility="members", online="https://reunion.convoca.example/asamblea", guests=16,
    ),
    Plan(
        "DIR", "meeting", "Desayuno de directores de planta", "Plant managers' breakfast",
        "Solo con invitación.", "By invitation only.",
        11, 8, 2, HOTEL, FREE, capacity=30, visibility="invited", guests=5,
    ),
    Plan(
        "REF", "conference", "Reforma laboral: cuarenta horas", "Labour reform: forty hours",
        "Lo que ya se publicó y lo que falta.", "What is published and what is pending.",
        6, 18, 2, HALL, (Kind("Entrada", "Admission", "348", "232"),), capacity=60, committee="LABOR",
        status="cancelled", reason="El ponente no puede viajar. Devolveremos los pagos esta semana.", guests=4,
    ),
    Plan(
        "SEG", "conference", "Seguridad en cruces de carga", "Security at cargo crossings",
        "Con la autoridad aduanera de los dos lados.", "With customs officers from both sides.",
        -12, 9, 3, HALL, (Kind("Entrada", "Admission", "348", "0"),), capacity=60, committee="COMEX", guests=40, gates=("Recepción",), status="finished",
    ),
    Plan(
        "MTM", "workshop", "Mantenimiento predictivo con datos propios", "Predictive maintenance with your own data",
        "", "", 45, 9, 6, "", (Kind("Taller", "Workshop", "1450", "986"),), status="draft",
    ),
    Plan(
        "TUC", "educational", "Recorrido por plantas de Tucson", "Tour of Tucson plants",
        "Tres plantas en un día, en autobús; el comité aprueba los lugares sin taller antes del pago.",
        "Three plants in one day, by bus; the committee approves seats without the workshop before payment.",
        18, 6.5, 12, "Estacionamiento de index Nogales",
        (Kind("Recorrido", "Tour", "928", "580"), Kind("Recorrido y taller", "Tour and workshop", "1392", "928", quota=12)),
        capacity=40, committee="PROVEEDORES",
    ),
)  # fmt: skip
