"""Users are invited, changed and let in; a link works once, and the last owner stays one."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from sqlalchemy import select

from percorso.domain.access import Actor, User
from percorso.store.records.user_tables import audit_entry
from percorso.workspace import Workspace
from percorso.workspace.users.audit_desk import Chain, Entry
from percorso.workspace.users.desk import UsersDesk
from percorso.workspace.users.own_desk import OwnDesk
from percorso.workspace.users.passwords import PasswordWeak, check_strength
from percorso.workspace.users.sign_in import SignIn
from percorso.workspace.users.user_errors import (
    FirstIsOwner,
    LastOwner,
    LinkSpent,
    LogInWrong,
    OwnersAlone,
    UserDisabled,
    UserKnown,
    UserUnfit,
)

PASSWORD = "lampada verde sul tetto"  # noqa: S105 - of the test
MACHINE = Actor("root")
ADMIN = Actor("admin@lume.example", role="admin")


class Doors:
    """The desks of a workspace with a clock that a test sets."""

    def __init__(self, workspace: Workspace) -> None:
        self.now = datetime(2026, 11, 23, 9, 0)
        stores = workspace._stores

        def clock() -> datetime:
            return self.now

        self.stores = stores
        self.users = UsersDesk(stores, clock)
        self.own = OwnDesk(stores, clock)
        self.sign_in = SignIn(stores, clock)
        self.audit = workspace.audit

    def user(self, email: str, role: str = "owner", **flags: bool) -> User:
        """A user who has chosen a password."""
        made = self.users.invite(User(0, email, "", role, **flags), MACHINE)  # type: ignore[arg-type]
        return self.own.accept(made.token, PASSWORD)

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def doors(tmp_path: Path) -> Doors:
    return Doors(Workspace(tmp_path / "shop", create=True))


def test_the_first_link_makes_an_owner_once(doors: Doors) -> None:
    lost, token = doors.users.first_link(), doors.users.first_link()
    assert lost
    assert token
    with pytest.raises(LinkSpent):
        doors.own.accept(lost, PASSWORD, email="ada@lume.example")
    made = doors.own.accept(token, PASSWORD, email=" Ada@Lume.example ", name="Ada  Verdi")
    assert (made.email, made.name, made.role) == ("ada@lume.example", "Ada Verdi", "owner")
    assert made.sees_personal
    assert made.may_export
    with pytest.raises(LinkSpent):
        doors.own.accept(token, PASSWORD, email="eva@lume.example")
    assert doors.users.first_link() is None
    assert doors.users.all() == [replace(made, has_password=True)]


def test_a_link_ends_by_itself(doors: Doors) -> None:
    token = doors.users.first_link() or ""
    doors.later(days=1, seconds=1)
    with pytest.raises(LinkSpent):
        doors.own.welcome(token)
    invited = doors.users.invite(User(0, "ada@lume.example", "", "owner"), MACHINE)
    doors.later(days=7)
    assert doors.own.welcome(invited.token).kind == "invite"
    doors.later(seconds=1)
    with pytest.raises(LinkSpent):
        doors.own.welcome(invited.token)


@pytest.mark.parametrize(
    ("password", "weakness"),
    [("corto", "short"), ("passwordpassword", "common"), ("ada@lume.example", "common"),
     ("123456789012", "common"), ("x" * 201, "long")],
)  # fmt: skip
def test_a_password_that_is_soon_guessed_is_refused(password: str, weakness: str) -> None:
    with pytest.raises(PasswordWeak) as refused:
        check_strength(password, ("ada@lume.example", "Ada"))
    assert refused.value.weakness == weakness


def test_no_limit_but_length_and_guessing_is_set_to_a_password() -> None:
    check_strength(PASSWORD)
    check_strength("è una lampada 🪔 al buio")
    check_strength(
        " ".join(chr(97 + n * 7 % 26) * (n % 3 + 1) + str(n * n) for n in range(35))[:200]
    )


def test_who_logs_in_is_known_until_it_is_over(doors: Doors) -> None:
    ada = doors.user("ada@lume.example")
    found = doors.sign_in.checked("ADA@lume.example ", PASSWORD)
    token = doors.sign_in.begin(found, "192.0.2.7", "Firefox")
    present = doors.sign_in.present(token)
    assert present is not None
    assert (present.user.no, present.session.address) == (ada.no, "192.0.2.7")
    for _ in range(15):
        doors.later(hours=11)
        assert doors.sign_in.present(token)
    doors.later(hours=4)
    assert doors.sign_in.present(token) is None  # seven days
    other = doors.sign_in.begin(found, "", "")
    doors.later(hours=12, seconds=1)
    assert doors.sign_in.present(other) is None
    assert doors.sign_in.present("guessed") is None


def test_a_token_is_kept_as_its_hash_alone(doors: Doors) -> None:
    token = doors.sign_in.begin(doors.user("ada@lume.example"), "", "")
    link = doors.users.reset(doors.users.all()[0], MACHINE)
    kept = (doors.stores.folder / "records.sqlite").read_bytes()
    kept += b"".join(one.read_bytes() for one in doors.stores.folder.glob("records.sqlite-*"))
    assert b"ada@lume.example" in kept
    for secret in (token, link, PASSWORD):
        assert secret.encode() not in kept


@pytest.mark.parametrize(
    ("email", "password"),
    [("ada@lume.example", "another one here"), ("eva@lume.example", PASSWORD), ("", "")],
)
def test_who_does_not_know_both_is_not_let_in(doors: Doors, email: str, password: str) -> None:
    doors.user("ada@lume.example")
    with pytest.raises(LogInWrong):
        doors.sign_in.checked(email, password)


def test_who_is_disabled_is_out_at_once(doors: Doors) -> None:
    doors.user("ada@lume.example")
    eva = doors.user("eva@lume.example", "agent")
    token = doors.sign_in.begin(eva, "", "")
    eva = doors.users.disable(eva, MACHINE)
    assert doors.sign_in.present(token) is None
    with pytest.raises(UserDisabled):
        doors.users.reset(eva, MACHINE)
    with pytest.raises(LogInWrong):
        doors.sign_in.checked("eva@lume.example", PASSWORD)
    doors.users.enable(eva, MACHINE)
    assert doors.sign_in.present(token) is None
    assert doors.sign_in.checked("eva@lume.example", PASSWORD)


def test_another_role_holds_from_the_next_page_on(doors: Doors) -> None:
    doors.user("ada@lume.example")
    eva = doors.user("eva@lume.example", "viewer")
    token = doors.sign_in.begin(eva, "", "")
    doors.users.change(replace(eva, role="analyst", may_export=True), ADMIN)
    present = doors.sign_in.present(token)
    assert present is not None
    assert (present.user.role, present.user.may_export) == ("analyst", True)


def test_owners_are_made_and_changed_by_owners(doors: Doors) -> None:
    ada = doors.user("ada@lume.example")
    eva = doors.user("eva@lume.example", "viewer")
    attempts: list[Callable[[], object]] = [
        lambda: doors.users.invite(User(0, "ugo@lume.example", "", "owner"), ADMIN),
        lambda: doors.users.change(replace(eva, role="owner"), ADMIN),
        lambda: doors.users.change(replace(ada, role="viewer"), ADMIN),
        lambda: doors.users.disable(ada, ADMIN),
        lambda: doors.users.reset(ada, ADMIN),
    ]
    for attempt in attempts:
        with pytest.raises(OwnersAlone):
            attempt()
    assert [one.role for one in doors.users.all()] == ["owner", "viewer"]


def test_a_link_made_before_another_role_leads_nowhere(doors: Doors) -> None:
    doors.user("ada@lume.example")
    eva = doors.user("eva@lume.example", "viewer")
    token = doors.users.reset(eva, ADMIN)
    doors.users.change(replace(eva, name="Eva Neri"), MACHINE)
    assert doors.own.welcome(token).kind == "reset"
    doors.users.change(replace(eva, role="owner"), MACHINE)
    with pytest.raises(LinkSpent):
        doors.own.accept(token, PASSWORD)
    with pytest.raises(OwnersAlone):  # `eva` is what was read before the promotion
        doors.users.reset(eva, ADMIN)


@pytest.mark.parametrize("marks", [{"sees_personal": True}, {"may_export": True}])
def test_a_link_made_before_another_mark_leads_nowhere(doors: Doors, marks: dict[str, Any]) -> None:
    doors.user("ada@lume.example")
    eva = doors.user("eva@lume.example", "viewer")
    token = doors.users.reset(eva, ADMIN)
    doors.users.change(replace(eva, **marks), MACHINE)
    with pytest.raises(LinkSpent):
        doors.own.welcome(token)


def test_a_new_password_or_leaving_everywhere_ends_links(doors: Doors) -> None:
    ada = doors.user("ada@lume.example")
    token = doors.users.reset(ada, MACHINE)
    doors.own.change_password(ada, PASSWORD, "treno azzurro fra i pini", "")
    with pytest.raises(LinkSpent):
        doors.own.welcome(token)
    token = doors.users.reset(ada, MACHINE)
    doors.own.end_all(ada)
    with pytest.raises(LinkSpent):
        doors.own.welcome(token)


def test_the_last_owner_stays_one(doors: Doors) -> None:
    ada = doors.user("ada@lume.example")
    doors.users.invite(User(0, "eva@lume.example", "", "owner"), MACHINE)
    for wanted in (replace(ada, role="admin"), replace(ada, disabled_at=doors.now)):
        with pytest.raises(LastOwner):
            doors.users.change(wanted, MACHINE)
    ugo = doors.user("ugo@lume.example")
    doors.users.change(replace(ada, role="admin"), MACHINE)
    with pytest.raises(LastOwner):
        doors.users.disable(ugo, MACHINE)


def test_an_invitation_says_what_is_wrong(doors: Doors) -> None:
    with pytest.raises(FirstIsOwner):
        doors.users.invite(User(0, "eva@lume.example", "", "viewer"), MACHINE)
    doors.user("ada@lume.example")
    with pytest.raises(UserKnown):
        doors.users.invite(User(0, "ADA@lume.example", "", "viewer"), MACHINE)
    for email in ("", "ada", "ada@", "a b@lume.example"):
        with pytest.raises(UserUnfit):
            doors.users.invite(User(0, email, "", "viewer"), MACHINE)


def test_a_new_password_ends_the_other_log_ins(doors: Doors) -> None:
    ada = doors.user("ada@lume.example")
    here, there = (doors.sign_in.begin(ada, "", name) for name in ("here", "there"))
    present = doors.sign_in.present(here)
    assert present is not None
    with pytest.raises(LogInWrong):
        doors.own.change_password(ada, "not this one", PASSWORD, present.session.sha256)
    new = "treno azzurro fra i pini"
    doors.own.change_password(ada, PASSWORD, new, present.session.sha256)
    assert doors.sign_in.present(here)
    assert doors.sign_in.present(there) is None
    assert doors.sign_in.checked("ada@lume.example", new)


def factor_of(doors: Doors, user: User) -> pyotp.TOTP:
    """A device that gives codes for a user."""
    factor = doors.own.new_factor(user)
    codes = pyotp.TOTP(factor.secret)
    code = codes.at(doors.now.replace(tzinfo=UTC))
    doors.own.take_factor(user, PASSWORD, factor.secret, code, "")
    return codes


def test_a_device_is_dropped_with_a_code_of_it_and_no_other_takes_its_place(doors: Doors) -> None:
    ada = doors.user("ada@lume.example")
    codes = factor_of(doors, ada)
    here, there = (doors.sign_in.begin(ada, "", name) for name in ("here", "there"))
    present = doors.sign_in.present(here)
    assert present is not None
    session = present.session.sha256
    doors.later(seconds=60)
    another = doors.own.new_factor(ada)
    now = doors.now.replace(tzinfo=UTC)
    with pytest.raises(LogInWrong):
        doors.own.take_factor(
            ada, PASSWORD, another.secret, pyotp.TOTP(another.secret).at(now), session
        )
    with pytest.raises(LogInWrong):
        doors.own.drop_factor(ada, PASSWORD, "000000", session)
    doors.own.drop_factor(ada, PASSWORD, codes.at(now), session)
    assert not doors.sign_in.checked("ada@lume.example", PASSWORD).has_second_factor
    assert doors.sign_in.present(here)
    assert doors.sign_in.present(there) is None


def test_a_code_counts_once_and_half_a_minute_around_it(doors: Doors) -> None:
    ada = doors.user("ada@lume.example")
    codes = factor_of(doors, ada)
    assert doors.sign_in.checked("ada@lume.example", PASSWORD).has_second_factor

    def code() -> str:
        return codes.at(doors.now.replace(tzinfo=UTC))

    used = code()
    with pytest.raises(LogInWrong):
        doors.sign_in.check_code(ada, used)
    doors.later(seconds=60)
    fresh = code()
    doors.sign_in.check_code(ada, f"{fresh[:3]} {fresh[3:]}")
    with pytest.raises(LogInWrong):
        doors.sign_in.check_code(ada, fresh)
    doors.later(seconds=60)
    old = code()
    doors.later(seconds=90)
    with pytest.raises(LogInWrong):
        doors.sign_in.check_code(ada, old)


def test_the_secret_of_a_device_is_sealed_under_the_key_of_the_folder(doors: Doors) -> None:
    ada = doors.user("ada@lume.example")
    codes = factor_of(doors, ada)
    for file in doors.stores.folder.glob("records.sqlite*"):
        assert codes.secret.encode() not in file.read_bytes()


def test_a_lost_device_is_asked_no_more(doors: Doors) -> None:
    doors.user("ada@lume.example")
    eva = doors.user("eva@lume.example", "agent")
    factor_of(doors, eva)
    token = doors.users.reset(doors.users.of("eva@lume.example"), ADMIN)
    assert doors.own.accept(token, PASSWORD).has_second_factor
    doors.users.reset(doors.users.of("eva@lume.example"), ADMIN, second_factor=True)
    assert not doors.sign_in.checked("eva@lume.example", PASSWORD).has_second_factor


def test_the_log_says_who_did_what_and_shows_where_it_was_changed(doors: Doors) -> None:
    ada = doors.user("ada@lume.example")
    with pytest.raises(LogInWrong):
        doors.sign_in.checked("ada@lume.example", "not this one", "192.0.2.7")
    doors.users.change(replace(ada, name="Ada", may_export=True), Actor("ada@lume.example"))
    said = [(one.actor, one.act, one.subject) for one in doors.audit.entries()]
    assert said == [
        ("ada@lume.example", "user_changed", "ada@lume.example"),
        ("ada@lume.example", "log_in_wrong", "ada@lume.example"),
        ("ada@lume.example", "password_chosen", "ada@lume.example"),
        ("root", "user_invited", "ada@lume.example"),
    ]
    newest = doors.audit.entries()[0]
    assert newest.detail == {"name": "ada → Ada", "may_export": "no → yes"}
    assert doors.audit.chain() == Chain(None, 0)
    with doors.stores.records.write() as connection:
        connection.execute(
            audit_entry.update().where(audit_entry.c.act == "log_in_wrong").values(address="::1")
        )
    assert doors.audit.chain().broken == 3


def test_without_the_key_nobody_writes_the_log_anew(doors: Doors) -> None:
    ada = doors.user("ada@lume.example")
    before = Entry(datetime(2026, 11, 1), "root", "user_invited", subject="eva@lume.example")
    with doors.stores.records.write() as connection:
        written = {name: getattr(before, name) for name in ("happened_at", "actor", "address",
                   "act", "subject")} | {"detail": "{}"}  # fmt: skip
        connection.execute(audit_entry.delete())
        connection.execute(audit_entry.insert(), written | {"chain_sha256": _link("", written)})
    # Of a time without a key it is told as such, and all that follows has one.
    assert doors.audit.chain() == Chain(None, 1)
    doors.sign_in.begin(ada, "::1", "tests")
    assert doors.audit.chain() == Chain(None, 1)
    with doors.stores.records.write() as connection:
        last = connection.execute(
            select(audit_entry.c.chain_sha256).order_by(audit_entry.c.no.desc())
        ).scalar()
        connection.execute(audit_entry.insert(), written | {"chain_sha256": _link(last, written)})
    assert doors.audit.chain() == Chain(3, 1)


def _link(last: str | None, values: dict[str, object]) -> str:
    """As entries followed each other before there was a key."""
    said = json.dumps([last or "", *map(str, values.values())], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def test_the_address_of_a_link_is_where_the_server_is_reached(doors: Doors) -> None:
    assert re.fullmatch(r"http://127\.0\.0\.1:8400/welcome/tok", doors.users.address("tok"))
    assert doors.users.address("tok", "https://shop.example/") == "https://shop.example/welcome/tok"
