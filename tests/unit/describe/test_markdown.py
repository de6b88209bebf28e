"""Pages made from models."""

from __future__ import annotations

from rpa import catalog
from rpa.describe.markdown import describe_action, describe_all, describe_source


def test_a_page_says_what_an_action_does_takes_and_gives() -> None:
    page = describe_action("mail.send")
    assert page.startswith("## mail.send\n\nSend one mail, once")
    assert "**Effect:** write." in page
    assert "| `to` | text | required | Address of the receiver. |" in page
    assert "| Output | Type | Meaning |" in page
    assert "```yaml\n- mail.send:\n" in page


def test_parts_of_parameters_are_told_too() -> None:
    page = describe_source("http.items")
    assert "| `paging` | link, or mapping with link, page" in page
    assert "| `paging.at` | text |  | Where in the answer the next cursor is" in page
    assert "| `auth.oauth.token_url` | text | required |" in page


def test_names_are_those_of_recipes() -> None:
    assert "| `with` |" in describe_action("table.join")


def test_short_forms_and_open_outputs_are_told() -> None:
    assert "Short form: `browser.fill: ...` with the mapping of `fields`" in describe_action("browser.fill")
    assert "Every name in `read` is an output as well." in describe_action("browser.form")


def test_everything_has_a_page() -> None:
    page = describe_all()
    for name in (*catalog.action_names(), *catalog.source_names()):
        assert f"\n## {name}\n" in page
    assert "**Source** of work items" in describe_source("excel.rows")


def test_a_page_says_which_values_the_items_of_a_source_have() -> None:
    """What columns or a query name is told by them; of all others the reader has to be told."""
    named = {"database.rows", "excel.rows", "form.exports", "http.items", "table.rows"}
    for name in set(catalog.source_names()) - named:
        assert "values of an item" in describe_source(name), name
    page = describe_source("document.files")
    assert "`digest` (SHA-256 of the file: the same file again has the same)" in page
    assert page.index("**Source** of work items") < page.index("`digest`") < page.index("| `path` |")


def test_tables_keep_their_shape() -> None:
    for line in describe_all().splitlines():
        if line.startswith("| `"):
            assert line.replace("\\|", "").count("|") in (4, 5), line
