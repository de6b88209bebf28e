from __future__ import annotations

import io
import re
from typing import Any

TICKET = {
    "f1": "drift@fjellstuahotell.test",
    "f2": "C-1012",
    "f3": "Kaffen smaker rart",
    "f4": "Complaint",
    "f5": "Norwegian",
    "f6": "Hei,\nkaffen smaker rart.",
    "f7": "<abc.1@fjellstuahotell.test>",
}


def test_ticket_is_entered_with_its_attachments(visitor: Any) -> None:
    files = [(io.BytesIO(b"one"), "bilde æøå.jpg"), (io.BytesIO(b"three"), "to.txt")]
    answer = visitor.post("/tickets/new", TICKET | {"f8": files})
    assert answer.location == "/tickets/T-0004"
    page = visitor.open(answer.location)
    assert "Ticket T-0004 entered" in page
    assert "bilde æøå.jpg" in page
    got = visitor.client.get("/files/tickets/4/2")
    assert got.data == b"three"
    assert got.headers["Content-Disposition"].startswith("attachment")
    counts = visitor.counts()
    assert (counts["writes"]["ticket"], counts["log"][0]["reference"]) == (1, TICKET["f7"])


def test_reference_is_found_whole(visitor: Any) -> None:
    visitor.post("/tickets/new", TICKET)
    assert "T-0004" in visitor.open("/tickets?q=%3Cabc.1@fjellstuahotell.test%3E")
    assert "No tickets found" in visitor.open("/tickets?q=%3Cabc.2@fjellstuahotell.test%3E")


def test_old_form_has_captions_that_are_no_labels(visitor: Any) -> None:
    page = visitor.open("/tickets/new")
    assert "<label" not in page
    assert re.search(r"<td[^>]*>Subject</td><td><input name=\"f3\"", page)


def test_wrong_ticket_says_that_an_error_occurred(visitor: Any) -> None:
    page = visitor.post("/tickets/new", TICKET | {"f2": "C-9999", "f4": "Praise"}).get_data(as_text=True)
    assert "An error occurred" in page
    assert "Customer no C-9999 does not exist" in page
    assert "Kind must be one of the list" in page
    assert visitor.counts()["writes"]["ticket"] == 0


def test_html_in_a_mail_stays_text(visitor: Any) -> None:
    answer = visitor.post("/tickets/new", TICKET | {"f3": "<script>alert(1)</script>"})
    assert "<script>alert" not in visitor.open(answer.location)
