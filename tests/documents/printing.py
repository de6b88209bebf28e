"""Made documents as PDFs, by WeasyPrint and by Chromium."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from rpa.drivers.html_pdf import quiet_weasyprint
from tests.documents.collection import Made


def print_all(documents: Sequence[Made], folder: Path) -> dict[str, Path]:
    """Print documents into a folder, each with its truth as JSON beside it.

    Returns:
        Name to PDF.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = {document.name: folder / f"{document.name}.pdf" for document in documents}
    for document in documents:
        truth = {"language": document.language, "layout": document.layout, "engine": document.engine, **document.truth}
        (folder / f"{document.name}.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1))
        if document.engine == "weasyprint":
            paths[document.name].write_bytes(by_weasyprint(document.html))
    by_chromium([(document.html, paths[document.name]) for document in documents if document.engine == "chromium"])
    return paths


def by_weasyprint(html: str) -> bytes:
    """A PDF by WeasyPrint."""
    from weasyprint import HTML

    with quiet_weasyprint():
        return bytes(HTML(string=html).write_pdf())


def by_chromium(pages: Sequence[tuple[str, Path]]) -> None:
    """PDFs by Chromium, one browser for all of them."""
    from rpa.drivers.chromium import find_browser, launch_arguments
    from rpa.drivers.playwright_driver import acquire_driver, release_driver

    if not pages:
        return
    # A thread can have only one Playwright, and a test of this process may have it already.
    driver = acquire_driver()
    try:
        browser = driver.playwright.chromium.launch(executable_path=find_browser().path, args=launch_arguments())
        try:
            tab = browser.new_page()
            for html, path in pages:
                tab.set_content(html)
                path.write_bytes(tab.pdf(prefer_css_page_size=True, print_background=True))
        finally:
            browser.close()
    finally:
        release_driver(driver)
