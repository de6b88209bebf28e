"""German wordings."""

LABELS = {
    "number": """
        rechnungsnummer
        rechnungsnr
        rechnungs nummer/nr/no
        rechnung nummer/nr/no
        rg nr/nummer
        rgnr
        re nr
        renr
        rech nr
        nummer der rechnung
        gutschriftsnummer
        gutschriftnummer
        gutschrift nummer/nr/no
        gutschriftsnr
        rechnungskorrektur nummer/nr
        korrekturrechnung nummer/nr
        stornorechnung nummer/nr
        belegnummer
        belegnr
        beleg nummer/nr
        bon nummer/nr
        bonnummer
        bonnr
        kassenbon nr
        quittungsnummer
        quittung nr
        faktura nummer/nr
        fakturanummer
    """,
    "number_weak": """
        nummer
        nr
        dokumentnummer
        dokumentennummer
        dokument nr
        belegno
        vorgangsnummer
    """,
    "title_invoice": """
        rechnung
        schlussrechnung
        abschlagsrechnung
        teilrechnung
        sammelrechnung
        honorarrechnung
        faktura
    """,
    "title_credit_note": """
        gutschrift
        rechnungskorrektur
        korrekturrechnung
        stornorechnung
        rechnungsgutschrift
    """,
    "title_receipt": """
        quittung
        kassenbon
        kassenbeleg
        bon
        barverkauf
    """,
    "title_purchase_order": """
        bestellung
        einkaufsbestellung
        einzelbestellung
        abrufbestellung
    """,
    "title_other": """
        angebot
        lieferschein
        mahnung
        auftragsbestatigung
        proforma rechnung
        proformarechnung
        zahlungserinnerung
        kontoauszug
        kostenvoranschlag
        letzte/erste/zweite/dritte mahnung
        pro forma rechnung
        proforma
        saldenbestatigung
        zahlungsaufforderung
        bestellbestatigung
        zahlungsavis
        offene posten
        offene posten liste
        letzte/erste/zweite zahlungserinnerung
    """,
    "issued_on": """
        rechnungsdatum
        rechnungs datum
        datum der rechnung
        rechnung vom
        gutschriftsdatum
        gutschrift vom
        ausstellungsdatum
        belegdatum
        rechnungsdat
        rg datum
        re datum
        ausgestellt am
        erstellt am
        fakturadatum
        datum rechnung
    """,
    "ordered_on": """
        bestelldatum
        datum der bestellung
        bestellung vom
    """,
    "issued_on_weak": """
        datum
        vom
        den
        datum uhrzeit
        datum zeit
    """,
    "due_on": """
        falligkeitsdatum
        spatestens
        spatestens am/bis
        bis spatestens
        fallig am
        fallig bis
        fallig
        zahlbar bis
        zahlbar bis zum
        zu zahlen bis
        falligkeit
        zahlungsziel
        zahlbar bis spatestens
        zahlung bis
        bitte zahlen sie bis
        zahlungstermin
        zahlbar am
        falligkeitstag
        faelligkeitsdatum
        faellig am
        uberweisen sie den betrag bis zum
        betrag bis zum
        rechnungsbetrag bis zum
        netto bis
        ohne abzug bis
        netto fallig am
        zahlung fallig am
        abbuchung am
        wird eingezogen am
    """,
    "due_or_paid_on": """
        zahlungsdatum
    """,
    "delivered_on": """
        lieferdatum
        liefertermin
        leistungsdatum
        datum der lieferung
        datum der leistung
        lieferung am
        geliefert am
        liefer und leistungsdatum
        lieferdatum leistungsdatum
        leistungsdatum lieferdatum
        gewunschter liefertermin
        liefertag
        lieferung bis
        wunschtermin
        lieferdatum entspricht
    """,
    "other_date": """
        leistungszeitraum
        lieferzeitraum
        zeitraum
        abrechnungszeitraum
        bis
        druckdatum
        geburtsdatum
        angebotsdatum
        auftragsdatum
        datum des auftrags
        auftrag vom
        lieferschein vom
        lieferscheindatum
        ihre bestellung vom
        bestellung vom ihre
        gultig bis
        valuta
        skonto bis
        bei zahlung bis
        bei zahlung bis zum
    """,
    "customer": """
        rechnung an
        rechnungsadresse
        rechnungsanschrift
        rechnungsempfanger
        kunde
        empfanger
        an
        kaufer
        auftraggeber
        leistungsempfanger
        kundenadresse
        besteller
        gutschrift an
        herrn frau firma
        firma
    """,
    "supplier": """
        lieferant
        verkaufer
        absender
        rechnungssteller
        leistungserbringer
        von
        auftragnehmer
        kreditor
    """,
    "ship_to": """
        lieferadresse
        lieferanschrift
        versandadresse
        lieferung an
        warenempfanger
        liefern an
        versand an
    """,
    "account_holder": """
        kontoinhaber
        inhaber
        zahlungsempfanger
        empfanger zahlung
        kontoinh
    """,
    "vat_number": """
        ust id nr
        ust idnr
        ust id
        ustid
        ustid nr
        ustidnr
        umsatzsteuer id
        umsatzsteuer identifikationsnummer
        umsatzsteueridentifikationsnummer
        umsatzsteuer id nr
        mwst nr
        mwst nummer
        uid
        uid nr
        uid nummer
        atu nummer
        ust ident nr
        ust identnr
        eg steuernummer
        id nr
        vat nr
        ust nr
        umsatzsteuer idnr
        unsere ust id nr
        unsere ust idnr
    """,
    "customer_vat_number": """
        ihre ust id nr
        ihre ust idnr
        ihre ust id
        ihre ustid
        ihre umsatzsteuer id
        ihre umsatzsteuer identifikationsnummer
        ust id nr kunde
        ust idnr kunde
        ust id kunde
        ust id des kunden
        ust idnr des kunden
        ust idnr des leistungsempfangers
        kunden ust id nr
        kunden ust idnr
        kunden ust id
        ihre uid
        ihre uid nr
        ihre id nr
        ihre vat nr
        ust id nr des leistungsempfangers
    """,
    "registration": """
        hrb
        hrb nr
        hra
        handelsregister
        handelsregisternummer
        amtsgericht
        registergericht
        registernummer
        handelsregister nr
        fn
        firmenbuchnummer
        firmenbuch
        registereintrag
        eingetragen im handelsregister
        ag
    """,
    "customer_registration": """
        ihre handelsregisternummer
    """,
    "iban": """
        iban
        bankverbindung
        konto
        kontonummer
        konto nr
        bankkonto
        iban nr
        iban nummer
    """,
    "customer_iban": """
        ihr konto
        ihrem konto
        von ihrem konto
        von ihrem konto iban
        ihre iban
        ihrer iban
        mandatsreferenz
        wird abgebucht
        lastschrift von
        sepa lastschrift
        zu lasten
        wird von ihrem konto
    """,
    "bic": """
        bic
        swift
        blz
        bankleitzahl
        bic code
        swift bic
    """,
    "net": """
        nettobetrag
        netto betrag
        gesamt netto
        gesamtbetrag netto
        gesamtnetto
        summe netto
        nettosumme
        netto summe
        netto gesamt
        nettogesamt
        netto
        warenwert netto
        warenwert
        rechnungsbetrag netto
        summe ohne mwst/ust
        gesamtsumme netto
        nettowert
        gesamtwert netto
        gesamtwert
        summe exkl mwst/ust
        zwischensumme netto
        zwischensumme (netto)
        positionen netto
        betrag netto
        gesamtpreis netto
        total exkl mwst
        gesamtnettobetrag
        entgelt
        summe vor steuern
        summe zzgl mwst
        netto warenwert
        endsumme netto
        nettorechnungsbetrag
        auftragswert netto
        bestellwert netto
    """,
    "net_weak": """
        zwischensumme
        summe positionen
        subtotal
    """,
    "vat": """
        mwst
        ust
        umsatzsteuer
        mehrwertsteuer
        mwst betrag
        ust betrag
        zzgl mwst
        zzgl ust
        zzgl umsatzsteuer
        zzgl mehrwertsteuer
        zuzuglich mwst
        zuzuglich umsatzsteuer
        zuzuglich mehrwertsteuer
        umsatzsteuerbetrag
        steuerbetrag
        summe mwst
        summe ust
        gesamt mwst
        gesamt ust
        enthaltene mwst
        enthaltene umsatzsteuer
        enth mwst
        inkl mwst betrag
        darin mwst
        darin enthaltene mwst
        gesetzl mwst
        gesetzliche mwst
        zzgl gesetzl mwst
        steuer
        steuern
        mwst gesamt
        ust gesamt
        mehrwertsteuer gesamt
        plus mwst
        davon mwst
        summe umsatzsteuer
        gesamt steuer
        summe steuern
    """,
    "total": """
        gesamtbetrag
        rechnungsbetrag
        bruttobetrag
        gesamt brutto
        gesamtbetrag brutto
        summe brutto
        bruttosumme
        brutto
        endbetrag
        gesamtbetrag inkl mwst/ust
        gesamt inkl mwst/ust
        summe inkl mwst/ust
        rechnungssumme
        zu zahlender betrag
        zu zahlen
        zahlbetrag
        rechnungsendbetrag
        rechnungsgesamtbetrag
        total inkl mwst/ust
        gesamtsumme brutto
        rechnungsbetrag brutto
        endsumme
        gesamtsumme inkl mwst/ust
        gutschriftsbetrag
        gutschriftbetrag
        bruttogesamt
        bruttogesamtbetrag
        gesamtbruttobetrag
        fallig gesamt
        bruttorechnungsbetrag
        gesamtpreis brutto
        brutto gesamt
        rechnungstotal
        auszahlungsbetrag
        erstattungsbetrag
        bestellwert brutto
    """,
    "total_weak": """
        gesamt
        summe
        gesamtsumme
        total
        betrag
        gesamtpreis
        summe eur
        gesamt eur
        zu bezahlen
        auftragssumme
        bestellwert
        bestellsumme
    """,
    "asked": """
        zu zahlender betrag
        zu zahlen
        zahlbetrag
        zu bezahlen
        fallig gesamt
        auszahlungsbetrag
        erstattungsbetrag
    """,
    "payable": """
        restbetrag
        offener betrag
        noch zu zahlen
        verbleibender betrag
        offen
        zahllast
        restzahlung
        restforderung
        restbetrag zu zahlen
        noch offen
        noch zu zahlender betrag
        verbleibender zahlbetrag
        restsumme
        offener restbetrag
        noch zu bezahlen
        zu zahlender restbetrag
        verbleibender rechnungsbetrag
    """,
    "paid": """
        bereits gezahlt
        bereits bezahlt
        anzahlung
        abschlag
        abzgl anzahlung
        abzuglich anzahlung
        geleistete anzahlung
        bezahlt
        gegeben
        bar
        ruckgeld
        ec karte
        girocard
        erhaltene anzahlungen
        kartenzahlung
        erhalten
        vorauszahlung
        abschlagszahlung
        abschlagszahlungen
        abzgl abschlagszahlung
        abzgl abschlagszahlungen
        abzuglich abschlagszahlungen
        geleistete abschlagszahlungen
        geleistete abschlagszahlung
        teilzahlung
        vorauszahlungen
        akontozahlung
        akontozahlungen
        zahlungseingang
        bereits geleistet
        bereits geleistete zahlungen
        bisherige zahlungen
        erhaltene zahlungen
        geleistete zahlungen
        bezahlter betrag
        erhaltene anzahlung
        abzgl erhaltene anzahlung
        abzgl geleistete anzahlung
        abzgl bereits bezahlt
        abzgl vorauszahlung
        geleistete vorauszahlung
    """,
    "rounding": """
        rundung
        rundungsdifferenz
        rundungsbetrag
    """,
    "discount": """
        rabatt
        abzgl rabatt
        abzuglich rabatt
        nachlass
        kundenrabatt
        gesamtrabatt
        mengenrabatt
        preisnachlass
        sonderrabatt
        skonto
    """,
    "charge": """
        versandkosten
        versand
        fracht
        frachtkosten
        transportkosten
        porto
        porto und verpackung
        verpackung
        versand und verpackung
        mindermengenzuschlag
        zuschlag
        lieferkosten
        verpackungskosten
        energiezuschlag
        mautzuschlag
    """,
    "line_sum": """
        summe der positionen
        positionssumme
        warenwert brutto
        zwischensumme vor rabatt
        summe artikel
    """,
    "carried": """
        ubertrag
        zwischensumme seite
        ubertrag von seite
        ubertrag auf seite
        seitensumme
        zwischensumme ubertrag
    """,
    "reference": """
        ihr zeichen
        ihre referenz
        referenz
        ihre ref
        referenznummer
        referenz nr
        ihr zeichen ihre nachricht
        kundenreferenz
        ref
        ref nr
        leitweg id
        aktenzeichen
        betreff referenz
    """,
    "payment_reference": """
        verwendungszweck
        zahlungsreferenz
        zahlungszweck
        betreff zahlung
        buchungsreferenz
        bitte angeben
    """,
    "order_number": """
        ihre bestellung
        ihre bestellnummer
        ihre bestellnr
        ihre bestell nr
        ihre bestellung nr
        ihre auftragsnummer
        bestellnummer
        bestellnr
        bestell nr
        bestell nummer
        bestellung nr
        kundenbestellnummer
        kundenauftragsnummer
        ihre auftragsnr
        ihr auftrag
        ihr auftrag nr
        po nummer/nr
        bestellnummer kunde
        ihre order
        ihre order nr
        bestellbezug
    """,
    "order_number_weak": """
        auftragsnummer
        auftragsnr
        auftrags nr
        auftrag nr
        auftrag
        ordernummer
        order nr
        unsere auftragsnummer
        unser auftrag
        ab nr
        bestellung
    """,
    "other_number": """
        kundennummer
        kundennr
        kunden nr
        kunden nummer
        kunde nr
        kd nr
        kdnr
        ihre kundennummer
        debitorennummer
        debitor
        debitorennr
        lieferantennummer
        lieferantennr
        lieferanten nr
        kreditorennummer
        lieferscheinnummer
        lieferschein
        lieferscheinnr
        lieferschein nr
        projekt
        projektnummer
        projekt nr
        vertragsnummer
        vertrag
        angebotsnummer
        angebot
        angebot nr
        kostenstelle
        sachbearbeiter
        ansprechpartner
        bearbeiter
        ihr ansprechpartner
        steuernummer
        steuernr
        steuer nr
        st nr
        stnr
        st nummer
        glaubiger id
        glaubiger identifikationsnummer
        kasse
        terminal
        tse
        bediener
        filiale
        objekt
        baustelle
        kommission
        einkaufer
        mitgliedsnummer
        zahlernummer
        unser zeichen
        unsere referenz
        unsere zeichen
        zu rechnung
        zur rechnung
        zu rechnung nr
        zur rechnung nr
        zu rechnungsnummer
        ursprungsrechnung
        ursprungliche rechnung
        bezug rechnung
        bezug auf rechnung
        gutschrift zu rechnung
        gutschrift zur rechnung nr
        korrektur zu rechnung
        korrektur zur rechnung
        originalrechnung
        seriennummer
        sendungsnummer
        geschaftsfuhrer
        vertreter
        trace nr
        ta nr
    """,
    "phone": """
        tel
        telefon
        fon
        telefax
        fax
        mobil
        e mail
        email
        mail
        web
        internet
        www
        website
        hotline
        durchwahl
    """,
    "terms": """
        zahlungsbedingungen
        zahlungsbedingung
        zahlungskonditionen
        zahlungsart
        zahlungsweise
        lieferbedingung
        lieferbedingungen
        lieferart
        versandart
        seite
        blatt
        wahrung
        betreff
        betrifft
        sprache
        zahlung
    """,
    "c_description": """
        beschreibung
        bezeichnung
        artikel
        artikelbezeichnung
        leistung
        produkt
        artikelbeschreibung
        leistungsbeschreibung
        text
        position
        ware
        bezeichnung der leistung
        artikel bezeichnung
        tatigkeit
        leistungen
    """,
    "c_sku": """
        artikelnummer
        artikelnr
        artikel nr
        art nr
        artnr
        art no
        produktnummer
        material
        materialnummer
        sachnummer
        best nr artikel
    """,
    "c_quantity": """
        menge
        anzahl
        stuck
        stk
        std
        stunden
        anz
        mge
        liefermenge
        bestellmenge
    """,
    "c_unit": """
        einheit
        einh
        me
        mengeneinheit
    """,
    "c_unit_price": """
        einzelpreis
        preis
        e preis
        ep
        stuckpreis
        preis pro einheit
        preis einheit
        einzel
        einzelpreis netto
        preis stuck
        einheitspreis
        nettopreis
        stundensatz
        e preis netto
        einzelpreis eur
        ep eur
        preis einh
        satz
    """,
    "c_net": """
        gesamt
        gesamtpreis
        betrag
        summe
        gesamtbetrag
        g preis
        gp
        nettobetrag
        netto
        gesamt netto
        gesamtpreis netto
        betrag netto
        betrag eur
        gesamtpreis eur
        gesamt eur
        positionsbetrag
        zeilensumme
        wert
        gp eur
        positionswert
    """,
    "c_vat_rate": """
        mwst
        ust
        mwst satz
        ust satz
        steuersatz
        steuer
        st
    """,
    "c_discount": """
        rabatt
        rab
        nachlass
    """,
    "c_gross": """
        brutto
        bruttobetrag
        gesamt brutto
    """,
    "c_vat": """
        mwst betrag
        ust betrag
        steuerbetrag
        mwst eur
    """,
    "c_position": """
        pos
        nr
        position nr
        lfd nr
        zeile
    """,
    "c_base": """
        netto
        nettobetrag
        bemessungsgrundlage
        basis
        steuerbasis
        warenwert
        entgelt
        summe netto
        netto betrag
    """,
    "reverse_charge": """
        steuerschuldnerschaft des leistungsempfangers
        innergemeinschaftliche lieferung
        kleinunternehmer
        reverse charge
        steuerfreie ausfuhrlieferung
        steuerfreie innergemeinschaftliche lieferung
        gemass 19 ustg
        nach 19 ustg
        umsatzsteuerfrei
        steuerfrei
        steuerfreie lieferung
        keine umsatzsteuer
    """,
}
