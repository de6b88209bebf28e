"""Fill a form: plain fields in one call inside the page, the rest one by one, everything read back."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rpa.drivers.page import Page
from rpa.drivers.page_failures import Failures, in_words
from rpa.drivers.page_target import FieldJob, wire_target
from rpa.errors import ApplicationException, BusinessException, StepFailed

UPLOAD_LIMIT = 50_000_000  # bytes; what can be held back at the boundary and still be sent whole


def fill_form(page: Page, jobs: Sequence[FieldJob]) -> None:
    """Fill fields in their order and prove that each shows what was meant.

    Args:
        page: The page with the form.
        jobs: The fields (see `field_job`).

    Raises:
        StepFailed: If a field is not there, is ambiguous or disabled.
        BusinessException: If a value is none of a field's choices, or is longer than the field takes.
        ApplicationException: If a field does not keep its value.
    """
    batch: list[FieldJob] = []
    for job in jobs:
        if job.kind == "plain":
            if batch and batch[-1].target.get("frame") != job.target.get("frame"):
                fill_plain(page, batch)
                batch = []
            batch.append(job)
            continue
        fill_plain(page, batch)
        batch = []
        {"file": upload, "choose": choose, "look_up": look_up}[job.kind](page, job)
    fill_plain(page, batch)
    if any(job.kind != "plain" for job in jobs):
        prove(page, jobs)


def fill_plain(page: Page, jobs: Sequence[FieldJob]) -> None:
    """Fill fields that take a value directly, in one call; what does not hold is typed by real input events."""
    if not jobs:
        return
    by_caption = {job.caption: job for job in jobs}
    answer = page.ask("fill", [job.for_page() for job in jobs], page.timeout * 1000)
    for rest in answer["outside"]:
        job = by_caption[rest["caption"]]
        if rest["how"] == "file":
            upload(page, job)
        else:
            type_really(page, job)
    if answer["outside"]:
        prove(page, jobs)


def type_really(page: Page, job: FieldJob) -> None:
    """Fill one field by the browser's own input events and leave it by Tab."""
    from playwright.sync_api import Error

    field = page.element_wired(job.target, "field")
    try:
        field.fill(job.wire["text"])
        field.press("Tab")
    except Error as error:
        reason = "" if job.wire.get("secret") else f": {error.message.splitlines()[0]}"
        raise StepFailed(f"field {job.caption!r} cannot be typed into{reason}", place=page.address) from None


def prove(page: Page, jobs: Sequence[FieldJob]) -> None:
    """Read every field back; raises when one does not show what was meant."""
    plain = [job for job in jobs if job.kind == "plain"]
    until = time.monotonic() + 1
    while (wrong := differences(page, plain)) and time.monotonic() < until:
        page.pause(0.05)
    for one in wrong:
        job = next(job for job in plain if job.caption == one["caption"])
        length = len(job.wire["text"])
        if one["longest"] and length > one["longest"]:
            message = f"field {job.caption!r} takes {one['longest']} characters; {job.shown!r} has {length}."
            raise BusinessException(message, place=page.address)
        shown = f" it shows {one['shown']!r}" if not job.wire.get("secret") else ""
        message = f"field {job.caption!r} does not keep {job.shown!r};{shown or ' it shows something else'}."
        raise ApplicationException(message, place=page.address)


def differences(page: Page, jobs: Sequence[FieldJob]) -> list[dict[str, Any]]:
    """The fields that do not show what was meant; asked frame by frame."""
    wrong: list[dict[str, Any]] = []
    for frame in dict.fromkeys(job.target.get("frame") for job in jobs):
        wrong += page.ask("compare", [job.for_page() for job in jobs if job.target.get("frame") == frame])
    return wrong


def upload(page: Page, job: FieldJob) -> None:
    """Give files to a file field, shown or hidden.

    Raises:
        StepFailed: If a file is not there or too large.
    """
    from playwright.sync_api import Error

    paths = job.files or tuple(Path(name) for name in [job.wire["text"]] if name)
    missing = [path for path in paths if not path.is_file()]
    if missing:
        raise StepFailed(f"field {job.caption!r}: there is no file {missing[0]}.")
    if sum(path.stat().st_size for path in paths) > UPLOAD_LIMIT:
        raise StepFailed(f"field {job.caption!r}: the files are larger than {UPLOAD_LIMIT // 1_000_000} MB together.")
    payloads = [{"name": path.name, "mimeType": media_type(path), "buffer": path.read_bytes()} for path in paths]
    field = page.element_wired(job.target, "field")
    try:
        field.set_input_files(payloads)  # type: ignore[arg-type]
        names = field.evaluate("field => [...field.files].map(file => file.name)")
    except Error as error:
        message = f"field {job.caption!r} does not take the file: {error.message.splitlines()[0]}"
        raise StepFailed(message, place=page.address) from error
    if names != [path.name for path in paths]:
        raise ApplicationException(
            f"field {job.caption!r} does not keep its file; it shows {names}", place=page.address
        )


def media_type(path: Path) -> str:
    """The media type that belongs to a file's name."""
    import mimetypes

    return mimetypes.guess_type(path.name)[0] or "application/octet-stream"


def choose(page: Page, job: FieldJob) -> None:
    """Fill a field that suggests: type, wait for its list, pick the one option of that name, see that it took.

    Raises:
        BusinessException: If no option, or more than one, has that name.
        ApplicationException: If the page could not ask for its options.
    """
    wanted = job.wire["text"]
    failed_before = page.failures()
    target = dict(job.target)
    state: dict[str, Any] = {}
    for round_number in range(2):
        type_for_suggestions(page, job, job.wire.get("typed", wanted), slowly=round_number > 0)
        state = wait_for_suggestion(page, target, wanted)
        if state["at"] >= 0:
            break
    if state["at"] < 0:
        refuse_unproven(page, job, failed_before)
        options = "; ".join(state["options"]) or "nothing"
        fits = "several options fit" if state.get("many") else "no option is"
        raise BusinessException(f"field {job.caption!r}: {fits} {wanted!r}; it offers {options}.", place=page.address)
    if state["native"]:
        return
    click_suggestion(page, target, wanted)
    took(page, job, str(state["text"]))


def refuse_unproven(page: Page, job: FieldJob, failed_before: Failures) -> None:
    """Refuse to say that a list does not offer something when the page could not ask for the list.

    Args:
        page: The page.
        job: The field.
        failed_before: Which of the page's requests had failed before the list was asked for.

    Raises:
        ApplicationException: It could not: the server failed, or the session has ended.
    """
    failed = page.failures() - failed_before
    if failed:
        message = f"field {job.caption!r}: the page could not ask for what it offers ({in_words(failed)})."
        raise ApplicationException(message, place=page.address)


def type_for_suggestions(page: Page, job: FieldJob, wanted: str, *, slowly: bool) -> None:
    """Put the text into the field, the last letter as a real key press: some widgets listen to keys only."""
    field = page.element_wired(job.target, "field")
    tab = page.window.tab
    field.click()
    if not field.evaluate("field => 'value' in field || field.isContentEditable"):
        return  # a drawn box opens its list by the click
    field.fill("")
    if slowly:
        tab.keyboard.type(wanted, delay=20)
    else:
        tab.keyboard.insert_text(wanted[:-1])
        tab.keyboard.type(wanted[-1:])


def wait_for_suggestion(page: Page, target: Mapping[str, Any], wanted: str) -> dict[str, Any]:
    """Wait until the list under the field holds the wanted option, or has come to rest without it."""
    until = time.monotonic() + min(page.timeout, 8)
    patience = time.monotonic() + 1.5
    while True:
        state = dict(page.ask("suggestion", dict(target), wanted))
        if state["at"] >= 0:
            return state
        now = time.monotonic()
        if now > until or (now > patience and not page.ask("isBusy")):
            return state
        page.pause(0.03)


def click_suggestion(page: Page, target: Mapping[str, Any], wanted: str) -> None:
    """Click the option; the list may have been drawn again since it was seen."""
    for _ in range(20):
        state = page.ask("suggestion", dict(target), wanted)
        if state["at"] >= 0:
            point = page.ask("suggestionPoint", dict(target), state["at"])
            if point is not None and page.click_at(point):
                return
        page.pause(0.03)
    raise ApplicationException(f"the option {wanted!r} went away before it could be clicked", place=page.address)


def took(page: Page, job: FieldJob, option: str) -> None:
    """See that the field, or a token beside it, now shows the option."""
    until = time.monotonic() + 2
    while time.monotonic() < until:
        if page.ask("showsChoice", dict(job.target), job.wire["text"], option):
            return
        page.pause(0.03)
    raise ApplicationException(f"field {job.caption!r} does not keep the choice {option!r}", place=page.address)


def look_up(page: Page, job: FieldJob) -> None:
    """Fill a field through a list that opens by a button, in the page or in a window of its own.

    Opens the list, filters it, clicks the row that holds the text, confirms where asked, and waits until it is gone.

    Raises:
        BusinessException: If no row, or more than one, holds the text.
        ApplicationException: If the page could not ask for its rows, or does not keep the choice.
    """
    wanted = job.wire["text"]
    words = job.look_up
    failed_before = page.failures()
    windows = page.window.tab_count
    before = field_value(page, job)
    opener: Any = words["open"]
    page.click_wired({**near(job.target), "name": opener} if isinstance(opener, str) else wire_target(opener))
    wait_opened(page, windows)
    if "filter" in words:
        search = page.element(words["filter"], "field")
        search.fill(wanted)
        search.press("Enter" if page.window.tab_count > windows else "End")
    pick_row(page, job, str(words.get("choose", wanted)), failed_before)
    if "confirm" in words:
        page.click(words["confirm"])
    until = time.monotonic() + page.timeout
    while page.window.tab_count > windows or field_value(page, job) in (before, ""):
        if before and page.window.tab_count <= windows and wanted.casefold() in before.casefold():
            return
        if time.monotonic() > until:
            message = f"field {job.caption!r} is unchanged after {wanted!r} was chosen from the list"
            raise ApplicationException(message, place=page.address)
        page.pause(0.03)


def wait_opened(page: Page, windows: int) -> None:
    """Wait for the list's dialog or window; a list that opens within the page itself shows neither."""
    until = time.monotonic() + min(page.timeout, 1.0)
    while time.monotonic() < until:
        if page.window.tab_count > windows:
            page.wait_loaded()
            return
        if page.ask("hasDialog"):
            return
        page.pause(0.02)


def near(target: Mapping[str, Any]) -> dict[str, Any]:
    """The places of a target, without what it is called."""
    places = ("inside", "frame", "table", "row", "line", "columns", "column")
    found = {place: target[place] for place in places if place in target}
    if "line" not in found:
        found.pop("column", None)
    return found


def pick_row(page: Page, job: FieldJob, wanted: str, failed_before: Failures) -> None:
    """Click the row of the open list that holds the wanted text."""
    until = time.monotonic() + min(page.timeout, 8)
    patience = time.monotonic() + 1.5
    while True:
        state = page.ask("listRow", wanted)
        if state["point"] is not None and page.click_at(state["point"]):
            return
        now = time.monotonic()
        if now > until or (now > patience and not page.ask("isBusy")):
            refuse_unproven(page, job, failed_before)
            rows = "; ".join(state["rows"]) or "nothing"
            fits = "several rows fit" if state["many"] else "no row fits"
            message = f"field {job.caption!r}: {fits} {wanted!r} in the list; it shows {rows}."
            raise BusinessException(message, place=page.address)
        page.pause(0.05)


def field_value(page: Page, job: FieldJob) -> str:
    """What the field shows; empty while its page is covered by the list's own window."""
    try:
        return str(page.ask("fieldValue", dict(job.target)))
    except StepFailed:
        return ""
