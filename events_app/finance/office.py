"""Every page of the books."""

from events_app.finance import accounts_pages, bank_pages, ledger_pages, month_pages

ROUTES = (*month_pages.ROUTES, *ledger_pages.ROUTES, *accounts_pages.ROUTES, *bank_pages.ROUTES)
