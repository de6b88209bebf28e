"""Layouts of the held-out half: none of them is used to calibrate, and their labels are other wordings."""

from __future__ import annotations

from tests.documents.companies import in_groups
from tests.documents.layouts_a import (
    address,
    heads,
    identity,
    in_vat,
    metadata,
    page,
    registration,
    rows_of,
    table,
    totals,
)
from tests.documents.paper import Paper


def din(p: Paper) -> str:
    """A business letter by DIN 5008: the sender's line above the address, an information block, ruled table, three columns below."""
    s = p.supplier
    info = "".join(f"<div>{label}: {value}</div>" for label, value in metadata(p))
    rates = (
        ""
        if p.is_reverse
        else f"<table class=k style='font-size:8pt;margin-top:8pt'><tr><th>{p.say('vat_rate')}</th><th class=r>{p.say('base')}</th><th class=r>{p.say('vat')}</th></tr>"
        + "".join(
            f"<tr><td>{p.percent(rate)}</td><td class=r>{p.money(net)}</td><td class=r>{p.money(vat)}</td></tr>"
            for rate, net, vat in p.rates
        )
        + "</table>"
    )
    columns = "position sku description quantity unit_price line_net"
    return page(
        f"<div style='height:60pt;text-align:right;font-size:22pt'>{s.name.split()[0]}</div>"
        f"<div style='font-size:6.5pt;text-decoration:underline'>{s.name} · {s.street} · {s.place}</div>"
        f"<div style='display:flex;justify-content:space-between;margin-top:8pt'><div>{address(p.customer)}</div><div style='font-size:8.5pt;width:190pt'>{info}</div></div>"
        f"<h2 style='margin-top:40pt'>{p.title}</h2><table class=k style='width:100%'>{heads(p, columns)}{rows_of(p, columns, plain=True)}</table>"
        f"{table(totals(p, with_base=False), 'margin:10pt 0 0 auto')}{rates}"
        f"<table style='position:absolute;bottom:0;font-size:6.5pt;width:100%'><tr><td>{s.name}<br>{s.street}<br>{s.place}</td><td>{p.say('phone')}: {s.phone}<br>{s.mail}<br>{s.site}</td><td>{identity(p, '<br>')}</td></tr></table>",
        ".k td,.k th{border-bottom:0.5pt solid #444}.k th{background:#eee}body{font-size:9.5pt}",
    )


def sidebar(p: Paper) -> str:
    """The supplier's particulars in a column at the left of everything."""
    s = p.supplier
    side = f"<b>{s.name}</b><br>{s.street}<br>{s.place}<br><br>{p.say('phone')} {s.phone}<br>{s.mail}<br><br>{p.say('vat_number')}<br>{in_vat(s.vat_number)}<br>{registration(p)}<br><br>IBAN<br>{in_groups(s.iban)}"
    columns = "description quantity unit_price line_net"
    return page(
        f"<table style='width:100%'><tr><td style='width:130pt;font-size:8pt;background:#f2f2f2'>{side}</td><td style='padding-left:18pt'>"
        f"<div style='font-size:18pt;letter-spacing:1pt'>{p.title}</div><p><span style='color:#888'>{p.say('customer')}</span><br>{address(p.customer)}</p>"
        f"{table(metadata(p), right=False)}<table style='width:100%;margin-top:14pt'>{heads(p, columns)}{rows_of(p, columns)}</table>"
        f"{table(totals(p), 'margin:12pt 0 0 auto')}<p style='font-size:8pt'>{p.say('terms').format(30, in_groups(s.iban))}</p></td></tr></table>",
        "body{font-size:9pt}",
    )


def pairs(p: Paper) -> str:
    """Label and value twice in each row; centred head; the currency after the name of each column."""
    s, meta = p.supplier, metadata(p)
    halves = [meta[place : place + 2] for place in range(0, len(meta), 2)]
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td style='color:#555'>{label}</td><td style='padding-right:30pt'><b>{value}</b></td>"
            for label, value in half
        )
        + "</tr>"
        for half in halves
    )
    columns = "sku description quantity_unit unit_price vat_rate line_net"
    return page(
        f"<div style='text-align:center'><span style='font-size:16pt'>{s.name}</span><br>{s.street}, {s.place}<br>{p.say('phone')} {s.phone} &nbsp; {s.mail}<br>{p.say('vat_number')} {in_vat(s.vat_number)} &nbsp; {registration(p)}</div>"
        f"<div style='text-align:center;font-size:14pt;margin:14pt'>{p.title}</div><div style='border:0.7pt solid #000;padding:6pt'><b>{p.say('customer')}:</b> {p.customer.name}<br>{p.customer.street}<br>{p.customer.place}</div>"
        f"<table style='margin-top:10pt'>{rows}</table><table style='width:100%;margin-top:12pt;border-top:1pt solid #000'>{heads(p, columns)}{rows_of(p, columns)}</table>"
        f"{table(totals(p), 'margin:10pt 0 0 auto;border-top:1pt solid #000')}<p>{ {'nl': 'Rekening', 'de': 'Bankverbindung', 'nb': 'IBAN', 'en': 'Bank details: IBAN', 'fr': 'Coordonnées bancaires : IBAN'}[p.language] } {in_groups(s.iban)} (BIC {s.bic})</p>",
        "body{font-family:'DejaVu Serif';font-size:9.5pt}",
    )


def till(p: Paper) -> str:
    """A till roll with its rates in a table and the change given."""
    s = p.supplier
    lines = "".join(
        f"<tr><td>{good.description[:24]}</td><td></td></tr><tr><td>&nbsp;&nbsp;{p.count(good.quantity)} x {p.amount(good.price)}</td><td class=r>{p.amount(good.net)}</td></tr>"
        for good in p.goods
    )
    rates = "".join(
        f"<tr><td>{p.percent(rate)}</td><td class=r>{p.amount(net)}</td><td class=r>{p.amount(vat)}</td></tr>"
        for rate, net, vat in p.rates
    )
    given = (p.total // 50 + 1) * 50
    return page(
        f"<div style='text-align:center'>{s.name}<br>{s.street}<br>{s.place}<br>{p.say('phone')} {s.phone}<br>{p.say('vat_number')}: {in_vat(s.vat_number)}</div><hr>"
        f"<div>{p.title}</div><div>{p.number_label} {p.number}</div><div>{p.day(p.issued_on)} 14:32</div><hr><table style='width:100%'>{lines}"
        f"<tr><td>{p.say('net')}</td><td class=r>{p.amount(p.net)}</td></tr><tr><td>{p.say('vat')}</td><td class=r>{p.amount(p.vat)}</td></tr><tr style='font-size:10pt'><td>{p.say('total')}</td><td class=r>{p.money(p.total)}</td></tr>"
        f"<tr><td>{ {'nl': 'Contant', 'de': 'Bar gegeben', 'nb': 'Kontant', 'en': 'Cash', 'fr': 'Espèces'}[p.language] }</td><td class=r>{p.amount(given)}</td></tr><tr><td>{p.say('change')}</td><td class=r>{p.amount(given - p.total)}</td></tr></table><hr>"
        f"<table style='width:100%'><tr><th>%</th><th class=r>{p.say('base')}</th><th class=r>{p.say('vat')}</th></tr>{rates}</table><p style='text-align:center'>{p.say('thanks')}</p>",
        "@page{size:72mm 230mm;margin:3mm}body{font:7.5pt 'DejaVu Sans Mono'}td,th{padding:0.5pt 0}",
    )


def pages(p: Paper) -> str:
    """Several pages: the sum is carried over, the head is repeated small, the totals stand on the last page."""
    s = p.supplier
    columns = "sku description quantity unit_price line_net"
    size, held, so_far = 14, [], 0 * p.net
    chunks = [p.goods[place : place + size] for place in range(0, len(p.goods), size)]
    from dataclasses import replace

    for place, chunk in enumerate(chunks, 1):
        part = replace(p, goods=chunk)
        carried = (
            f"<tr><td colspan=4 class=r>{p.say('carried')}</td><td class=r>{p.amount(so_far)}</td></tr>"
            if so_far
            else ""
        )
        so_far += part.line_sum
        forward = (
            f"<tr><td colspan=4 class=r>{p.say('carried')}</td><td class=r>{p.amount(so_far)}</td></tr>"
            if place < len(chunks)
            else ""
        )
        head = (
            f"<div style='font-size:15pt'>{s.name}</div><div>{s.street} · {s.place} · {s.site}</div><div style='display:flex;justify-content:space-between;margin:20pt 0'><div><b>{p.say('customer')}</b><br>{address(p.customer)}</div>{table(metadata(p), right=False)}</div><h2>{p.title}</h2>"
            if place == 1
            else f"<div style='font-size:8pt'>{s.name} — {p.title} {p.number} — {place}/{len(chunks)}</div>"
        )
        held.append(
            f"<div style='page-break-after:{'always' if place < len(chunks) else 'auto'}'>{head}<table style='width:100%'>{heads(p, columns)}{carried}{rows_of(part, columns, plain=True)}{forward}</table></div>"
        )
    return page(
        "".join(held) + f"{table(totals(p), 'margin:10pt 0 0 auto')}<p style='font-size:8pt'>{identity(p)}</p>",
        "body{font-size:9pt}",
    )


def boxes(p: Paper) -> str:
    """Ruled boxes with a small label above each value; net, VAT and total in one row below their headings."""
    s, meta = p.supplier, metadata(p)
    cells = "".join(
        f"<td style='border:0.7pt solid #333;width:25%'><div style='font-size:6.5pt'>{label}</div><div>{value}</div></td>"
        + ("</tr><tr>" if place % 4 == 3 else "")
        for place, (label, value) in enumerate(meta)
    )
    columns = "description quantity unit unit_price vat_rate line_net"
    rate = p.rates[0][0]
    sums = (
        f"<table class=k style='margin:14pt 0 0 auto'><tr><th class=r>{p.say('net')}</th><th class=r>{p.say('vat')} {p.percent(rate)}</th><th class=r>{p.say('total')}</th></tr>"
        f"<tr><td class=r>{p.money(p.net)}</td><td class=r>{p.money(p.vat)}</td><td class=r><b>{p.money(p.total)}</b></td></tr></table>"
        if len(p.rates) == 1 and not p.is_reverse and not p.freight and not p.discount and not p.paid
        else table(totals(p), "margin:12pt 0 0 auto")
    )
    return page(
        f"<table style='width:100%'><tr><td style='font-size:20pt;font-weight:bold'>{p.title}</td><td class=r><b>{s.name}</b><br>{s.street}<br>{s.place}</td></tr></table>"
        f"<div style='margin:26pt 0 14pt 250pt'>{address(p.customer)}</div><table style='width:100%;border-collapse:collapse'><tr>{cells}</tr></table>"
        f"<table class=k style='width:100%;margin-top:12pt'>{heads(p, columns)}{rows_of(p, columns, plain=True)}</table>{sums}"
        f"<div style='position:absolute;bottom:0;text-align:center;width:100%;font-size:7pt'>{s.name} | {s.mail} | {identity(p, ' | ')}</div>",
        ".k td,.k th{border:0.5pt solid #333}",
    )


def slip(p: Paper) -> str:
    """With a payment slip that repeats account, amount and date at the foot of the page."""
    s = p.supplier
    columns = "description quantity unit_price line_net"
    due = p.day(p.due_on) if p.due_on else ""
    repeated = f"<tr><td>{p.say('due_on')}</td><td>{due}</td></tr>" if due else ""
    return page(
        f"<div style='display:flex;justify-content:space-between'><div style='font-size:19pt'>{s.name}</div><div style='font-size:19pt'>{p.title}</div></div><p>{s.street}<br>{s.place}<br>{p.say('phone')} {s.phone}<br>{s.mail}</p>"
        f"<div style='display:flex;justify-content:space-between'><p>{p.say('customer')}<br>{address(p.customer)}</p>{table(metadata(p), right=True)}</div>"
        f"<table style='width:100%;margin-top:12pt'>{heads(p, columns)}{rows_of(p, columns)}</table>{table(totals(p), 'margin:12pt 0 0 auto')}"
        f"<div style='position:absolute;bottom:0;border-top:1pt dashed #000;width:100%;font-size:9pt'><p>{identity(p)}</p><table><tr><td>{p.number_label}</td><td>{p.number}</td></tr>{repeated}<tr><td>{p.say('total')}</td><td>{p.money(p.total)}</td></tr></table></div>"
    )


LAYOUTS = {"din": din, "sidebar": sidebar, "pairs": pairs, "till": till, "pages": pages, "boxes": boxes, "slip": slip}
