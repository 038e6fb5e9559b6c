"""Acts that open doors ask once more who does them, where the log-in is not fresh.

A browser that was left open, or a stolen cookie, makes no key and no owner (OWASP ASVS 5.0.0,
7.5.1). What the form said is kept: it goes on as soon as the password is there.
"""

import time
from collections import OrderedDict
from datetime import UTC, datetime, timedelta

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from percorso.web.page import Answer, Visitor, user_of, visitor_of
from percorso.web.shell import Shell
from percorso.web.users.proving import Proving, TooManyTries
from percorso.web.words import words_of
from percorso.workspace import Workspace
from percorso.workspace.users.user_errors import LogInWrong

FRESH_FOR = timedelta(minutes=10)
_MOST_FIELDS, _MOST_KEPT = 60, 1_000
_PASSWORD, _CODE = "prove_password", "prove_code"


class Fresh:
    """Lets through who logged in, or proved who they are, a moment ago.

    Args:
        workspace: Whose users.
        shell: What stands around the question.
        proving: Tries passwords and codes.
    """

    def __init__(self, workspace: Workspace, shell: Shell, proving: Proving) -> None:
        self._workspace = workspace
        self._shell = shell
        self._proving = proving
        self._proved: OrderedDict[str, float] = OrderedDict()

    def asks(self, answer: Answer) -> Answer:
        """The same answer to a form, where it is fresh who sends it."""

        async def answered(request: Request) -> Response:
            visitor = visitor_of(request)
            # While there are no users, whoever sits at the machine has nothing to prove it with.
            if visitor.user is None or self._is_fresh(visitor):
                return await answer(request)
            form = await request.form(max_files=0, max_fields=_MOST_FIELDS)
            trouble = await self._trouble(request, form) if _PASSWORD in form else ""
            if trouble is None:
                return await answer(request)
            return self._asked(request, form, trouble)

        return answered

    def _is_fresh(self, visitor: Visitor) -> bool:
        now = datetime.now(UTC).replace(tzinfo=None)
        if visitor.begun_at is not None and now - visitor.begun_at < FRESH_FOR:
            return True
        proved = self._proved.get(visitor.session)
        return proved is not None and time.monotonic() - proved < FRESH_FOR.total_seconds()

    async def _trouble(self, request: Request, form: FormData) -> str | None:
        """What is the matter with a proof; None where it proves who it is."""
        user, visitor = user_of(request), visitor_of(request)
        password, code = (str(form.get(name) or "") for name in (_PASSWORD, _CODE))

        def prove() -> None:
            self._workspace.own.prove(user, password)
            if user.has_second_factor:
                self._workspace.sign_in.check_code(user, code, visitor.address)

        say = words_of(self._shell.language(request))
        try:
            await self._proving.tried(user.email, visitor.address, prove)
        except LogInWrong:
            return say["factor_wrong"] if user.has_second_factor else say["password_old_wrong"]
        except TooManyTries as many:
            return say["log_in_wait"].format(minutes=many.minutes)
        self._proved[visitor.session] = time.monotonic()
        while len(self._proved) > _MOST_KEPT:
            self._proved.popitem(last=False)
        return None

    def _asked(self, request: Request, form: FormData, trouble: str) -> Response:
        user = user_of(request)
        told = {
            "at": request.url.path, "trouble": trouble, "minutes": int(FRESH_FOR.seconds / 60),
            "fields": [(name, str(value)) for name, value in form.multi_items()
                       if name not in (_PASSWORD, _CODE)],
            "has_factor": user.has_second_factor, "has_password": user.has_password,
        }  # fmt: skip
        # Nothing was done: the log of acts notes what was.
        return self._shell.page(request, "prove", told, status=401)
