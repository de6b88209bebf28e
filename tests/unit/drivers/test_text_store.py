from __future__ import annotations

import gc
import io

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from rpa.drivers import text_store
from rpa.drivers.text_store import TextStore
from rpa.drivers.workbook import open_workbook

TEXTS = st.lists(st.text(st.characters(), max_size=12), min_size=1, max_size=40)


@given(texts=TEXTS, most=st.sampled_from((1, 60, 10_000)))
def test_texts_come_back_as_they_were(texts: list[str], most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_store, "MOST_IN_MEMORY", most)
        store = TextStore()
        for text in texts:
            store.add(text)
        assert len(store) == len(texts)
        assert [store[number] for number in range(len(texts))] == [text or None for text in texts]
        for wrong in (-1, len(texts)):
            with pytest.raises(IndexError):
                store[wrong]


def test_a_text_longer_than_any_cells_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        TextStore().add("x" * 1_000_001)


def test_texts_of_a_workbook_that_are_too_many_for_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_store, "MOST_IN_MEMORY", 500)
    spilled: list[TextStore] = []
    spill = TextStore.spill

    def noted(store: TextStore) -> None:
        spilled.append(store)
        spill(store)

    monkeypatch.setattr(TextStore, "spill", noted)
    cells = [(f"text {row}", f"ü{row}") for row in range(300)]
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("Sheet")
        for row, one in enumerate(cells):
            sheet.write_row(row, 0, one)
    with open_workbook(stream.getvalue(), "a.xlsx") as opened:
        assert list(opened.sheet("Sheet").rows()) == cells
    assert len(spilled) == 1


def test_the_file_of_texts_is_closed_with_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_store, "MOST_IN_MEMORY", 10)
    store = TextStore()
    store.add("a text of some length")
    file = store.file
    assert file is not None
    assert not file.closed
    del store
    gc.collect()
    assert file.closed
