"""The names that people read for kinds, states, audiences and visibility."""

from events_app.core.i18n import N_
from events_app.core.search import search_key
from events_app.events.engine.sale import Sale
from events_app.events.kinds import Audience, Currency, EventKind, EventStatus, SpokenLanguage, Visibility

KIND_NAMES = {
    EventKind.CONFERENCE: N_("Conferencia"),
    EventKind.SEMINAR: N_("Seminario"),
    EventKind.WORKSHOP: N_("Taller"),
    EventKind.CONVENTION: N_("Convención"),
    EventKind.FORUM: N_("Foro"),
    EventKind.PRESENTATION: N_("Presentación"),
    EventKind.WEBINAR: N_("Webinar"),
    EventKind.TOURNAMENT: N_("Torneo"),
    EventKind.SOCIAL: N_("Social"),
    EventKind.EDUCATIONAL: N_("Educativo"),
    EventKind.MEETING: N_("Reunión"),
    EventKind.ASSEMBLY: N_("Asamblea"),
}
KIND_BY_SLUG = {search_key(name): kind for kind, name in KIND_NAMES.items()}
SLUG_OF_KIND = {kind: slug for slug, kind in KIND_BY_SLUG.items()}

STATUS_NAMES = {
    EventStatus.DRAFT: N_("Borrador"),
    EventStatus.PUBLISHED: N_("Publicado"),
    EventStatus.POSTPONED: N_("Pospuesto"),
    EventStatus.CANCELLED: N_("Cancelado"),
    EventStatus.FINISHED: N_("Terminado"),
}
STATUS_TONES = {
    EventStatus.DRAFT: "plain",
    EventStatus.PUBLISHED: "good",
    EventStatus.POSTPONED: "warn",
    EventStatus.CANCELLED: "bad",
    EventStatus.FINISHED: "plain",
}
VISIBILITY_NAMES = {
    Visibility.PUBLIC: N_("Cualquiera lo ve"),
    Visibility.MEMBERS: N_("Solo empresas socias"),
    Visibility.INVITED: N_("Solo empresas invitadas"),
}
AUDIENCE_NAMES = {
    Audience.REGULAR: N_("Empleado de empresa socia regular"),
    Audience.ASSOCIATE: N_("Empleado de empresa asociada"),
    Audience.MEMBER: N_("Empleado de empresa socia"),
    Audience.PUBLIC: N_("Público en general"),
}
CURRENCY_NAMES = {
    Currency.PESOS: N_("Pesos mexicanos (MXN)"),
    Currency.DOLLARS: N_("Dólares (USD)"),
}
CURRENCY_SIGNS = {Currency.PESOS: "$", Currency.DOLLARS: "US$"}
SPOKEN_NAMES = {
    SpokenLanguage.SPANISH: N_("En español"),
    SpokenLanguage.ENGLISH: N_("En inglés"),
    SpokenLanguage.BOTH: N_("En español e inglés"),
}
# What the page says when one cannot register: a title, and what to do next.
SALE_WORDS = {
    Sale.TOO_EARLY: (N_("El registro aún no abre"), N_("Agrégalo a tu calendario y vuelve ese día.")),
    Sale.CLOSED: (N_("El registro ya cerró"), N_("Si ya te registraste, tu boleto sigue siendo válido.")),
    Sale.FULL: (N_("Ya no hay lugares"), N_("Entra a la lista de espera: si alguien cancela, te apartamos su lugar.")),
    Sale.CANCELLED: (
        N_("Este evento se canceló"),
        N_("Si ya te registraste, la oficina te buscará."),
    ),
    Sale.POSTPONED: (N_("Este evento se pospuso"), N_("La nueva fecha aparecerá aquí. Tu boleto sigue siendo válido.")),
    Sale.PAST: (N_("Este evento ya pasó"), N_("Mira los próximos eventos en el calendario.")),
}
