"""The web application, put together."""

from __future__ import annotations

import secrets

from flask import Flask, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect

from rpa.demo.company import activity, customers, invoices, orders, products, sign_in, tickets, vat_portal
from rpa.demo.company.forms import write_cents, write_date
from rpa.demo.company.mischief import MischiefMaker
from rpa.demo.company.office import EXTENSION, Office, find_office, rename
from rpa.demo.company.settings import COMPANY_NAME, CompanySettings
from rpa.demo.company.store import Store
from rpa.demo.company.troubled import TroubledApplication

MAX_UPLOAD_BYTES = 25 * 1024 * 1024


def create_app(settings: CompanySettings) -> Flask:
    """Make the back office on its database.

    Args:
        settings: Where the database is, who may sign in, and the company's date.

    Returns:
        A WSGI application; its tables exist, and hold the sample data if they were empty.
    """
    store = Store(settings.database)
    store.create(seeded=settings.seed)
    app = Flask("rpa.demo.company")
    app.config.update(
        SECRET_KEY=find_secret_key(store),
        MAX_CONTENT_LENGTH=MAX_UPLOAD_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_UPLOAD_BYTES,
        SESSION_COOKIE_NAME="company_session",
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
    )
    maker = MischiefMaker(store)
    app.extensions[EXTENSION] = Office(settings, store, maker)
    # The guard comes before the CSRF check: a form posted after the session ended leads to the sign-in page.
    app.before_request(sign_in.guard)
    protection = CSRFProtect(app)
    protection.exempt(activity.machines)
    areas = (customers, products, orders, invoices, tickets, vat_portal, sign_in, activity)
    for area in areas:
        app.register_blueprint(area.pages)
    app.register_blueprint(activity.machines)
    app.register_error_handler(CSRFError, refuse_stale_form)
    app.register_error_handler(404, show_not_found)
    app.after_request(forbid_guessing)
    app.add_template_filter(write_cents, "money")
    app.add_template_filter(write_date, "day")
    app.add_template_filter(rename, "caption")
    app.context_processor(describe_office)
    app.wsgi_app = TroubledApplication(app.wsgi_app, store, maker)  # type: ignore[method-assign]
    return app


def find_secret_key(store: Store) -> str:
    """The key that signs sessions: made once, so that sessions outlive the process.

    Args:
        store: The company's database.

    Returns:
        The key.
    """
    with store.writing() as db:
        db.execute(
            "INSERT OR IGNORE INTO house_settings (name, value) VALUES ('secret key', ?)",
            (secrets.token_hex(32),),
        )
        row = db.execute("SELECT value FROM house_settings WHERE name = 'secret key'").fetchone()
    return str(row["value"])


def describe_office() -> dict[str, object]:
    """What every template may name."""
    return {
        "company": COMPANY_NAME,
        "business_date": find_office().settings.business_date,
        "here": request.path,
    }


def refuse_stale_form(error: CSRFError) -> ResponseReturnValue:
    """Refuse a form that this session did not ask for."""
    return render_template("problem.html", title="This form is no longer valid", text=error.description), 400


def show_not_found(_: Exception) -> ResponseReturnValue:
    """Say that there is no such page."""
    return render_template("problem.html", title="Page not found", text="There is nothing at this address."), 404


def forbid_guessing(response: Response) -> Response:
    """Keep pages out of caches, and uploaded files from being taken for something else."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    if not request.path.startswith("/static/"):
        response.headers["Cache-Control"] = "no-store"
    return response
