"""Which role opens which address: the whole of it, so that a new address needs a line here."""

import re

import pytest

from percorso.domain.access import ROLES, Permission, User
from percorso.web.app import all_pages
from percorso.web.loads import Loads
from percorso.web.maps import Maps
from percorso.web.shell import Company, Shell
from percorso.web.users.visits import Visits
from percorso.workspace import Workspace
from tests.flows.members import OWN, PASSWORD, member
from tests.flows.test_pages import Browser

ALL = "owner admin marketer analyst agent viewer"
MAP_EDITORS = "owner admin marketer"
SEGMENT_EDITORS = "owner admin marketer analyst"
PLANNERS = "owner admin marketer analyst agent"
LOADERS = "owner admin analyst"
MANAGERS = "owner admin"
KEEPERS = "owner admin agent"
REPLIERS = "owner admin marketer agent"
APPROVERS = "owner admin marketer"
# Nobody has to log in; only who may export, whatever the role.
ANYBODY, EXPORTERS = "anybody", "exporters"
MATRIX = {
    "GET /": ALL,
    "GET /actions": ALL,
    "POST /actions": PLANNERS,
    "GET /actions/new": PLANNERS,
    "GET /actions/{no:int}": ALL,
    "POST /actions/{no:int}": PLANNERS,
    "POST /actions/{no:int}/remove": PLANNERS,
    "POST /actions/{no:int}/status": PLANNERS,
    "GET /assets/{name}": ANYBODY,
    "GET /audit": MANAGERS,
    "GET /begin": MANAGERS,
    "POST /begin/bases": MANAGERS,
    "POST /begin/company": MANAGERS,
    "GET /begin/sample": MANAGERS,
    "POST /begin/sample": MANAGERS,
    "GET /begin/sample/progress": MANAGERS,
    "POST /begin/skip": MANAGERS,
    "GET /changed": ALL,
    "GET /changed.{form}": EXPORTERS,
    "GET /changed/progress": ALL,
    "GET /changes": ALL,
    "POST /changes/undo": MAP_EDITORS,
    "GET /customers": ALL,
    "GET /customers/{id}": ALL,
    "GET /customers/{id}/care": KEEPERS,
    "POST /customers/{id}/care/erase": MANAGERS,
    "GET /customers/{id}/care/export.zip": EXPORTERS,
    "POST /customers/{id}/care/join": KEEPERS,
    "POST /customers/{id}/care/restrict": KEEPERS,
    "POST /customers/{id}/care/split": KEEPERS,
    "GET /customers/{id}/why": ALL,
    "GET /erasures/{token}": MANAGERS,
    "GET /erasures/{token}/progress": MANAGERS,
    "GET /follow-ups": ALL,
    "POST /follow-ups": MANAGERS,
    "GET /follow-ups/{no:int}": ALL,
    "POST /follow-ups/{no:int}": PLANNERS,
    "GET /happy-index": ALL,
    "GET /map/happy": ALL,
    "GET /load": LOADERS,
    "POST /load": LOADERS,
    "GET /load/{token}": LOADERS,
    "POST /load/{token}": LOADERS,
    "GET /load/{token}/progress": LOADERS,
    "POST /load/{token}/choose": LOADERS,
    "GET /loads/{token}": LOADERS,
    "POST /loads/{token}": LOADERS,
    "GET /loads/{token}/progress": LOADERS,
    "GET /log-in": ANYBODY,
    "POST /log-in": ANYBODY,
    "POST /log-in/code": ANYBODY,
    "POST /log-out": ALL,
    "GET /map": ALL,
    "GET /map.{form}": EXPORTERS,
    "GET /map/progress": ALL,
    "GET /map/tables": ALL,
    "GET /map/strip": ALL,
    "GET /reconciliation": ALL,
    "GET /reviews": ALL,
    "GET /voice": ALL,
    "GET /voice/texts": ALL,
    "GET /surveys": ALL,
    "POST /surveys": MAP_EDITORS,
    "GET /surveys/edit": MAP_EDITORS,
    "GET /surveys/{key}": ALL,
    "POST /surveys/{key}/mail": MAP_EDITORS,
    "POST /surveys/{key}/switch": MAP_EDITORS,
    "GET /voice/listening": ALL,
    "POST /voice/learn": MAP_EDITORS,
    "GET /voice/lists": MAP_EDITORS,
    "POST /voice/lists": MAP_EDITORS,
    "POST /reconciliation": LOADERS,
    "GET /reconciliation.csv": EXPORTERS,
    "GET /reconciliation.json": EXPORTERS,
    "POST /reconciliation/file": LOADERS,
    "POST /reconciliation/withdraw": LOADERS,
    "GET /reviews/templates": APPROVERS,
    "POST /reviews/templates": APPROVERS,
    "GET /reviews/{id}": ALL,
    "POST /reviews/{id}/approve": APPROVERS,
    "POST /reviews/{id}/reply": REPLIERS,
    "POST /reviews/{id}/sent": REPLIERS,
    "POST /reviews/{id}/withdraw": REPLIERS,
    "GET /segment": SEGMENT_EDITORS,
    "GET /segments": ALL,
    "POST /segments": SEGMENT_EDITORS,
    "POST /segments/remove": SEGMENT_EDITORS,
    "GET /settings": ALL,
    "GET /settings/bases": MANAGERS,
    "POST /settings/bases": MANAGERS,
    "POST /settings/company": MANAGERS,
    "POST /settings/first": MANAGERS,
    "GET /settings/journeys": MAP_EDITORS,
    "POST /settings/journeys": MAP_EDITORS,
    "POST /settings/journeys/form": MAP_EDITORS,
    "GET /settings/journeys/edit": MAP_EDITORS,
    "GET /settings/keys": MANAGERS,
    "POST /settings/keys/source": MANAGERS,
    "POST /settings/keys/source/rotate": MANAGERS,
    "POST /settings/keys/source/switch": MANAGERS,
    "POST /settings/keys/token": MANAGERS,
    "POST /settings/keys/token/revoke": MANAGERS,
    "POST /settings/language": ALL,
    "POST /settings/log-out-everywhere": ALL,
    "POST /settings/password": ALL,
    "GET /settings/retention": MANAGERS,
    "POST /settings/retention": MANAGERS,
    "GET /settings/second-factor": ALL,
    "POST /settings/second-factor": ALL,
    "POST /settings/second-factor/off": ALL,
    "GET /settings/stages": MAP_EDITORS,
    "POST /settings/stages": MAP_EDITORS,
    "GET /sources": ALL,
    "POST /sources/place": MAP_EDITORS,
    "GET /sources/rejected": LOADERS,
    "POST /sources/rejected": LOADERS,
    "GET /sources/rejected/progress": LOADERS,
    "GET /touchpoints/{key}": MAP_EDITORS,
    "POST /touchpoints/{key}": MAP_EDITORS,
    "POST /touchpoints/{key}/merge": MAP_EDITORS,
    "GET /typed": ALL,
    "GET /typed/persona": MAP_EDITORS,
    "POST /typed/persona": MAP_EDITORS,
    "GET /typed/rows": MAP_EDITORS,
    "POST /typed/rows": MAP_EDITORS,
    "GET /typed/rows/{key}": MAP_EDITORS,
    "POST /typed/rows/{key}": MAP_EDITORS,
    "POST /typed/rows/{key}/move": MAP_EDITORS,
    "POST /typed/rows/{key}/remove": MAP_EDITORS,
    "GET /typed/stages/{key}": MAP_EDITORS,
    "POST /typed/stages/{key}": MAP_EDITORS,
    "POST /typed/undo": MAP_EDITORS,
    "GET /users": MANAGERS,
    "POST /users": MANAGERS,
    "POST /users/second-factor": MANAGERS,
    "GET /users/{no:int}": MANAGERS,
    "POST /users/{no:int}": MANAGERS,
    "POST /users/{no:int}/reset": MANAGERS,
    "GET /welcome/{token}": ANYBODY,
    "POST /welcome/{token}": ANYBODY,
}


@pytest.fixture(scope="module")
def needs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Permission]:
    """Method and path of every address -> what it takes to open it."""
    workspace = Workspace(tmp_path_factory.mktemp("matrix") / "shop", create=True)
    return {
        f"{method} {page.path}": page.needs
        for page in all_pages(
            workspace,
            Shell(Company("Shop"), "it"),
            Visits(workspace),
            Maps(workspace),
            Loads(workspace, lambda: None),
        )
        for method in sorted((page.methods or set()) - {"HEAD"})
    }


def who_may(needs: Permission) -> str:
    """The roles that open what needs this, as the matrix says it."""
    if needs is Permission.ANYBODY:
        return ANYBODY
    plain = [role for role in ROLES if User(1, "a@b.example", "A", role).may(needs)]
    exporting = [
        role for role in ROLES if User(1, "a@b.example", "A", role, may_export=True).may(needs)
    ]
    return " ".join(plain) if plain == exporting else EXPORTERS


def test_every_address_has_its_line_and_no_other_has(needs: dict[str, Permission]) -> None:
    assert {address: who_may(what) for address, what in needs.items()} == MATRIX


def address_of(path: str) -> str:
    """An address that a path of the matrix takes."""
    return re.sub(
        r"{no:int}", "1", re.sub(r"{form}", "json", re.sub(r"{(key|id|token)}", "x", path))
    )


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace without data, with a user of each role."""
    found = Workspace(tmp_path_factory.mktemp("roles") / "shop", create=True)
    for role in ROLES:
        member(found, role)
    return found


@pytest.mark.parametrize("role", ["", *ROLES])
def test_who_may_not_open_an_address_is_turned_away(workspace: Workspace, role: str) -> None:
    browser = Browser(workspace)
    if role:
        sent = {"email": f"{role}@lume.example", "password": PASSWORD}
        assert browser.post("/log-in", headers=OWN, data=sent).status_code == 303
    for line, roles in MATRIX.items():
        method, path = line.split()
        if roles == ANYBODY or role in roles.split():
            continue
        address = address_of(path)
        page = browser.get(address) if method == "GET" else browser.post(address, headers=OWN)
        if role:
            assert page.status_code == 403, line
        else:
            assert (page.status_code, page.headers["location"][:7]) == (303, "/log-in"), line
        told = browser.get(address, accept="*/*") if method == "GET" else None
        assert told is None or told.status_code == (403 if role else 401), line
