"""``vigie serve``: the chat and the API."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

from corpus.errors import TransientError, system_reason
from ui.cli.progress import ProgressDisplay

if TYPE_CHECKING:
    from collections.abc import Callable

    import uvicorn
    from fastapi import FastAPI

    from ui.settings import Settings

NAME = "serve"
HELP = "Ouvrir le chat et l’API."


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.add_argument("--host", metavar="ADRESSE", help="adresse d’écoute (127.0.0.1 par défaut)")
    parser.add_argument("--port", metavar="PORT", help="port d’écoute (7860 par défaut)")
    parser.add_argument(
        "--open", action="store_true", help="ouvrir la page dans le navigateur, s’il y en a un"
    )


def run(options: argparse.Namespace) -> int:
    """Serve until interrupted.

    Raises:
        TransientError: the port is taken.
    """
    from ui.compose import open_application
    from ui.logs import configure_logs

    with ExitStack() as closing:
        progress = closing.enter_context(ProgressDisplay())
        application = closing.enter_context(
            open_application(progress, host=options.host, port=options.port)
        )
        settings = application.settings
        listening = closing.enter_context(_listen(settings.host, settings.port))
        configure_logs(settings.log_level, settings.log_format)
        progress.say("Démarrage du serveur…")
        app = closing.enter_context(application.serving())
        address = _address(settings.host, settings.port)

        def ready() -> None:
            print(f"Vigie est ouverte à l’adresse {address} (Ctrl-C pour arrêter).", flush=True)
            if options.open:
                _open_browser(address)

        _serve(app, listening, settings, ready)
    print("Vigie est arrêtée.", file=sys.stderr)
    return 0


def _listen(host: str, port: int) -> socket.socket:
    """A socket taken before anything is loaded: a taken port is said at once."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.socket(family)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((host, port))
            listening.listen(2048)
        except BaseException:
            listening.close()
            raise
    except OSError as error:
        raise TransientError(
            f"Le serveur ne peut pas écouter sur {host}, port {port}\u00a0: "
            f"{system_reason(error)}. "
            "Arrêtez ce qui l’occupe ou choisissez un autre port avec --port."
        ) from error
    return listening


def _serve(
    app: FastAPI, listening: socket.socket, settings: Settings, ready: Callable[[], None]
) -> None:
    import uvicorn

    from ui.web import end_streams

    config = server_config(app, settings)

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                ready()

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            end_streams(app)
            await super().shutdown(sockets)

    # Once it has shut down in good order, uvicorn raises again the signal that stopped it: left
    # alone, SIGTERM would end the process before the worker and the indexes are closed.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        return


def server_config(app: FastAPI, settings: Settings) -> uvicorn.Config:
    """How the application is served: what is believed of proxies, and what is left unsaid."""
    import uvicorn

    return uvicorn.Config(
        app,
        log_config=None,
        # Its lines hold whole addresses, questions included; ``ui.observer`` writes others.
        access_log=False,
        timeout_graceful_shutdown=5,
        server_header=False,
        # Who is behind a proxy is believed of the operator's own proxies only.
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
    )


def _address(host: str, port: int) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}/"


def _open_browser(address: str) -> None:
    import webbrowser

    screens = ("DISPLAY", "WAYLAND_DISPLAY")
    if sys.platform == "linux" and not any(os.environ.get(name) for name in screens):
        return  # a browser found there would be one that takes the terminal over
    try:
        webbrowser.get().open(address)
    except webbrowser.Error:
        return
