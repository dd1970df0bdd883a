"""Tables of what pays for scholarships beside the teams: sponsors and extras sold; and the special prizes."""

from tortoise import fields
from tortoise.fields import OnDelete

from events_app.core.models import Check, Record, Unique, enum_check
from events_app.core.tables import StoredFile
from events_app.directory.models import Company
from events_app.golf.kinds import ExtraKind, GolfStatus, PrizeKind, SponsorLevel
from events_app.golf.models import GolfTeam, GolfTournament
from events_app.payments.models import Order


class GolfSponsor(Record):
    """Who gives, at which level, and the hole that carries the name. `net_amount` is centavos before tax."""

    tournament: fields.ForeignKeyRelation[GolfTournament] = fields.ForeignKeyField(
        "events.GolfTournament", related_name="sponsors", on_delete=OnDelete.RESTRICT
    )
    tournament_id: int
    company: fields.ForeignKeyNullableRelation[Company] = fields.ForeignKeyField(
        "events.Company", related_name="golf_sponsors", null=True, on_delete=OnDelete.RESTRICT
    )
    company_id: int | None
    order: fields.ForeignKeyNullableRelation[Order] = fields.ForeignKeyField(
        "events.Order", related_name="golf_sponsors", null=True, on_delete=OnDelete.RESTRICT
    )
    order_id: int | None
    logo: fields.ForeignKeyNullableRelation[StoredFile] = fields.ForeignKeyField(
        "events.StoredFile", related_name="golf_logos", null=True, on_delete=OnDelete.RESTRICT
    )
    logo_id: int | None
    level = fields.CharEnumField(SponsorLevel, max_length=12)
    hole = fields.IntField(null=True)
    name = fields.CharField(max_length=120)
    contact_email = fields.CharField(max_length=254, default="")
    net_amount = fields.BigIntField(default=0)
    status = fields.CharEnumField(GolfStatus, max_length=10)
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "golf_sponsors"
        constraints = (
            enum_check("level", SponsorLevel, name="golf_sponsor_level"),
            enum_check("status", GolfStatus, name="golf_sponsor_status"),
            Check("net_amount >= 0", name="golf_sponsor_amount_not_negative"),
            Check("hole IS NULL OR hole BETWEEN 1 AND 36", name="golf_sponsor_hole"),
            Unique(
                fields=("tournament_id", "hole"),
                name="one_live_golf_sponsor_per_hole",
                condition="status IN ('held', 'confirmed') AND hole IS NOT NULL",
            ),
        )


class GolfExtra(Record):
    """Something that teams buy besides their place. `quota` null is without limit; `per_team` how many one may buy."""

    tournament: fields.ForeignKeyRelation[GolfTournament] = fields.ForeignKeyField(
        "events.GolfTournament", related_name="extras", on_delete=OnDelete.RESTRICT
    )
    tournament_id: int
    kind = fields.CharEnumField(ExtraKind, max_length=10)
    name_es = fields.CharField(max_length=80)
    name_en = fields.CharField(max_length=80, default="")
    net_amount = fields.BigIntField()
    tax_code = fields.CharField(max_length=16, default="IVA16")
    quota = fields.IntField(null=True)
    taken = fields.IntField(default=0)
    per_team = fields.IntField(default=20)
    last_number = fields.IntField(default=0)
    on_sale = fields.BooleanField(default=True)

    class Meta:
        table = "golf_extras"
        ordering = ("id",)
        constraints = (
            enum_check("kind", ExtraKind, name="golf_extra_kind"),
            Check("net_amount > 0", name="golf_extra_costs"),
            Check("taken >= 0 AND (quota IS NULL OR taken <= quota)", name="golf_extra_taken_in_quota"),
            Check("per_team BETWEEN 1 AND 500", name="golf_extra_per_team"),
        )

    def name(self, locale: str) -> str:
        return (self.name_en if locale == "en" else "") or self.name_es


class GolfSale(Record):
    """Extras bought by a team; raffle tickets get their numbers, `first_number` on, when they are paid."""

    extra: fields.ForeignKeyRelation[GolfExtra] = fields.ForeignKeyField(
        "events.GolfExtra", related_name="sales", on_delete=OnDelete.RESTRICT
    )
    extra_id: int
    team: fields.ForeignKeyRelation[GolfTeam] = fields.ForeignKeyField(
        "events.GolfTeam", related_name="purchases", on_delete=OnDelete.RESTRICT
    )
    team_id: int
    order: fields.ForeignKeyNullableRelation[Order] = fields.ForeignKeyField(
        "events.Order", related_name="golf_sales", null=True, on_delete=OnDelete.RESTRICT
    )
    order_id: int | None
    quantity = fields.IntField()
    first_number = fields.IntField(null=True)
    status = fields.CharEnumField(GolfStatus, max_length=10)
    hold_expires_at = fields.DatetimeField(null=True)

    class Meta:
        table = "golf_sales"
        indexes = (("extra_id", "status"),)
        constraints = (
            enum_check("status", GolfStatus, name="golf_sale_status"),
            Check("quantity BETWEEN 1 AND 500", name="golf_sale_quantity"),
            Check("(status = 'held') = (hold_expires_at IS NOT NULL)", name="golf_sale_only_held_expires"),
        )


class GolfPrize(Record):
    """An O'Yes or a longest drive on a hole; the best mark so far, in centimetres, and whose it is."""

    tournament: fields.ForeignKeyRelation[GolfTournament] = fields.ForeignKeyField(
        "events.GolfTournament", related_name="prizes", on_delete=OnDelete.RESTRICT
    )
    tournament_id: int
    kind = fields.CharEnumField(PrizeKind, max_length=8)
    hole = fields.IntField()
    name = fields.CharField(max_length=120, default="")
    winner_name = fields.CharField(max_length=150, default="")
    winner_team: fields.ForeignKeyNullableRelation[GolfTeam] = fields.ForeignKeyField(
        "events.GolfTeam", related_name="prizes", null=True, on_delete=OnDelete.RESTRICT
    )
    winner_team_id: int | None
    distance_cm = fields.IntField(null=True)

    class Meta:
        table = "golf_prizes"
        ordering = ("hole", "id")
        constraints = (
            enum_check("kind", PrizeKind, name="golf_prize_kind"),
            Check("hole BETWEEN 1 AND 36", name="golf_prize_hole"),
            Check("distance_cm IS NULL OR distance_cm BETWEEN 0 AND 50000", name="golf_prize_distance"),
            Check("(distance_cm IS NULL) = (winner_name = '')", name="golf_prize_mark_is_whole"),
            Unique(fields=("tournament_id", "kind", "hole"), name="one_golf_prize_per_hole_and_kind"),
        )
