"""What every answer of the API has in common: errors as JSON, and pages of long lists."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from percorso.domain.errors import (
    ConflictError,
    EngineError,
    InputError,
    NotFoundError,
    PercorsoError,
)
from percorso.web.guard import Refusal

STATUS: tuple[tuple[type[PercorsoError], int], ...] = (
    (InputError, 422), (NotFoundError, 404), (ConflictError, 409), (EngineError, 503),
)  # fmt: skip
_WORD = re.compile(r"(?<!^)(?=[A-Z])")
MOST_PER_PAGE = 200
PageNumber = Annotated[int, Query(ge=1, le=10_000_000, description="Which page, from 1.")]
PerPage = Annotated[int, Query(ge=1, le=MOST_PER_PAGE, description="How many a page holds.")]


@dataclass(frozen=True, slots=True)
class ErrorFacts:
    """What was the matter.

    Attributes:
        code: A name for programs, that stays.
        message: For people: what was wanted, what came, what to do.
    """

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Error:
    """What is answered instead of what was asked for."""

    error: ErrorFacts


def error_answer(
    status: int, code: str, message: str, headers: dict[str, str] | None = None
) -> JSONResponse:
    """An error as JSON."""
    told = {"error": {"code": code, "message": message}}
    return JSONResponse(told, status_code=status, headers=headers)


_REFUSED: dict[Refusal, tuple[int, str]] = {
    "not_here": (403, "Over plain http the API answers this machine alone; ask over https."),
    "not_ours": (403, "Without a token, only a page of this server changes anything."),
    "unavailable": (503, "Nobody can say now who asks. Try again."),
}


def refused(why: Refusal) -> JSONResponse:
    """What is told to who is not let in at all."""
    status, said = _REFUSED[why]
    return error_answer(status, why, said)


async def of_percorso(_: Request, failure: Exception) -> JSONResponse:
    """An error of ours: its branch says the status, its name the code."""
    status = next(code for kind, code in STATUS if isinstance(failure, kind))
    name = _WORD.sub("_", type(failure).__name__).lower()
    return error_answer(status, name, str(failure))


async def of_http(_: Request, failure: Exception) -> JSONResponse:
    """An address there is not, a method it has not, or somebody who may not."""
    assert isinstance(failure, HTTPException)  # noqa: S101 (for the type checker)
    status = HTTPStatus(failure.status_code)
    said = failure.detail if failure.detail != status.phrase else f"{status.phrase} at this path."
    return error_answer(status, status.name.lower(), said, dict(failure.headers or {}))


async def of_request(_: Request, failure: Exception) -> JSONResponse:
    """A request whose address or body says something else than is wanted."""
    assert isinstance(failure, RequestValidationError)  # noqa: S101 (for the type checker)
    said = "; ".join(
        f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in failure.errors()[:5]
    )
    return error_answer(422, "invalid_request", f"The request cannot be used: {said}.")
