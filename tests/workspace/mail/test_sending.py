"""Letters: what the server gets, and what becomes of one it does not take."""

import pytest

from percorso.settings import SettingInvalid, Settings
from percorso.workspace.mail.letter import AddressUnfit, Letter, ascii_address
from percorso.workspace.mail.sending import (
    LetterDelayed,
    LetterInDoubt,
    LetterRefused,
    MailNotSet,
    PostOffice,
    send_letter,
)
from tests.workspace.mail.sink import MailSink

ADA = Letter("ada@shop.example", "Com’è andata?", "Ciao Ada", "<p>Ciao</p>")


@pytest.fixture
def sink():
    made = MailSink()
    yield made
    made.close()


def test_a_letter_comes_whole_with_both_texts(sink):
    send_letter(sink.settings(), ADA)
    [found] = sink.letters
    assert (found["To"], found["Subject"]) == ("ada@shop.example", "Com’è andata?")
    assert found["From"] == "Casa Lume <ciao@lume.example>"
    assert found["Message-ID"].endswith("@lume.example>")
    assert found.get_body(("plain",)).get_content().strip() == "Ciao Ada"
    assert found.get_body(("html",)).get_content().strip() == "<p>Ciao</p>"


def test_no_text_begins_a_header_and_no_address_names_two(sink):
    evil = "Ciao\r\nBcc: eve@evil.example"
    send_letter(sink.settings(), Letter("ada@shop.example", evil, "x", headers={"X-A": evil}))
    [found] = sink.letters
    assert found["Bcc"] is None
    assert found["Subject"] == found["X-A"] == "Ciao Bcc: eve@evil.example"
    for address in (
        "ada@shop.example,eve@evil.example",
        "a@b\r\nBcc: c@d",
        "nobody",
        "è@shop.example",
    ):
        with pytest.raises(AddressUnfit):
            send_letter(sink.settings(), Letter(address, "x", "x"))
    assert ascii_address("ada@münchen.example") == "ada@xn--mnchen-3ya.example"


def test_each_answer_of_the_server_is_told_apart(sink):
    sink.answers = {"gone@shop.example": "550 nobody", "slow@shop.example": "451 later"}
    with PostOffice(sink.settings()) as office:
        with pytest.raises(LetterRefused):
            office.send(Letter("gone@shop.example", "x", "x"))
        with pytest.raises(LetterDelayed):
            office.send(Letter("slow@shop.example", "x", "x"))
        office.send(ADA)
        sink.after_data = "554 spam"
        with pytest.raises(LetterRefused):
            office.send(ADA)
        sink.after_data = "451 later"
        with pytest.raises(LetterDelayed):
            office.send(ADA)
        # The line breaks after the last byte: it may have been taken.
        sink.after_data = None
        with pytest.raises(LetterInDoubt):
            office.send(ADA)
    assert len(sink.letters) == 1


def test_a_server_that_is_away_sends_nothing(sink):
    sink.close()
    with pytest.raises(LetterDelayed):
        send_letter(sink.settings(), ADA)


def test_without_a_server_mail_says_what_to_set():
    with pytest.raises(MailNotSet, match="PERCORSO_SMTP_HOST"):
        send_letter(Settings(), ADA)


@pytest.mark.parametrize(
    "given",
    [
        {"smtp_host": "mail.example"},
        {"smtp_host": "mail.example", "mail_from": "ciao"},
        {"smtp_host": "mail.example", "mail_from": "a@b.example", "smtp_security": "none"},
        {"smtp_security": "ssl"},
        {"smtp_port": 0},
    ],
)
def test_settings_of_mail_that_cannot_be_used_are_refused(given):
    with pytest.raises(SettingInvalid):
        Settings(**given)
