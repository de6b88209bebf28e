"""The parts of a recipe around its steps: where items come from, and the target in the browser."""

from __future__ import annotations

import re
from itertools import permutations
from typing import TYPE_CHECKING, Any

from rpa import catalog
from rpa.drivers.yaml_nodes import ListNode, MappingNode, Node, ScalarNode
from rpa.errors import EnvironmentNotReady
from rpa.recipe import plan
from rpa.recipe.arguments import check_call
from rpa.recipe.call import Call
from rpa.recipe.fields import Field
from rpa.recipe.problems import proposal
from rpa.recipe.queue import read_after_deadline, read_again, read_deadline, read_one_at_a_time, read_priority
from rpa.recipe.scope import ALWAYS, Known, Scope
from rpa.recipe.values import Reader
from rpa.sources.contract import Source

if TYPE_CHECKING:
    from rpa.recipe.steps import StepReader

ITEM_KEYS = (
    "from",
    "key",
    "fields",
    "locale",
    "archive",
    "priority",
    "deadline",
    "after_deadline",
    "again",
    "one_at_a_time",
)
BROWSER_KEYS = (
    *("url", "sign_in", "signed_in", "reads", "may_fail", "dates", "decimal", "pages_between", "settle", "timeout"),
)
REQUEST = re.compile(r"[A-Z]{3,7} \S+")
BACKGROUND = re.compile(r"/\w[^\s?]*")
"""A path that begins with a name: a pattern for everything would make every failure prove nothing."""
DATE_FORMS = frozenset(
    mark.join(parts) for parts in permutations(("dd", "mm", "yyyy")) for mark in ("-", ".", "/", "")
) | frozenset(mark.join(parts) for parts in permutations(("d", "m", "yyyy")) for mark in ("-", ".", "/"))


def read_items(node: MappingNode, fields: tuple[Field, ...], reader: Reader, known: Known) -> plan.Items | None:
    """`items:`; None when it has mistakes that leave nothing to work with."""
    problems = reader.problems
    problems.known_keys(node, ITEM_KEYS, "items:")
    source = read_source(node, reader, known)
    key = None
    given = node.get("key")
    over_item = Scope(frozenset(("item", *ALWAYS)), "items: key:", known)
    if given is None:
        problems.say(node, "items: has no key:", 'Say what makes an item the same again: key: "{{ item.order_no }}"')
    else:
        key = reader.condition(given, over_item, "key")
    raw = Scope(frozenset(("item", *ALWAYS)), "items: locale:", known, raw_item=True)
    locale = node.get("locale")
    made = reader.condition(locale, raw, "locale") if locale is not None else None
    before_items = Scope(ALWAYS, "items: archive:", known)
    archive = reader.text_or_expression(node.get("archive"), before_items, "archive:")
    queue: dict[str, Any] = {
        "priority": read_priority(node.get("priority"), reader, known),
        "deadline": read_deadline(node.get("deadline"), reader, known),
        "after_deadline": read_after_deadline(node, reader),
        "policy": read_again(node.get("again"), reader),
        "one_at_a_time": read_one_at_a_time(node.get("one_at_a_time"), reader, known),
    }
    if source is None or key is None:
        return None
    mark = plan.Mark(node.mark.line, node.mark.column)
    return plan.Items(source[0], source[1], key, mark, source[2], fields, made, archive, **queue)


def read_source(node: MappingNode, reader: Reader, known: Known) -> tuple[str, Source, dict[str, object]] | None:
    """`from:`: the source and its parameters."""
    problems = reader.problems
    given = node.get("from")
    if given is None:
        problems.say(
            node, "items: has no from:", "Say where the work comes from: from: {excel.rows: {path: inbox/*.xlsx}}"
        )
        return None
    if not isinstance(given, MappingNode) or len(given.entries) != 1:
        problems.wants(given, "one source with its parameters behind from:")
        return None
    entry = given.entries[0]
    scope = Scope(ALWAYS | {"secrets"}, "items: from:", known)
    values = reader.value(entry.value, scope)
    try:
        found = catalog.source(entry.key.text)
    except catalog.Unknown:
        problems.say(
            entry.key, f"there is no source {entry.key.text!r}", proposal(entry.key.text, catalog.source_names())
        )
        return None
    except EnvironmentNotReady as error:
        problems.say(entry.key, error.message, error.hint)
        return None
    call = Call(entry.key.text, entry.key, entry.value, found.params, found.params.shorthand, found.params.whole)
    return entry.key.text, found, check_call(call, values, problems)


def read_browser(node: MappingNode, steps: StepReader, known: Known) -> plan.BrowserPlan | None:
    """`browser:`; None when it has no address."""
    reader, problems = steps.reader, steps.problems
    problems.known_keys(node, BROWSER_KEYS, "browser:")
    scope = Scope(ALWAYS | {"secrets", "run"}, "browser:", known)
    url = reader.text_or_expression(node.get("url"), scope, "url:")
    if node.get("url") is None:
        problems.say(
            node, "browser: has no url:", 'Add the address of the application: url: "{{ settings.backoffice.url }}"'
        )
    if isinstance(url, str) and not re.match("https?://", url):
        problems.wants(node.get("url") or node, "an address that begins with http:// or https:// for url:")
    sign_in, _ = steps.steps(node.get("sign_in"), scope, "sign_in:", reads_only="sign_in: only signs in")
    signed_in = reader.text(node.get("signed_in"), "signed_in:")
    if sign_in and node.get("signed_in") is None:
        problems.say(
            node.key("sign_in") or node,
            "sign_in: without signed_in:",
            "Add a text that is visible while signed in: signed_in: Sign out",
        )
    defaults = plan.BrowserPlan("")
    return plan.BrowserPlan(
        url=url or "",
        sign_in=sign_in,
        signed_in=signed_in,
        reads=read_patterns(node, "reads", REQUEST, "a method and a path such as POST /api/search*", reader),
        may_fail=read_patterns(node, "may_fail", BACKGROUND, "a path of its own such as /api/news*", reader),
        dates=date_form(node.get("dates"), reader, defaults.dates),
        decimal=reader.choice(node.get("decimal"), "decimal:", (",", "."), defaults.decimal),
        pages_between=tuple(pages_between(node.get("pages_between"), reader)),
        settle=reader.duration(node.get("settle"), "settle:") or defaults.settle,
        timeout=reader.duration(node.get("timeout"), "timeout:") or defaults.timeout,
    )


def read_patterns(node: MappingNode, word: str, form: re.Pattern[str], wanted: str, reader: Reader) -> tuple[str, ...]:
    """A list of patterns that each have a form: requests that read, requests that may fail."""
    found = []
    for item in reader.elements(node.get(word), f"{word}:"):
        text = reader.text(item, f"{word}:")
        if text is not None and not form.fullmatch(text):
            reader.problems.wants(item, f"{wanted} for {word}:")
        elif text is not None:
            found.append(text)
    return tuple(found)


def date_form(node: Node | None, reader: Reader, default: str) -> str:
    """`dates:`: how the target writes dates."""
    if node is None:
        return default
    if isinstance(node, ScalarNode) and node.text in DATE_FORMS:
        return node.text
    reader.problems.wants(node, "a form such as dd-mm-yyyy, yyyy-mm-dd or mm/dd/yyyy for dates:")
    return default


def pages_between(node: Node | None, reader: Reader) -> list[tuple[str, str]]:
    """`pages_between:`: what comes now and then, and how to leave it."""
    found = []
    items = (node,) if isinstance(node, MappingNode) else reader.elements(node, "pages_between:")
    for item in items:
        if isinstance(item, MappingNode):
            reader.problems.known_keys(item, ("text", "click"), "pages_between:")
            text, click = reader.text(item.get("text"), "text:"), reader.text(item.get("click"), "click:")
            if text and click:
                found.append((text, click))
                continue
            missing = [word for word in ("text", "click") if item.get(word) is None]
            if missing:
                reader.problems.say(
                    item, f"an entry of pages_between: has no {' and no '.join(f'{word}:' for word in missing)}"
                )
        elif isinstance(item, ScalarNode | ListNode):
            reader.problems.wants(item, "a mapping {text: ..., click: ...}")
    return found
