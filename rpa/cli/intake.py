"""Take web forms and webhooks in, for the recipes that read them."""

from __future__ import annotations

import ipaddress
import json
import logging
from typing import Any

import click

from rpa.cli.options import json_option, workspace_option
from rpa.cli.settings import refuse_mistakes
from rpa.errors import UsageError
from rpa.model.workspace import Workspace

LOCK = "rpa intake"
DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8080


@click.command("intake")
@click.argument("recipes", nargs=-1, metavar="[RECIPE]...")
@click.option("--host", help=f"IP address to listen on (default: the setting, else {DEFAULT_HOST}).")
@click.option(
    "--port", type=click.IntRange(0, 65535), help=f"Port (default: the setting, else {DEFAULT_PORT}); 0: a free one."
)
@click.option("--quiet", "-q", is_flag=True, help="No line for each request.")
@json_option
@workspace_option
def command(
    recipes: tuple[str, ...], host: str | None, port: int | None, quiet: bool, as_json: bool, workspace: Workspace
) -> None:
    """Serve the intakes of all recipes, or of those named, until told to stop (SIGTERM, Ctrl-C).

    A recipe declares one by items: from: form.intake. Each is at /intake/NAME. What is answered with 202 is kept on
    the disk; the next run of its recipe reads it. Put a reverse proxy with TLS in front of it.
    """
    refuse_mistakes(workspace)
    from rpa.cli.log_file import open_log

    open_log(workspace)
    _log_server()
    from rpa.drivers.locks import recipe_lock
    from rpa.web.desk import Desk
    from rpa.web.intake import create_app
    from rpa.web.openings import find_openings
    from rpa.web.serving import Server, stopped_by_signals
    from rpa.web.store import Store

    settings: dict[str, Any] = dict(workspace.settings.get("intake", {}))
    address = _address(host or str(settings.get("host", DEFAULT_HOST)))
    openings = find_openings(workspace, recipes)
    with recipe_lock(workspace.locks, LOCK):
        store = Store(workspace)
        for name in openings:
            store.prepare(name)
        app = create_app(Desk(openings, store), (lambda _line: None) if quiet else _access)
        server = Server(
            app,
            address,
            int(settings.get("port", DEFAULT_PORT)) if port is None else port,
            largest=(max(one.params.largest for one in openings.values()) << 20) + 1,
            trusted_proxy=str(settings.get("trusted_proxy", "")),
        )
        base = f"http://{f'[{address}]' if ':' in address else address}:{server.port}"
        with stopped_by_signals(server):
            _tell(base, openings, as_json=as_json)
            server.run()


def _tell(base: str, openings: Any, *, as_json: bool) -> None:
    if as_json:
        found = [{"recipe": one.recipe, "url": f"{base}/intake/{name}"} for name, one in openings.items()]
        print(json.dumps({"url": base, "intakes": found}), flush=True)
        return
    for name, one in openings.items():
        signed = "signed" if one.params.signature else "anybody may send"
        print(f"{base}/intake/{name}\t{one.recipe}\t{signed}", flush=True)


def _log_server() -> None:
    """What the server has to say of connections that break belongs into the log, not on the screen."""
    log = logging.getLogger("waitress")
    for handler in logging.getLogger("rpa").handlers:
        log.addHandler(handler)
    log.propagate = False


def _access(line: str) -> None:
    click.echo(line, err=True)


def _address(host: str) -> str:
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        hint = "127.0.0.1 for this machine alone, 0.0.0.0 for everybody."
        raise UsageError(f"{host!r} is no IP address", place="--host", hint=hint) from None
