"""What all pages share: templates, navigation, language and theme."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from percorso.domain.access import Permission
from percorso.domain.errors import PercorsoError
from percorso.drawing.language import Language
from percorso.drawing.page.document import LOGO, theme_button
from percorso.web.assets import assets
from percorso.web.page import visitor_of
from percorso.web.refusal_words import refusal
from percorso.web.words import LANGUAGES, Lang, words_of

_LANGUAGE_COOKIE, _THEME_COOKIE = "percorso_language", "percorso_theme"
_A_YEAR = 365 * 24 * 3600
# Of each page: key, address, and its sign on a field of 16 by 16.
PLACES = (
    ("map", "/map", '<path d="M1.5 11c3 0 3-6 6.5-6s3 6 6.5 3"/>'),
    ("changed", "/changed", '<path d="M2 5h9l-2.5-2.5M14 11H5l2.5 2.5"/>'),
    (
        "customers", "/customers",
        '<circle cx="8" cy="5" r="3"/><path d="M2.5 14c.8-3.5 10.2-3.5 11 0"/>',
    ),
    (
        "segments", "/segments",
        '<path d="M8 2v6h6A6 6 0 1 1 8 2z"/><path d="M11 2.5A5 5 0 0 1 13.6 5H11z"/>',
    ),
    ("voice", "/voice", '<path d="M2 3h12v8H7l-3.5 3v-3H2z"/>'),
    (
        "reviews", "/reviews",
        '<path d="M8 1.8l1.9 3.9 4.3.6-3.1 3 .7 4.3L8 11.6l-3.8 2 .7-4.3-3.1-3 4.3-.6z"/>',
    ),
    (
        "surveys", "/surveys",
        '<path d="M2 2.5h12v8H7l-3 3v-3H2z"/><path d="M5 6.5h.01M8 6.5h.01M11 6.5h.01"/>',
    ),
    (
        "actions", "/actions",
        '<path d="M2 4l1.5 1.5L6 3M2 11l1.5 1.5L6 10M8.5 4.5H14M8.5 11.5H14"/>',
    ),
    (
        "follow_ups", "/follow-ups",
        '<path d="M13.5 8a5.5 5.5 0 1 1-1.7-4M13.5 1.5V5H10M8 5v3l2 1.5"/>',
    ),
    ("sources", "/sources", '<path d="M2 4h12M2 8h12M2 12h8"/>'),
    (
        "settings", "/settings",
        '<circle cx="8" cy="8" r="2.2"/><path d="M8 1.5v2.3M8 12.2v2.3M1.5 8h2.3M12.2 8h2.3'
        'M3.4 3.4L5 5M11 11l1.6 1.6M12.6 3.4L11 5M5 11l-1.6 1.6"/>',
    ),
)  # fmt: skip

# Pages below one of these, by the name of their template.
_BELOW = {
    "touchpoint": "map", "changes": "map", "typed": "map", "typed_form": "map",
    "customer": "customers", "care": "customers", "erasing": "customers",
    "why": "customers", "happy_index": "customers",
    "segment": "segments", "survey": "surveys", "survey_form": "surveys",
    "voice_texts": "voice", "listening": "voice", "voice_lists": "voice",
    "load": "sources", "preview": "sources", "loading": "sources", "loaded": "sources",
    "loads": "sources", "loads_going": "sources",
    "mend": "sources", "mending": "sources", "reconciliation": "sources",
    "second_factor": "settings", "prove": "settings",
    "users": "settings", "user": "settings", "user_link": "settings",
    "audit": "settings", "begin": "settings",
    "stages": "settings", "journeys": "settings", "journey": "settings",
    "journey_form": "settings", "bases": "settings",
    "retention": "settings", "keys": "settings", "key": "settings",
    "action": "actions", "action_new": "actions",
    "follow_up": "follow_ups",
    "review": "reviews", "reply_templates": "reviews",
}  # fmt: skip


@dataclass(slots=True)
class Company:
    """Whose pages these are; the settings give it another name and language.

    Attributes:
        language: Of the pages, for who has chosen none; None is as the server was started.
        zone: Of days and times.
    """

    name: str
    language: Lang | None = None
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))


@dataclass(frozen=True, slots=True)
class Shell:
    """Around the content of every page.

    Attributes:
        company: Whose pages these are.
        usual_language: Where nobody has chosen one.
        saying: What the foot of the navigation says: until when the data reach.
        needs: Address of a page -> what it takes to open it; who may not is not led there.
    """

    company: Company
    usual_language: Lang
    saying: str = ""
    needs: dict[str, Permission] = field(default_factory=dict)

    def language(self, request: Request) -> Lang:
        """The language of a request: its address, the browser's, the user's, or the usual one."""
        user = visitor_of(request).user
        for told in (
            request.query_params.get("lang"), request.cookies.get(_LANGUAGE_COOKIE),
            user.language if user else "",
        ):  # fmt: skip
            if known := language_of(told):
                return known
        return self.company.language or self.usual_language

    @staticmethod
    def forget_language(answer: Response) -> None:
        """Let the language of the user count in this browser, too."""
        answer.delete_cookie(_LANGUAGE_COOKIE, samesite="lax")

    def why(self, request: Request, failure: PercorsoError, *, hides: bool = False) -> str:
        """Why something could not be done, in the language of a request.

        Args:
            request: Who reads it.
            failure: What was raised.
            hides: Whether it may hold words of customers, left out for who may not read them.
        """
        hides = hides and not visitor_of(request).reads_texts
        return refusal(failure, self.language(request), hides=hides)

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
        visitor = visitor_of(request)
        shared: dict[str, Any] = {
            "lang": language,
            "say": words_of(language),
            "company": self.company.name,
            "user": visitor.user,
            "is_open": visitor.sits_here,
            "saying": self.saying,
            "places": [
                (key, address, drawn)
                for key, address, drawn in PLACES
                if address in self.needs and visitor.may(self.needs[address])
            ],
            "may": lambda needs: visitor.may(Permission(needs)),
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


def language_of(told: str | None) -> Lang | None:
    """A language by its code; None where the pages do not speak it."""
    return next((known for known in LANGUAGES if told == known), None)


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader(__package__), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
