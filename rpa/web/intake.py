"""The endpoint for web forms and webhooks: what is fit is made durable, and only then answered."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from html import escape

from flask import Flask, Response, g, jsonify, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from rpa.sources.form.intake import Params
from rpa.web.desk import Desk, Refused
from rpa.web.rates import sender_of

_log = logging.getLogger(__name__)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
SAFE = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-site",
    "Cache-Control": "no-store",
}
FIELD_MEMORY = 100 << 20
"""Werkzeug's own limit for fields; the whole request is limited before."""


def create_app(desk: Desk, access: Callable[[str], None] = lambda _line: None) -> Flask:
    """The application.

    Args:
        desk: Takes requests in.
        access: Told one line for each request; it holds no content, no query and no secret.
    """
    app = Flask("rpa.intake", static_folder=None, template_folder=None)
    app.config.update(MAX_FORM_MEMORY_SIZE=FIELD_MEMORY, MAX_FORM_PARTS=1000, PROPAGATE_EXCEPTIONS=False)

    app.url_map.merge_slashes = False  # no redirects: an address is right, or there is none

    @app.before_request
    def begin() -> None:
        g.began, g.note, g.receipt = time.monotonic(), "", ""

    @app.route("/intake/<name>", methods=METHODS, provide_automatic_options=False)
    def intake(name: str) -> AnyResponse:
        return _intake(desk, name)

    @app.get("/health")
    def health() -> AnyResponse:
        is_ready = desk.store.is_ready()
        return _with_status(jsonify(ready=is_ready), 200 if is_ready else 503)

    @app.after_request
    def finish(answer: Response) -> Response:
        answer.headers.update(SAFE)
        _allow_origin(desk, answer)
        access(_line(answer))
        return answer

    app.register_error_handler(Refused, _refused)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)
    return app


def _intake(desk: Desk, name: str) -> AnyResponse:
    if name not in desk.openings:
        raise Refused(404, "there is no such intake")
    params, origin = desk.openings[name].params, request.headers.get("Origin", "")
    if request.method == "OPTIONS" and params.origins:
        return _preflight(params, origin)
    if request.method != "POST":
        raise Refused(405, "send it with POST")
    if params.origins and origin and origin not in params.origins:
        raise Refused(403, "this site may not send here")
    taken = desk.take(name, request)
    g.receipt, g.note = taken.receipt, taken.note
    return _taken(params, taken.receipt)


def _refused(error: Refused) -> AnyResponse:
    g.note = error.note
    answer = _with_status(jsonify(error=error.message), error.status)
    if error.seconds:
        answer.headers["Retry-After"] = str(int(error.seconds) + 1)
    if error.status == 405:
        answer.headers["Allow"] = "POST"
    return answer


def _http_error(error: HTTPException) -> AnyResponse:
    return _with_status(jsonify(error=error.name.lower()), error.code or 400)


def _unexpected(error: Exception) -> AnyResponse:
    _log.error("unexpected, at a request to the intake: %s", type(error).__name__, exc_info=error)
    return _with_status(jsonify(error="unexpected; nothing was taken"), 500)


def _with_status(answer: AnyResponse, status: int) -> AnyResponse:
    answer.status_code = status
    return answer


def _preflight(params: Params, origin: str) -> AnyResponse:
    if origin not in params.origins:
        raise Refused(403, "this site may not send here")
    answer = Response(status=204)
    answer.headers["Access-Control-Allow-Methods"] = "POST"
    answer.headers["Access-Control-Allow-Headers"] = ", ".join(("Content-Type", *params.deliveries()))
    answer.headers["Access-Control-Max-Age"] = "600"
    return answer


def _allow_origin(desk: Desk, answer: Response) -> None:
    opening = desk.openings.get((request.view_args or {}).get("name", ""))
    if opening is None or not opening.params.origins:
        return
    answer.vary.add("Origin")
    if (origin := request.headers.get("Origin", "")) in opening.params.origins:
        answer.headers["Access-Control-Allow-Origin"] = origin


def _taken(params: Params, receipt: str) -> AnyResponse:
    """202 with the receipt: for programs as JSON, for people as a page."""
    wants_page = request.accept_mimetypes.best_match(("application/json", "text/html")) == "text/html"
    if not wants_page:
        return _with_status(jsonify(receipt=receipt), 202)
    if params.thanks:
        return redirect(params.thanks, 303)
    page = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Received</title>'
        f"<p>Thank you. We have received it. Reference: <b>{escape(receipt)}</b></p></html>"
    )
    return Response(page, 202, content_type="text/html; charset=utf-8")


def _line(answer: Response) -> str:
    """One line of the access log: who, what, which answer, how long; of an unknown address only that it is one."""
    path = (
        request.path if answer.status_code != 404 and (request.view_args or request.path == "/health") else "(unknown)"
    )
    milliseconds = round((time.monotonic() - g.get("began", time.monotonic())) * 1000)
    words = [
        sender_of(request.remote_addr or ""),
        request.method if request.method in METHODS else "OTHER",
        path,
        str(answer.status_code),
        f"{request.content_length or 0}B",
        f"{milliseconds}ms",
        *([g.receipt] if g.get("receipt") else []),
        *([f"({g.note})"] if g.get("note") else []),
    ]
    return " ".join(words)
