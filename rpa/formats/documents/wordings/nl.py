"""Dutch wordings."""

LABELS = {
    "number": """
        factuurnummer
        factuurnr
        factuur nummer/nr/no/id
        nummer/nr factuur
        nummer van de factuur
        notanummer
        nota nummer/nr
        creditnotanummer
        creditnota nummer/nr/no
        creditfactuurnummer
        creditfactuur nummer/nr/no
        creditnummer
        bonnummer
        bonnr
        bon nr/no/nummer
        kassabonnummer
        kassabon nr/no
        transactienummer
        facturnr
        verkoopfactuurnummer
        verkoopfactuur nummer/nr
        referentie/kenmerk factuur
    """,
    "number_weak": """
        documentnummer
        document nummer/nr
        nummer
        nr
        volgnummer
        rekeningnummer factuur
    """,
    "title_invoice": """
        factuur
        verkoopfactuur
        rekening
        nota
        verzamelfactuur
    """,
    "title_credit_note": """
        creditnota
        credit nota
        creditfactuur
        kredietnota
    """,
    "title_receipt": """
        kassabon
        kwitantie
        bon
        aankoopbewijs
        betaalbewijs
    """,
    "title_purchase_order": """
        inkooporder
        bestelling
        inkoopopdracht
        inkoopbestelling
        bestelbon
        opdrachtbon
    """,
    "title_other": """
        offerte
        pakbon
        herinnering
        aanmaning
        orderbevestiging
        proforma factuur
        betalingsherinnering
        vrachtbrief
        rekeningoverzicht
        saldo overzicht
        saldo-overzicht
        leveringsbon
        afleverbon
        prijsopgave
        opdrachtbevestiging
        eerste/tweede/derde/laatste herinnering
        eerste/tweede/laatste aanmaning
        pro forma factuur
        proformafactuur
        proforma
        sommatie
        ingebrekestelling
        werkbon
        overzicht openstaande posten/facturen
    """,
    "issued_on": """
        factuurdatum
        factuur datum
        datum factuur
        datum van de factuur
        datum van uitgifte
        datum uitgifte
        uitgiftedatum
        notadatum
        creditnotadatum
        creditnota datum
        datum creditnota
        creditdatum
        documentdatum
        bondatum
        fact datum
        factuurdat
        gefactureerd op
        uitgegeven op
        opgemaakt op
    """,
    "ordered_on": """
        besteldatum
        orderdatum
        datum bestelling
        datum order
        aankoopdatum
    """,
    "issued_on_weak": """
        datum
        dd
        d d
        datum tijd
    """,
    "due_on": """
        vervaldatum
        uiterlijk
        uiterlijk op
        vervaldag
        uiterste betaaldatum
        uiterlijke betaaldatum
        betaal voor
        betalen voor
        te betalen voor
        te voldoen voor
        uiterlijk (te) betalen/voldoen voor/op
        gelieve te betalen voor
        te betalen uiterlijk (op)
        betaling/betaald/voldaan/betalen uiterlijk (op)
        betaling voor
        vervalt op
        verval datum
        betaaltermijn tot
        betalen tot
        uiterste betaaldag
        incassodatum
    """,
    "due_or_paid_on": """
        betaaldatum
    """,
    "delivered_on": """
        leverdatum
        datum levering
        leveringsdatum
        datum van levering
        geleverd op
        leverdag
        gewenste leverdatum
        gewenste leverdag
        prestatiedatum
        verzenddatum
        afleverdatum
    """,
    "other_date": """
        geboortedatum
        afdrukdatum
        printdatum
        geldig tot
        periode
        ingangsdatum
        datum pakbon
        contractdatum
        offertedatum
        leverperiode
        datum opdracht
        bevestigd op
        orderbevestiging d d
    """,
    "customer": """
        aan
        klant
        factuuradres
        factuur aan
        facturatieadres
        gefactureerd aan
        koper
        afnemer
        opdrachtgever
        debiteur
        tav factuur
        klantgegevens
        factuur voor
        factuurgegevens klant
        t n v klant
    """,
    "supplier": """
        leverancier
        verkoper
        van
        afzender
        crediteur
        onze gegevens
    """,
    "ship_to": """
        afleveradres
        verzendadres
        bezorgadres
        leveradres
        levering aan
        leveringsadres
        werkadres
    """,
    "account_holder": """
        ten name van
        t n v
        tnv
        rekeninghouder
        begunstigde
    """,
    "vat_number": """
        btw nummer
        btw nr
        btw no
        btw id
        btw identificatienummer
        btwnr
        btwnummer
        btw identificatie nummer
        ob nummer
        omzetbelastingnummer
        fiscaal nummer
        ondernemingsnummer
        btw
    """,
    "customer_vat_number": """
        uw btw nummer/nr/id
        uw btw identificatienummer
        btw nummer/nr klant/afnemer/koper/debiteur
        btw klant/afnemer
        klant btw nummer/nr
        btw identificatienummer klant/afnemer
        uw btwnr
        uw btwnummer
        uw btw
    """,
    "registration": """
        kvk
        kvk nummer
        kvk nr
        k v k
        k v k nummer
        k v k nr
        kamer van koophandel
        kamer van koophandel nummer/nr
        handelsregister
        handelsregisternummer
        handelsreg nr
        kvknummer
        kvknr
    """,
    "customer_registration": """
        uw kvk nummer/nr
        kvk nummer/nr klant/afnemer
    """,
    "iban": """
        iban
        iban nummer
        iban nr
        rekeningnummer
        bankrekening
        bankrekeningnummer
        rekening nr
        bank
        op rekening
        iban rekeningnummer
    """,
    "customer_iban": """
        uw rekening
        uw rekeningnummer
        uw iban
        van uw rekening
        incasso van
        afgeschreven van
        af te schrijven van rekening
        wordt afgeschreven van
        machtiging
    """,
    "bic": """
        bic
        swift
        bic code
        swift bic
    """,
    "net": """
        subtotaal excl/exclusief/ex btw
        totaal excl/exclusief/ex btw
        totaal ex
        totaal excl
        totaal exclusief
        totaalbedrag excl/exclusief/ex btw
        bedrag excl/exclusief/ex btw
        excl btw
        exclusief btw
        netto bedrag
        nettobedrag
        totaal netto
        netto totaal
        netto
        factuurbedrag excl/exclusief/ex btw
        totaal zonder btw
        totaal goederen
        maatstaf van heffing
        totaal voor btw
        subtotaal na korting
        totaal goederenbedrag
        goederenbedrag
        netto factuurbedrag
        grondslag totaal
    """,
    "net_weak": """
        subtotaal
        sub totaal
    """,
    "vat": """
        btw bedrag
        btwbedrag
        totaal btw
        btw totaal
        omzetbelasting
        waarvan btw
        btw
        bedrag btw
        btw hoog
        btw laag
        btw over
        btw hoog tarief
        btw laag tarief
        incl btw bedrag
        totaal btw bedrag
    """,
    "total": """
        totaal incl/inclusief btw
        totaal inclusief
        totaal incl
        totaalbedrag incl/inclusief btw
        factuurtotaal
        factuurbedrag
        factuurbedrag incl/inclusief btw
        totaal factuur
        totaalbedrag factuur
        bedrag incl/inclusief btw
        incl btw
        totaal te betalen
        eindtotaal
        eindbedrag
        te betalen bedrag
        te voldoen
        te voldoen bedrag
        bruto bedrag
        totaal bruto
        totaal te voldoen
        creditbedrag
        totaal credit
        te ontvangen
        totaal terug te ontvangen
        door u te betalen
        factuur totaal
        totaal creditnota
        nog te betalen totaal
    """,
    "total_weak": """
        totaal
        totaal eur
        totaalbedrag
        te betalen
        total
        bedrag
        orderbedrag
        totaal order
        totaal bestelling
    """,
    "asked": """
        te betalen
        totaal te betalen
        te betalen bedrag
        te voldoen
        te voldoen bedrag
        totaal te voldoen
        door u te betalen
        nog te betalen totaal
        te ontvangen
        totaal terug te ontvangen
    """,
    "payable": """
        openstaand bedrag
        nog te betalen
        restant
        restbedrag
        openstaand
        saldo
        resteert
        nog te voldoen
        nog openstaand
        nog te betalen bedrag
        resterend bedrag
        resterend te betalen
        restant te betalen
        restantbedrag
        te betalen restant
        restsaldo
    """,
    "paid": """
        reeds betaald
        reeds voldaan
        vooruitbetaald
        betaald
        aanbetaling
        voldaan
        al betaald
        ontvangen
        pin
        pinpas
        contant
        wisselgeld
        maestro
        reeds ontvangen
        aanbetaald
        aanbetaling ontvangen
        minus aanbetaling
        af aanbetaling
        ontvangen aanbetaling
        vooruitbetaling
        voorschot
        deelbetaling
        ontvangen betaling
        ontvangen betalingen
        betaling ontvangen
        reeds betaald bedrag
        betaald bedrag
        af reeds betaald
        af reeds voldaan
    """,
    "rounding": """
        afronding
        afrondingsverschil
    """,
    "discount": """
        korting
        totale korting
        factuurkorting
        klantkorting
        orderkorting
        staffelkorting
        kwantumkorting
    """,
    "charge": """
        verzendkosten
        vrachtkosten
        transportkosten
        orderkosten
        administratiekosten
        bezorgkosten
        vracht
        verpakkingskosten
        milieutoeslag
        brandstoftoeslag
        toeslag
        portokosten
    """,
    "line_sum": """
        totaal regels
        som regels
        totaal artikelen
        subtotaal voor korting
        bruto totaal
        regeltotaal
    """,
    "carried": """
        transport
        transporteren
        transport vorige pagina
        over te brengen
        overgebracht
        saldo vorige pagina
        subtotaal pagina
        transport naar volgende pagina
        totaal vorige pagina
    """,
    "reference": """
        uw referentie
        uw ref
        uw kenmerk
        referentie
        kenmerk
        referentie klant
        klantreferentie
        kenmerk klant
        betreft referentie
        referentienummer
        referentie nr/nummer
        ref
        uw referentienummer
    """,
    "payment_reference": """
        betalingskenmerk
        betaalkenmerk
        acceptgirokenmerk
        onder vermelding van
        o v v
        ovv
        betalingsreferentie
        mededeling
        gestructureerde mededeling
        omschrijving betaling
    """,
    "order_number": """
        uw ordernummer
        uw order nr/nummer
        uw bestelnummer
        uw bestelling nr
        uw order
        uw opdracht
        uw opdrachtnummer
        uw inkoopnummer
        uw inkoopordernummer
        inkoopordernummer
        inkooporder nummer/nr
        inkoopnummer
        bestelnummer
        bestelnr
        bestelbonnummer
        bestelbon nr
        bestelling nummer/nr
        po nummer/nr
        opdrachtnummer
        inkooporder no
        inkooporder
        uw inkooporder
        uw po nummer/nr
    """,
    "order_number_weak": """
        ordernummer
        ordernr
        order nummer/nr/no
        order
        onze order
        ons ordernummer
        verkooporder
        verkoopordernummer
        opdracht nr
        opdracht
    """,
    "other_number": """
        klantnummer
        klantnr
        klant nummer/nr/id
        klantcode
        debiteurnummer
        debiteurnr
        debiteurennummer
        deb nr
        debiteur nummer/nr
        relatienummer
        relatie nr
        relatiecode
        lidnummer
        leveranciersnummer
        crediteurnummer
        crediteurennummer
        pakbonnummer
        pakbon
        pakbonnr
        pakbon nr/nummer
        leverbon
        projectnummer
        project
        projectnr
        project nr
        contractnummer
        contract
        offertenummer
        offerte
        kostenplaats
        medewerker
        verkoper
        uw contactpersoon
        contactpersoon
        behandeld door
        inkoper
        zending
        track trace
        terminal
        kassa
        artikelnummer klant
        machtigingskenmerk
        incassant id
        meternummer
        ean code
        polisnummer
        bij factuur
        credit op factuur
        op factuur
        oorspronkelijke factuur
        betreft factuur
        creditering van factuur
        betreft factuurnummer
        oorspronkelijk factuurnummer
        ons kenmerk
        onze referentie
        onze ref
        kassier
        filiaal
        klant ref
        serienummer
        serienr
        bankpas
        autorisatiecode
        voor factuur
    """,
    "phone": """
        tel
        telefoon
        telefoonnummer
        tel nr
        t
        fax
        faxnummer
        mobiel
        gsm
        mob
        e mail
        email
        mail
        website
        internet
        web
        www
        servicedesk
    """,
    "terms": """
        betalingsconditie
        betalingscondities
        betaaltermijn
        betalingstermijn
        betalingsvoorwaarden
        betaling
        betaalwijze
        betaalmethode
        leveringsconditie
        levering
        verzendwijze
        incoterms
        pagina
        blad
        bladzijde
        valuta
        munt
        betreft
        onderwerp
        omschrijving
    """,
    "c_description": """
        omschrijving
        artikelomschrijving
        beschrijving
        product
        artikel
        dienst
        productomschrijving
        werkzaamheden
        goederen
        omschrijving werkzaamheden
        specificatie
        naam
    """,
    "c_sku": """
        artikelnummer
        artikelnr
        art nr
        artnr
        artikel nr
        artikelcode
        productcode
        code
        art
        bestelnr artikel
        itemnummer
    """,
    "c_quantity": """
        aantal
        hoeveelheid
        aant
        stuks
        uren
        geleverd
        aantal stuks
        besteld
        qty
    """,
    "c_unit": """
        eenheid
        eenh
        ehd
        e h
    """,
    "c_unit_price": """
        prijs
        prijs per stuk
        prijs incl btw
        stukprijs incl btw
        stukprijs
        eenheidsprijs
        prijs per eenheid
        tarief
        p st
        prijs st
        uurtarief
        prijs ex btw
        prijs excl btw
        stukprijs excl btw
        nettoprijs
        prijs eenh
        verkoopprijs
    """,
    "c_net": """
        bedrag
        totaal
        totaalprijs
        regelbedrag
        regeltotaal
        bedrag excl btw
        bedrag ex btw
        totaal excl btw
        totaal ex btw
        netto bedrag
        nettobedrag
        netto
        subtotaal
        regelprijs
        bedrag excl
        bedrag eur
        totaal eur
    """,
    "c_vat_rate": """
        btw
        btw percentage
        btw tarief
        btw pct
        btw code
        btwtarief
    """,
    "c_discount": """
        korting
        krt
        kort
        disc
    """,
    "c_gross": """
        bedrag incl btw
        totaal incl btw
        incl btw
        bruto
    """,
    "c_vat": """
        btw bedrag
        btw eur
        bedrag btw
    """,
    "c_position": """
        pos
        nr
        regel
        positie
        rgl
        no
    """,
    "c_base": """
        grondslag
        over
        maatstaf
        belastbaar bedrag
        bedrag excl
        bedrag exclusief
        netto
        excl btw
        btw grondslag
        over bedrag
    """,
    "reverse_charge": """
        btw verlegd
        verlegging
        intracommunautaire levering
        btw vrijgesteld
        vrijgesteld van btw
        btw verlegd naar
        intracommunautair
        kleineondernemersregeling
        export buiten de eu
        vrijgesteld van omzetbelasting
    """,
}
