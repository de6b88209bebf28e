"""Layouts of the calibrating half."""

from __future__ import annotations

from tests.documents.companies import in_groups
from tests.documents.paper import Paper

CSS = "<meta charset='utf-8'><style>@page{size:A4;margin:18mm 20mm}body{font:10pt 'DejaVu Sans';margin:0}td,th{padding:2pt 5pt;vertical-align:top}.r{text-align:right;white-space:nowrap}table{border-collapse:collapse}th{text-align:left}p{margin:4pt 0}"


def page(body: str, css: str = "") -> str:
    """A whole HTML page."""
    return f"<!doctype html><html><head>{CSS}{css}</style></head><body>{body}</body></html>"


def metadata(p: Paper) -> list[tuple[str, str]]:
    """Labels and values of the head, in the order in which they stand."""
    found = [(p.number_label, p.number), (p.date_label, p.day(p.issued_on))]
    if p.due_on:
        found.append((p.say("due_on"), p.day(p.due_on)))
    if p.delivered_on:
        found.append((p.say("delivered_on"), p.day(p.delivered_on)))
    found.append((p.say("customer_number"), p.customer_number))
    if p.order_number and p.kind != "purchase_order":
        found.append((p.say("order_number"), p.order_number))
    if p.reference:
        found.append((p.say("reference"), p.reference))
    if p.original:
        found.append((p.say("original"), p.original))
    found.append((p.say("project"), p.project))
    if p.shows_customer_vat and p.kind != "purchase_order":
        found.append((p.say("customer_vat_number"), in_vat(p.customer.vat_number)))
    hidden = p.changes.get("hide", ())
    return [
        (label, value)
        for label, value in found
        if label not in [p.number_label if one == "number" else one for one in hidden]
    ]


def in_vat(number: str) -> str:
    """A VAT number as its country prints it."""
    if number.startswith("NO"):
        return f"{number[2:5]} {number[5:8]} {number[8:11]} MVA"
    if number.startswith("FR"):
        return f"FR {number[2:4]} {in_groups(number[4:], 3)}"
    return number


def registration(p: Paper) -> str:
    """The supplier's registration with its label; empty where it is the VAT number's own digits."""
    label = p.say("registration")
    if not label:
        return ""
    value = p.supplier.registration
    if p.language == "fr":
        value = in_groups(value, 3)
    return f"{label} {value}"


def rows_of(p: Paper, columns: str = "description quantity unit_price vat_rate line_net", plain: bool = False) -> str:
    """The lines as rows of a table."""
    write = p.amount if plain else p.money
    found = []
    for place, good in enumerate(p.goods, 1):
        cells = {
            "position": f"<td>{place}</td>",
            "sku": f"<td>{good.sku}</td>",
            "description": f"<td>{good.description}</td>",
            "quantity": f"<td class=r>{p.count(good.quantity)}</td>",
            "quantity_unit": f"<td class=r>{p.count(good.quantity)} {good.unit}</td>",
            "unit": f"<td>{good.unit}</td>",
            "unit_price": f"<td class=r>{write(good.price)}</td>",
            "vat_rate": f"<td class=r>{p.percent(0 * good.rate if p.is_reverse else good.rate)}</td>",
            "line_net": f"<td class=r>{write(p.sign * good.net)}</td>",
        }
        found.append("<tr>" + "".join(cells[name] for name in columns.split()) + "</tr>")
    return "".join(found)


def heads(p: Paper, columns: str = "description quantity unit_price vat_rate line_net") -> str:
    """The headings of the table."""
    left = ("description", "sku", "unit", "position")
    said = {
        "position": "Pos",
        "unit": {"nl": "Eenheid", "de": "Einheit", "nb": "Enhet", "en": "Unit", "fr": "Unité"}[p.language],
    }
    return "<tr>" + "".join(
        f"<th class={'l' if name in left else 'r'}>{said.get(name) or p.say(name.replace('_unit', '') if name == 'quantity_unit' else name)}</th>"
        for name in columns.split()
    ) + "</tr>"  # fmt: skip


def totals(p: Paper, with_base: bool = True) -> list[tuple[str, str]]:
    """The rows below the lines."""
    found = []
    if p.freight or p.discount:
        found.append(
            (
                {
                    "nl": "Totaal regels",
                    "de": "Summe der Positionen",
                    "nb": "Sum linjer",
                    "en": "Lines total",
                    "fr": "Total brut HT",
                }[p.language],
                p.money(p.line_sum),
            )
        )
        if p.discount:
            found.append((p.say("discount"), p.money(-p.discount)))
        if p.freight:
            found.append((p.say("freight"), p.money(p.freight)))
    found.append((p.say("net"), p.money(p.changes.get("net", p.net))))
    if p.is_reverse:
        found.append((p.say("reverse"), p.money(p.vat)))
    else:
        for rate, base, vat in p.rates:
            tail = f" {p.say('over')} {p.money(base)}" if len(p.rates) > 1 or with_base else ""
            found.append((f"{p.say('vat')} {p.percent(rate)}{tail}", p.money(p.changes.get("vat", vat))))
    found.append((f"<b>{p.say('total')}</b>", f"<b>{p.money(p.changes.get('total', p.total))}</b>"))
    if p.paid:
        found.append((p.say("paid"), p.money(-p.paid if len(p.supplier.name) % 2 else p.paid)))
        found.append((f"<b>{p.say('payable')}</b>", f"<b>{p.money(p.left)}</b>"))
    return found


def table(rows: list[tuple[str, str]], css: str = "", right: bool = True) -> str:
    """Labels and values below each other."""
    side = " class=r" if right else ""
    return (
        f"<table style='{css}'>"
        + "".join(f"<tr><td>{label}</td><td{side}>{value}</td></tr>" for label, value in rows)
        + "</table>"
    )


def address(company: object, tail: str = "") -> str:
    """Name, street and place."""
    from tests.documents.companies import Company

    assert isinstance(company, Company)
    return f"{company.name}<br>{company.street}<br>{company.place}{tail}"


def identity(p: Paper, joint: str = " · ") -> str:
    """The supplier's numbers, as a footer has them."""
    s = p.supplier
    parts = [
        registration(p),
        f"{p.say('vat_number')} {in_vat(s.vat_number)}",
        f"IBAN {in_groups(s.iban)}",
        f"BIC {s.bic}",
    ]
    return joint.join(part for part in parts if part)


def letter(p: Paper) -> str:
    """A letter: logo left, address in the window, labels and values right, table without rules, footer."""
    s = p.supplier
    return page(
        f"<div style='font-size:20pt;color:#246'>{s.name}</div><div>{s.street}, {s.place}</div>"
        f"<div>{p.say('phone')} {s.phone} · {s.mail}</div>"
        f"<div style='margin-top:20pt;display:flex;justify-content:space-between'><div style='margin-top:16pt'>{address(p.customer)}</div>"
        f"{table([(label + ':', value) for label, value in metadata(p)], right=False)}</div>"
        f"<h2>{p.title}</h2><table style='width:100%'>{heads(p)}{rows_of(p)}</table>"
        f"{table(totals(p), 'margin:12pt 0 0 auto')}"
        f"<p>{p.say('terms').format(30, in_groups(s.iban))}</p>"
        f"<div style='position:absolute;bottom:0;font-size:7.5pt'>{s.name} · {identity(p)}</div>"
    )


def grid(p: Paper) -> str:
    """A ruled table; the head is a table whose labels stand above their values; logo right."""
    s, meta = p.supplier, metadata(p)
    css = ".g td,.g th{border:0.6pt solid #888}"
    return page(
        f"<div style='text-align:right'><b style='font-size:17pt'>{s.name}</b><br>{s.street}<br>{s.place}<br>{s.site}</div>"
        f"<p style='margin-top:12pt'><b>{p.say('customer')}:</b><br>{address(p.customer)}</p>"
        f"<h1 style='font-size:16pt'>{p.title}</h1>"
        f"<table class=g style='font-size:8pt;width:100%'><tr>{''.join(f'<th>{label}</th>' for label, _ in meta)}</tr><tr>{''.join(f'<td>{value}</td>' for _, value in meta)}</tr></table>"
        f"<table class=g style='width:100%;margin-top:12pt'>{heads(p, 'sku description quantity unit_price vat_rate line_net')}{rows_of(p, 'sku description quantity unit_price vat_rate line_net')}"
        + "".join(f"<tr><td colspan=5 class=r>{label}</td><td class=r>{value}</td></tr>" for label, value in totals(p))
        + f"</table><p style='font-size:8pt;margin-top:30pt'>{identity(p, '<br>')}</p>",
        css,
    )


def two_columns(p: Paper) -> str:
    """Supplier and customer side by side under labels; amounts without a currency, which is named once."""
    s = p.supplier
    named = {
        "nl": "Alle bedragen in",
        "de": "Alle Beträge in",
        "nb": "Alle beløp i",
        "en": "All amounts in",
        "fr": "Montants en",
    }[p.language]
    return page(
        f"<h1>{p.title}</h1><table style='width:100%'><tr><td style='width:50%'><b>{p.say('supplier')}</b><br>{address(s)}<br>{p.say('phone')} {s.phone}<br>{p.say('vat_number')}: {in_vat(s.vat_number)}<br>{registration(p)}</td>"
        f"<td><b>{p.say('customer')}</b><br>{address(p.customer)}</td></tr></table>"
        f"<div style='margin-top:14pt'>{table(metadata(p), right=False)}</div>"
        f"<table style='width:100%;margin-top:14pt'>{heads(p, 'description quantity_unit unit_price line_net')}{rows_of(p, 'description quantity_unit unit_price line_net', plain=True)}</table>"
        f"<hr>{table(totals(p), 'margin-left:auto')}<p>{named} {p.currency}.</p><p>IBAN: {in_groups(s.iban)} &nbsp; BIC: {s.bic}</p>"
    )


def receipt(p: Paper) -> str:
    """A roll of a till: narrow, in a typewriter's letters, prices with VAT; what it does not say is not in its truth."""
    s = p.supplier
    lines = "".join(
        f"<tr><td>{p.count(good.quantity)} x {good.description[:22]}</td><td class=r>{p.amount(good.net)}</td></tr>"
        for good in p.goods
    )
    rates = "".join(
        f"<tr><td>{p.say('vat')} {p.percent(rate)} {p.amount(net)}</td><td class=r>{p.amount(vat)}</td></tr>"
        for rate, net, vat in p.rates
    )
    return page(
        f"<div style='text-align:center'><b>{s.name}</b><br>{s.street}<br>{s.place}<br>{p.say('vat_number')} {in_vat(s.vat_number)}</div>"
        f"<p>{p.title}<br>{p.number_label}: {p.number}<br>{p.date_label}: {p.day(p.issued_on)}</p>"
        f"<table style='width:100%'>{lines}</table><hr><table style='width:100%'><tr><td>{p.say('net')}</td><td class=r>{p.amount(p.net)}</td></tr>{rates}"
        f"<tr><td><b>{p.say('total')}</b></td><td class=r><b>{p.money(p.total)}</b></td></tr><tr><td>{p.say('paid_by')}</td><td class=r>{p.amount(p.total)}</td></tr></table>"
        f"<p style='text-align:center'>{p.say('thanks')}</p>",
        "@page{size:80mm 220mm;margin:4mm}body{font:7pt 'DejaVu Sans Mono'}td{padding:1pt 0}",
    )


def stacked(p: Paper) -> str:
    """Modern: small labels above their values, rates in a table of their own, site and mail but no footer."""
    s = p.supplier
    meta = "".join(
        f"<div style='display:inline-block;width:32%;margin-bottom:8pt'><div style='font-size:7pt;color:#777'>{label}</div><div>{value}</div></div>"
        for label, value in metadata(p)
    )
    rates = (
        ""
        if p.is_reverse
        else f"<table style='font-size:8pt;margin-top:10pt'><tr><th>{p.say('vat_rate')}</th><th class=r>{p.say('base')}</th><th class=r>{p.say('vat')}</th></tr>"
        + "".join(
            f"<tr><td>{p.percent(rate)}</td><td class=r>{p.amount(net)}</td><td class=r>{p.amount(vat)}</td></tr>"
            for rate, net, vat in p.rates
        )
        + "</table>"
    )
    return page(
        f"<div style='font-size:26pt;font-weight:bold'>{p.title}</div><div style='margin:14pt 0'>{meta}</div>"
        f"<table style='width:100%'><tr><td><b>{s.name}</b><br>{s.street}<br>{s.place}<br>{s.mail}<br>{s.site}<br>{p.say('vat_number')}: {in_vat(s.vat_number)}<br>{registration(p)}<br>IBAN {in_groups(s.iban)}</td><td><span style='color:#777'>{p.say('customer')}</span><br>{address(p.customer)}</td></tr></table>"
        f"<table style='width:100%;margin-top:14pt;border-top:1pt solid #ccc'>{heads(p, 'position description quantity unit unit_price line_net')}{rows_of(p, 'position description quantity unit unit_price line_net')}</table>"
        f"{table(totals(p, with_base=False), 'margin:10pt 0 0 auto;font-size:11pt')}{rates}"
    )


def sentences(p: Paper) -> str:
    """A craftsman's letter: place and date without a label, the number behind the title, sums in a plain list."""
    s = p.supplier
    more = "".join(f"<p>{label}: {value}</p>" for label, value in metadata(p)[2:])
    return page(
        f"<p style='text-align:right'><b style='font-size:14pt'>{s.name}</b><br>{s.street}<br>{s.place}<br>{p.say('phone')}: {s.phone}<br>{s.mail}</p>"
        f"<p style='margin:20pt 0'>{address(p.customer)}</p><p>{s.place.split()[-1] if p.language != 'en' else s.place.split()[0]}, {p.day(p.issued_on)}</p>"
        f"<h3>{p.title} {p.number}</h3>{more}<table style='width:100%;margin-top:12pt'>{heads(p, 'quantity description unit_price line_net')}{rows_of(p, 'quantity description unit_price line_net')}</table>"
        f"{table(totals(p), 'margin:8pt 0 0 auto')}<p>{p.say('terms').format(14, in_groups(s.iban))}</p><p>{s.name}<br>{identity(p, '<br>')}</p>"
    )


LAYOUTS = {
    "letter": letter,
    "grid": grid,
    "two_columns": two_columns,
    "receipt": receipt,
    "stacked": stacked,
    "sentences": sentences,
}
