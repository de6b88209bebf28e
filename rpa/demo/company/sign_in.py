"""Signing in and out, the end of a session, and the notice that comes between."""

from __future__ import annotations

import hmac
import time

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from rpa.demo.company.office import find_office
from rpa.demo.company.troubled import LOSE_SESSION_FLAG

pages = Blueprint("sign_in", __name__)

OPEN_PATHS = ("/static/", "/sign-in", "/counts", "/mischief", "/favicon.ico")
NO_NOTICE_PATHS = ("/api/", "/sign-out", "/files/", "/vat/files/")


def guard() -> ResponseReturnValue | None:
    """Let only a living session through, and count its page views.

    Returns:
        None to go on; otherwise the sign-in page, or the notice that comes between.
    """
    if request.path.startswith(OPEN_PATHS):
        return None
    if not keep_session_alive():
        known = "user" in session
        session.clear()
        if request.path.startswith("/api/"):
            return {"error": "Your session has expired"}, 401
        if known:
            flash("Your session has expired. Please sign in again.", "warning")
        wanted = request.full_path.rstrip("?")
        return redirect(url_for("sign_in.show", next=wanted))
    return interrupt()


def keep_session_alive() -> bool:
    """Note the time and the request in the session.

    Returns:
        Whether there is a session, and it has not expired.
    """
    office = find_office()
    now = time.time()
    most = office.maker.current.session_requests
    if (
        "user" not in session
        or now - session.get("seen", 0.0) > office.settings.idle_minutes * 60
        or (most and session.get("requests", 0) >= most)
        or request.environ.get(LOSE_SESSION_FLAG)
    ):
        return False
    session["seen"] = now
    session["requests"] = session.get("requests", 0) + 1
    return True


def interrupt() -> ResponseReturnValue | None:
    """Show the maintenance notice in place of every Nth page.

    Returns:
        The notice, whose button asks for the same address again; None to go on.
    """
    every = find_office().settings.interstitial_every
    if not every or request.method != "GET" or request.path.startswith(NO_NOTICE_PATHS):
        return None
    session["views"] = session.get("views", 0) + 1
    if session["views"] % every:
        return None
    return render_template("notice.html", path=request.path, query=request.args.items(multi=True))


def is_local(address: str) -> bool:
    """Whether an address stays on this server.

    Args:
        address: Where somebody wants to go after signing in.

    Returns:
        True for a path such as ``/orders?q=1``.
    """
    return address.startswith("/") and not address.startswith(("//", "/\\", "/sign-"))


@pages.get("/sign-in")
def show() -> ResponseReturnValue:
    """The sign-in page."""
    return render_template("sign_in.html", typed=MultiDict(), error=None)


@pages.post("/sign-in")
def enter() -> ResponseReturnValue:
    """Sign in, and go where the visitor wanted to go."""
    settings = find_office().settings
    known_user = hmac.compare_digest(request.form.get("user", "").encode(), settings.user.encode())
    known_password = hmac.compare_digest(request.form.get("password", "").encode(), settings.password.encode())
    if not (known_user and known_password):
        return render_template("sign_in.html", typed=request.form, error="User name or password is wrong"), 403
    session.clear()
    session.update(user=settings.user, seen=time.time(), requests=0, views=0)
    wanted = request.args.get("next", "")
    return redirect(wanted if is_local(wanted) else "/")


@pages.post("/sign-out")
def leave() -> ResponseReturnValue:
    """Sign out."""
    session.clear()
    flash("You have signed out.", "done")
    return redirect("/sign-in")
