"""Invoices drawn after those of well-known programs, by hand: none of them comes out of the generator.

They were written when the rules stood. Names and numbers are made up; check digits are right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

CSS = "<meta charset='utf-8'><style>@page{size:A4;margin:15mm 18mm}body{font:9.5pt 'DejaVu Sans'}td,th{padding:3pt 6pt;text-align:left;vertical-align:top}.r{text-align:right}table{border-collapse:collapse}.w{width:100%}small{color:#777}"


@dataclass(frozen=True)
class Lookalike:
    """A document with its truth."""

    name: str
    language: str
    html: str
    truth: dict[str, Any]


def page(body: str, css: str = "") -> str:
    """A whole HTML page."""
    return f"<!doctype html><html><head>{CSS}{css}</style></head><body>{body}</body></html>"


LOOKALIKES = (
    Lookalike(
        "subscription-en",
        "en",
        page(
            "<h1>Invoice</h1><table><tr><td><b>Invoice number</b></td><td>7C2A91F0-0004</td></tr><tr><td>Date of issue</td><td>March 3, 2026</td></tr><tr><td>Date due</td><td>April 2, 2026</td></tr></table>"
            "<table class=w style='margin-top:14pt'><tr><td><b>Cloudbox Hosting Ltd</b><br>12 Harbour Street<br>Dublin D02 X285<br>Ireland<br>billing@cloudbox.ie</td><td><b>Bill to</b><br>Vermeulen Groothandel B.V.<br>Havenkade 12<br>3511 AB Utrecht<br>Netherlands<br>NL VAT NL853860129B01</td></tr></table>"
            "<h2>€121.00 due April 2, 2026</h2><table class=w><tr><th>Description</th><th class=r>Qty</th><th class=r>Unit price</th><th class=r>Tax</th><th class=r>Amount</th></tr>"
            "<tr><td>Team plan<br><small>Mar 3 – Apr 3, 2026</small></td><td class=r>5</td><td class=r>€20.00</td><td class=r>21%</td><td class=r>€100.00</td></tr></table>"
            "<table style='margin-left:auto'><tr><td>Subtotal</td><td class=r>€100.00</td></tr><tr><td>Total excluding tax</td><td class=r>€100.00</td></tr><tr><td>VAT - Netherlands (21% on €100.00)</td><td class=r>€21.00</td></tr><tr><td>Total</td><td class=r>€121.00</td></tr><tr><td><b>Amount due</b></td><td class=r><b>€121.00</b></td></tr></table>"
            "<p><small>7C2A91F0-0004 · €121.00 due April 2, 2026 &nbsp; Page 1 of 1</small></p>"
        ),
        {"kind": "invoice", "number": "7C2A91F0-0004", "issued_on": "2026-03-03", "due_on": "2026-04-02", "supplier": "Cloudbox Hosting Ltd", "customer": "Vermeulen Groothandel B.V.", "customer_vat_number": "NL853860129B01", "currency": "EUR", "net": "100.00", "vat": "21.00", "total": "121.00", "payable": "121.00", "vat_rates": [{"rate": "21", "net": "100.00", "vat": "21.00"}]},
    ),
    Lookalike(
        "bookkeeping-nl",
        "nl",
        page(
            "<table class=w><tr><td>Aan:<br>Bakkerij De Korenaar<br>t.a.v. mevrouw J. de Wit<br>Molenweg 5<br>1011 AB Amsterdam</td><td class=r><b>Studio Kleur</b><br>Kerklaan 8<br>9712 HM Groningen<br>hallo@studiokleur.nl<br>KvK 64213377<br>Btw NL123456782B90<br>NL91ABNA0417164300</td></tr></table>"
            "<h2>Factuur 2026-0031</h2><p>Factuurdatum 1 maart 2026<br>Vervaldatum 15 maart 2026<br>Referentie Voorjaarsfolder</p>"
            "<table class=w><tr><th>Aantal</th><th>Omschrijving</th><th class=r>Tarief</th><th class=r>Btw</th><th class=r>Bedrag</th></tr><tr><td>6,5 uur</td><td>Ontwerp folder</td><td class=r>€ 80,00</td><td class=r>21%</td><td class=r>€ 520,00</td></tr><tr><td>1</td><td>Drukwerk 500 stuks</td><td class=r>€ 145,50</td><td class=r>21%</td><td class=r>€ 145,50</td></tr></table>"
            "<table style='margin-left:auto'><tr><td>Subtotaal</td><td class=r>€ 665,50</td></tr><tr><td>21% btw</td><td class=r>€ 139,76</td></tr><tr><td><b>Totaal</b></td><td class=r><b>€ 805,26</b></td></tr></table>"
            "<p>We verzoeken u vriendelijk het bovenstaande bedrag van € 805,26 voor 15 maart 2026 te voldoen op onze bankrekening onder vermelding van het factuurnummer 2026-0031. Voor vragen kunt u contact opnemen per e-mail.</p>"
        ),
        {"kind": "invoice", "number": "2026-0031", "issued_on": "2026-03-01", "due_on": "2026-03-15", "supplier": "Studio Kleur", "supplier_vat_number": "NL123456782B90", "supplier_registration": "64213377", "customer": "Bakkerij De Korenaar", "iban": "NL91ABNA0417164300", "currency": "EUR", "net": "665.50", "vat": "139.76", "total": "805.26", "payable": "805.26", "vat_rates": [{"rate": "21", "net": "665.50", "vat": "139.76"}], "reference": "Voorjaarsfolder"},
    ),
    Lookalike(
        "office-de",
        "de",
        page(
            "<div class=r style='font-size:18pt'>kessler&amp;partner</div><div style='font-size:6.5pt;margin-top:30pt'>Kessler und Partner Ingenieure PartG mbB | Lindenallee 4 | 50667 Köln</div>"
            "<table class=w><tr><td>Papierhaus Lindner GmbH<br>Herr Thomas Lindner<br>Gartenweg 9<br>01067 Dresden</td><td class=r><table style='margin-left:auto'><tr><td>Rechnungs-Nr.</td><td class=r>RE1047</td></tr><tr><td>Rechnungsdatum</td><td class=r>05.03.2026</td></tr><tr><td>Lieferdatum</td><td class=r>28.02.2026</td></tr><tr><td>Ihre Kundennummer</td><td class=r>10023</td></tr><tr><td>Ihr Ansprechpartner</td><td class=r>Anna Kessler</td></tr></table></td></tr></table>"
            "<h2>Rechnung Nr. RE1047</h2><p>Sehr geehrter Herr Lindner,<br>vielen Dank für Ihren Auftrag. Vereinbarungsgemäß berechnen wir Ihnen folgende Leistungen:</p>"
            "<table class=w><tr><th>Pos.</th><th>Bezeichnung</th><th class=r>Menge</th><th>Einheit</th><th class=r>Einzel €</th><th class=r>Gesamt €</th></tr><tr><td>1.</td><td>Statikberechnung Lagerhalle<br><small>gemäß Angebot AN-0091 vom 12.01.2026</small></td><td class=r>14,00</td><td>Std.</td><td class=r>95,00</td><td class=r>1.330,00</td></tr><tr><td>2.</td><td>Fahrtkosten</td><td class=r>260,00</td><td>km</td><td class=r>0,42</td><td class=r>109,20</td></tr></table>"
            "<table class=w><tr><td>Zwischensumme (netto)</td><td class=r>1.439,20</td></tr><tr><td>Umsatzsteuer 19 %</td><td class=r>273,45</td></tr><tr><td><b>Gesamtbetrag</b></td><td class=r><b>1.712,65</b></td></tr></table>"
            "<p>Zahlbar sofort, rein netto. Bitte überweisen Sie den Rechnungsbetrag unter Angabe der Rechnungsnummer auf das unten angegebene Konto.</p>"
            "<table class=w style='position:absolute;bottom:0;font-size:6.5pt'><tr><td>Kessler und Partner Ingenieure PartG mbB<br>Lindenallee 4<br>50667 Köln</td><td>Tel. 0221 / 445566<br>post@kessler-partner.de</td><td>USt-ID DE136695976<br>PR 2231, Amtsgericht Köln</td><td>Volksbank Köln<br>IBAN DE89 3704 0044 0532 0130 00<br>BIC COBADEFFXXX</td></tr></table>"
        ),
        {"kind": "invoice", "number": "RE1047", "issued_on": "2026-03-05", "delivered_on": "2026-02-28", "supplier": "Kessler und Partner Ingenieure PartG mbB", "supplier_vat_number": "DE136695976", "customer": "Papierhaus Lindner GmbH", "iban": "DE89370400440532013000", "currency": "EUR", "net": "1439.20", "vat": "273.45", "total": "1712.65", "payable": "1712.65", "vat_rates": [{"rate": "19", "net": "1439.20", "vat": "273.45"}]},
    ),
    Lookalike(
        "accounting-nb",
        "nb",
        page(
            "<table class=w><tr><td style='font-size:15pt'>Fjellheim Elektro AS</td><td class=r style='font-size:15pt'>FAKTURA</td></tr></table><table class=w style='margin-top:18pt'><tr><td>Nordvik Bygg AS<br>Att: Per Hansen<br>Storgata 14<br>5003 BERGEN</td><td><table><tr><td>Fakturanr</td><td>: 10012</td></tr><tr><td>Kundenr</td><td>: 10003</td></tr><tr><td>Fakturadato</td><td>: 02.03.2026</td></tr><tr><td>Forfallsdato</td><td>: 16.03.2026</td></tr><tr><td>Deres ref</td><td>: Prosjekt 4471</td></tr><tr><td>Vår ref</td><td>: Kari Nes</td></tr></table></td></tr></table>"
            "<table class=w style='margin-top:20pt'><tr><th>Beskrivelse</th><th class=r>Antall</th><th class=r>Enhetspris</th><th class=r>Rabatt</th><th class=r>MVA</th><th class=r>Beløp</th></tr><tr><td>Montering armatur</td><td class=r>8</td><td class=r>895,00</td><td class=r>0%</td><td class=r>25%</td><td class=r>7 160,00</td></tr><tr><td>LED-armatur 60x60</td><td class=r>12</td><td class=r>450,00</td><td class=r>10%</td><td class=r>25%</td><td class=r>4 860,00</td></tr></table>"
            "<table style='margin-left:auto'><tr><td>Nettobeløp</td><td class=r>12 020,00</td></tr><tr><td>Mva 25% av 12 020,00</td><td class=r>3 005,00</td></tr><tr><td><b>Å betale NOK</b></td><td class=r><b>15 025,00</b></td></tr></table>"
            "<table style='margin-top:40pt'><tr><td>KID</td><td>0001001200035</td></tr><tr><td>Kontonummer</td><td>1234.56.78903</td></tr><tr><td>Forfallsdato</td><td>16.03.2026</td></tr><tr><td>Beløp</td><td>15 025,00</td></tr></table>"
            "<p style='font-size:7pt;position:absolute;bottom:0'>Fjellheim Elektro AS, Industriveien 3, 4006 Stavanger &nbsp; Org.nr: NO 995 525 828 MVA &nbsp; post@fjellheim-elektro.no &nbsp; Tlf 51 22 33 44</p>"
        ),
        {"kind": "invoice", "number": "10012", "issued_on": "2026-03-02", "due_on": "2026-03-16", "supplier": "Fjellheim Elektro AS", "supplier_vat_number": "NO995525828MVA", "supplier_registration": "995525828", "customer": "Nordvik Bygg AS", "currency": "NOK", "net": "12020.00", "vat": "3005.00", "total": "15025.00", "payable": "15025.00", "vat_rates": [{"rate": "25", "net": "12020.00", "vat": "3005.00"}], "reference": "Prosjekt 4471", "payment_reference": "0001001200035"},
    ),
    Lookalike(
        "erp-en",
        "en",
        page(
            "<div style='border-bottom:1pt solid #000'>Brightwater Consulting LLP &nbsp; 4 Mill Lane, Leeds LS1 4AP, United Kingdom</div><div style='margin:30pt 0 0 300pt'>Oakwood Joinery Limited<br>21 Station Road<br>Bristol BS1 5TR<br>United Kingdom<br>VAT: GB877270533</div>"
            "<h2>Invoice INV/2026/00012</h2><table class=w><tr><td><b>Invoice Date:</b><br>13/03/2026</td><td><b>Due Date:</b><br>12/04/2026</td><td><b>Source:</b><br>S00021</td><td><b>Reference:</b><br>OAK-778</td></tr></table>"
            "<table class=w style='margin-top:12pt'><tr><th>Description</th><th class=r>Quantity</th><th class=r>Unit Price</th><th>Taxes</th><th class=r>Amount</th></tr><tr><td>[CONS_01] Process review</td><td class=r>3.00 Days</td><td class=r>640.00</td><td>20% S</td><td class=r>£ 1,920.00</td></tr><tr><td>[CONS_02] Travel</td><td class=r>1.00 Units</td><td class=r>84.50</td><td>20% S</td><td class=r>£ 84.50</td></tr></table>"
            "<table style='margin-left:auto'><tr><td>Untaxed Amount</td><td class=r>£ 2,004.50</td></tr><tr><td>VAT 20%</td><td class=r>£ 400.90</td></tr><tr><td><b>Total</b></td><td class=r><b>£ 2,405.40</b></td></tr></table>"
            "<p>Payment Communication: <b>INV/2026/00012</b> on this account: <b>GB82 WEST 1234 5698 7654 32</b></p><p>Payment terms: 30 Days</p><div style='position:absolute;bottom:0;font-size:7pt'>+44 113 496 0000 | accounts@brightwater-consulting.co.uk | http://www.brightwater-consulting.co.uk | GB980780684 &nbsp; Page 1 / 1</div>"
        ),
        {"kind": "invoice", "number": "INV/2026/00012", "issued_on": "2026-03-13", "due_on": "2026-04-12", "supplier": "Brightwater Consulting LLP", "supplier_vat_number": "GB980780684", "customer": "Oakwood Joinery Limited", "customer_vat_number": "GB877270533", "iban": "GB82WEST12345698765432", "currency": "GBP", "net": "2004.50", "vat": "400.90", "total": "2405.40", "payable": "2405.40", "vat_rates": [{"rate": "20", "net": "2004.50", "vat": "400.90"}], "reference": "OAK-778", "payment_reference": "INV/2026/00012"},
    ),
    Lookalike(
        "freelance-fr",
        "fr",
        page(
            "<table class=w><tr><td><b>Camille Fournier</b><br>Graphiste indépendante<br>14 rue des Lilas<br>69003 Lyon<br>camille@atelier-fournier.fr<br>SIRET : 732 829 320 00074<br>Code APE : 7410Z</td><td class=r><span style='font-size:17pt'>FACTURE N° 2026-03-001</span><br>Date : 04/03/2026<br>Échéance : 03/04/2026</td></tr></table>"
            "<div style='margin:20pt 0 20pt 280pt'><small>Facturé à</small><br><b>Imprimerie Girard SARL</b><br>3 quai Nord<br>44000 Nantes<br>N° TVA : FR40303265045</div>"
            "<table class=w><tr><th>Désignation</th><th class=r>Qté</th><th class=r>PU HT</th><th class=r>Total HT</th></tr><tr><td>Création d'une identité visuelle</td><td class=r>1</td><td class=r>1 200,00 €</td><td class=r>1 200,00 €</td></tr><tr><td>Déclinaisons (cartes de visite, en-tête)</td><td class=r>3</td><td class=r>150,00 €</td><td class=r>450,00 €</td></tr></table>"
            "<table style='margin-left:auto'><tr><td>Total HT</td><td class=r>1 650,00 €</td></tr><tr><td>TVA non applicable, art. 293 B du CGI</td><td class=r>0,00 €</td></tr><tr><td>Acompte versé le 10/02/2026</td><td class=r>-500,00 €</td></tr><tr><td><b>Net à payer</b></td><td class=r><b>1 150,00 €</b></td></tr></table>"
            "<p>Règlement par virement : IBAN FR14 2004 1010 0505 0001 3M02 606 – BIC PSSTFRPPLYO<br>En cas de retard, indemnité forfaitaire de 40,00 €.</p>"
        ),
        {"kind": "invoice", "number": "2026-03-001", "issued_on": "2026-03-04", "due_on": "2026-04-03", "supplier": "Camille Fournier", "supplier_registration": "73282932000074", "customer": "Imprimerie Girard SARL", "customer_vat_number": "FR40303265045", "iban": "FR1420041010050500013M02606", "currency": "EUR", "net": "1650.00", "vat": "0", "total": "1650.00", "payable": "1150.00"},
    ),
    Lookalike(
        "webshop-nl",
        "nl",
        page(
            "<table class=w><tr><td style='font-size:22pt;color:#06c'>bureaustunter.nl</td><td class=r><small>Vragen? 085 - 123 45 67<br>klantenservice@bureaustunter.nl</small></td></tr></table>"
            "<table class=w style='margin-top:20pt'><tr><td><b>Factuuradres</b><br>Stichting Zorgpunt Oost<br>Afd. Inkoop<br>Stationsplein 3<br>6811 KV Arnhem</td><td><b>Afleveradres</b><br>Stichting Zorgpunt Oost<br>Industrieweg 71<br>5611 EM Eindhoven</td><td><b>Factuur</b><br>Factuurnummer: 900412377<br>Factuurdatum: 17-02-2026<br>Bestelnummer: 4500018823<br>Klantnummer: 300921<br>Betaalmethode: achteraf betalen</td></tr></table>"
            "<table class=w style='margin-top:16pt'><tr><th>Artikel</th><th>Omschrijving</th><th class=r>Aantal</th><th class=r>Prijs incl. btw</th><th class=r>Totaal incl. btw</th></tr><tr><td>BS-1180</td><td>Monitorarm dubbel zwart</td><td class=r>4</td><td class=r>€ 72,60</td><td class=r>€ 290,40</td></tr><tr><td>BS-2210</td><td>Toetsenbord NL</td><td class=r>2</td><td class=r>€ 36,30</td><td class=r>€ 72,60</td></tr></table>"
            "<table style='margin-left:auto'><tr><td>Totaal artikelen</td><td class=r>€ 363,00</td></tr><tr><td>Verzendkosten</td><td class=r>€ 0,00</td></tr><tr><td><b>Totaal incl. btw</b></td><td class=r><b>€ 363,00</b></td></tr><tr><td>Waarvan btw 21%</td><td class=r>€ 63,00</td></tr></table>"
            "<p>Gelieve € 363,00 uiterlijk 3 maart 2026 over te maken op NL91 ABNA 0417 1643 00 t.n.v. Bureaustunter B.V. o.v.v. 900412377.</p><p style='font-size:7pt;position:absolute;bottom:0'>Bureaustunter B.V. | Havenkade 10, 1011 AB Amsterdam | KvK 58831144 | btw NL123456782B90 | Retourneren binnen 30 dagen</p>"
        ),
        {"kind": "invoice", "number": "900412377", "issued_on": "2026-02-17", "due_on": "2026-03-03", "supplier": "Bureaustunter B.V.", "supplier_vat_number": "NL123456782B90", "supplier_registration": "58831144", "customer": "Stichting Zorgpunt Oost", "iban": "NL91ABNA0417164300", "currency": "EUR", "net": "300.00", "vat": "63.00", "total": "363.00", "payable": "363.00", "vat_rates": [{"rate": "21", "net": "300.00", "vat": "63.00"}], "order_number": "4500018823", "payment_reference": "900412377"},
    ),
    Lookalike(
        "building-nl",
        "nl",
        page(
            "<div style='font-size:17pt'>Smit &amp; Zonen Bouw</div><table class=w style='margin-top:10pt'><tr><td>Woningstichting De Brug<br>Crediteurenadministratie<br>Postbus 221<br>3500 AE Utrecht</td><td>Factuur: 26-0118<br>Datum: 20 februari 2026<br>Werk: 25.044 renovatie Kerklaan<br>Opdrachtnr: OPD-9912<br>Termijn: 3 van 5</td></tr></table>"
            "<table class=w style='margin-top:24pt'><tr><th>Omschrijving</th><th class=r>Bedrag</th></tr><tr><td>3e termijn 20% van aanneemsom € 48.000,00</td><td class=r>€ 9.600,00</td></tr><tr><td>Meerwerk nr. 4 d.d. 11-02-2026</td><td class=r>€ 1.250,00</td></tr></table>"
            "<table style='margin-left:auto'><tr><td>Totaal excl. BTW</td><td class=r>€ 10.850,00</td></tr><tr><td>BTW verlegd naar NL853860129B01</td><td class=r>€ 0,00</td></tr><tr><td>Totaal te voldoen</td><td class=r>€ 10.850,00</td></tr></table>"
            "<p>Betaling binnen 30 dagen: € 8.137,50 op NL51 INGB 9150 8798 71 en € 2.712,50 (25%) op onze G-rekening NL91 ABNA 0417 1643 00.</p><p style='font-size:7pt;position:absolute;bottom:0'>Smit &amp; Zonen Bouw B.V. - Industrieweg 4 - 9712 HM Groningen - KvK 04051177 - BTW NL123456782B90</p>"
        ),
        {"kind": "invoice", "number": "26-0118", "issued_on": "2026-02-20", "supplier": "Smit & Zonen Bouw B.V.", "supplier_vat_number": "NL123456782B90", "supplier_registration": "04051177", "customer": "Woningstichting De Brug", "customer_vat_number": "NL853860129B01", "iban": "NL51INGB9150879871", "currency": "EUR", "net": "10850.00", "vat": "0", "total": "10850.00", "payable": "10850.00", "order_number": "OPD-9912"},
    ),
    Lookalike(
        "craftsman-de",
        "de",
        page(
            "<div style='text-align:center;font-size:15pt'>Malerbetrieb Jürgen Vogel</div><div style='text-align:center;font-size:8pt'>Meisterbetrieb seit 1987 · Schillerstr. 22 · 80331 München · Tel. 089/1234567 · St.-Nr. 143/201/30112</div>"
            "<p style='margin-top:30pt'>Hausverwaltung Lindner GmbH<br>z. Hd. Frau Schmidt<br>Am Markt 1<br>80331 München</p><p class=r>München, den 9. Februar 2026</p>"
            "<p><b>Rechnung 2026/017</b><br>BV: Lindenallee 7, Treppenhaus<br>Leistungszeitraum: 12.01.2026 - 30.01.2026</p><p>Für die ausgeführten Arbeiten erlauben wir uns zu berechnen:</p>"
            "<table class=w><tr><th>Menge</th><th>Leistung</th><th class=r>EP</th><th class=r>GP</th></tr><tr><td>120,00 m²</td><td>Wände streichen, zweimalig</td><td class=r>8,50 €</td><td class=r>1.020,00 €</td></tr><tr><td>15,50 Std.</td><td>Spachtelarbeiten</td><td class=r>52,00 €</td><td class=r>806,00 €</td></tr></table>"
            "<table style='margin-left:auto'><tr><td>Summe netto</td><td class=r>1.826,00 €</td></tr><tr><td>+ 19 % MwSt.</td><td class=r>346,94 €</td></tr><tr><td><b>Rechnungsbetrag</b></td><td class=r><b>2.172,94 €</b></td></tr></table>"
            "<p>Zahlbar bis 23.02.2026 mit 2 % Skonto (2.129,48 €), bis 11.03.2026 ohne Abzug.</p><p>Bankverbindung: Stadtsparkasse München, IBAN DE89 3704 0044 0532 0130 00</p>"
        ),
        {"kind": "invoice", "number": "2026/017", "issued_on": "2026-02-09", "due_on": "2026-03-11", "supplier": "Malerbetrieb Jürgen Vogel", "customer": "Hausverwaltung Lindner GmbH", "iban": "DE89370400440532013000", "currency": "EUR", "net": "1826.00", "vat": "346.94", "total": "2172.94", "payable": "2172.94", "vat_rates": [{"rate": "19", "net": "1826.00", "vat": "346.94"}]},
    ),
    Lookalike(
        "telecom-de",
        "de",
        page(
            "<div class=r style='font-size:20pt'>NordFunk</div><small>NordFunk GmbH, Hauptstraße 5, 20095 Hamburg</small><table class=w><tr><td>Kontor Hansen AG<br>Bahnhofstraße 12<br>20095 Hamburg</td><td>Kundennummer 7712345<br>Rechnungsnummer 26-02-7712345<br>Rechnungsdatum 03.02.2026<br>Rufnummer 040 998877<br>Vertrag 500-1</td></tr></table>"
            "<h3>Ihre Rechnung für Februar 2026</h3><table class=w><tr><th>Leistung</th><th>Zeitraum</th><th class=r>Netto EUR</th><th class=r>Brutto EUR</th></tr><tr><td>Business DSL 250</td><td>01.02.2026 - 28.02.2026</td><td class=r>49,90</td><td class=r>59,38</td></tr><tr><td>Festnetz Flat</td><td>01.02.2026 - 28.02.2026</td><td class=r>10,00</td><td class=r>11,90</td></tr></table>"
            "<table style='margin-left:auto'><tr><td>Summe der Nettobeträge</td><td class=r>59,90 EUR</td></tr><tr><td>Umsatzsteuer 19,00 % auf 59,90</td><td class=r>11,38 EUR</td></tr><tr><td><b>Zu zahlender Betrag</b></td><td class=r><b>71,28 EUR</b></td></tr></table>"
            "<p>Der Rechnungsbetrag von 71,28 EUR wird am 17.02.2026 von Ihrem Konto DE89 3704 0044 0532 0130 00 abgebucht. Mandatsreferenz NF-7712345, Gläubiger-ID DE98ZZZ09999999999.</p><p style='font-size:6.5pt;position:absolute;bottom:0'>NordFunk GmbH · Geschäftsführer: A. Brandt · Amtsgericht Hamburg HRB 77123 · USt-IdNr. DE136695976 · Bank: IBAN DE27 1007 7777 0209 2997 00</p>"
        ),
        {"kind": "invoice", "number": "26-02-7712345", "issued_on": "2026-02-03", "due_on": "2026-02-17", "supplier": "NordFunk GmbH", "supplier_vat_number": "DE136695976", "supplier_registration": "HRB 77123", "customer": "Kontor Hansen AG", "iban": "DE27100777770209299700", "currency": "EUR", "net": "59.90", "vat": "11.38", "total": "71.28", "payable": "71.28", "vat_rates": [{"rate": "19", "net": "59.90", "vat": "11.38"}]},
    ),
    Lookalike(
        "wholesale-en",
        "en",
        page(
            "<table class=w><tr><td style='font-size:16pt'>THAMES OFFICE SUPPLIES</td><td class=r><b>TAX INVOICE</b></td></tr></table><p>Unit 4, Park Avenue, London EC1A 1BB<br>Tel 020 7946 0000 &nbsp; VAT Reg No 980 7806 84</p>"
            "<table class=w style='margin:12pt 0'><tr><td><b>Invoice To</b><br>Silverdale Nursery<br>9 Church Road<br>York YO1 7HH</td><td><b>Deliver To</b><br>Silverdale Nursery<br>Greenhouse 2, Mill Lane<br>York YO1 7HH</td><td><table><tr><td>Invoice No</td><td>SI-30551</td></tr><tr><td>Tax Point</td><td>09/02/26</td></tr><tr><td>Account</td><td>SIL001</td></tr><tr><td>Cust Order</td><td>4471/B</td></tr><tr><td>Our Order</td><td>SO-8811</td></tr></table></td></tr></table>"
            "<table class=w><tr><th>Code</th><th>Description</th><th class=r>Qty</th><th class=r>Price</th><th class=r>Disc</th><th class=r>VAT</th><th class=r>Net</th></tr><tr><td>A4-80</td><td>Copier paper A4 80gsm box of 5</td><td class=r>10</td><td class=r>18.50</td><td class=r>5%</td><td class=r>S</td><td class=r>175.75</td></tr><tr><td>BK-11</td><td>Planting guide (book)</td><td class=r>4</td><td class=r>12.00</td><td></td><td class=r>Z</td><td class=r>48.00</td></tr></table>"
            "<table style='margin-left:auto'><tr><td>Goods</td><td class=r>£223.75</td></tr><tr><td>Carriage</td><td class=r>£6.25</td></tr><tr><td>VAT</td><td class=r>£36.40</td></tr><tr><td><b>Invoice Total</b></td><td class=r><b>£266.40</b></td></tr></table>"
            "<table style='font-size:8pt'><tr><th>Code</th><th>Rate</th><th class=r>Goods</th><th class=r>VAT</th></tr><tr><td>S</td><td>20.00%</td><td class=r>182.00</td><td class=r>36.40</td></tr><tr><td>Z</td><td>0.00%</td><td class=r>48.00</td><td class=r>0.00</td></tr></table><p>Terms: 30 days net. Bank: Barclays, sort code 20-00-00, account 12345678. Registered in England No 01234567.</p>"
        ),
        {"kind": "invoice", "number": "SI-30551", "issued_on": "2026-02-09", "supplier": "THAMES OFFICE SUPPLIES", "supplier_vat_number": "GB980780684", "supplier_registration": "01234567", "customer": "Silverdale Nursery", "currency": "GBP", "net": "230.00", "vat": "36.40", "total": "266.40", "payable": "266.40", "vat_rates": [{"rate": "20", "net": "182.00", "vat": "36.40"}, {"rate": "0", "net": "48.00", "vat": "0.00"}], "order_number": "4471/B"},
    ),
    Lookalike(
        "restaurant-fr",
        "fr",
        page(
            "<div style='text-align:center'><b>LE BISTROT DU PORT</b><br>SARL Port et Fils<br>2 quai Nord<br>13001 Marseille<br>Tél. 04 91 00 00 00<br>SIRET 732 829 320 00074<br>TVA FR44732829320</div><p>Ticket n° 004512 &nbsp; Table 12<br>Le 14/02/2026 à 13:22</p><table class=w><tr><td>2 Menu du midi</td><td class=r>39,00</td></tr><tr><td>1 Eau minérale</td><td class=r>4,50</td></tr><tr><td>1 Pichet vin rouge</td><td class=r>12,00</td></tr></table><hr><table class=w><tr><td><b>TOTAL TTC</b></td><td class=r><b>55,50 €</b></td></tr><tr><td>CB</td><td class=r>55,50</td></tr></table><table class=w><tr><td>TVA 10,00 %</td><td class=r>HT 39,55</td><td class=r>3,95</td></tr><tr><td>TVA 20,00 %</td><td class=r>HT 10,00</td><td class=r>2,00</td></tr></table><p style='text-align:center'>Merci de votre visite !</p>",
            "@page{size:80mm 150mm;margin:4mm}body{font:7.5pt 'DejaVu Sans Mono'}td{padding:1pt 0}",
        ),
        {"kind": "receipt", "number": "004512", "issued_on": "2026-02-14", "supplier": "SARL Port et Fils", "supplier_vat_number": "FR44732829320", "supplier_registration": "73282932000074", "currency": "EUR", "net": "49.55", "vat": "5.95", "total": "55.50", "payable": "0", "vat_rates": [{"rate": "10", "net": "39.55", "vat": "3.95"}, {"rate": "20", "net": "10.00", "vat": "2.00"}]},
    ),
    Lookalike(
        "credit-nl",
        "nl",
        page(
            "<table class=w><tr><td><b style='font-size:14pt'>Groothandel Vermeulen</b><br>Industrieweg 40<br>5611 EM Eindhoven</td><td class=r>T 040-2345678<br>debiteuren@vermeulen-groothandel.nl<br>www.vermeulen-groothandel.nl</td></tr></table><p style='margin:24pt 0'>Kantoorvak Noord B.V.<br>T.a.v. de administratie<br>Kerklaan 77<br>9712 HM Groningen</p>"
            "<h2>CREDITNOTA</h2><table><tr><td>Creditnota nr.</td><td>CN26-00073</td><td>Debiteur</td><td>10422</td></tr><tr><td>Datum</td><td>24-02-2026</td><td>Credit op factuur</td><td>26-004418</td></tr></table>"
            "<table class=w style='margin-top:10pt'><tr><th>Artikel</th><th>Omschrijving</th><th class=r>Aantal</th><th class=r>Prijs</th><th class=r>Btw%</th><th class=r>Bedrag</th></tr><tr><td>88021</td><td>Archiefdoos karton</td><td class=r>-50</td><td class=r>1,85</td><td class=r>21</td><td class=r>-92,50</td></tr></table>"
            "<table style='margin-left:auto'><tr><td>Goederenbedrag</td><td class=r>-92,50</td></tr><tr><td>Btw 21% over -92,50</td><td class=r>-19,43</td></tr><tr><td><b>Te ontvangen</b></td><td class=r><b>EUR -111,93</b></td></tr></table><p>Dit bedrag wordt verrekend met uw openstaande posten.</p><p style='font-size:7pt'>KvK Eindhoven 17088231 | BTW NL853860129B01 | IBAN NL91ABNA0417164300 | Groothandel Vermeulen B.V.</p>"
        ),
        {"kind": "credit_note", "number": "CN26-00073", "issued_on": "2026-02-24", "supplier": "Groothandel Vermeulen B.V.", "supplier_vat_number": "NL853860129B01", "supplier_registration": "17088231", "customer": "Kantoorvak Noord B.V.", "iban": "NL91ABNA0417164300", "currency": "EUR", "net": "92.50", "vat": "19.43", "total": "111.93", "payable": "111.93", "vat_rates": [{"rate": "21", "net": "92.50", "vat": "19.43"}]},
    ),
    Lookalike(
        "order-de",
        "de",
        page(
            "<table class=w><tr><td><b>Weber Elektrotechnik GmbH &amp; Co. KG</b><br>Einkauf<br>Industriestraße 18<br>50667 Köln</td><td class=r><b style='font-size:15pt'>Bestellung</b><br>Nr. 4500091234<br>vom 10.03.2026</td></tr></table><p style='margin:20pt 0'>Lieferant:<br>Nordlicht Software GmbH<br>Am Markt 3<br>20095 Hamburg</p>"
            "<p>Unsere Lieferantennummer: 70012 &nbsp; Einkäufer: Hr. Brandt &nbsp; Tel. 0221 99887-12</p><p>Liefertermin: 24.03.2026 &nbsp; Lieferbedingung: DAP Köln</p><table class=w><tr><th>Pos</th><th>Material</th><th>Bezeichnung</th><th class=r>Menge</th><th>ME</th><th class=r>Preis</th><th class=r>Wert</th></tr><tr><td>10</td><td>SW-2201</td><td>Lizenz Leitstand 1 Jahr</td><td class=r>3</td><td>ST</td><td class=r>1.240,00</td><td class=r>3.720,00</td></tr><tr><td>20</td><td>SW-9900</td><td>Einrichtung remote</td><td class=r>6</td><td>STD</td><td class=r>110,00</td><td class=r>660,00</td></tr></table>"
            "<p class=r><b>Gesamtwert netto EUR 4.380,00</b></p><p>Bitte senden Sie uns eine Auftragsbestätigung. Rechnung an rechnung@weber-elektrotechnik.de</p><p style='font-size:7pt'>Weber Elektrotechnik GmbH &amp; Co. KG, Amtsgericht Köln HRA 22011, USt-IdNr. DE136695976</p>"
        ),
        {"kind": "purchase_order", "number": "4500091234", "issued_on": "2026-03-10", "delivered_on": "2026-03-24", "supplier": "Nordlicht Software GmbH", "customer": "Weber Elektrotechnik GmbH & Co. KG", "customer_vat_number": "DE136695976", "currency": "EUR", "net": "4380.00"},
    ),
    Lookalike(
        "power-nb",
        "nb",
        page(
            "<table class=w><tr><td style='font-size:18pt'>Havkraft</td><td class=r>Havkraft Strøm AS<br>Postboks 44, 4001 Stavanger<br>Kundeservice 51 00 00 00<br>Org.nr. 995 525 828 MVA</td></tr></table><p style='margin:20pt 0'>Bakeriet på Hjørnet AS<br>Torggata 9<br>0150 OSLO</p><h3>Faktura for januar 2026</h3><table><tr><td>Kundenummer</td><td>4410022</td><td>Fakturanummer</td><td>980011223</td></tr><tr><td>Målernummer</td><td>7359992890123456</td><td>Fakturadato</td><td>05.02.26</td></tr><tr><td>Målepunkt-ID</td><td>707057500012345678</td><td>Forfallsdato</td><td>19.02.26</td></tr></table>"
            "<table class=w style='margin-top:12pt'><tr><th>Beskrivelse</th><th class=r>Forbruk</th><th class=r>Pris</th><th class=r>Beløp</th></tr><tr><td>Spotpris januar</td><td class=r>4 120 kWh</td><td class=r>0,8412</td><td class=r>3 465,74</td></tr><tr><td>Påslag</td><td class=r>4 120 kWh</td><td class=r>0,0300</td><td class=r>123,60</td></tr><tr><td>Fastbeløp</td><td></td><td></td><td class=r>39,20</td></tr></table>"
            "<table style='margin-left:auto'><tr><td>Sum eks. mva</td><td class=r>3 628,54</td></tr><tr><td>25 % mva</td><td class=r>907,14</td></tr><tr><td><b>Å betale</b></td><td class=r><b>kr 4 535,68</b></td></tr></table><table style='margin-top:50pt;border-top:1pt dashed'><tr><td>Til konto<br>1503.40.12345</td><td>KID<br>44100229800112236</td><td>Beløp<br>4 535,68</td><td>Forfall<br>19.02.26</td></tr></table>"
        ),
        {"kind": "invoice", "number": "980011223", "issued_on": "2026-02-05", "due_on": "2026-02-19", "supplier": "Havkraft Strøm AS", "supplier_vat_number": "NO995525828MVA", "supplier_registration": "995525828", "customer": "Bakeriet på Hjørnet AS", "currency": "NOK", "net": "3628.54", "vat": "907.14", "total": "4535.68", "payable": "4535.68", "vat_rates": [{"rate": "25", "net": "3628.54", "vat": "907.14"}], "payment_reference": "44100229800112236"},
    ),
    Lookalike(
        "us-en",
        "en",
        page(
            "<table class=w><tr><td><b>Pine Ridge Tools Inc.</b><br>410 Harbor Blvd<br>Portland, OR 97201<br>(503) 555-0142</td><td class=r style='font-size:18pt'>INVOICE</td></tr></table><table class=w style='margin:12pt 0'><tr><td><b>BILL TO</b><br>Harper Engineering Ltd<br>12 Mill Lane<br>Leeds LS1 4AP<br>United Kingdom</td><td><b>SHIP TO</b><br>Harper Engineering Ltd<br>Dock 3, Station Road<br>Leeds LS1 4AP</td><td><table><tr><td>INVOICE #</td><td>10871</td></tr><tr><td>DATE</td><td>02/11/2026</td></tr><tr><td>DUE DATE</td><td>03/13/2026</td></tr><tr><td>TERMS</td><td>Net 30</td></tr><tr><td>P.O. #</td><td>HE-2207</td></tr></table></td></tr></table>"
            "<table class=w><tr><th>DATE</th><th>ACTIVITY</th><th class=r>QTY</th><th class=r>RATE</th><th class=r>AMOUNT</th></tr><tr><td>02/09/2026</td><td>Torque wrench set TW-9</td><td class=r>6</td><td class=r>149.00</td><td class=r>894.00</td></tr><tr><td>02/09/2026</td><td>Calibration certificate</td><td class=r>6</td><td class=r>25.00</td><td class=r>150.00</td></tr></table>"
            "<table style='margin-left:auto'><tr><td>SUBTOTAL</td><td class=r>1,044.00</td></tr><tr><td>TAX (0%)</td><td class=r>0.00</td></tr><tr><td>SHIPPING</td><td class=r>86.50</td></tr><tr><td>TOTAL</td><td class=r>1,130.50</td></tr><tr><td><b>BALANCE DUE</b></td><td class=r><b>USD 1,130.50</b></td></tr></table>"
        ),
        {"kind": "invoice", "number": "10871", "issued_on": "2026-02-11", "due_on": "2026-03-13", "supplier": "Pine Ridge Tools Inc.", "customer": "Harper Engineering Ltd", "currency": "USD", "net": "1130.50", "vat": "0.00", "total": "1130.50", "payable": "1130.50", "vat_rates": [{"rate": "0", "net": "1130.50", "vat": "0.00"}], "order_number": "HE-2207"},
    ),
    Lookalike(
        "carrier-fr",
        "fr",
        page(
            "<table class=w><tr><td style='font-size:16pt'>TRANSPORTS MOREAU</td><td class=r>S.A. au capital de 120 000 €<br>8 avenue Victor Hugo - 31000 Toulouse<br>RCS Toulouse 732 829 320 - TVA FR44732829320</td></tr></table><table class=w style='margin:18pt 0'><tr><td>FACTURE<br>N° : FA026117<br>Date : 28/02/2026<br>Code client : C00412<br>Vos réf. : CMD 7781</td><td>JARDINS DE PROVENCE SARL<br>Service comptabilité<br>17 rue du Moulin<br>13001 MARSEILLE</td></tr></table>"
            "<table class=w><tr><th>Date</th><th>Désignation</th><th class=r>Colis</th><th class=r>Poids</th><th class=r>Montant HT</th></tr><tr><td>03/02</td><td>Toulouse - Marseille, récépissé 55120</td><td class=r>4</td><td class=r>310</td><td class=r>142,00</td></tr><tr><td>17/02</td><td>Toulouse - Nice, récépissé 55307</td><td class=r>2</td><td class=r>95</td><td class=r>88,50</td></tr><tr><td></td><td>Taxe gazole 12,50 %</td><td></td><td></td><td class=r>28,81</td></tr></table>"
            "<table class=w style='margin-top:10pt;border:0.5pt solid'><tr><th>Base HT</th><th>Taux</th><th>Montant TVA</th><th class=r>Total HT</th><th class=r>Total TVA</th><th class=r>NET À PAYER</th></tr><tr><td>259,31</td><td>20,00</td><td>51,86</td><td class=r>259,31</td><td class=r>51,86</td><td class=r>311,17 €</td></tr></table><p>Règlement : virement à 30 jours, échéance le 30/03/2026. IBAN : FR14 2004 1010 0505 0001 3M02 606</p>"
        ),
        {"kind": "invoice", "number": "FA026117", "issued_on": "2026-02-28", "due_on": "2026-03-30", "supplier": "TRANSPORTS MOREAU", "supplier_vat_number": "FR44732829320", "supplier_registration": "732829320", "customer": "JARDINS DE PROVENCE SARL", "iban": "FR1420041010050500013M02606", "currency": "EUR", "net": "259.31", "vat": "51.86", "total": "311.17", "payable": "311.17", "vat_rates": [{"rate": "20", "net": "259.31", "vat": "51.86"}], "reference": "CMD 7781"},
    ),
)  # fmt: skip
