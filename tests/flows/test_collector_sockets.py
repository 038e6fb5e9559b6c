"""What comes over raw sockets: broken requests, senders that leave, senders that are slow."""

import socket
from urllib.parse import urlsplit

import pytest

from tests.flows.door import percorso
from tests.flows.server import Server

SLOW_SENDERS = 300


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    home = tmp_path_factory.mktemp("sockets") / "home"
    made = percorso("source", "add", "shop", "--kind", "server", "-w", home, "--json").data
    with Server(home, "--only", "collect") as server:
        yield server, made["write_key"]


def opened(server: Server) -> socket.socket:
    where = urlsplit(server.address)
    return socket.create_connection((where.hostname or "", where.port or 0), timeout=20)


def head(key: str, *lines: str) -> bytes:
    told = ["POST /v1/batch HTTP/1.1", "Host: 127.0.0.1", f"X-Write-Key: {key}", *lines]
    return "\r\n".join([*told, "", ""]).encode()


@pytest.mark.parametrize(
    "request_",
    [
        b"POST /v1/batch HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /v1/batch\r\n\r\n",
        b"GET /he\0alth HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"words\r\n\r\n",
        # A page of another site that makes its own name lead here.
        b"GET /health HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    ],
)
def test_a_request_that_is_none_is_refused_or_cut_off(shop, request_):
    server, _ = shop
    with opened(server) as sender:
        sender.sendall(request_)
        answer = sender.recv(4096)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 400")


def test_a_sender_that_leaves_half_way_leaves_nothing(shop):
    server, key = shop
    before = server.health()["inbox"]["messages"]
    with opened(server) as sender:
        sender.sendall(head(key, "Content-Length: 1000") + b'{"batch":[')
        sender.shutdown(socket.SHUT_WR)
        sender.recv(4096)
    assert server.health()["inbox"]["messages"] == before
    assert server.send(key, {"batch": []})[0] == 200


def test_slow_senders_do_not_stop_others(shop):
    server, key = shop
    senders = [opened(server) for _ in range(SLOW_SENDERS)]
    try:
        for sender in senders:
            sender.sendall(head(key, "Content-Length: 1000") + b"{")
        event = {"type": "page", "userId": "ada", "messageId": "m1"}
        assert server.send(key, {"batch": [event]})[0] == 200
        assert server.health()["status"] == "ok"
    finally:
        for sender in senders:
            sender.close()
