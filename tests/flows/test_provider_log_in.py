"""Somebody logs in by an OpenID provider; what proves nobody lets nobody in."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey

from percorso.domain.access import Actor, User
from percorso.settings import Settings
from percorso.workspace import Workspace
from tests.flows.members import OWN, PASSWORD, member
from tests.flows.oidc_provider import CLIENT, SECRET, Provider, provider
from tests.flows.test_log_in_pages import log_in
from tests.flows.test_pages import Browser, shown

pytestmark = pytest.mark.xdist_group("small shop")
_HERE = Actor("root")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("provider") / "shop"
    member(Workspace(found, create=True), "owner")
    return found


@pytest.fixture(scope="module")
def runs() -> Iterator[Provider]:
    with provider() as found:
        yield found


@pytest.fixture
def oidc(runs: Provider) -> Provider:
    runs.lies, runs.named, runs.unsigned = {}, None, False
    return runs


def opened(folder: Path, oidc: Provider, **said: str) -> Workspace:
    settings = Settings(
        workspace=folder, oidc_issuer=oidc.issuer, oidc_client_id=CLIENT,
        oidc_client_secret=SECRET, **said,  # type: ignore[arg-type]
    )  # fmt: skip
    return Workspace(folder, settings)


def entered(browser: Browser, oidc: Provider, then: str = "", **claims: Any) -> Any:
    """What comes of the way to the provider and back."""
    sent = browser.get(f"/log-in/provider?then={then}")
    assert sent.status_code == 303, shown(sent)
    assert sent.headers["location"].startswith(f"{oidc.issuer}/authorize?")
    return browser.get(oidc.came_back(sent.headers["location"], **claims))


def user_of(workspace: Workspace, email: str) -> User | None:
    return next((one for one in workspace.users.all() if one.email == email), None)


def test_who_comes_first_is_a_viewer_and_comes_again_as_the_same(
    folder: Path, oidc: Provider
) -> None:
    workspace = opened(folder, oidc)
    browser = Browser(workspace)
    assert "Accedi con 127.0.0.1" in shown(browser.get("/log-in"))
    bea = {"sub": "bea-1", "email": "Bea@Shop.example", "name": "Bea"}
    done = entered(browser, oidc, then="/segments", **bea)
    assert (done.status_code, done.headers["location"]) == (303, "/segments")
    assert browser.get("/segments").status_code == 200
    made = user_of(workspace, "bea@shop.example")
    assert made is not None
    assert (made.role, made.name, made.sees_personal, made.has_password) == (
        "viewer", "Bea", False, False,
    )  # fmt: skip
    # Another e-mail at the provider makes nobody else of them.
    again = entered(Browser(workspace), oidc, sub="bea-1", email="bea@elsewhere.example")
    assert again.headers["location"] == "/map"
    assert user_of(workspace, "bea@elsewhere.example") is None
    acts = [one.act for one in workspace.audit.entries(4)]
    assert acts == ["logged_in", "logged_in", "account_linked", "user_of_provider"]
    # A second factor is the provider's matter, where it said who it is.
    workspace.preferences.want_second_factor("x", wanted=True)
    assert browser.get("/segments").status_code == 200
    workspace.preferences.want_second_factor("x", wanted=False)
    workspace.users.disable(made, _HERE)
    assert browser.get("/segments").status_code == 303
    off = entered(Browser(workspace), oidc, **bea)
    assert (off.status_code, "disattivato" in shown(off)) == (403, True)


@pytest.mark.parametrize(
    "lie",
    [
        {"aud": "another"}, {"aud": [CLIENT, "another"]}, {"iss": "https://evil.example"},
        {"nonce": "another"}, {"exp": 1}, {"sub": ""}, {"azp": "another"}, {"nonce": None},
    ],
)  # fmt: skip
def test_a_token_of_another_proves_nobody(
    folder: Path, oidc: Provider, lie: dict[str, Any]
) -> None:
    workspace = opened(folder, oidc)
    oidc.lies = lie
    browser = Browser(workspace)
    refused = entered(browser, oidc, sub="eve", email="eve@shop.example")
    assert (refused.status_code, "Non sei dentro" in shown(refused)) == (403, True)
    assert user_of(workspace, "eve@shop.example") is None
    assert workspace.audit.entries(1)[0].detail["why"] == "token"
    assert browser.get("/segments").status_code == 303


def test_a_token_without_a_signature_or_of_another_key_proves_nobody(
    folder: Path, oidc: Provider
) -> None:
    workspace = opened(folder, oidc)
    oidc.unsigned = True
    assert entered(Browser(workspace), oidc, sub="eve", email="e@shop.example").status_code == 403
    oidc.unsigned = False
    browser, true = Browser(workspace), oidc.key
    assert entered(browser, oidc, sub="eve", email="e@elsewhere.example").status_code == 303
    # It shows the keys it had: what another one signed is refused, under the same name too.
    sent = browser.post("/log-out", headers=OWN)
    assert sent.status_code == 303
    oidc.key = ECKey.generate_key("P-256", {"kid": true.kid, "use": "sig", "alg": "ES256"})
    refused = entered(browser, oidc, sub="eve", email="e@elsewhere.example")
    assert refused.status_code == 403
    # A new key under a new name is asked for.
    oidc.key = ECKey.generate_key("P-256", {"kid": "second", "use": "sig", "alg": "ES256"})
    assert entered(browser, oidc, sub="eve", email="e@elsewhere.example").status_code == 303
    oidc.key = true


def test_only_the_browser_that_went_comes_back_and_once(folder: Path, oidc: Provider) -> None:
    workspace = opened(folder, oidc)
    mine = Browser(workspace)
    sent = mine.get("/log-in/provider").headers["location"]
    back = oidc.came_back(sent, sub="ugo", email="ugo@shop.example")
    stranger = Browser(workspace)
    stranger._app = mine._app
    assert stranger.get(back).status_code == 403
    assert mine.get(back.replace("state=", "state=x")).status_code == 403
    assert mine.get(f"{back}&iss=https://evil.example").status_code == 403
    # That was its one time.
    assert mine.get(back).status_code == 403
    assert user_of(workspace, "ugo@shop.example") is None


def test_an_e_mail_alone_makes_nobody_a_user_there_is(folder: Path, oidc: Provider) -> None:
    workspace = opened(folder, oidc)
    taken = entered(Browser(workspace), oidc, sub="eve-2", email="owner@lume.example")
    assert (taken.status_code, "collega l’account" in shown(taken)) == (403, True)
    unsure = {"sub": "eve-3", "email": "eva@lume.example", "email_verified": False}
    assert entered(Browser(workspace), oidc, **unsure).status_code == 403
    invited = workspace.users.invite(User(0, "eva@lume.example", "Eva", "analyst"), _HERE)
    assert entered(Browser(workspace), oidc, **unsure).status_code == 403
    sure = entered(Browser(workspace), oidc, **unsure | {"email_verified": True})
    assert sure.status_code == 303
    eva = user_of(workspace, "eva@lume.example")
    assert eva is not None
    assert (eva.no, eva.role) == (invited.user.no, "analyst")
    # The link of the invitation leads nowhere any more.
    assert Browser(workspace).get(f"/welcome/{invited.token}").status_code == 404


def test_who_has_logged_in_links_their_account(folder: Path, oidc: Provider) -> None:
    workspace = opened(folder, oidc)
    ivo = member(workspace, "marketer", name="ivo")
    browser = Browser(workspace)
    assert log_in(browser, "ivo").status_code == 303
    assert 'href="/log-in/provider"' in browser.get("/settings").text
    # Another site that leads a browser there links nothing.
    assert browser.get("/log-in/provider").status_code == 403
    sent = browser._ask("GET", "/log-in/provider", "http://127.0.0.1:8400",
                        headers=OWN | {"Accept": "text/html"})  # fmt: skip
    back = oidc.came_back(sent.headers["location"], sub="ivo-1", email="other@shop.example")
    assert browser.get(back).headers["location"] == "/settings?done=account"
    assert 'href="/log-in/provider"' not in browser.get("/settings").text
    later = Browser(workspace)
    assert entered(later, oidc, sub="ivo-1", email="other@shop.example").status_code == 303
    assert "ivo@lume.example" in shown(later.get("/settings"))
    workspace.users.change(replace(ivo, name="Ivo B."), _HERE)
    assert log_in(Browser(workspace), "ivo", PASSWORD).status_code == 303


def test_a_claim_says_the_role_and_takes_it_back(folder: Path, oidc: Provider) -> None:
    roles = {"oidc_role_claim": "groups", "oidc_roles": "chiefs=admin, crm=marketer"}
    workspace = opened(folder, oidc, **roles)
    pia = {"sub": "pia", "email": "pia@shop.example"}
    found = []
    for groups in (["crm", "chiefs"], ["crm"], "chiefs", ["none"], None):
        claims = pia if groups is None else pia | {"groups": groups}
        assert entered(Browser(workspace), oidc, **claims).status_code == 303
        user = user_of(workspace, "pia@shop.example")
        found.append(user.role if user else None)
    assert found == ["admin", "marketer", "admin", "viewer", "viewer"]


def test_new_ones_are_turned_away_where_the_settings_say_so(folder: Path, oidc: Provider) -> None:
    workspace = opened(folder, oidc, oidc_new_users="refuse")
    refused = entered(Browser(workspace), oidc, sub="new", email="new@shop.example")
    assert (refused.status_code, "già stato invitato" in shown(refused)) == (403, True)
    assert user_of(workspace, "new@shop.example") is None


def test_a_provider_that_is_another_one_or_gone_is_said(
    folder: Path, oidc: Provider, tmp_path: Path
) -> None:
    oidc.named = "https://evil.example"
    browser = Browser(opened(folder, oidc))
    assert browser.get("/log-in/provider").status_code == 503
    gone = Settings(workspace=folder, oidc_issuer="http://127.0.0.1:9", oidc_client_id=CLIENT)
    assert Browser(Workspace(folder, gone)).get("/log-in/provider").status_code == 503
    assert Browser(Workspace(folder)).get("/log-in/provider").status_code == 404
    oidc.named = None
    # The first user is an owner, made by the link.
    empty = Workspace(tmp_path / "new", create=True)
    refused = entered(Browser(opened(empty.folder, oidc)), oidc, sub="a", email="a@shop.example")
    assert (refused.status_code, empty.users.all()) == (403, [])
