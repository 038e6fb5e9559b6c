"""A server answers to its own names, and believes its own proxies about who sends."""

import asyncio

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from percorso.settings import SettingInvalid, Settings
from percorso.workspace.server.serving import Address, guarded


async def _who(scope, receive, send):
    request = Request(scope)
    await PlainTextResponse(f"{request.client.host} {request.url.scheme}")(scope, receive, send)


def ask(host: str, settings: Settings | None = None, peer: str = "10.0.0.5", **headers: str):
    app = guarded(_who, settings or Settings(), Address("0.0.0.0", 8400))  # noqa: S104

    async def call():
        transport = httpx.ASGITransport(app, client=(peer, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            sent = {
                "Host": host,
                **{name.replace("_", "-"): told for name, told in headers.items()},
            }
            return await client.get("/health", headers=sent)

    return asyncio.run(call())


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "data.shop.example.evil.example", "a]b", "ü"]
)
def test_a_foreign_name_is_refused(host):
    answer = ask(host.encode(), Settings(public_url="https://data.shop.example"))
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
    assert "allowed_hosts" in answer.json()["message"]


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST:8400", "127.0.0.1:8400", "192.0.2.7", "[::1]:8400",
     "data.shop.example", "Data.Shop.Example.:443", "percorso:8400", "nas.lan"],
)  # fmt: skip
def test_its_own_names_and_every_number_are_answered(host):
    settings = Settings(public_url="https://data.shop.example", allowed_hosts="percorso, nas.lan")
    assert ask(host, settings).status_code == 200


def test_who_sends_is_said_by_listed_proxies_alone():
    forged = {"X_Forwarded_For": "198.51.100.9, 203.0.113.4", "X_Forwarded_Proto": "https"}
    assert ask("localhost", **forged).text == "10.0.0.5 http"
    listed = Settings(trusted_proxies="10.0.0.0/8")
    # The last that the proxy has seen itself: what stands before it anybody could have written.
    assert ask("localhost", listed, **forged).text == "203.0.113.4 https"
    assert ask("localhost", listed, peer="192.0.2.1", **forged).text == "192.0.2.1 http"


def test_a_proxy_is_an_address():
    with pytest.raises(SettingInvalid, match="trusted_proxies"):
        Settings(trusted_proxies="my-proxy")
