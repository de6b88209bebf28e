"""Norwegian wordings."""

LABELS = {
    "number": """
        fakturanummer
        fakturanr
        faktura nummer/nr/no
        fakt nr
        kreditnotanummer
        kreditnotanr
        kreditnota nummer/nr/no
        kvitteringsnummer
        kvittering nr/nummer
        kvitteringsnr
        bilagsnummer
        bilagsnr
        bilag nr
        bongnummer
        bong nr
        bong
        regningsnummer
        innkjopsordrenummer
        innkjøpsordrenummer
    """,
    "number_weak": """
        nummer
        nr
        dokumentnummer
        dokumentnr
        dokument nr
    """,
    "title_invoice": """
        faktura
        regning
        samlefaktura
        salgsfaktura
    """,
    "title_credit_note": """
        kreditnota
        kreditfaktura
    """,
    "title_receipt": """
        kvittering
        salgskvittering
        kassakvittering
    """,
    "title_purchase_order": """
        innkjopsordre
        innkjøpsordre
        bestilling
        innkjop
        innkjøp
        bestillingsordre
        rekvisisjon
    """,
    "title_other": """
        tilbud
        pakkseddel
        purring
        ordrebekreftelse
        inkassovarsel
        proforma faktura
        kontoutskrift
        kontoutdrag
        betalingspåminnelse
        betalingsoppfordring
        påminnelse
        pristilbud
        følgeseddel
        proformafaktura
        pro forma faktura
        saldooversikt
        proforma
    """,
    "issued_on": """
        fakturadato
        faktura dato
        dato for faktura
        kreditnotadato
        utstedt
        utstedelsesdato
        utstedt dato
        bilagsdato
        dokumentdato
        kvitteringsdato
        fakt dato
        utstedt den
        salgsdato
    """,
    "ordered_on": """
        ordredato
        bestillingsdato
        bestilt dato
        kjopsdato
        kjøpsdato
    """,
    "issued_on_weak": """
        dato
        dato tid
        dato klokkeslett
    """,
    "due_on": """
        forfallsdato
        senest
        innen
        forfall
        forfaller
        betalingsfrist
        forfalls dato
        betales innen
        betal innen
        forfaller til betaling
        vennligst betal innen
        forfallsdag
        forf dato
    """,
    "due_or_paid_on": """
        betalingsdato
    """,
    "delivered_on": """
        leveringsdato
        levert
        leveringsdag
        dato for levering
        levert dato
        leverings dato
        onsket leveringsdato
        ønsket leveringsdato
        ønsket levering
        leveres
        leveres innen
    """,
    "other_date": """
        periode
        leveringsperiode
        utskriftsdato
        gyldig til
        tilbudsdato
        fodselsdato
    """,
    "customer": """
        faktura til
        fakturaadresse
        kunde
        kjoper
        kjøper
        til
        fakturamottaker
        mottaker
        kundeopplysninger
        faktureres
        bestiller
        faktureres til
        kreditnota til
    """,
    "supplier": """
        leverandor
        leverandør
        selger
        fra
        avsender
        utsteder
    """,
    "ship_to": """
        leveringsadresse
        levering til
        leveres til
        vareadresse
        varemottaker
    """,
    "account_holder": """
        kontoeier
        kontoinnehaver
        betalingsmottaker
    """,
    "vat_number": """
        org nr
        orgnr
        organisasjonsnummer
        organisasjonsnr
        org nummer
        mva nr
        mva nummer
        foretaksregisteret
        org no
        foretaksnr
        foretaksnummer
        foretaksregisteret org nr
    """,
    "customer_vat_number": """
        deres org nr
        deres orgnr
        kundens org nr
        kundens orgnr
        deres organisasjonsnummer
        org nr kunde
        kundens organisasjonsnummer
        ditt org nr
        deres mva nr
        orgnr kunde
    """,
    "registration": """
        registreringsnummer
        foretaksregisteret nr
    """,
    "customer_registration": """
        kundens registreringsnummer
    """,
    "iban": """
        iban
        kontonummer
        kontonr
        bankkonto
        konto
        bankkontonummer
        til konto
        konto nr
        iban nr
        bankgiro
        betal til konto
        betales til konto
        betales til
    """,
    "customer_iban": """
        belastes konto
        trekkes fra konto
        avtalegiro konto
        deres konto
        fra konto
        din konto
    """,
    "bic": """
        bic
        swift
        bic swift
        swift bic
    """,
    "net": """
        sum eks/ekskl/eksl/uten mva
        sum ekskl merverdiavgift
        total eks/ekskl/uten mva
        totalt eks/ekskl/uten mva
        netto
        nettobelop
        nettobeløp
        netto belop
        netto beløp
        sum netto
        netto sum
        belop eks/ekskl mva
        beløp eks/ekskl mva
        mva grunnlag
        avgiftsgrunnlag
        grunnlag mva
        sum varer eks mva
        ordresum eks/ekskl mva
        delsum eks/ekskl mva
        sum for mva
        sum før mva
        eks mva
        ekskl mva
        avgiftspliktig belop
        avgiftspliktig beløp
        sum eks
    """,
    "net_weak": """
        delsum
        sum varer
        subtotal
        mellomsum
    """,
    "vat": """
        mva
        merverdiavgift
        mva belop
        mva beløp
        sum mva
        total mva
        totalt mva
        mva totalt
        mva sum
        herav mva
        utgaende mva
        utgående mva
        pluss mva
        avgift
        inkl mva belop
        av dette mva
        mva totalt
        hvorav mva
    """,
    "total": """
        a betale
        å betale
        sum a betale
        sum å betale
        belop a betale
        beløp å betale
        sum inkl/inkludert mva
        total inkl/inkludert mva
        totalt inkl/inkludert mva
        totalbelop
        totalbeløp
        fakturabelop
        fakturabeløp
        fakturasum
        faktura total
        totalsum
        belop inkl mva
        beløp inkl mva
        brutto
        bruttobelop
        bruttobeløp
        total a betale
        total å betale
        totalt a betale
        totalt å betale
        inkl mva
        ordresum inkl mva
        kreditbelop
        kreditbeløp
        tilgode
        til gode
        sum kreditnota
        sum faktura
        betalingsbelop
        betalingsbeløp
        sum til gode
        sluttsum
        innbetalt belop sum
    """,
    "total_weak": """
        sum
        total
        totalt
        belop
        beløp
        ordresum
        sum total
        belop nok
    """,
    "asked": """
        a betale
        å betale
        sum a betale
        sum å betale
        belop a betale
        beløp å betale
        total a betale
        total å betale
        totalt a betale
        totalt å betale
        betalingsbelop
        betalingsbeløp
        tilgode
        til gode
        sum til gode
    """,
    "payable": """
        restbelop
        restbeløp
        utestaende
        utestående
        gjenstaende
        gjenstående
        rest a betale
        rest å betale
        gjenstaende belop
        gjenstar
        gjenstår
        gjenstar a betale
        gjenstår å betale
        gjenstaende a betale
        gjenstående å betale
        resterende belop
        resterende beløp
        utestaende belop
        utestående beløp
    """,
    "paid": """
        betalt
        innbetalt
        forskudd
        allerede betalt
        bankkort
        kontant
        kort
        vekslepenger
        bankaxept
        forhandsbetalt
        forhåndsbetalt
        akonto
        a konto
        innbetaling
        innbetalinger
        mottatt betaling
        mottatt innbetaling
        betalt forskudd
        fratrukket forskudd
        allerede innbetalt
        delbetaling
        forskuddsbetaling
        forskuddsbetalt
        betalt belop
        betalt beløp
    """,
    "rounding": """
        avrunding
        oreavrunding
        øreavrunding
        ore avrunding
    """,
    "discount": """
        rabatt
        kunderabatt
        fakturarabatt
        ordrerabatt
        total rabatt
        mengderabatt
    """,
    "charge": """
        frakt
        fraktkostnad
        porto
        gebyr
        fakturagebyr
        ekspedisjonsgebyr
        forsendelse
        emballasje
        miljoavgift
        miljøavgift
        transport
        drivstofftillegg
    """,
    "line_sum": """
        sum linjer
        linjesum
        sum varelinjer
        brutto varesum
    """,
    "carried": """
        overfort
        overført
        overfores
        overføres
        overfort fra side
        overført fra side
        sum side
        transport fra side
        transport til side
    """,
    "reference": """
        deres ref
        deres referanse
        referanse
        kundens ref
        kundens referanse
        ref
        kundereferanse
        din ref
        din referanse
        deres ref nr
        merkes
    """,
    "payment_reference": """
        kid
        kid nr
        kid nummer
        kidnr
        kidnummer
        betalingsreferanse
        betalingsinformasjon
        melding
    """,
    "order_number": """
        deres ordrenr
        deres ordrenummer
        deres ordre
        deres bestilling
        deres bestillingsnr
        deres bestillingsnummer
        bestillingsnummer
        bestillingsnr
        bestilling nr
        innkjopsordrenr
        innkjøpsordrenr
        innkjopsordre nr
        innkjøpsordre nr
        kundens ordrenr
        kundens ordrenummer
        po nr
        po nummer
        rekvisisjonsnr
        deres innkjøpsordre
        innkjøpsordre
        deres ordre nr
    """,
    "order_number_weak": """
        ordrenummer
        ordrenr
        ordre nr
        ordre nummer
        ordre
        var ordre
        vår ordre
        salgsordre
        vart ordrenr
        vårt ordrenr
    """,
    "other_number": """
        kundenummer
        kundenr
        kunde nr
        kunde nummer
        kunde id
        kundenr var
        leverandornummer
        leverandørnummer
        leverandornr
        leverandørnr
        pakkseddelnr
        pakkseddel
        pakkseddelnummer
        prosjekt
        prosjektnr
        prosjektnummer
        avtalenummer
        avtale
        avtalenr
        tilbudsnummer
        tilbudsnr
        tilbud
        kostnadssted
        selger
        saksbehandler
        var ref
        vår ref
        var referanse
        vår referanse
        kontaktperson
        kontakt
        kasse
        terminal
        medlemsnummer
        maalernummer
        gjelder faktura
        kreditering av faktura
        kredit av faktura
        krediterer faktura
        kreditert faktura
        opprinnelig faktura
        gjelder fakturanr
        opprinnelig fakturanr
        gjelder fakturanummer
        opprinnelig fakturanummer
        sporingsnummer
        serienummer
        serienr
        gjelder
        innkjoper
        innkjøper
        kasserer
        butikk
    """,
    "phone": """
        tlf
        telefon
        telefonnummer
        fax
        faks
        mobil
        mob
        e post
        epost
        e mail
        email
        web
        www
        hjemmeside
        nettside
        kundeservice
    """,
    "terms": """
        betalingsbetingelser
        betalingsbetingelse
        betalingsvilkar
        betalingsvilkår
        leveringsbetingelser
        leveringsmate
        leveringsmåte
        side
        valuta
        betalingsmate
        betalingsmåte
        leveranse
        levering
    """,
    "c_description": """
        beskrivelse
        varebeskrivelse
        vare
        produkt
        varenavn
        tekst
        artikkel
        tjeneste
        betegnelse
        spesifikasjon
        navn
    """,
    "c_sku": """
        varenummer
        varenr
        vare nr
        vnr
        artikkelnummer
        artikkelnr
        produktnr
        art nr
        produktnummer
        produktkode
    """,
    "c_quantity": """
        antall
        ant
        mengde
        timer
        levert
        stk
        bestilt
    """,
    "c_unit": """
        enhet
        enh
    """,
    "c_unit_price": """
        pris
        enhetspris
        stykkpris
        pris pr stk
        a pris
        å pris
        pris pr enhet
        pris eks mva
        pris stk
        timepris
        enhetspris eks mva
        nettopris
        stk pris
        pr stk
        pris per stk
    """,
    "c_net": """
        belop
        beløp
        sum
        total
        totalt
        linjesum
        sum eks mva
        belop eks mva
        beløp eks mva
        nettobelop
        nettobeløp
        netto
        totalpris
        total eks mva
        sum nok
        beløp nok
        belop nok
        netto belop
        sum ekskl mva
        beløp ekskl mva
        pris totalt
    """,
    "c_vat_rate": """
        mva
        mva sats
        mva pst
        mva kode
        sats
        mva prosent
    """,
    "c_discount": """
        rabatt
        rab
    """,
    "c_gross": """
        belop inkl mva
        beløp inkl mva
        sum inkl mva
        brutto
        total inkl mva
    """,
    "c_vat": """
        mva belop
        mva beløp
        mva nok
        mva kr
    """,
    "c_position": """
        pos
        nr
        linje
    """,
    "c_base": """
        grunnlag
        mva grunnlag
        avgiftsgrunnlag
        netto
        belop
        beløp
        eks mva
        netto belop
    """,
    "reverse_charge": """
        omvendt avgiftsplikt
        snudd avregning
        mva fri
        avgiftsfri
        fritatt for mva
        unntatt merverdiavgift
        ikke mva pliktig
        avgiftsfritt salg
        ikke merverdiavgiftspliktig
        omvendt mva
    """,
}
