"""``python -m rpa.demo.company --database company.db --port 8080``: the back office as a process."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from rpa.demo.company.server import serve
from rpa.demo.company.settings import CompanySettings


@click.command()
@click.option(
    "--database",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="SQLite file; made if new.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, show_default=True, help="0 takes a free port.")
@click.option("--user", default=CompanySettings.user, show_default=True, help="Who may sign in.")
@click.option(
    "--password",
    envvar="COMPANY_PASSWORD",
    default=CompanySettings.password,
    help="Better as COMPANY_PASSWORD.",
)
@click.option("--token", envvar="COMPANY_TOKEN", default=CompanySettings.token, help="Guards POST /mischief.")
@click.option(
    "--business-date",
    type=click.DateTime(["%Y-%m-%d"]),
    default=str(CompanySettings.business_date),
    show_default=True,
    help="The company's today.",
)
@click.option("--idle-minutes", type=float, default=CompanySettings.idle_minutes, show_default=True)
@click.option(
    "--interstitial-every",
    type=click.IntRange(0),
    default=CompanySettings.interstitial_every,
    show_default=True,
)
@click.option("--threads", type=click.IntRange(2), default=CompanySettings.threads, show_default=True)
@click.option("--seed/--no-seed", default=True, show_default=True, help="Fill an empty database with the sample data.")
def main(business_date: datetime, **options: Any) -> None:
    """Serve the sample company's back office; prints its address."""
    settings = CompanySettings(business_date=business_date.date(), **options)
    try:
        serve(settings)
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        raise click.ClickException(f"Cannot listen on {where}: {error.strerror}; try another --port") from error


if __name__ == "__main__":
    main()
