"""Reads the environment once, checks it, and gives everyone the same typed settings."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ENVIRONMENTS = ("development", "test", "production")
LOCALES = ("es-MX", "en")
ISSUERS = ("manual", "satcfdi")
DEVELOPMENT_SECRET = "only-for-development-never-in-production"
ONLY_OUTSIDE_PRODUCTION = ("CLOCK_OFFSET", "RATE_LIMIT_FACTOR", "FAULT")


class ConfigurationError(Exception):
    """A setting is missing, weak or malformed; the message names it and says what to write."""


@dataclass(frozen=True)
class Association:
    """Who convenes: every word of the association that appears on a page is a setting, never code."""

    name: str = "Asociación de Maquiladoras de Sonora, A.C."
    short_name: str = "index Nogales"
    city: str = "Nogales, Sonora"
    address: str = "Parque Industrial de Nogales, C.P. 84096, Nogales, Sonora"
    email: str = "oficina@convoca.example"
    phone: str = "+526313140000"
    rfc: str = "AMS850315K05"
    legal_name: str = "ASOCIACION DE MAQUILADORAS DE SONORA"
    regime: str = "603"
    postal_code: str = "84096"


@dataclass(frozen=True)
class Settings:
    env: str = "development"
    data_dir: Path = Path("var")
    base_url: str = "http://localhost:8000"
    secret_key: str = DEVELOPMENT_SECRET
    database_url: str | None = None
    storage_url: str | None = None
    smtp_url: str | None = None
    mail_from: str = "Convoca <avisos@convoca.example>"
    stripe_secret_key: str | None = None
    stripe_webhook_secret: str | None = None
    stripe_api_base: str | None = None
    oxxo_days: int = 5
    spei_days: int = 5
    office_days: int = 2
    offer_hours: int = 24
    card_instalments: bool = False
    scanner_url: str | None = None
    invoice_issuer: str = "manual"
    cfdi_certificate: Path | None = None
    cfdi_key: Path | None = None
    cfdi_key_password: str = ""
    two_people_over_mxn: float = 20_000.0
    two_people_over_usd: float = 1_000.0
    timezone: str = "America/Hermosillo"
    default_locale: str = "es-MX"
    clock_offset: float = 0.0
    rate_limit_factor: float = 1.0
    fault: frozenset[str] = frozenset()
    association: Association = field(default_factory=Association)

    @property
    def production(self) -> bool:
        return self.env == "production"

    @property
    def secure(self) -> bool:
        """True when people reach us over https, so that cookies can be Secure."""
        return self.base_url.startswith("https://")

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).netloc

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Builds the settings from environment variables; raises ConfigurationError with the name of the wrong one."""
    env = os.environ if environ is None else environ
    name = env.get("ENV", "development")
    if name not in ENVIRONMENTS:
        raise ConfigurationError(f"ENV must be one of {', '.join(ENVIRONMENTS)}; it is {name!r}.")
    loaded = Settings(
        env=name,
        data_dir=Path(env.get("DATA_DIR", "var")).absolute(),
        base_url=_base_url(env.get("BASE_URL", "http://localhost:8000")),
        secret_key=env.get("SECRET_KEY", DEVELOPMENT_SECRET),
        database_url=env.get("DATABASE_URL") or None,
        storage_url=env.get("STORAGE_URL") or None,
        scanner_url=env.get("SCANNER_URL") or None,
        smtp_url=env.get("SMTP_URL") or None,
        mail_from=env.get("MAIL_FROM", Settings.mail_from),
        stripe_secret_key=env.get("STRIPE_SECRET_KEY") or None,
        stripe_webhook_secret=env.get("STRIPE_WEBHOOK_SECRET") or None,
        stripe_api_base=env.get("STRIPE_API_BASE") or None,
        two_people_over_mxn=_number(env, "TWO_PEOPLE_OVER_MXN", 20_000.0),
        two_people_over_usd=_number(env, "TWO_PEOPLE_OVER_USD", 1_000.0),
        timezone=_zone(env.get("TIMEZONE", "America/Hermosillo")),
        default_locale=_locale(env.get("DEFAULT_LOCALE", "es-MX")),
        clock_offset=_number(env, "CLOCK_OFFSET", 0.0),
        rate_limit_factor=_number(env, "RATE_LIMIT_FACTOR", 1.0),
        fault=frozenset(filter(None, env.get("FAULT", "").split(","))),
        association=_association(env),
        **_ways_to_pay(env),
        **_invoicing(env),
    )
    if loaded.production:
        _refuse_weak_production(loaded, env)
    return loaded


def _refuse_weak_production(loaded: Settings, env: Mapping[str, str]) -> None:
    for name in ONLY_OUTSIDE_PRODUCTION:
        if env.get(name):
            raise ConfigurationError(f"{name} is for tests and is refused when ENV=production.")
    if loaded.secret_key == DEVELOPMENT_SECRET or len(loaded.secret_key) < 32:
        raise ConfigurationError("SECRET_KEY must be at least 32 random characters in production.")
    if not loaded.secure:
        raise ConfigurationError("BASE_URL must begin with https:// in production.")
    if not loaded.smtp_url:
        raise ConfigurationError("SMTP_URL is needed in production: people sign in by e-mail.")
    if not loaded.stripe_secret_key:
        raise ConfigurationError("STRIPE_SECRET_KEY is needed in production; the Stripe twin is for development.")
    if not loaded.stripe_webhook_secret:
        raise ConfigurationError("STRIPE_WEBHOOK_SECRET is needed in production to check Stripe's signatures.")


def _association(env: Mapping[str, str]) -> Association:
    """In production nothing is invoiced under the example's RFC: without one of its own it stays empty."""
    names = {"name": "NAME", "short_name": "SHORT_NAME", "city": "CITY", "address": "ADDRESS"}
    names |= {"email": "EMAIL", "phone": "PHONE", "rfc": "RFC", "legal_name": "LEGAL_NAME"}
    names |= {"regime": "REGIME", "postal_code": "POSTAL_CODE"}
    example = replace(Association(), rfc="") if env.get("ENV") == "production" else Association()
    given = {key: env[f"ASSOCIATION_{suffix}"] for key, suffix in names.items() if env.get(f"ASSOCIATION_{suffix}")}
    return replace(example, **given)


def _ways_to_pay(env: Mapping[str, str]) -> dict[str, Any]:
    """How long a voucher, a transfer, money at the office and an offered seat wait; whether cards pay in parts."""
    days = {}
    for name in ("OXXO_DAYS", "SPEI_DAYS", "OFFICE_DAYS"):
        told = env.get(name) or str(getattr(Settings, name.lower()))
        if not (told.isdigit() and 1 <= int(told) <= 7):
            raise ConfigurationError(f"{name} must be a whole number from 1 to 7; it is {told!r}.")
        days[name.lower()] = int(told)
    hours = env.get("OFFER_HOURS") or str(Settings.offer_hours)
    if not (hours.isdigit() and 2 <= int(hours) <= 168):
        raise ConfigurationError(f"OFFER_HOURS must be a whole number from 2 to 168; it is {hours!r}.")
    days["offer_hours"] = int(hours)
    instalments = env.get("CARD_INSTALMENTS", "off")
    if instalments not in ("on", "off"):
        raise ConfigurationError(f"CARD_INSTALMENTS must be on or off; it is {instalments!r}.")
    return days | {"card_instalments": instalments == "on"}


def _invoicing(env: Mapping[str, str]) -> dict[str, Any]:
    issuer = env.get("INVOICE_ISSUER", "manual")
    if issuer not in ISSUERS:
        raise ConfigurationError(f"INVOICE_ISSUER must be one of {', '.join(ISSUERS)}; it is {issuer!r}.")
    found = {name: Path(env[name]) if env.get(name) else None for name in ("CFDI_CERTIFICATE", "CFDI_KEY")}
    if issuer == "satcfdi" and not all(found.values()):
        raise ConfigurationError("INVOICE_ISSUER=satcfdi needs CFDI_CERTIFICATE and CFDI_KEY (files in DER).")
    return {
        "invoice_issuer": issuer,
        "cfdi_certificate": found["CFDI_CERTIFICATE"],
        "cfdi_key": found["CFDI_KEY"],
        "cfdi_key_password": env.get("CFDI_KEY_PASSWORD", ""),
    }


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path not in ("", "/"):
        raise ConfigurationError(f"BASE_URL must look like https://convoca.example; it is {text!r}.")
    return f"{parts.scheme}://{parts.netloc}"


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigurationError(f"TIMEZONE {name!r} is not a known time zone.") from error
    return name


def _locale(name: str) -> str:
    if name not in LOCALES:
        raise ConfigurationError(f"DEFAULT_LOCALE must be one of {', '.join(LOCALES)}; it is {name!r}.")
    return name


def _number(env: Mapping[str, str], name: str, default: float) -> float:
    try:
        return float(env.get(name) or default)
    except ValueError as error:
        raise ConfigurationError(f"{name} must be a number; it is {env.get(name)!r}.") from error


class _Holder:
    current: Settings | None = None


def configure(new: Settings) -> Settings:
    """Makes these the settings of this process; called once at the start (and by tests)."""
    _Holder.current = new
    return new


def settings() -> Settings:
    """The settings of this process, read from the environment at the first call."""
    if _Holder.current is None:
        _Holder.current = load_settings()
    return _Holder.current
