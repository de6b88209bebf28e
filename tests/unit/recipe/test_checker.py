"""From text to plan, and every mistake with its place."""
# ruff: noqa: E501 - a recipe with its mistake reads best on one line

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rpa.errors import RecipeError
from rpa.recipe.checker import check_recipe
from rpa.recipe.expression import Expression
from rpa.recipe.plan import Recipe

HERE = Path(__file__).parent
HEAD = "name: small\nbrowser: {url: 'https://shop.example.test'}\n"


def check(text: str, **more: object) -> Recipe:
    return check_recipe(Path("r.yaml"), text, **more)  # type: ignore[arg-type]


def mistakes(text: str, **more: object) -> list[str]:
    """`line:column message | hint` of every mistake."""
    with pytest.raises(RecipeError) as caught:
        check(text, **more)
    return [f"{p.line}:{p.column} {p.message} | {p.hint}" for p in caught.value.problems]


def told(error: RecipeError) -> None:
    """There is a mistake, and each can be shown to a person."""
    assert error.problems
    for problem in error.problems:
        assert problem.message
        assert str(problem)


def only(text: str, **more: object) -> str:
    found = mistakes(text, **more)
    assert len(found) == 1, found
    return found[0]


def steps(text: str, head: str = HEAD) -> str:
    return head + "steps:\n" + text


EIGHT = """\
name: eight-mistakes
locale: NO
params:
  due_days: {type: integer, default: 14}
items:
  from: {excel.rows: {path: inbox/*.xlsx}}
  key: "{{ item.order_no }}"
  fields:
    order_no: text
    email: email
    lines: [{sku: text, quantity: decimal}]
steps:
  - check: "{{ item.lines | sum(attribute='quantity') > 0 }}"
    mesage: No lines
  - id: invoice
    invoice.create:
      template: a.j2
      sequence: sales
      due: {{ today + days(params.due_dais) }}
  - mail.sent: {to: a@example.test, template: m.j2}
  - mail.send:
      to: "{{ item.emial }}"
      template: m.j2
      attach: ["{{ steps.invoice.pfd }}"]
      urgent: NO
"""


def test_a_good_recipe_becomes_a_plan() -> None:
    file = HERE / "order_to_invoice.yaml"
    recipe = check_recipe(file, file.read_text(encoding="utf-8"))
    assert recipe.name == "order-to-invoice"
    assert [step.id for step in recipe.steps] == ["check", "order", "invoice", "mail.send"]
    assert [step.action for step in recipe.steps[1].verify] == ["browser.open", "browser.read"]
    assert recipe.steps[1].params["fill"]["Customer"] == Expression(
        "{{ item.customer }}", str(file), 37, 61, '"{{ item.customer }}"', "nl-NL"
    )
    assert recipe.steps[1].verify[1].params == {"read": {"number": "Order id"}}
    assert recipe.browser is not None
    assert recipe.browser.sign_in[0].params["fields"]["User name"].source == "{{ secrets.backoffice.user }}"
    assert recipe.browser.sign_in[1].params == {"control": "Sign in"}
    assert recipe.items is not None
    assert recipe.items.source_name == "excel.rows"
    assert [field.name for field in recipe.items.fields][-1] == "lines"
    assert recipe.secrets == ("backoffice.password", "backoffice.user")
    assert recipe.params[0].default == Path("inbox/orders")
    assert recipe.schedule == "15 7 * * mon-fri"
    assert [step.id for step in recipe.final] == ["mail.send-2"]


def test_eight_mistakes_are_told_at_once_each_with_its_place() -> None:
    assert mistakes(EIGHT) == [
        "2:9 NO is a country | Write: locale: nb-NO",
        "14:5 a step has no 'mesage' | Did you mean 'message'?",
        '19:12 an expression must stand in quotes, or YAML takes {{ for a mapping | Write: due: "{{ today + days(params.due_dais) }}"',
        "19:28 there is no parameter 'due_dais' (params.due_dais) | Did you mean 'due_days'?",
        "20:5 there is no action 'mail.sent' | Did you mean 'mail.send'?",
        "22:15 item has no field 'emial' | Did you mean 'email'?",
        "24:20 step 'invoice' has no output 'pfd' | Did you mean 'pdf'?",
        "25:15 mail.send: expected true or false, found the text 'NO' | NO is the text NO here (Norway): write false.",
    ]


def test_a_mistake_shows_its_line_with_a_caret() -> None:
    with pytest.raises(RecipeError) as caught:
        check(EIGHT)
    assert str(caught.value.problems[0]) == (
        "r.yaml:2:9: NO is a country\n    locale: NO\n            ^\n    Write: locale: nb-NO"
    )


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        (
            "no-NO",
            "1:9 'no-NO' is no locale: no is not a language here, Norwegian is nb (bokmål) | Write: locale: nb-NO",
        ),
        ("nl_NL", "1:9 'nl_NL' is not a locale that is known here | Did you mean 'nl-NL'?"),
        ("de", ""),
        ("nb-NO", ""),
        ("5", "1:9 expected a locale such as nl-NL, de-DE or nb-NO, found 5 | "),
    ],
)
def test_locales(locale: str, expected: str) -> None:
    text = f"locale: {locale}\nname: x\nsteps: [check: '{{{{ today }}}}']\n"
    if expected:
        assert only(text) == expected
    else:
        assert check(text).locale == {"de": "de-DE"}.get(locale, locale)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- mail.send: {to: a, template: b}\n  browser.open: /x", "5:3 a step has one action; this one has 'mail.send' and 'browser.open'"),
        ("- name: Nothing", "4:3 this step has no action"),
        ("- open: /x", "4:3 a step has no 'open' | Did you mean 'browser.open'?"),
        ("- just text", "4:3 expected a step: an action with its parameters, found the text 'just text'"),
        ("- browser.form: Save", "4:17 expected a mapping behind browser.form, found the text 'Save'"),
        ("- browser.form: {submit: Save}", "4:3 browser.form needs 'fill': Caption to value."),
        ("- browser.open:", "4:3 browser.open needs 'address': Where to go."),
        ("- browser.open: [a]", "4:17 browser.open address: expected a text, found a list"),
        ("- browser.open: 7", '4:17 browser.open address: expected a text, found 7 | To mean the text, put it in quotes: "7"'),
        ("- mail.send: {to: a, template: b, subjct: c}", "4:35 mail.send has no parameter 'subjct'"),
        ("- mail.send: {to: a, template: b, importance: 9}", "4:47 mail.send importance: expected less than or equal to 5, found 9"),
        ("- mail.send: {to: a, template: b, importance: 1.5}", "4:47 mail.send importance: expected a whole number, found 1.5"),
        ("- mail.send: {to: {a: b}, template: b}", "4:19 mail.send to: expected a text or a list, found a mapping"),
        ("- mail.send: {to: a, template: b, attach: [{path: x, inline: on}]}", "4:62 mail.send: expected true or false, found the text 'on'"),
        ("- browser.click: {control: x, wait: yes}", "4:37 browser.click: expected true or false, found the text 'yes' | yes is the text yes here: write true."),
        ("- browser.open: /x\n  id: Order No", "5:7 expected an id of small letters, digits and _"),
        ("- browser.open: /x\n  id: a\n- browser.open: /x\n  id: a", "7:7 the id 'a' is taken by the step on line 5"),
        ("- browser.open: /x\n  retry: many", "5:10 expected a whole number from 0 to 20 for retry:, found the text 'many'"),
        ("- browser.open: /x\n  timeout: 30", "5:12 expected a time such as 500ms, 30s, 5min or 1h for timeout:, found 30"),
        ("- browser.open: /x\n  on_error: ignore", "5:13 expected stop or go_on for on_error:, found the text 'ignore'"),
        ("- browser.open: /x\n  message: no", "5:3 message: goes with check:"),
        ("- browser.open: /x\n  verify: [browser.open: /y]", "5:3 verify: is for steps that write; browser.open only reads"),
        ("- mail.send: {to: a, template: b}\n  retry: 2", "5:3 a write is never repeated by itself"),
        ("- mail.send: {to: a, template: b}\n  on_error: go_on", "5:13 a failed write cannot be passed over"),
        ("- mail.send: {to: a, template: b}\n  verify: [mail.send: {to: a, template: b}]", "5:12 mail.send writes, and verify: only looks"),
        ("- check: total > 3", '4:10 expected an expression such as check: "{{ item.total > 0 }}", found the text \'total > 3\' | Write: check: "{{ total > 3 }}"'),
        ("- check: '{{ today }}'\n  retry: 2", "5:3 a check has no 'retry'"),
        ("- browser.open: /x\n  when: false", "5:9 expected an expression such as when:"),
        ("- browser.open: /x\n  for_each: '{{ today }}'", "5:13 expected one name with its list"),
        ("- browser.open: /x\n  for_each: {item: '{{ params.x }}'}", "5:14 'item' cannot be the name of an element"),
        ("- browser.fill: {'{{ today }}': x}", "4:18 a name cannot be an expression"),
        ("- browser.open: '{{ today'", "4:18 the expression cannot be read: unexpected end of template"),
        ("- browser.open: '{{ today | lenght }}'", "4:29 there is no filter 'lenght' for expressions"),
        ("- browser.open: '/x?{{ todya }}'", "4:24 'todya' is not known here | Did you mean 'today'?"),
        ("- browser.open: '{{ steps.later.number }}'\n- id: later\n  browser.read: {number: No}", "4:21 step 'later' (line 5) does not run before this place"),
        ("- browser.open: '{{ steps.nix.number }}'", "4:21 there is no step with the id 'nix' before this place"),
        ("- browser.open: '{{ item.number }}'", "4:21 item.number: this recipe has no items:"),
        ("- browser.open: '{{ secrets }}'", "4:21 secrets are used by their full name"),
        ("- browser.open: '{{ secrets.a.b | upper }}'", "4:21 secrets.a.b is a secret: it can only be passed on whole"),
        ("- browser.open: '{% if today %}x{% endif %}'", "4:18 statements ({% ... %}) are not used in recipes"),
        ("- browser.open: '{{ params.x }}'", "4:21 there is no parameter 'x' (params.x) | This recipe has no params:."),
        ("- browser.open: {{ today }}", "4:17 an expression must stand in quotes"),
    ],
)  # fmt: skip
def test_mistakes_in_steps(text: str, expected: str) -> None:
    found = mistakes(steps(text))
    assert any(one.startswith(expected) for one in found), found
    same_place = [one for one in found if one.split(" ")[0] == expected.split(" ", maxsplit=1)[0]]
    assert len(same_place) == 1, found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("stpes: []\n", "3:1 a recipe has no 'stpes' | Did you mean 'steps'?"),
        ("schedule: every day\n", "3:11 'every day' is not a schedule such as 15 7 * * mon-fri; five fields"),
        ("schedule: '{{ params.at }}'\n", "3:11 expected a cron schedule of five fields"),
        ("schedule: 0 7 31 2 *\n", "3:11 '0 7 31 2 *' is not a schedule such as"),
        ("schedule: 0 25 * * *\n", "3:11 '0 25 * * *' is not a schedule"),
        ("attempts: 0\n", "3:11 expected a whole number from 1 to 100 for attempts:, found 0"),
        ("params: {x: number}\n", "3:13 there is no type 'number' for a parameter"),
        ("params: {x: {type: integer, default: lots}}\n", "3:38 'lots' is not a"),
        ("params: {x: {type: boolean, default: NO}}\n", "3:38 expected true or false for default:, found the text 'NO' | NO is the text NO here"),
        ("params: {x: {type: text, default: 7}}\n", "3:35 expected a text for default:, found 7"),
        ("params: {x: {default: 7}}\n", "3:13 the parameter 'x' has no type"),
        ("params: {X-Y: text}\n", "3:10 'X-Y' cannot be a parameter's name"),
        ("items: {from: {excel.rows: {path: x}}}\n", "3:8 items: has no key:"),
        ("items: {key: '{{ item.a }}'}\n", "3:8 items: has no from:"),
        ("items: {from: {excel.row: {path: x}}, key: '{{ item.a }}'}\n", "3:16 there is no source 'excel.row' | Did you mean 'excel.rows'?"),
        ("items: {from: {excel.rows: {pat: x}}, key: '{{ item.a }}'}\n", "3:29 excel.rows has no parameter 'pat' | Did you mean 'path'?"),
        ("items: {from: {excel.rows: {path: '{{ item.a }}'}}, key: '{{ item.a }}'}\n", "3:39 'item' is not known in items: from:"),
        ("items: {from: {excel.rows: {path: x}}, key: '{{ item.b }}', fields: {a: text}}\n", "3:49 item has no field 'b'"),
        ("items: {from: {excel.rows: {path: x}}, key: '{{ item.a }}', fields: {a: txt}}\n", "3:73 there is no kind of field 'txt' | Did you mean 'text'?"),
        ("items: {from: {excel.rows: {path: x}}, key: '{{ item.a }}', fields: {a: {type: money, currency: euro}}}\n", "3:97 expected a currency code such as EUR for currency:"),
        ("items: {from: {excel.rows: {path: x}}, key: '{{ item.a }}', fields: {a: {type: text, min: 3}}}\n", "3:86 a field of type text has no 'min'"),
        ("items: {from: {excel.rows: {path: x}}, key: '{{ item.a }}', fields: {a: {type: text, optional: NO}}}\n", "3:96 expected true or false for optional:"),
        ("items: {from: {excel.rows: {path: x}}, key: '{{ item.a }}', fields: {a: [text, date]}}\n", "3:73 a list names its elements once"),
        ("finally: [mail.send: {to: '{{ item.a }}', template: b}]\n", "3:31 'item' is not known in finally:"),
    ],
)  # fmt: skip
def test_mistakes_around_the_steps(text: str, expected: str) -> None:
    found = mistakes(HEAD + text + "steps:\n- check: '{{ today }}'\n")
    assert any(one.startswith(expected) for one in found), found


@pytest.mark.parametrize(
    ("browser", "expected"),
    [
        ("{}", "browser: has no url:"),
        ("{url: shop.example.test}", "expected an address that begins with http:// or https:// for url:"),
        ("{url: 'https://x.test', dates: dd/mm/jjjj}", "expected a form such as dd-mm-yyyy"),
        ("{url: 'https://x.test', decimal: ';'}", "expected , or . for decimal:"),
        ("{url: 'https://x.test', reads: [/api/search]}", "expected a method and a path such as POST /api/search*"),
        ("{url: 'https://x.test', may_fail: ['*']}", "expected a path of its own such as /api/news* for may_fail:"),
        ("{url: 'https://x.test', may_fail: ['/*']}", "expected a path of its own such as /api/news* for may_fail:"),
        ("{url: 'https://x.test', may_fail: [GET /api/news]}", "expected a path of its own"),
        ("{url: 'https://x.test', sign_in: [browser.click: In]}", "sign_in: without signed_in:"),
        ("{url: 'https://x.test', pages_between: [{text: Maintenance}]}", "an entry of pages_between: has no click:"),
        ("{url: 'https://x.test', settle: soon}", "expected a time such as 500ms"),
        ("{url: 'https://x.test', sing_in: []}", "browser: has no 'sing_in'"),
        ("{url: '{{ item.url }}'}", "'item' is not known in browser:"),
    ],
)
def test_mistakes_in_browser(browser: str, expected: str) -> None:
    found = only(f"name: x\nbrowser: {browser}\nsteps:\n- check: '{{{{ today }}}}'\n")
    assert expected in found


def test_a_browser_step_wants_a_target() -> None:
    assert only("name: x\nsteps:\n- browser.open: /x\n").startswith("3:3 browser.open needs a target in the browser")


def test_the_common_words_arrive_in_the_plan() -> None:
    recipe = check(
        "name: x\nattempts: 5\nbreaker: 9\n"
        "browser: {url: 'https://x.test', settle: 5s, timeout: 1min, dates: dd.mm.yyyy, decimal: ',',"
        " reads: [POST /api/search*], may_fail: [/api/news*], pages_between: [{text: Maintenance, click: Continue}]}\n"
        "steps:\n- browser.open: /x\n  retry: 3\n  timeout: 500ms\n  on_error: go_on\n  when: '{{ params }}'\n"
    )
    step = recipe.steps[0]
    assert (step.attempts, step.timeout, step.on_error) == (4, timedelta(milliseconds=500), "go_on")
    assert step.when is not None
    assert (recipe.attempts, recipe.breaker) == (5, 9)
    assert recipe.browser is not None
    assert recipe.browser.pages_between == (("Maintenance", "Continue"),)
    assert recipe.browser.timeout == timedelta(minutes=1)
    assert recipe.browser.reads == ("POST /api/search*",)
    assert recipe.browser.may_fail == ("/api/news*",)


ITEMS = (
    "items:\n  from: {excel.rows: {path: x}}\n  key: '{{ item.no }}'\n"
    "  fields: {no: text, lines: [{sku: text, quantity: decimal}], tags: [text], customer: {name: text}}\n"
)


def test_the_name_of_a_for_each_is_checked_against_the_list() -> None:
    text = (
        HEAD
        + ITEMS
        + "steps:\n- browser.open: '/x/{{ line.sku }}/{{ line.skew }}'\n  for_each: {line: '{{ item.lines }}'}\n"
    )
    assert only(text) == "8:39 line has no field 'skew' | Did you mean 'sku'?"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("item.lines[0].sku", ""),
        ("item.lines[0].skew", "item.lines.0 has no field 'skew'"),
        ("item.lines.sku", "item.lines is a list and has no 'sku'"),
        ("item.lines | sum(attribute='qty')", "item.lines has no field 'qty'"),
        ("item.lines | sum_product('quantity', 'price')", "item.lines has no field 'price'"),
        ("item.lines | selectattr('skew') | list", "item.lines has no field 'skew'"),
        ("item.lines | map(attribute='quantity') | list", ""),
        ("item.customer.name", ""),
        ("item.customer.nam", "item.customer has no field 'nam'"),
        ("item.tags[0].upper()", ""),
        ("no", "'no' is not known here | Did you mean 'item.no'?"),
    ],
)
def test_fields_are_followed_into_lists_and_groups(expression: str, expected: str) -> None:
    text = HEAD + ITEMS + f'steps:\n- browser.open: "{{{{ {expression} }}}}"\n'
    if expected:
        assert expected in only(text)
    else:
        check(text)


def test_outputs_of_open_ended_actions_are_the_names_that_are_read() -> None:
    text = "- id: a\n  browser.read: {number: Order id, total: Total}\n- browser.open: '{{ steps.a.number }}{{ steps.a.nummer }}'\n"
    assert only(steps(text)) == "6:41 step 'a' has no output 'nummer' | Did you mean 'number'?"


def test_known_secrets_are_checked() -> None:
    text = steps("- browser.fill: {Password: '{{ secrets.shop.pasword }}'}\n")
    assert "there is no secret 'shop.pasword' | Did you mean 'shop.password'?" in only(
        text, secrets_known=["shop.password"]
    )
    assert check(text).secrets == ("shop.pasword",)


def test_expressions_are_holes_for_the_models() -> None:
    check(
        steps(
            "- mail.send: {to: '{{ today }}', template: 'a{{ today }}', importance: '{{ 3 }}', urgent: '{{ true }}', attach: ['{{ today }}', {path: '{{ today }}'}]}\n"
        )
    )


def test_numbers_are_never_floats() -> None:
    recipe = check(
        "name: x\nparams: {rate: {type: decimal, default: 1.10}}\nsteps:\n- check: '{{ params.rate > 0 }}'\n"
    )
    assert recipe.params[0].default == Decimal("1.10")
    assert str(recipe.params[0].default) == "1.10"


@pytest.mark.parametrize(
    "text", ["", "   \n", "# nothing\n", "just text", "- a\n- b\n", "name: x\n", "steps:\n", "name: x\nsteps: []\n"]
)
def test_what_is_no_recipe_is_refused(text: str) -> None:
    assert mistakes(text)


PIECES = st.sampled_from(
    ["name: x", "steps:", "  - ", "- ", "browser.open: ", "mail.send: ", "{{ item.x }}", "'{{ today }}'", '"{{ steps.a }}"', "{", "}", "[", "]",
     ": ", "\n", "\n  ", "\n    ", "items:", "from: ", "key: ", "fields: ", "excel.rows: ", "locale: NO", "&a ", "*a", "!t ", "---", "\t", "#", "|", ">",
     "'", '"', "params:", "finally:", "check: ", "verify: ", "for_each: ", "{a: 1}", "[text]", "{{", "}}", "{%", "\\", "%", "@", ",", "1.5", "null"]
)  # fmt: skip


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=30).map("".join)))
def test_no_text_makes_the_checker_raise_anything_but_a_recipe_error(text: str) -> None:
    try:
        check(text)
    except RecipeError as error:
        told(error)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=100))
def test_no_bytes_make_the_checker_raise_anything_but_a_recipe_error(content: bytes) -> None:
    with pytest.raises(RecipeError):
        check_recipe(Path("r.yaml"), content)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_good_recipe_is_a_plan_or_a_recipe_error(data: st.DataObject) -> None:
    text = (HERE / "order_to_invoice.yaml").read_text(encoding="utf-8")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    damaged = text[:start] + data.draw(st.one_of(st.just(""), PIECES, st.text(max_size=5))) + text[end:]
    try:
        check(damaged)
    except RecipeError as error:
        told(error)


def test_an_id_that_was_given_is_never_made_up_again() -> None:
    recipe = check(
        "name: x\nsteps:\n- check: '{{ today }}'\n- id: check\n  check: '{{ today }}'\n- check: '{{ today }}'\n"
    )
    assert [step.id for step in recipe.steps] == ["check-2", "check", "check-3"]


@pytest.mark.parametrize("text", ["@daily", "@hourly", "15 7 * * mon-fri"])
def test_schedules_as_cron_knows_them(text: str) -> None:
    recipe = check_recipe(Path("r.yaml"), f"{HEAD}schedule: '{text}'\nsteps:\n- check: '{{{{ today }}}}'\n")
    assert recipe.schedule == text


def test_in_a_recipes_folder_the_file_is_called_as_the_recipe(tmp_path: Path) -> None:
    text = "name: orders\nsteps:\n- check: '{{ today }}'\n"
    assert check_recipe(tmp_path / "recipes" / "orders.yaml", text).name == "orders"
    assert check_recipe(tmp_path / "elsewhere" / "copy.yaml", text).name == "orders"
    with pytest.raises(RecipeError) as caught:
        check_recipe(tmp_path / "recipes" / "copy.yml", text)
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (1, 7)
    assert problem.message == "the recipe's name is 'orders', but its file is called 'copy.yml'"
    assert problem.hint == "Write: name: copy, or call the file orders.yml."


WITH_SETTINGS = "- browser.open: '/x?{{ settings.office.ulr }}'"


def test_settings_are_checked_against_what_the_workspace_says() -> None:
    known = {"office": {"url": "https://x", "user": "robot"}, "timezone": "Europe/Oslo"}
    assert only(steps(WITH_SETTINGS), settings=known) == (
        "4:24 there is no setting 'settings.office.ulr': settings.office has no 'ulr' in rpa.toml | Did you mean 'url'?"
    )
    assert only(steps(WITH_SETTINGS), settings={"timezone": "UTC"}).endswith(
        "settings has no 'office' in rpa.toml | Add it to rpa.toml."
    )
    check(steps(WITH_SETTINGS))
    check(steps("- browser.open: '/x?{{ settings.office.url }}'"), settings=known)
    check(
        steps("- browser.open: \"{{ settings.phone | default('') }}{{ 1 if settings.a.b is defined else 2 }}\""),
        settings=known,
    )


def test_a_check_that_cannot_be_read_is_told_once() -> None:
    assert "the expression cannot be read" in only(steps("- check: '{{ sum(a=) > 3 }}'"))


def test_when_may_use_the_element_of_a_for_each() -> None:
    text = "- browser.open: '/x/{{ line.sku }}'\n  for_each: {line: '{{ item.lines }}'}\n  when: '{{ line.sku %s 1 }}'"
    head = (
        HEAD
        + "items:\n  from: {excel.rows: {path: x}}\n  key: '{{ item.no }}'\n  fields: {no: text, lines: [{sku: integer}]}\n"
    )
    assert check(steps(text % ">", head)).steps[0].when is not None
    assert "line has no field 'skew'" in only(steps(text.replace("line.sku %s", "line.skew >"), head))


@pytest.mark.parametrize("text", ["{% if today %}x", "{% if %}", "{% for x in y %}a{% endfor %}", "a {%- set x = 1 %}"])
def test_statements_are_told_with_what_to_use_instead(text: str) -> None:
    found = only(steps(f'- browser.open: "{text}"'))
    assert "statements ({% ... %}) are not used in recipes | Use when: on the step" in found
    assert "tags" not in found


@pytest.mark.parametrize(
    ("locale", "hint"),
    [
        ("Dutch", "Write: locale: nl-NL"),
        ("Nederlands", "Write: locale: nl-NL"),
        ("Deutsch", "Write: locale: de-DE"),
        ("norsk", "Write: locale: nb-NO"),
        ("Klingon", "There are: nl-NL, nl-BE, de-DE"),
    ],
)
def test_a_language_is_told_as_a_locale(locale: str, hint: str) -> None:
    assert hint in only(steps("- check: '{{ today == today }}'", f"{HEAD}locale: {locale}\n"))


def test_one_wrong_key_is_one_mistake() -> None:
    assert only(steps("- browser.form: {fill: {a: b}, submt: Save}")) == (
        "4:32 browser.form has no parameter 'submt' | Did you mean 'submit'?"
    )


KINDS = """\
name: small
browser: {url: 'https://shop.example.test'}
params: {days: {type: integer, default: 3}, from_day: {type: date, default: 2026-01-01}}
items:
  from: {excel.rows: {path: x}}
  key: '{{ item.nr }}'
  fields: {nr: text, email: email, limit: {type: money, currency: NOK}, since: date, paid: boolean, count: integer,
    total: decimal, tags: [text], free: any, lines: [{sku: text, price: money, quantity: decimal, unit: decimal}]}
steps:
"""


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("item.limit <= 5000", "10:14 item.limit is money and 5000 is a number: they cannot be compared | Compare with money(5000, 'NOK')."),
        ("5000 > item.limit", "10:21 5000 is a number and item.limit is money"),
        ("item.since > '2026-01-01'", "10:14 item.since is a date and '2026-01-01' is a text: they cannot be compared | Compare with date('2026-01-01')."),
        ("item.nr > 5", "10:14 item.nr is a text and 5 is a number"),
        ("item.nr == 400", "| Compare with '400', in quotes."),
        ("item.count == '5'", "| Compare with 5, without quotes."),
        ("today > item.since + 14", "10:22 item.since is a date and 14 is a number: they cannot be added | Use days(14) or months(14)."),
        ("params.from_day > '2026-01-01'", "params.from_day is a date"),
        ("params.days == '3'", "params.days is a number"),
        ("today == '2026-01-01'", "today is a date"),
        ("now > today", "now is a moment (day and time) and today is a date"),
        ("item.nr in [400, 401]", "item.nr is a text and 400 is a number"),
        ("item.paid == 'yes'", "A yes or no stands alone: item.paid, or not item.paid."),
        ("item.lines | sum_product('quantity', 'unit') == item.limit", "is a number and item.limit is money"),
        ("item.limit + 5 > item.limit", "they cannot be added | Use money(amount, currency)."),
        ("item.email.length > 3", "10:14 item.email is a text and has no 'length' | For its length write item.email | length."),
        ("item.since.yaer == 2026", "item.since is a date and has no 'yaer' | Did you mean 'year'?"),
        ("item.nr", "10:14 a check must give true or false, and item.nr is a text | Compare it: {{ item.nr is not none }}"),
        ("item.count", "Compare it: {{ item.count > 0 }}"),
    ],
)  # fmt: skip
def test_kinds_that_do_not_go_together_are_told_before_anything_runs(source: str, expected: str) -> None:
    assert expected in only(f'{KINDS}- check: "{{{{ {source} }}}}"\n')


@pytest.mark.parametrize(
    "source",
    [
        "item.limit <= money(5000, 'NOK')",
        "item.limit.amount <= 5000",
        "item.limit * 1.25 > item.limit",
        "item.since > date('2026-01-01')",
        "today > item.since + days(14)",
        "(today - item.since).days > params.days",
        "today - item.since > days(params.days)",
        "item.since.year == 2026",
        "item.nr[0] == '4'",
        "item.nr[:2] == '40'",
        "item.nr.startswith('4')",
        "item.nr | length > 5",
        "item.free > 5",
        "item.free.more == 'x'",
        "item.nr == none",
        "item.paid",
        "item.nr in ['400']",
        "'a' in item.tags",
        "item.lines | sum(attribute='price') <= item.limit",
        "item.lines | sum_product('quantity', 'price') <= item.limit",
        "item.lines[0].price == item.limit",
        "settings.most == '5' or settings.most == 5",
        "(item.limit | default(0)) == 0",
        "item.count / 2 > item.total - 1",
    ],
)
def test_what_may_work_is_not_reported(source: str) -> None:
    check(f'{KINDS}- check: "{{{{ {source} }}}}"\n')


PARTED = """\
name: parts
items:
  from: {excel.rows: {path: inbox/*.xlsx}}
  key: "{{ item.no }}"
  fields: {no: text, q: quantity, rate: percent, phone: phone, to: {type: address, country: NL}, by: person, of: company}
steps:
  - check: "{{ %s }}"
    message: wrong
"""


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("item.q.nmber > 3", "item.q has no field 'nmber' | Did you mean 'number'?"),
        ("item.to.stret == 'x'", "item.to has no field 'stret' | Did you mean 'street'?"),
        ("item.by.famly == 'x'", "item.by has no field 'famly' | Did you mean 'family'?"),
        ("item.of.legalform == 'x'", "item.of has no field 'legalform' | Did you mean 'legal_form'?"),
        ("item.q.number > 'a'", "item.q.number is a number and 'a' is a text"),
        ("item.rate > 'a'", "item.rate is a number and 'a' is a text"),
        ("item.phone.year == 1", "item.phone is a text and has no 'year'"),
    ],
)
def test_the_parts_of_quantities_names_and_addresses_are_known(expression: str, message: str) -> None:
    assert message in only(PARTED % expression)


def test_good_parts_are_no_mistakes() -> None:
    for expression in ("item.q.number > 3", "item.to.lines | length > 1", "item.q.unit == 'KGM'", "item.rate < 30"):
        check(PARTED % expression)
