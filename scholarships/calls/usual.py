"""What a first call starts from: the levels, documents, questions and anchored rubric that programmes like ours use."""

from typing import Any

from events_app.core.i18n import N_

DOCUMENTS = [
    {"key": "acta", "name": "Acta de nacimiento", "name_en": "Birth certificate", "hint": "También sirve una copia",
     "hint_en": "A copy will do"},
    {"key": "boleta", "name": "Boleta del último ciclo", "name_en": "Latest report card",
     "hint": "Con el promedio final", "hint_en": "With the final average"},
    {"key": "constancia", "name": "Constancia de inscripción", "name_en": "Proof of enrolment",
     "hint": "Del ciclo que empieza", "hint_en": "For the coming year"},
    {"key": "identificacion", "name": "Identificación de mamá, papá o tutor", "name_en": "Guardian's identification",
     "hint": "INE o pasaporte, los dos lados", "hint_en": "INE or passport, both sides"},
]  # fmt: skip
_ALL = ["acta", "boleta", "constancia", "identificacion"]
LEVELS = [
    {"key": "primaria", "name": "Primaria", "name_en": "Primary school", "amount": 300_000, "min_average": "8.5",
     "min_grade": 2, "grades": 6, "documents": _ALL},
    {"key": "secundaria", "name": "Secundaria", "name_en": "Secondary school", "amount": 300_000,
     "min_average": "8.5", "grades": 3, "documents": _ALL},
    {"key": "preparatoria", "name": "Preparatoria", "name_en": "High school", "amount": 350_000,
     "min_average": "8.5", "grades": 3, "no_failed_subjects": True, "documents": _ALL},
    {"key": "universidad", "name": "Universidad", "name_en": "University", "amount": 400_000, "min_average": "8.5",
     "grades": 6, "no_failed_subjects": True, "documents": _ALL},
]  # fmt: skip
ESSAYS = [
    {"key": "motivo", "prompt": "¿Para qué te serviría la beca este año?",
     "prompt_en": "What would the scholarship help you with this year?", "most_words": 200},
    {"key": "orgullo", "prompt": "Cuéntanos algo que hiciste y que te dio orgullo.",
     "prompt_en": "Tell us about something you did and are proud of.", "most_words": 200},
]  # fmt: skip
NEED = [
    {"key": "income", "question": "¿Cuánto entra al mes a tu casa, entre todos?",
     "question_en": "How much does the whole household earn a month?", "kind": "money"},
    {"key": "people", "question": "¿Cuántas personas viven de ese ingreso?",
     "question_en": "How many people live on it?", "kind": "count"},
    {"key": "students", "question": "¿Cuántas de ellas estudian?",
     "question_en": "How many of them are students?", "kind": "count"},
    {"key": "housing", "question": "¿Cómo es la casa donde viven?", "question_en": "What is your home like?",
     "kind": "choice", "options": [
         {"key": "own", "name": "Propia", "name_en": "Ours"},
         {"key": "paying", "name": "La estamos pagando", "name_en": "We are paying for it"},
         {"key": "rent", "name": "Rentada", "name_en": "Rented"},
         {"key": "lent", "name": "Prestada o compartida", "name_en": "Lent or shared"}]},
]  # fmt: skip
PURPOSES = [
    {"key": "solicitud", "text": "Revisar la solicitud y decidir las becas.",
     "text_en": "To read the application and decide the scholarships.", "required": True},
    {"key": "empresa", "text": "Preguntar a la empresa si mamá, papá o tutor trabaja ahí, y nada más.",
     "text_en": "To ask the company whether the guardian works there, and nothing else.", "required": True},
    {"key": "estadistica", "text": "Hacer estadísticas que no identifican a nadie.",
     "text_en": "To make statistics that identify nobody.", "required": False},
]  # fmt: skip
RULES: dict[str, Any] = {
    "levels": LEVELS, "documents": DOCUMENTS, "essays": ESSAYS, "need": NEED,
    "need_bands": [600_000, 400_000, 250_000], "purposes": PURPOSES,
}  # fmt: skip
RUBRIC: dict[str, Any] = {
    "criteria": [
        {
            "key": "aprovechamiento",
            "name": "Aprovechamiento escolar",
            "name_en": "School results",
            "weight": "0.35",
            "looks_at": "facts",
            "anchors": [
                "Apenas cumple el promedio mínimo y ha ido bajando",
                "Cumple el promedio mínimo",
                "Medio punto arriba del mínimo",
                "Un punto arriba del mínimo",
                "De los mejores promedios posibles",
            ],
            "anchors_en": [
                "Barely meets the minimum average and has been slipping",
                "Meets the minimum average",
                "Half a point above the minimum",
                "One point above the minimum",
                "Among the best averages possible",
            ],
        },
        {
            "key": "necesidad",
            "name": "Necesidad económica",
            "name_en": "Need",
            "weight": "0.35",
            "looks_at": "need",
            "anchors": [
                "La beca no cambia nada en su casa",
                "La beca ayuda, sin ser necesaria",
                "El ingreso alcanza justo",
                "Falta para gastos de la escuela",
                "Sin la beca peligran sus estudios",
            ],
            "anchors_en": [
                "The scholarship changes nothing at home",
                "The scholarship helps without being needed",
                "The income is just enough",
                "There is not enough for school expenses",
                "Without the scholarship the studies are at risk",
            ],
        },
        {
            "key": "empeno",
            "name": "Empeño",
            "name_en": "Effort",
            "weight": "0.2",
            "looks_at": "essays",
            "anchors": [
                "No cuenta ningún esfuerzo",
                "Menciona un esfuerzo sin decir cuál",
                "Cuenta un esfuerzo concreto",
                "Cuenta varios, sostenidos en el tiempo",
                "Salió adelante de algo difícil y dice cómo",
            ],
            "anchors_en": [
                "Tells of no effort",
                "Mentions an effort without saying which",
                "Tells of one concrete effort",
                "Tells of several, kept up over time",
                "Came through something hard and says how",
            ],
        },
        {
            "key": "claridad",
            "name": "Claridad de sus metas",
            "name_en": "Clear goals",
            "weight": "0.1",
            "looks_at": "essays",
            "anchors": [
                "No dice para qué",
                "Dice para qué en general",
                "Dice en qué la usará",
                "Dice en qué y por qué",
                "Tiene un plan con pasos",
            ],
            "anchors_en": [
                "Does not say what for",
                "Says what for in general terms",
                "Says what it will be used for",
                "Says what for and why",
                "Has a plan with steps",
            ],
        },
    ],
    "minimum_coverage": "0.6",
}
PRIVACY = N_(
    "La asociación usa estos datos solo para los fines que aceptes aquí abajo. Quienes leen la solicitud no ven "
    "nombres ni empresas. Puedes ver, corregir o pedir que se borren tus datos cuando quieras, en la oficina."
)
