"""Tables of tournaments: editions of the games, the tournament of an event, and its divisions."""

from __future__ import annotations

from tortoise import fields
from tortoise.fields import OnDelete

from events_app.core.models import Check, Record, Unique, enum_check
from events_app.events.models import Event
from events_app.tournaments.kinds import Branch, DivisionStatus, Format, OneTeamPer, PlayersShown, Sport


class Edition(Record):
    """The games of one year: tournaments together, with points for companies by place and a parade.

    `points_by_place` gives the points of 1st, 2nd, 3rd … place of each division. `parade_points` go to a company whose
    teams paraded; `parade_share` is the percentage of a team's roster that must have been scanned at `parade`.
    """

    slug = fields.CharField(max_length=80, unique=True)
    name_es = fields.CharField(max_length=120)
    name_en = fields.CharField(max_length=120, default="")
    year = fields.IntField()
    points_by_place: fields.JSONField[list[int]] = fields.JSONField(default=list)
    parade: fields.ForeignKeyNullableRelation[Event] = fields.ForeignKeyField(
        "events.Event", related_name="parade_of", null=True, on_delete=OnDelete.RESTRICT
    )
    parade_id: int | None
    parade_points = fields.IntField(default=0)
    parade_share = fields.IntField(default=50)

    tournaments: fields.ReverseRelation[Tournament]

    class Meta:
        table = "game_editions"
        constraints = (
            Check("year BETWEEN 1950 AND 2200", name="edition_year"),
            Check("parade_share BETWEEN 1 AND 100", name="edition_parade_share"),
            Check("parade_points >= 0", name="edition_parade_points_not_negative"),
        )

    def name(self, locale: str) -> str:
        return (self.name_en if locale == "en" else "") or self.name_es


class Tournament(Record):
    """What makes an event a tournament. `wait_minutes` until a walkover; `settle_hours` until a result stands alone.

    `rest_minutes` lie between two matches of a team on the same day, of which it plays at most `max_per_day`.
    """

    event: fields.OneToOneRelation[Event] = fields.OneToOneField(
        "events.Event", related_name="tournament", on_delete=OnDelete.RESTRICT
    )
    event_id: int
    edition: fields.ForeignKeyNullableRelation[Edition] = fields.ForeignKeyField(
        "events.Edition", related_name="tournaments", null=True, on_delete=OnDelete.RESTRICT
    )
    edition_id: int | None
    players_shown = fields.CharEnumField(PlayersShown, max_length=8, default=PlayersShown.CONSENT)
    wait_minutes = fields.IntField(default=10)
    settle_hours = fields.IntField(default=24)
    one_team_per = fields.CharEnumField(OneTeamPer, max_length=10, default=OneTeamPer.DIVISION)
    rest_minutes = fields.IntField(default=0)
    max_per_day = fields.IntField(null=True)
    notice_es = fields.CharField(max_length=300, default="")
    notice_en = fields.CharField(max_length=300, default="")

    divisions: fields.ReverseRelation[Division]

    class Meta:
        table = "tournaments"
        constraints = (
            enum_check("players_shown", PlayersShown, name="tournament_players_shown"),
            enum_check("one_team_per", OneTeamPer, name="tournament_one_team_per"),
            Check("wait_minutes BETWEEN 0 AND 240", name="tournament_wait"),
            Check("settle_hours BETWEEN 0 AND 720", name="tournament_settle"),
            Check("rest_minutes BETWEEN 0 AND 1440", name="tournament_rest"),
            Check("max_per_day IS NULL OR max_per_day BETWEEN 1 AND 20", name="tournament_matches_a_day"),
        )


class Division(Record):
    """A sport × branch × category that is played out on its own.

    `options` are those of the format (groups, legs, qualifiers, reset …), `rules` the sport's rule set with every
    number the committee changed. `plan` holds the engine's plan once drawn, `sequence` the last entry of the log.
    Fees are net centavos in the event's currency. `seed_hash` is published before the draw; `seed` with it.
    """

    tournament: fields.ForeignKeyRelation[Tournament] = fields.ForeignKeyField(
        "events.Tournament", related_name="divisions", on_delete=OnDelete.RESTRICT
    )
    tournament_id: int
    slug = fields.CharField(max_length=80)
    name_es = fields.CharField(max_length=120)
    name_en = fields.CharField(max_length=120, default="")
    sport = fields.CharEnumField(Sport, max_length=16)
    branch = fields.CharEnumField(Branch, max_length=8, default=Branch.OPEN)
    category = fields.CharField(max_length=60, default="")
    position = fields.IntField(default=0)
    status = fields.CharEnumField(DivisionStatus, max_length=10, default=DivisionStatus.DRAFT)
    format = fields.CharEnumField(Format, max_length=8)
    options: fields.JSONField[dict[str, object]] = fields.JSONField(default=dict)
    rules: fields.JSONField[dict[str, object]] = fields.JSONField(default=dict)
    rules_text_es = fields.TextField(default="")
    rules_text_en = fields.TextField(default="")

    call_opens_at = fields.DatetimeField(null=True)
    call_closes_at = fields.DatetimeField(null=True)
    max_teams = fields.IntField(default=64)
    taken = fields.IntField(default=0)
    net_fee = fields.IntField(default=0)
    net_deposit = fields.IntField(default=0)
    tax_code = fields.CharField(max_length=16, default="IVA16")

    min_players = fields.IntField(default=1)
    max_players = fields.IntField(default=25)
    max_reinforcements = fields.IntField(default=0)
    min_women = fields.IntField(default=0)
    min_men = fields.IntField(default=0)
    min_age = fields.IntField(default=0)
    max_age = fields.IntField(default=0)
    roster_locks_at = fields.DatetimeField(null=True)
    company_confirms = fields.BooleanField(default=True)

    match_minutes = fields.IntField(default=60)
    plan: fields.JSONField[dict[str, object] | None] = fields.JSONField(null=True)
    sequence = fields.IntField(default=0)
    seed_hash = fields.CharField(max_length=64, default="")
    seed = fields.CharField(max_length=64, default="")
    seed_committed_at = fields.DatetimeField(null=True)
    draw: fields.JSONField[dict[str, object] | None] = fields.JSONField(null=True)
    drawn_at = fields.DatetimeField(null=True)
    witnesses = fields.CharField(max_length=300, default="")
    schedule_published_at = fields.DatetimeField(null=True)
    champion_id = fields.BigIntField(null=True)

    class Meta:
        table = "divisions"
        ordering = ("position", "id")
        constraints = (
            Unique(fields=("tournament_id", "slug"), name="one_division_per_slug"),
            enum_check("sport", Sport, name="division_sport"),
            enum_check("branch", Branch, name="division_branch"),
            enum_check("format", Format, name="division_format"),
            enum_check("status", DivisionStatus, name="division_status"),
            Check("taken BETWEEN 0 AND max_teams", name="division_taken_in_room"),
            Check("max_teams BETWEEN 2 AND 1024", name="division_room"),
            Check("net_fee >= 0 AND net_deposit >= 0", name="division_fees_not_negative"),
            Check("min_players BETWEEN 1 AND max_players AND max_players <= 60", name="division_roster_size"),
            Check(
                "max_reinforcements >= 0 AND min_women >= 0 AND min_men >= 0 AND min_women + min_men <= max_players",
                name="division_roster_quotas",
            ),
            Check("min_age BETWEEN 0 AND 99 AND max_age BETWEEN 0 AND 99", name="division_ages"),
            Check("max_age = 0 OR max_age >= min_age", name="division_ages_in_order"),
            Check(
                "call_opens_at IS NULL OR call_closes_at IS NULL OR call_closes_at > call_opens_at",
                name="division_call_closes_after_it_opens",
            ),
            Check("sequence >= 0", name="division_sequence_not_negative"),
            Check("match_minutes BETWEEN 5 AND 600", name="division_match_minutes"),
            Check("status NOT IN ('drawn', 'playing', 'finished') OR plan IS NOT NULL", name="division_drawn_has_plan"),
        )

    def name(self, locale: str) -> str:
        return (self.name_en if locale == "en" else "") or self.name_es

    def rules_text(self, locale: str) -> str:
        return (self.rules_text_en if locale == "en" else "") or self.rules_text_es
