from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.formats.submission import Damaged, SentFile, Submission, read_submission, write_submission

AT = datetime(2026, 10, 5, 8, 30, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
FILES = st.lists(st.builds(SentFile, TEXT, TEXT, TEXT, st.binary(max_size=30)), max_size=3).map(tuple)
SUBMISSIONS = st.builds(
    Submission,
    receipt=TEXT,
    received_at=st.just(AT),
    delivery=TEXT,
    headers=st.dictionaries(TEXT, TEXT, max_size=2),
    form=st.none() | st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple),
    body=TEXT,
    files=FILES,
)


@given(SUBMISSIONS)
def test_it_is_read_as_it_was_written(submission: Submission) -> None:
    assert read_submission(write_submission(submission)) == submission


@given(SUBMISSIONS, st.data())
def test_cut_off_or_changed_it_is_damaged_or_the_same(submission: Submission, data: st.DataObject) -> None:
    content = write_submission(submission)
    at = data.draw(st.integers(0, len(content) - 1))
    for broken in (content[:at], content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]):
        try:
            found = read_submission(broken)
        except Damaged:
            continue
        # What is not part of what was sent (a receipt, a time) has no digest; what was sent is never another.
        assert found.digest() == submission.digest()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(JSON, st.sampled_from(["format", "receipt", "received_at", "headers", "form", "files", "digest", "body"]))
def test_whatever_lies_in_the_spool_it_is_damaged_or_read(value: Any, name: str) -> None:
    content = json.loads(write_submission(Submission("r", AT, form=(("a", "1"),))))
    for whole in ({**content, name: value}, value):
        with suppress(Damaged):
            read_submission(json.dumps(whole).encode())


@pytest.mark.parametrize("content", [b"", b"\xff", b"[" * 100_000, b'{"format": 2}', b"null"])
def test_what_is_none_is_said(content: bytes) -> None:
    with pytest.raises(Damaged):
        read_submission(content)
