"""The layers round the application, the outermost last."""

from __future__ import annotations

from fastapi import FastAPI

from ui.api.admission import Admission
from ui.api.origins import Origins
from ui.api.rate import RateLimiter, SharedRateLimiter
from ui.guard import BodyLimit, ClosedByDefault, SecurityHeaders
from ui.identity import Identity
from ui.metrics import Metrics
from ui.observer import Observer
from ui.ports import Library
from ui.request_layer import RequestLayer
from ui.settings import Settings


def protect(
    app: FastAPI, catalogue: Library, settings: Settings, metrics: Metrics, identity: Identity
) -> None:
    """Put every layer in its place: the last one added stands first."""
    counter = catalogue.calls
    app.add_middleware(
        Admission,
        tokens=catalogue.tokens,
        limiter=SharedRateLimiter(counter) if counter.shared else RateLimiter(),
        anonymous=settings.anonymous,
        address_rate=settings.address_rate,
        token_rate=settings.token_rate,
    )
    app.add_middleware(BodyLimit, megabytes=settings.upload_megabytes)
    app.add_middleware(ClosedByDefault)
    app.add_middleware(Origins, origins=settings.cors_origins, hosts=settings.allowed_hosts)
    app.add_middleware(Observer, metrics=metrics)
    app.add_middleware(RequestLayer)
    app.add_middleware(SecurityHeaders, identity=identity)
