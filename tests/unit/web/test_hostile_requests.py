"""Whatever is sent, the endpoint answers it, keeps all or nothing of it, and never breaks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rpa.model.workspace import Workspace
from rpa.sources.form.intake import Params
from rpa.web.desk import Desk, Opening
from rpa.web.intake import create_app
from rpa.web.store import Store

FINE = {202, 303, 400, 401, 403, 405, 413, 415, 422}
KINDS = st.sampled_from(
    [
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        'multipart/form-data; boundary="\\"',
        "application/json; charset=utf-16",
        "application/vnd.api+json",
    ]
) | st.text(max_size=40)
NAMES = st.sampled_from(
    ["Idempotency-Key", "Origin", "Accept", "X-Hub-Signature-256", "X-Stamp", "X-Other", "Content-Disposition"]
)
VALUES = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=60)
PART = st.builds(
    lambda head, body: b"--x\r\nContent-Disposition: form-data; " + head + b"\r\n\r\n" + body + b"\r\n",
    st.sampled_from([b'name="a"', b'name="a"; filename="b"', b"name=", b"filename*=utf-8''%ff", b'name="\xff"'])
    | st.binary(max_size=30),
    st.binary(max_size=40),
)
BODIES = (
    st.binary(max_size=300)
    | st.lists(PART, max_size=4).map(lambda parts: b"".join(parts) + b"--x--\r\n")
    | st.recursive(st.none() | st.floats() | st.text(max_size=8), st.lists, max_leaves=8).map(
        lambda value: json.dumps(value).encode()
    )
    | st.dictionaries(st.text(max_size=8), st.integers() | st.text(max_size=8), max_size=4).map(
        lambda value: json.dumps(value, ensure_ascii=False).encode(errors="surrogatepass")
    )
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder: Path = tmp_path_factory.mktemp("intake")
    store = Store(Workspace(folder, folder), least_free=0)
    plenty = {"per_minute": 10**9, "per_minute_each": 10**9, "largest": 1}
    rule = {"secret": "eight letters", "timestamp": "X-Stamp", "signed": "{timestamp}{delivery}{body}"}
    given: list[dict[str, Any]] = [
        {"name": "open", "honeypot": "website", "origins": ["https://a.example"], "headers": {"other": "X-Other"}},
        {"name": "signed", "signature": rule},
        {"name": "named", "delivery_field": "id", "columns": {"a": "a"}},
    ]
    openings = {}
    for one in given:
        params = Params.model_validate({**plenty, **one})
        store.prepare(params.name)
        openings[params.name] = Opening("r", params, params.signature.secrets() if params.signature else ())
    return create_app(Desk(openings, store)).test_client()


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["open", "signed", "named"]),
    method=st.sampled_from(["POST", "POST", "POST", "OPTIONS", "PUT"]),
    kind=KINDS,
    headers=st.dictionaries(NAMES, VALUES, max_size=4),
    body=BODIES,
)
def test_no_request_breaks_it(
    client: FlaskClient, name: str, method: str, kind: str, headers: dict[str, str], body: bytes
) -> None:
    kind = kind.encode("latin-1", "replace").decode("latin-1").replace("\r", "").replace("\n", "")
    answer = client.open(f"/intake/{name}", method=method, data=body, headers={**headers, "Content-Type": kind})
    assert answer.status_code in FINE | {204}, answer.text


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.text(max_size=40), method=st.sampled_from(["GET", "POST", "HEAD"]))
def test_no_address_breaks_it(client: FlaskClient, path: str, method: str) -> None:
    from urllib.parse import quote

    # With two slashes in front, the client itself takes what follows for the name of a host.
    answer = client.open("/" + quote(path.lstrip("/"), safe="/", errors="replace"), method=method)
    assert answer.status_code in {404, 405, 200}
