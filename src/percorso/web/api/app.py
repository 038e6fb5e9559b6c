"""The application of the API: every room with its addresses, one form of errors, OpenAPI."""

from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from percorso import __version__
from percorso.domain.errors import PercorsoError
from percorso.web.api import answers
from percorso.web.api.access_routes import access_routes
from percorso.web.api.action_routes import action_routes
from percorso.web.api.answers import Error
from percorso.web.api.changed_routes import changed_routes
from percorso.web.api.consent_routes import consent_routes
from percorso.web.api.contracts import contract_schemas
from percorso.web.api.customer_routes import customer_routes
from percorso.web.api.follow_up_routes import follow_up_routes
from percorso.web.api.happy_routes import happy_routes
from percorso.web.api.hypotheses_routes import hypotheses_routes
from percorso.web.api.identity_routes import identity_routes
from percorso.web.api.load_routes import load_routes
from percorso.web.api.map_routes import map_routes
from percorso.web.api.reply_routes import reply_routes
from percorso.web.api.retention_routes import retention_routes
from percorso.web.api.review_routes import review_routes
from percorso.web.api.segment_routes import segment_routes
from percorso.web.api.settings_routes import settings_routes
from percorso.web.api.source_routes import source_routes
from percorso.web.api.survey_routes import survey_routes
from percorso.web.api.touchpoint_routes import touchpoint_routes
from percorso.web.api.voice_routes import voice_routes
from percorso.web.loads import Loads
from percorso.web.maps import Maps
from percorso.web.words import Lang
from percorso.workspace import Workspace

PATH = "/api"
_ABOUT = (
    "The pages of a Percorso workspace for programs: the same numbers, read and changed. Times "
    "are ISO 8601 UTC, shares 0..1, money minor units of the workspace's currency."
)
_WRONG: dict[int | str, dict[str, Any]] = {
    status: {"model": Error, "description": said}
    for status, said in (
        (401, "A token is wanted, or does not hold."), (403, "The token may not do this."),
        (404, "There is no such thing."), (409, "It was changed by somebody else: read again."),
        (422, "The request cannot be used."), (503, "The machine could not do it now."),
    )
}  # fmt: skip
_TOKEN = {"type": "http", "scheme": "bearer", "description": "From `percorso token add`."}


class Api(FastAPI):
    """FastAPI with the contracts of the map and the card among its schemas."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document."""
        if not self.openapi_schema:
            made = super().openapi()
            parts = made.setdefault("components", {})
            parts.setdefault("schemas", {}).update(contract_schemas())
            parts["securitySchemes"] = {"token": _TOKEN}
            # A token, or nothing where one sits at the machine.
            made["security"] = [{"token": []}, {}]
        assert self.openapi_schema is not None  # noqa: S101 (for the type checker)
        return self.openapi_schema


def api_app(workspace: Workspace, maps: Maps, loads: Loads, usual_language: Lang) -> FastAPI:
    """The application that answers programs, under `/api`.

    Args:
        workspace: What it tells and changes.
        maps: Computes maps, the same as the pages show.
        loads: Files that came in, the same as the pages show.
        usual_language: Where nobody asks for one.
    """
    app = Api(
        title="Percorso", version=__version__, description=_ABOUT, docs_url=None, redoc_url=None,
        openapi_url=f"{PATH}/openapi.json", redirect_slashes=False,
    )  # fmt: skip
    app.add_middleware(GZipMiddleware, minimum_size=1_000)
    for router in (
        map_routes(workspace, maps, usual_language),
        customer_routes(workspace, usual_language),
        identity_routes(workspace, usual_language),
        follow_up_routes(workspace),
        consent_routes(workspace),
        retention_routes(workspace),
        settings_routes(workspace, maps),
        access_routes(workspace),
        happy_routes(workspace),
        touchpoint_routes(workspace, maps),
        reply_routes(workspace),
        segment_routes(workspace, maps),
        action_routes(workspace, maps, usual_language),
        source_routes(workspace, maps),
        review_routes(workspace),
        voice_routes(workspace),
        survey_routes(workspace),
        load_routes(workspace, loads, usual_language),
        changed_routes(workspace, maps, usual_language),
        hypotheses_routes(workspace, maps, usual_language),
    ):
        app.include_router(router, prefix=PATH, responses=_WRONG)
    app.add_exception_handler(PercorsoError, answers.of_percorso)
    app.add_exception_handler(RequestValidationError, answers.of_request)
    app.add_exception_handler(HTTPException, answers.of_http)
    return app
