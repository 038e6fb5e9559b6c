"""The form of what holds for the whole company: its name, and the language of its pages."""

import asyncio
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request

from percorso.domain.errors import InputError
from percorso.web.page import visitor_of
from percorso.web.shell import Shell, language_of
from percorso.web.words import LANGUAGES
from percorso.workspace import Workspace

LONGEST_COMPANY = 200


class CompanyUnfit(InputError):
    """A name of the company that cannot be kept."""

    def __init__(self, came: int) -> None:
        super().__init__(
            f"The name of a company has 1 to {LONGEST_COMPANY} characters, got {came}. Nothing was "
            "changed."
        )


async def keep_company(
    request: Request, workspace: Workspace, shell: Shell, form: FormData
) -> None:
    """Keep name and language as a form says them; the pages have them from now on.

    Raises:
        CompanyUnfit: the name is none.
    """
    name = " ".join(str(form.get("name") or "").split())
    if not 1 <= len(name) <= LONGEST_COMPANY:
        raise CompanyUnfit(len(name))
    language, by = language_of(str(form.get("language") or "")), visitor_of(request).name

    def keep() -> None:
        if name != shell.company.name:
            workspace.rename(name)
        if language is not None:
            workspace.preferences.speak(language, by)

    await asyncio.to_thread(keep)
    shell.company.name = name
    shell.company.language = language or shell.company.language


def told_company(shell: Shell, request: Request) -> dict[str, Any]:
    """What the form shows."""
    return {
        "company_language": shell.company.language or shell.language(request),
        "languages": LANGUAGES, "longest_company": LONGEST_COMPANY,
    }  # fmt: skip
