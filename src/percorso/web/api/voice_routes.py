"""What customers say: themes with their figures, and the texts behind them."""

from dataclasses import asdict, dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request

from percorso.domain.access import Permission
from percorso.web.api.access import needs
from percorso.web.masking import text_for
from percorso.web.page import on, visitor_of
from percorso.workspace import Workspace
from percorso.workspace.voice_desk import TextsAsked

_Language = Annotated[Literal["it", "en"], Query(description="Of the names.")]
_Touchpoint = Annotated[
    str | None, Query(description="Key of the touchpoint they were written at.")
]


@dataclass(frozen=True, slots=True)
class SeedList:
    """A list of seeds as `docs/do/edit-seed-lists.md` says."""

    text: str


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

    @router.get("/voice/listening", operation_id="listening", dependencies=[needs(Permission.LOOK)])
    def listening() -> dict[str, Any]:
        """Who is asked where, as `percorso voice listening --json` prints it."""
        return workspace.voice.listening().as_json()

    _add_lists(router, workspace)
    return router


def _add_lists(router: APIRouter, workspace: Workspace) -> None:
    @router.get("/voice/lists/{language}", operation_id="seed_list",
                dependencies=[needs(Permission.LOOK)])  # fmt: skip
    def seed_list(language: Literal["it", "en"]) -> SeedList:
        """The workspace's own list of seeds; empty where there is none."""
        return SeedList(workspace.voice.seed_list(language))

    @router.put("/voice/lists/{language}", operation_id="keep_seed_list",
                dependencies=[needs(Permission.EDIT_MAP, "seed_list_kept")])  # fmt: skip
    def keep_seed_list(
        language: Literal["it", "en"], written: SeedList, request: Request
    ) -> SeedList:
        """Keep a list; all texts are read anew with it at the next question."""
        workspace.voice.keep_seed_list(language, written.text, visitor_of(request).name)
        on(request, language)
        return SeedList(workspace.voice.seed_list(language))

    @router.get("/voice/model", operation_id="mood_models", dependencies=[needs(Permission.LOOK)])
    def models() -> dict[str, Any]:
        """By language how the learnt model was judged; empty where nobody asked to learn."""
        return {key: asdict(card) for key, card in workspace.voice.cards().items()}

    @router.post("/voice/model", operation_id="learn_mood",
                 dependencies=[needs(Permission.EDIT_MAP, "mood_learnt")])  # fmt: skip
    def learn(request: Request) -> dict[str, Any]:
        """Learn from the workspace's own ratings; all texts are read anew where that is better."""
        found = workspace.voice.learn(visitor_of(request).name)
        return {key: asdict(card) for key, card in found.items()}

    @router.get("/voice/phrases", operation_id="phrases", dependencies=[needs(Permission.LOOK)])
    def phrases(request: Request) -> dict[str, Any]:
        """Phrases that stand out in texts no theme covers; for who may read the texts."""
        found = workspace.voice.phrases().as_json()
        return found if visitor_of(request).reads_texts else found | {"phrases": []}
