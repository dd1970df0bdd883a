"""A production start stops at the first weak setting and says which one it is."""

import pytest

from events_app.core.settings import ConfigurationError, load_settings

SOUND = {
    "ENV": "production",
    "BASE_URL": "https://convoca.example",
    "SECRET_KEY": "s" * 40,
    "SMTP_URL": "smtp://mail.example:25",
    "STRIPE_SECRET_KEY": "sk_live_x",
    "STRIPE_WEBHOOK_SECRET": "whsec_x",
}


def test_a_sound_production_starts() -> None:
    assert load_settings(SOUND).production


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("BASE_URL", "http://convoca.example"),
        ("SMTP_URL", ""),
        ("STRIPE_SECRET_KEY", ""),
        ("STRIPE_WEBHOOK_SECRET", ""),
        ("CLOCK_OFFSET", "3600"),
        ("RATE_LIMIT_FACTOR", "100"),
        ("FAULT", "after-charge"),
        ("TIMEZONE", "America/Nowhere"),
        ("DEFAULT_LOCALE", "fr"),
        ("BASE_URL", "https://convoca.example/sub"),
    ],
)
def test_a_weak_setting_stops_production_and_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        load_settings(SOUND | {name: value})


def test_an_unknown_environment_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="ENV"):
        load_settings({"ENV": "staging"})


def test_development_needs_nothing() -> None:
    settings = load_settings({})

    assert (settings.env, settings.timezone, settings.database_url) == ("development", "America/Hermosillo", None)
