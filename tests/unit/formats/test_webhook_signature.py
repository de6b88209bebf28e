from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.formats.webhook_signature import SignatureRule, why_refused

GITHUB = SignatureRule("X-Hub-Signature-256", prefix="sha256=")
PAIRS = SignatureRule("Stripe-Signature", prefix="v1", is_pairs=True, timestamp="t", signed="{timestamp}.{body}")
NAMED = SignatureRule("webhook-signature", prefix="v1,", encoding="base64", signed="{delivery}.{body}")


def test_the_examples_of_the_senders_themselves() -> None:
    # https://docs.github.com/webhooks: "Validating webhook deliveries", its own test values
    header = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    secret, body = b"It's a Secret to Everybody", b"Hello, World!"
    assert why_refused(GITHUB, [secret], {"x-hub-signature-256": header}, body, "", 0) == ""
    assert "does not fit" in why_refused(GITHUB, [secret], {"x-hub-signature-256": header}, body + b".", "", 0)
    assert "no header" in why_refused(GITHUB, [secret], {}, body, "", 0)


@pytest.mark.parametrize(
    ("stamp", "said"),
    [("1000", ""), ("699", "more than 300"), ("1301", "more than 300"), ("x", "no number"), ("", "no")],
)
def test_the_time_is_signed_and_near(stamp: str, said: str) -> None:
    digest = hmac.new(b"secret", f"{stamp}.body".encode(), hashlib.sha256).hexdigest()
    found = why_refused(PAIRS, [b"secret"], {"stripe-signature": f"t={stamp},v1={digest}"}, b"body", "", 1000.4)
    assert (found == "") is (said == "")
    assert said in found


def test_several_signatures_of_which_one_is_right() -> None:
    import base64

    right = base64.b64encode(hmac.digest(b"secret", b"d-1.body", "sha256")).decode()
    headers = {"webhook-signature": f"v1,AAAA v1,{right} v2,xx"}
    assert why_refused(NAMED, [b"other", b"secret"], headers, b"body", "d-1", 0) == ""
    assert why_refused(NAMED, [b"secret"], headers, b"body", "d-2", 0) != ""
    many = {"webhook-signature": " ".join(["v1,AAAA"] * 8 + [f"v1,{right}"])}
    assert why_refused(NAMED, [b"secret"], many, b"body", "d-1", 0) != ""


def test_the_body_is_never_taken_for_a_placeholder() -> None:
    rule = SignatureRule("s", signed="{body}{timestamp}", timestamp="t")
    digest = hmac.new(b"secret", b"{timestamp}5", hashlib.sha256).hexdigest()
    assert why_refused(rule, [b"secret"], {"s": digest, "t": "5"}, b"{timestamp}", "", 5) == ""


@given(
    st.sampled_from([GITHUB, PAIRS, NAMED]),
    st.dictionaries(st.sampled_from(["x-hub-signature-256", "stripe-signature", "webhook-signature"]), st.text()),
    st.binary(max_size=20),
    st.text(max_size=5),
)
def test_nothing_that_is_sent_breaks_it_or_is_believed(
    rule: SignatureRule, headers: dict[str, str], body: bytes, delivery: str
) -> None:
    assert why_refused(rule, [b"a secret that nobody guesses"], headers, body, delivery, 0)
