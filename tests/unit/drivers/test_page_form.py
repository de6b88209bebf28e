"""Values arrive in fields, are read back, and survive pages that redraw."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rpa.drivers.page import Page
from rpa.drivers.page_target import TargetFormats
from rpa.errors import ApplicationException, BusinessException, StepFailed
from rpa.model.secret import Secret
from tests.fakes.browser_target import BrowserTarget, Reply
from tests.unit.drivers.conftest import Fill, Show

pytestmark = pytest.mark.browser
FIELDS = ["First name", "Last name", "Company", "Role", "Address", "Email", "Phone"]
SHUFFLED = """
<form id=f></form><script>
const names = %s;
function draw() {
  const form = document.getElementById('f');
  form.replaceChildren();
  for (const name of names.sort(() => Math.random() - .5))
    form.insertAdjacentHTML('beforeend', `<div><label>${name} </label><input data-name="${name}"></div>`);
}
setTimeout(draw, %d);
</script>"""


def value(page: Page, css: str) -> Any:
    return page.window.tab.eval_on_selector(css, "field => field.type === 'checkbox' ? field.checked : field.value")


def test_a_shuffled_form_is_filled_in_one_call(show: Show, fill: Fill) -> None:
    page = show(SHUFFLED % (FIELDS, 50))
    fill(page, {name: name.upper() for name in FIELDS})
    for name in FIELDS:
        assert value(page, f'[data-name="{name}"]') == name.upper()


def test_a_page_that_wipes_what_was_typed_is_filled_again(show: Show, fill: Fill) -> None:
    page = show("<label>City<input id=c></label><script>setTimeout(() => { c.value = '' }, 100)</script>")
    fill(page, {"City": "Oslo"})
    page.pause(0.2)
    assert value(page, "#c") == "Oslo"


def test_a_page_that_draws_itself_again_is_filled_again(show: Show, fill: Fill) -> None:
    redraw = "setTimeout(() => { document.body.innerHTML = '<label>City<input id=c></label>' }, 100)"
    page = show(f"<label>City<input id=c></label><script>{redraw}</script>")
    fill(page, {"City": "Oslo"})
    page.pause(0.2)
    assert value(page, "#c") == "Oslo"


def test_a_framework_that_guards_its_value_hears_of_the_change(show: Show, fill: Fill) -> None:
    script = """let state = ''; const own = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value');
    Object.defineProperty(c, 'value', {get() { return own.get.call(this) }, set(v) { own.set.call(this, state) }});
    c.addEventListener('input', () => { state = own.get.call(c) });"""
    page = show(f"<label>City<input id=c></label><script>{script}</script>")
    fill(page, {"City": "Oslo"})
    assert page.window.tab.evaluate("state") == "Oslo"


def test_a_field_that_only_believes_real_keys_gets_them(show: Show, fill: Fill) -> None:
    script = "c.addEventListener('input', event => { if (!event.isTrusted) c.value = '' })"
    page = show(f"<label>City<input id=c></label><script>{script}</script>")
    fill(page, {"City": "Oslo"})
    assert value(page, "#c") == "Oslo"


def test_a_field_that_changes_its_value_is_an_error(show: Show, fill: Fill) -> None:
    script = "c.addEventListener('change', () => { c.value = '22-11-2026' })"
    page = show(f"<label>Date<input id=c></label><script>{script}</script>")
    with pytest.raises(ApplicationException, match="'Date' does not keep '03-04-2026'; it shows '22-11-2026'"):
        fill(page, {"Date": date(2026, 4, 3)}, TargetFormats("dd-mm-yyyy"))


def test_a_field_may_format_a_number_and_set_capitals(show: Show, fill: Fill) -> None:
    script = """p.addEventListener('change', () => { p.value = '1.250,50' });
    z.addEventListener('change', () => { z.value = z.value.toUpperCase().replace(/(.{4})/, '$1 ') })"""
    page = show(f"<label>Price<input id=p></label><label>Code<input id=z></label><script>{script}</script>")
    fill(page, {"Price": Decimal("1250.5"), "Code": "1234ab"}, TargetFormats(decimal=","))
    assert value(page, "#z") == "1234 AB"


def test_a_rounded_number_is_not_the_number(show: Show, fill: Fill) -> None:
    page = show("<label>Price<input id=p onchange=\"p.value='1250.51'\"></label>")
    with pytest.raises(ApplicationException, match=r"1250\.505"):
        fill(page, {"Price": Decimal("1250.505")})


def test_native_dates_and_numbers_take_their_own_format(show: Show, fill: Fill) -> None:
    page = show("<label>Day<input type=date id=d></label><label>Price<input type=number step=any id=n></label>")
    fill(page, {"Day": date(2026, 4, 3), "Price": Decimal("12.50")}, TargetFormats("dd-mm-yyyy", ","))
    assert (value(page, "#d"), value(page, "#n")) == ("2026-04-03", "12.50")


def test_boxes_and_choices(show: Show, fill: Fill) -> None:
    page = show(
        "<label><input type=checkbox id=a>Urgent</label><input type=checkbox id=b checked> Gift<br>"
        "<fieldset><legend>Pay by</legend><label><input type=radio name=p value=1 id=r1>Card</label>"
        "<label><input type=radio name=p value=2 id=r2>Invoice</label></fieldset>"
        "<label>Country<select id=c><option value=''>-<option value=NO>Norway<option value=DE>Germany</select></label>"
        "<label>Notes<textarea id=t></textarea></label>"
    )
    fill(page, {"Urgent": True, "Gift": False, "Pay by": "Invoice", "Country": "Norway", "Notes": "a\nb"})
    assert value(page, "#a") is True
    assert value(page, "#b") is False
    assert page.window.tab.is_checked("#r2")
    assert (value(page, "#c"), value(page, "#t")) == ("NO", "a\nb")
    fill(page, {"Country": "DE"})
    assert value(page, "#c") == "DE"


def test_a_select_hidden_behind_a_widget_is_set(show: Show, fill: Fill) -> None:
    page = show("<label for=c>Country</label><select id=c style='display:none'><option>Norway<option>Germany</select>")
    fill(page, {"Country": "Germany"})
    assert value(page, "#c") == "Germany"


def test_a_choice_that_is_not_offered_is_the_datas_fault(show: Show, fill: Fill) -> None:
    page = show("<label>Country<select><option>Norway<option>Germany</select></label>", 0.1)
    with pytest.raises(BusinessException, match=r"'Country' does not offer.*Norway; Germany"):
        fill(page, {"Country": "Atlantis"})


def test_a_list_that_depends_on_another_field_is_waited_for(show: Show, fill: Fill) -> None:
    script = "a.onchange = () => setTimeout(() => { b.innerHTML = '<option>Oslo' }, 150)"
    page = show(
        "<label>Country<select id=a><option><option>Norway</select></label>"
        f"<label>City<select id=b></select></label><script>{script}</script>"
    )
    fill(page, {"Country": "Norway", "City": "Oslo"})
    assert value(page, "#b") == "Oslo"


def test_a_select_whose_change_loads_the_page_anew(show: Show, fill: Fill) -> None:
    page = show(
        "<label>Country<select id=a onchange=\"location='/two'\"><option><option>Norway</select></label>",
        two="<label>Country<select><option><option selected>Norway</select></label><label>City<input id=b></label>",
    )
    fill(page, {"Country": "Norway", "City": "Oslo"})
    assert value(page, "#b") == "Oslo"


def test_a_text_field_exchanged_for_a_number_field_when_entered(show: Show, fill: Fill) -> None:
    script = "c.onfocus = () => { c.outerHTML = '<input id=c type=number aria-label=Amount>' }"
    page = show(f"<input id=c aria-label=Amount><script>{script}</script>")
    fill(page, {"Amount": 12})
    assert value(page, "#c") == "12"


def test_too_long_texts_are_the_datas_fault(show: Show, fill: Fill) -> None:
    page = show("<label>City<input maxlength=4 oninput='this.value=this.value.slice(0,4)'></label>")
    with pytest.raises(BusinessException, match="takes 4 characters; 'Amsterdam' has 9"):
        fill(page, {"City": "Amsterdam"})


def test_readonly_and_disabled_fields_are_never_filled(show: Show, fill: Fill) -> None:
    page = show("<label>City<input readonly></label><label>Town<input disabled></label>", 0.1)
    with pytest.raises(StepFailed, match="readonly"):
        fill(page, {"City": "Oslo"})
    with pytest.raises(StepFailed, match="disabled"):
        fill(page, {"Town": "Oslo"})


def test_secrets_are_typed_but_shown_nowhere(show: Show, fill: Fill, tmp_path: Path) -> None:
    page = show("<label>Token<input id=c></label>")
    fill(page, {"Token": Secret("x", "hunter2-secret")})
    assert value(page, "#c") == "hunter2-secret"
    covered = page.picture(tmp_path / "with").read_bytes()
    page.window.tab.evaluate("c.value = 'x'")
    assert page.picture(tmp_path / "without").read_bytes() == covered


def test_a_secret_that_does_not_hold_is_not_in_the_error(show: Show, fill: Fill) -> None:
    page = show("<label>Token<input oninput=\"this.value='hunter3'\"></label>")
    with pytest.raises(ApplicationException) as caught:
        fill(page, {"Token": Secret("x", "hunter2-secret")})
    assert "hunter" not in str(caught.value)


def test_uploads(show: Show, fill: Fill, tmp_path: Path) -> None:
    scan = tmp_path / "skann æøå.pdf"
    scan.write_bytes(b"%PDF")
    page = show("<label for=u>Scan</label><input type=file id=u style='display:none'>")
    fill(page, {"Scan": scan})
    assert page.window.tab.evaluate("u.files[0].name") == "skann æøå.pdf"


AUTOCOMPLETE = """<label for=q>Customer</label><input id=q autocomplete=off><label>City<input></label><script>
const names = ['Bakker BV (10)', 'Bakker BV Noord (11)', 'Visser (12)', 'Visser (13)'];
let picked = '';
q.addEventListener('keyup', () => setTimeout(() => {
  document.querySelector('ul')?.remove();
  const list = document.createElement('ul'); list.setAttribute('role', 'listbox');
  for (const name of names.filter(n => n.toLowerCase().includes(q.value.toLowerCase()))) {
    const item = document.createElement('li'); item.setAttribute('role', 'option'); item.textContent = name;
    item.onmousedown = e => e.preventDefault();
    item.onclick = () => { q.value = name; picked = name; list.remove() };
    list.append(item);
  }
  document.body.append(list);
}, 120));
</script>"""


def test_a_suggestion_is_picked_exactly(show: Show, fill: Fill) -> None:
    page = show(AUTOCOMPLETE)
    fill(page, {"Customer": {"choose": "Bakker BV"}, "City": "Oslo"})
    assert page.window.tab.evaluate("picked") == "Bakker BV (10)"


def test_two_suggestions_of_one_name_are_the_datas_fault(show: Show, fill: Fill) -> None:
    page = show(AUTOCOMPLETE)
    with pytest.raises(BusinessException, match=r"several options fit 'Visser'.*\(12\).*\(13\)"):
        fill(page, {"Customer": {"choose": "Visser"}})


def test_a_customer_who_is_not_offered_is_the_datas_fault(show: Show, fill: Fill) -> None:
    page = show(AUTOCOMPLETE)
    with pytest.raises(BusinessException, match="no option is 'Jansen'"):
        fill(page, {"Customer": {"choose": "Jansen"}})


ASKING = """<label>Customer<input id=q></label><ul id=l role=listbox></ul><script>
const %s;
q.addEventListener('keyup', async () => {
  const names = await ask('/api/customers').catch(() => []);
  l.innerHTML = names.map((name) => `<li role=option>${name}</li>`).join('') || '<li>No customers found</li>';
});
</script>"""
BY_FETCH = "ask = (path) => fetch(path).then((answer) => answer.ok ? answer.json() : [])"
BY_XHR = """ask = (path) => new Promise((done) => {
  const request = new XMLHttpRequest();
  request.open('GET', path);
  request.onload = () => done(request.status === 200 ? JSON.parse(request.responseText) : []);
  request.onerror = () => done([]);
  request.send();
})"""


@pytest.mark.parametrize("way", [BY_FETCH, BY_XHR], ids=["fetch", "xhr"])
@pytest.mark.parametrize("status", [401, 500, 503])
def test_nothing_is_offered_because_the_page_could_not_ask_is_not_the_datas_fault(
    show: Show, fill: Fill, target: BrowserTarget, way: str, status: int
) -> None:
    target.pages["GET /api/customers"] = Reply("[]", status)
    page = show(ASKING % way)
    with pytest.raises(ApplicationException, match=f"could not ask.*/api/customers: answer {status}"):
        fill(page, {"Customer": {"choose": "Jansen"}})


@pytest.mark.parametrize("way", [BY_FETCH, BY_XHR], ids=["fetch", "xhr"])
def test_nothing_is_offered_by_a_proper_answer(show: Show, fill: Fill, target: BrowserTarget, way: str) -> None:
    target.pages["GET /api/customers"] = Reply("[]", 200)
    page = show(ASKING % way + "<script>fetch('/gone'); fetch('http://other.example/x').catch(() => 0)</script>")
    with pytest.raises(BusinessException, match="no option is 'Jansen'; it offers No customers found"):
        fill(page, {"Customer": {"choose": "Jansen"}})


def test_a_drawn_box_opens_its_list_by_a_click(show: Show, fill: Fill) -> None:
    page = show(
        "<div role=combobox aria-label=Country tabindex=0 onclick='l.hidden=false' id=c>Pick</div>"
        "<ul id=l role=listbox hidden><li role=option onclick=\"c.textContent='Norway';l.hidden=true\">Norway</li></ul>"
    )
    fill(page, {"Country": {"choose": "Norway"}})
    assert page.window.tab.inner_text("#c") == "Norway"


def test_a_page_that_never_rests_is_filled_all_the_same(show: Show, fill: Fill) -> None:
    again = "<script>(function again() { setTimeout(again, 30) })()</script>"
    page = show(f"<label>City<input id=c></label>{again}", timeout=60)
    started = time.monotonic()
    fill(page, {"City": "Oslo"})
    assert page.wait_quiet(60)
    assert time.monotonic() - started < 30


def test_a_look_up_in_a_second_window_that_closes_itself(show: Show, fill: Fill) -> None:
    page = show(
        "<label>Product<input id=p></label><button type=button title='Find product' "
        "onclick=\"window.open('/list')\">…</button>",
        list="<table><tr><th>SKU<tr><td><a href=# onclick=\"opener.p.value='A-1';window.close();return false\">A-1</a>"
        "<tr><td><a href=#>A-10</a></table>",
    )
    fill(page, {"Product": {"look_up": "A-1", "open": "Find product"}})
    assert value(page, "#p") == "A-1"


@pytest.mark.parametrize("asks", ["fetch('/api/products')", "opener.ask()"])
def test_a_second_window_that_could_not_ask_rejects_nothing(
    show: Show, fill: Fill, target: BrowserTarget, asks: str
) -> None:
    target.pages["GET /api/products"] = Reply("[]", 500)
    page = show(
        "<script>ask = () => fetch('/api/products')</script>"
        "<label>Product<input id=p></label><button type=button title='Find product' "
        "onclick=\"window.open('/list')\">…</button>",
        list=f"<table id=t><tr><th>SKU</table><script>{asks}.then(() => {{ t.innerHTML += '<tr><td>None' }})</script>",
    )
    product = {"Product": {"look_up": "A-1", "open": "Find product"}}
    with pytest.raises(ApplicationException, match=r"could not ask.*/api/products: answer 500"):
        fill(page, product)
    page.window.close_popups()
    target.pages["GET /api/products"] = Reply("[]", 200)
    with pytest.raises(BusinessException, match="no row fits 'A-1'"):
        fill(page, product)
