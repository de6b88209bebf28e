"""What is filled into a PDF's forms and typed over its pages, by PDFium; scripts and actions are never run."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rpa.drivers.pdf_marks import FormField, Word
from rpa.drivers.pdf_words import SPELT_OUT, Box, Turn

MOST = 5_000  # annotations of one page
LONGEST = 1 << 16  # characters of one value
_PASSWORD = 1 << 13  # flag of a text field
_UNSEEN = 1 << 1 | 1 << 5  # flags of an annotation: hidden, no view
_LETTER = 0.5  # width of a usual letter, in sizes


@contextmanager
def form_of(raw: Any, document: Any) -> Iterator[Any]:
    """The handle of a document's form, given back at the end; None when it has none."""
    if raw.FPDF_GetFormType(document) == raw.FORMTYPE_NONE:
        yield None
        return
    told = raw.FPDF_FORMFILLINFO(version=2)  # without any function that a script could call
    form = raw.FPDFDOC_InitFormFillEnvironment(document, told)
    try:
        yield form
    finally:
        if form:
            raw.FPDFDOC_ExitFormFillEnvironment(form)


def text_of(ask: Callable[..., int], *arguments: Any) -> str:
    """A text that PDFium writes into a buffer."""
    length = int(ask(*arguments, None, 0))
    if length <= 2:
        return ""
    letters = (ctypes.c_ushort * (length // 2 + 1))()
    ask(*arguments, letters, length)
    text = bytes(letters).decode("utf-16-le", errors="replace").partition("\0")[0]
    return text[:LONGEST].translate(SPELT_OUT)


class Annotations:
    """The annotations of one page.

    Args:
        raw: PDFium's functions.
        form: The form's handle, or None.
        turn: Places a box on the page as it is shown.

    Attributes:
        fields: Fields that are filled in.
        words: Their values, and texts typed over the page, as words.
    """

    def __init__(self, raw: Any, form: Any, turn: Turn) -> None:
        self.raw, self.form, self.turn = raw, form, turn
        self.fields: list[FormField] = []
        self.words: list[Word] = []

    def walk(self, page: Any) -> None:
        """Look at all annotations of a page."""
        for index in range(min(int(self.raw.FPDFPage_GetAnnotCount(page)), MOST)):
            note = self.raw.FPDFPage_GetAnnot(page, index)
            if not note:
                continue
            try:
                self.look(note)
            finally:
                self.raw.FPDFPage_CloseAnnot(note)

    def look(self, note: Any) -> None:
        """Look at one annotation."""
        raw = self.raw
        kind = raw.FPDFAnnot_GetSubtype(note)
        box = raw.FS_RECTF()
        if raw.FPDFAnnot_GetFlags(note) & _UNSEEN or not raw.FPDFAnnot_GetRect(note, box):
            return
        low, high = min(box.bottom, box.top), max(box.bottom, box.top)
        place = self.turn(min(box.left, box.right), low, max(box.left, box.right), high)
        if kind == raw.FPDF_ANNOT_FREETEXT:
            self.words += typed(text_of(raw.FPDFAnnot_GetStringValue, note, b"Contents"), place)
        elif kind == raw.FPDF_ANNOT_WIDGET and self.form:
            value = self.value(note, place)
            if value:
                name = text_of(raw.FPDFAnnot_GetFormFieldName, self.form, note)
                self.fields.append(FormField(name, value, *place))

    def value(self, note: Any, place: Box) -> str:
        """What is filled into a field; empty when it is nothing to read."""
        raw, form = self.raw, self.form
        kind = raw.FPDFAnnot_GetFormFieldType(form, note)
        if kind in (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON):
            value = text_of(raw.FPDFAnnot_GetFormFieldValue, form, note)
            is_on = (text_of(raw.FPDFAnnot_GetStringValue, note, b"AS") or value) not in ("", "Off")
            if kind == raw.FPDF_FORMFIELD_CHECKBOX:
                return "yes" if is_on else "no"
            return value if is_on else ""
        written = (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX)
        if kind not in written or raw.FPDFAnnot_GetFormFieldFlags(form, note) & _PASSWORD:
            return ""
        text = text_of(raw.FPDFAnnot_GetFormFieldValue, form, note)
        self.words += typed(text, place)
        return text


def typed(text: str, place: Box) -> Iterator[Word]:
    """A text typed into a box, as words; PDFium does not tell where each stands, so it is reckoned."""
    left, top, right, bottom = place
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines or right <= left or bottom <= top:
        return
    high = (bottom - top) / len(lines)
    longest = max(len(line) for line in lines)
    size = min(12.0, 0.8 * high)
    wide = min(_LETTER * size, (right - left) / longest)
    for number, line in enumerate(lines):
        start = 0
        for word in line.split():
            start = line.index(word, start)
            end = start + len(word)
            above = top + number * high
            yield Word(word, left + wide * start, above, left + wide * end, above + high, size, is_bold=False)
            start = end
