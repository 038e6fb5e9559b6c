"""A mail server of one thread that keeps what it is sent, and misbehaves as it is told."""

import contextlib
import socket
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage

from percorso.settings import Settings


class MailSink:
    """Takes letters on a port of its own.

    Attributes:
        letters: What it took, whole.
        answers: Address -> what it says to RCPT instead of 250.
        after_data: What it says to a whole letter; None is nothing: it closes the line.
        on_data: Called with each whole letter before it answers.
    """

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.after_data: str | None = "250 taken"
        self.on_data = lambda _: None
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def settings(self, **more: object) -> Settings:
        return Settings(
            smtp_host="127.0.0.1", smtp_port=self.port, smtp_security="none",
            mail_from="Casa Lume <ciao@lume.example>", **more,
        )  # fmt: skip

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = self._listener.accept()
                threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError), line, line.makefile("rb") as told:
            line.sendall(b"220 sink\r\n")
            for command in told:
                verb = command[:4].upper()
                if verb == b"QUIT":
                    return
                if verb == b"DATA":
                    line.sendall(b"354 go on\r\n")
                    raw = b"".join(iter(told.readline, b".\r\n"))
                    letter = message_from_bytes(raw, policy=policy.default)
                    self.on_data(letter)
                    if self.after_data is None:
                        return
                    if self.after_data.startswith("2"):
                        self.letters.append(letter)
                    line.sendall(f"{self.after_data}\r\n".encode())
                    continue
                address = command.decode().partition("<")[2].partition(">")[0]
                said = self.answers.get(address, "250 ok") if verb == b"RCPT" else "250 ok"
                line.sendall(f"{said}\r\n".encode())
