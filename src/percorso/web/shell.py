"""What all pages share: templates, navigation, language and theme."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from percorso.drawing.language import Language
from percorso.drawing.page.document import LOGO, theme_button
from percorso.web.assets import assets
from percorso.web.words import LANGUAGES, Lang, words_of

_LANGUAGE_COOKIE, _THEME_COOKIE = "percorso_language", "percorso_theme"
_A_YEAR = 365 * 24 * 3600
# Of each page: key, address, and its sign on a field of 16 by 16.
PLACES = (
    ("map", "/map", '<path d="M1.5 11c3 0 3-6 6.5-6s3 6 6.5 3"/>'),
    (
        "customers", "/customers",
        '<circle cx="8" cy="5" r="3"/><path d="M2.5 14c.8-3.5 10.2-3.5 11 0"/>',
    ),
    (
        "segments", "/segments",
        '<path d="M8 2v6h6A6 6 0 1 1 8 2z"/><path d="M11 2.5A5 5 0 0 1 13.6 5H11z"/>',
    ),
    ("sources", "/sources", '<path d="M2 4h12M2 8h12M2 12h8"/>'),
)  # fmt: skip

# Pages below one of these, by the name of their template.
_BELOW = {
    "touchpoint": "map", "changes": "map", "customer": "customers", "segment": "segments",
    "load": "sources", "preview": "sources", "loading": "sources", "loaded": "sources",
    "mend": "sources", "mending": "sources",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shell:
    """Around the content of every page.

    Attributes:
        company: Whose pages these are.
        usual_language: Where nobody has chosen one.
        saying: What the foot of the navigation says: until when the data reach.
    """

    company: str
    usual_language: Lang
    saying: str = ""

    def language(self, request: Request) -> Lang:
        """The language of a request: its address, what was chosen before, or the usual one."""
        for told in (
            request.query_params.get("lang"), request.cookies.get(_LANGUAGE_COOKIE),
        ):  # fmt: skip
            for known in LANGUAGES:
                if told == known:
                    return known
        return self.usual_language

    def saying_so(self, text: str) -> "Shell":
        """The same with something to say."""
        return replace(self, saying=text)

    def page(
        self, request: Request, name: str, told: Mapping[str, Any], *, status: int = 200
    ) -> Response:
        """A page as HTML.

        Args:
            request: Who asks.
            name: Of the template.
            told: What it shows; every value is escaped but what is marked as HTML.
            status: Of HTTP.
        """
        language = self.language(request)
        other: Lang = "en" if language == "it" else "it"
        theme = request.cookies.get(_THEME_COOKIE, "")
        shared: dict[str, Any] = {
            "lang": language,
            "say": words_of(language),
            "company": self.company,
            "saying": self.saying,
            "places": PLACES,
            "here": _BELOW.get(name, name),
            "here_path": request.url.path,
            "theme": theme if theme in ("light", "dark") else "",
            "other_language": str(request.url.include_query_params(lang=other)),
            "assets": {known: one.address for known, one in assets().items()},
            "logo": LOGO,
            "theme_button": theme_button(Language(language)),
        }
        answer = HTMLResponse(
            _templates().get_template(f"{name}.html").render(shared | dict(told)),
            status_code=status,
        )
        if request.query_params.get("lang") == language:
            answer.set_cookie(_LANGUAGE_COOKIE, language, max_age=_A_YEAR, samesite="lax")
        return answer


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader(__package__), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
