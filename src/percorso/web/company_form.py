"""The form of what holds for the whole company: name, zone, currency, language of its pages."""

import asyncio
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from starlette.datastructures import FormData
from starlette.requests import Request

from percorso.web.page import visitor_of
from percorso.web.shell import Shell, language_of
from percorso.web.words import LANGUAGES
from percorso.workspace import Workspace
from percorso.workspace.company_desk import LONGEST_NAME, CompanySays

# Of those a company may want; any other is written.
_CURRENCIES = ("EUR", "CHF", "GBP", "USD", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "JPY")
_CONTINENTS = ("Europe/", "America/", "Asia/", "Africa/", "Australia/", "Pacific/", "Atlantic/")


async def keep_company(
    request: Request, workspace: Workspace, shell: Shell, form: FormData
) -> None:
    """Keep what a form says; the pages have it from now on.

    Raises:
        CompanyUnfit: the name is none.
        ZoneUnknown: there is no such zone.
        CurrencyUnknown: it is no code.
        CurrencyFixed: something came in already.
    """
    language, by = language_of(str(form.get("language") or "")), visitor_of(request).name
    wanted = CompanySays(
        str(form.get("name") or ""), _said(form, "time_zone"), _said(form, "currency")
    )

    def keep() -> None:
        workspace.company.keep(wanted)
        if language is not None:
            workspace.preferences.speak(language, by)
        shell.company.name = workspace.name
        shell.company.zone = ZoneInfo(workspace.time_zone)

    await asyncio.to_thread(keep)
    shell.company.language = language or shell.company.language


def _said(form: FormData, name: str) -> str | None:
    return str(form.get(name) or "").strip() or None


def told_company(workspace: Workspace, shell: Shell, request: Request) -> dict[str, Any]:
    """What the form shows."""
    return {
        "company_language": shell.company.language or shell.language(request),
        "languages": LANGUAGES, "longest_company": LONGEST_NAME,
        "zone": workspace.time_zone, "currency": workspace.currency,
        "is_currency_fixed": workspace.company.is_currency_fixed,
        "zones": sorted(one for one in available_timezones() if one.startswith(_CONTINENTS)),
        "currencies": _CURRENCIES,
    }  # fmt: skip
