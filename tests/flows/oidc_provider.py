"""A small OpenID provider over real HTTP on this machine: what a browser meets there, and lies."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

CLIENT, SECRET = "percorso", "s3cret/of:the client"


class Provider:
    """Answers as a provider does; a test says who comes back and what its tokens say."""

    def __init__(self) -> None:
        self.key = ECKey.generate_key("P-256", {"kid": "first", "use": "sig", "alg": "ES256"})
        self.codes: dict[str, tuple[dict[str, str], dict[str, Any]]] = {}
        self.issuer = ""
        # What tokens and documents say instead of the truth.
        self.lies: dict[str, Any] = {}
        self.named: str | None = None
        self.unsigned = False
        self.asked: list[str] = []

    def came_back(self, sent_to: str, **claims: Any) -> str:
        """The address a browser is sent back to, once somebody has proved who they are."""
        asked = {name: one[0] for name, one in parse_qs(urlsplit(sent_to).query).items()}
        assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked, claims
        return f"{urlsplit(asked['redirect_uri']).path}?code={code}&state={asked['state']}"

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.named or self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def token(self, form: dict[str, str], basic: str) -> tuple[int, dict[str, Any]]:
        """The token for a code, once, to who asked for it."""
        who, _, secret = base64.b64decode(basic.removeprefix("Basic ")).decode().partition(":")
        asked, claims = self.codes.pop(form["code"], ({}, {}))
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        is_right = (unquote(who), unquote(secret)) == (CLIENT, SECRET) and (
            challenge, form["redirect_uri"],
        ) == (asked.get("code_challenge"), asked.get("redirect_uri"))  # fmt: skip
        if not is_right:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        said = {
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60,
            "nonce": asked["nonce"], "email_verified": True, **claims, **self.lies,
        }  # fmt: skip
        if self.unsigned:
            head, body = (
                base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=").decode()
                for one in ({"alg": "none"}, said)
            )
            return 200, {"id_token": f"{head}.{body}."}
        header = {"alg": "ES256", "kid": self.key.kid}
        return 200, {"id_token": jwt.encode(header, said, self.key), "token_type": "Bearer"}


@contextmanager
def provider() -> Iterator[Provider]:
    """A provider that runs until the block ends."""
    found = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.path)
            told = {
                "/.well-known/openid-configuration": found.configuration,
                "/keys": lambda: KeySet([found.key]).as_dict(private=False),
            }.get(self.path)
            self.say(200 if told else 404, told() if told else {})

        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            form = {
                name: one[0] for name, one in parse_qs(self.rfile.read(length).decode()).items()
            }
            self.say(*found.token(form, self.headers.get("authorization", "")))

        def say(self, status: int, told: dict[str, Any]) -> None:
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
