"""What customers say: themes with their figures, and the texts behind them."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request

from percorso.domain.access import Permission
from percorso.web.api.access import needs
from percorso.web.masking import text_for
from percorso.web.page import visitor_of
from percorso.workspace import Workspace
from percorso.workspace.voice_desk import TextsAsked

_Language = Annotated[Literal["it", "en"], Query(description="Of the names.")]
_Touchpoint = Annotated[
    str | None, Query(description="Key of the touchpoint they were written at.")
]


def voice_routes(workspace: Workspace) -> APIRouter:
    """The addresses of what customers say.

    Args:
        workspace: Whose.
    """
    router = APIRouter(tags=["voice"])

    @router.get("/voice/themes", operation_id="themes", dependencies=[needs(Permission.LOOK)])
    def themes(touchpoint: _Touchpoint = None, language: _Language = "it") -> dict[str, Any]:
        """All themes, as `percorso voice themes --json` prints them."""
        return workspace.voice.themes(language=language, touchpoint=touchpoint).as_json()

    @router.get("/voice/texts", operation_id="theme_texts", dependencies=[needs(Permission.LOOK)])
    def texts(
        request: Request,
        theme: Annotated[str | None, Query(description="That speak of it alone.")] = None,
        touchpoint: _Touchpoint = None,
        mood: Annotated[
            Literal["negative", "unclear", "positive", "silent"] | None,
            Query(description="That sound so alone."),
        ] = None,
        skip: Annotated[int, Query(ge=0, description="How many are left out.")] = 0,
        most: Annotated[int, Query(ge=1, le=1_000, description="How many at most.")] = 100,
        language: _Language = "it",
    ) -> dict[str, Any]:
        """Texts, the newest first, and who wrote them; the words are for who may read them."""
        visitor = visitor_of(request)
        asked = TextsAsked(theme, touchpoint, mood, skip, most)
        found = asdict(workspace.voice.texts(asked, language))
        hidden = ("text", "words")
        found["texts"] = [
            one | {key: text_for(visitor, one[key]) for key in hidden} for one in found["texts"]
        ]
        return found

    return router
