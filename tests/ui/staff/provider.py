"""A small OpenID Connect provider on loopback: codes, PKCE, signed tokens, a signed description."""

from __future__ import annotations

import hashlib
import secrets
import socket
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import uvicorn
from fastapi import FastAPI, Form, Request
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.responses import JSONResponse, RedirectResponse, Response


@dataclass
class FakeProvider:
    """What it says can be changed between two sign-ins.

    Attributes:
        claims: of the identity token, beyond those of the protocol.
        described: what the user's description adds or changes.
        nonce: said instead of the one that was asked for, when given.
        signing: the key that tokens are signed with; the published one unless changed.
    """

    issuer: str
    claims: dict[str, Any] = field(default_factory=dict)
    described: dict[str, Any] = field(default_factory=dict)
    nonce: str | None = None
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "test"}))
    signing: RSAKey | None = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def signed(self, content: dict[str, Any]) -> str:
        """A token with that content."""
        return jwt.encode({"alg": "RS256", "kid": "test"}, content, self.signing or self.key)

    def app(self) -> FastAPI:
        """Its four addresses."""
        app = FastAPI()

        @app.get("/.well-known/openid-configuration")
        def metadata() -> Any:
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "userinfo_endpoint": f"{self.issuer}/userinfo",
                "jwks_uri": f"{self.issuer}/jwks",
                "id_token_signing_alg_values_supported": ["RS256"],
                "userinfo_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            }

        @app.get("/jwks")
        def jwks() -> Any:
            return KeySet([self.key]).as_dict()

        @app.get("/authorize")
        def authorize(request: Request) -> Response:
            asked = dict(request.query_params)
            code = secrets.token_urlsafe(8)
            self.codes[code] = asked
            back = urlencode({"code": code, "state": asked["state"]})
            return RedirectResponse(f"{asked['redirect_uri']}?{back}", 302)

        @app.post("/token")
        def token(code: str = Form(), code_verifier: str = Form()) -> Any:
            asked = self.codes.pop(code, None)
            digest = hashlib.sha256(code_verifier.encode()).digest()
            challenge = urlsafe_b64encode(digest).decode().rstrip("=")
            if asked is None or asked["code_challenge"] != challenge:
                return JSONResponse({"error": "invalid_grant"}, 400)
            now = int(time.time())
            content = {
                "iss": self.issuer, "aud": asked["client_id"], "sub": "sujet-fictif", "iat": now,
                "exp": now + 60, "nonce": self.nonce or asked["nonce"], **self.claims,
            }  # fmt: skip
            return {
                "access_token": "jeton",
                "token_type": "Bearer",
                "id_token": self.signed(content),
            }

        @app.get("/userinfo")
        def userinfo() -> Response:
            said = {"sub": "sujet-fictif", "given_name": "Claude", "usual_name": "Exemple"}
            body = self.signed({**said, "email": "claude@region-fictive.example", **self.described})
            return Response(body, media_type="application/jwt")

        return app


@contextmanager
def running() -> Iterator[FakeProvider]:
    """The provider, listening on loopback."""
    listener = socket.create_server(("127.0.0.1", 0))
    provider = FakeProvider(f"http://127.0.0.1:{listener.getsockname()[1]}")
    server = uvicorn.Server(uvicorn.Config(provider.app(), log_level="error"))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
