"""Keys and users change only where it is fresh who changes them; what was typed stays."""

from datetime import datetime, timedelta

import pyotp
import pytest
from typer.testing import CliRunner

from percorso.cli.main import app
from percorso.store.records.opening import open_records
from percorso.store.records.user_tables import user_session
from percorso.workspace import Workspace
from tests.flows.members import OWN, PASSWORD, member
from tests.flows.small_shop import small_shop
from tests.flows.test_api import AFAR, Program
from tests.flows.test_log_in_pages import log_in
from tests.flows.test_pages import Browser, shown

pytestmark = pytest.mark.xdist_group("small shop")
TOKEN = {"name": "Till", "scope": "read", "days": "90"}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    found = small_shop(tmp_path_factory.mktemp("fresh"))
    member(found, "owner", may_export=True)
    return found


def long_ago(shop: Workspace) -> None:
    """Every log-in began a quarter of an hour before."""
    records = open_records(shop.folder, "")
    with records.write() as connection:
        now = max(row.seen_at for row in connection.execute(user_session.select()))
        begun = now - timedelta(minutes=15)
        connection.execute(user_session.update().values(begun_at=begun))
    records.close()


def test_who_logged_in_a_while_ago_gives_the_password_and_loses_nothing(shop: Workspace) -> None:
    browser = Browser(shop)
    log_in(browser, "owner")
    assert browser.post("/settings/keys/token", headers=OWN, data=TOKEN).status_code == 200
    long_ago(shop)
    asked = browser.post("/settings/keys/token", headers=OWN, data=TOKEN | {"name": "<b>"})
    assert asked.status_code == 401
    assert "Conferma che sei tu" in shown(asked)
    assert 'name="name" value="&lt;b&gt;"' in asked.text
    assert [one.name for one in shop.tokens.all()] == ["Till"]
    for path, said in (
        ("/users", {"email": "eva@lume.example", "role": "owner"}),
        ("/users/second-factor", {"wanted": "on"}), ("/users/1", {"role": "viewer"}),
        ("/users/1/reset", {}), ("/settings/keys/source", {"name": "x", "kind": "server"}),
    ):  # fmt: skip
        assert browser.post(path, headers=OWN, data=said).status_code == 401
    wrong = browser.post(
        "/settings/keys/token", headers=OWN, data=TOKEN | {"prove_password": "another"}
    )
    assert (wrong.status_code, "another" in wrong.text) == (401, False)
    proved = TOKEN | {"name": "Web", "prove_password": PASSWORD}
    made = browser.post("/settings/keys/token", headers=OWN, data=proved)
    assert (made.status_code, "La chiave" in shown(made)) == (200, True)
    again = browser.post("/settings/keys/token", headers=OWN, data=TOKEN | {"name": "App"})
    assert again.status_code == 200
    assert {one.name for one in shop.tokens.all()} == {"Till", "Web", "App"}
    assert len(shop.users.all()) == 1
    acts = [one.act for one in shop.audit.entries()]
    assert acts.count("token_made") == 3
    # Another browser has proved nothing.
    other = Browser(shop)
    log_in(other, "owner")
    long_ago(shop)
    assert other.post("/settings/keys/token", headers=OWN, data=TOKEN).status_code == 401
    assert browser.post("/settings/keys/token", headers=OWN, data=TOKEN).status_code == 200


def test_who_has_a_device_gives_its_code_too(tmp_path_factory: pytest.TempPathFactory) -> None:
    shop = small_shop(tmp_path_factory.mktemp("device"))
    user = member(shop, "owner")
    browser = Browser(shop)
    log_in(browser, "owner")
    secret = shop.own.new_factor(user).secret
    session = shop.own.sessions(user)[0].sha256
    earlier = pyotp.TOTP(secret).at(datetime.now() - timedelta(seconds=30))
    shop.own.take_factor(user, PASSWORD, secret, earlier, session)
    long_ago(shop)
    said = TOKEN | {"prove_password": PASSWORD}
    for code, status in (("000000", 401), ("", 401), (pyotp.TOTP(secret).now(), 200)):
        sent = said | {"prove_code": code}
        answer = browser.post("/settings/keys/token", headers=OWN, data=sent)
        assert answer.status_code == status, code


def test_a_command_wants_a_second_factor_of_everybody(shop: Workspace) -> None:
    for option, wanted in (("--require", True), ("--do-not-require", False)):
        words = ["users", "second-factor", option, "--workspace", str(shop.folder)]
        assert CliRunner().invoke(app, words).exit_code == 0
        assert shop.preferences.wants_second_factor is wanted
        newest = shop.audit.entries(1)[0]
        told = {"second_factor": "yes" if wanted else "no"}
        assert (newest.act, dict(newest.detail)) == ("factor_wanted", told)


def test_programs_of_who_manages_read_what_the_pages_show(shop: Workspace) -> None:
    browser = Browser(shop)
    log_in(browser, "owner")
    users = browser.get("/api/users").json()
    assert [(one["email"], one["role"], one["state"]) for one in users["items"]] == [
        (one.email, one.role, "active") for one in shop.users.all()
    ]
    assert users["second_factor_wanted"] is False
    keys = browser.get("/api/keys")
    page = shown(browser.get("/settings/keys"))
    held = keys.json()["tokens"]
    assert {one["name"] for one in held} == {one.name for one in shop.tokens.all()}
    assert all(one["name"] in page for one in held)
    clear = shop.tokens.add("Reader", "read", days=1).clear
    assert clear not in browser.get("/api/keys").text
    for path in ("/users", "/keys"):
        assert Program(shop, clear, AFAR).ask("GET", path).status_code == 403
