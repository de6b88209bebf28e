"""French wordings."""

LABELS = {
    "number": """
        numero de facture
        numero facture
        no de facture
        no facture
        facture no
        facture numero
        facture num
        num facture
        n de facture
        n facture
        facture n
        reference facture
        reference de la facture
        reference de facture
        ref facture
        numero d avoir
        no d avoir
        avoir no
        avoir numero
        n d avoir
        numero de la facture
        numero de l avoir
        note de credit no
        no de note de credit
        numero de note de credit
        numero de ticket
        no de ticket
        ticket no
        recu no
        no de recu
        numero de recu
        no piece
        no de piece
        numero de piece
        piece no
        numero de bon de commande
        bon de commande no
        no de bon de commande
        no du bon
    """,
    "number_weak": """
        numero
        no
        n
        numero de document
        no document
        no de document
        document no
    """,
    "title_invoice": """
        facture
        facture de vente
        note d honoraires
        facture d acompte
    """,
    "title_credit_note": """
        avoir
        note de credit
        facture d avoir
    """,
    "title_receipt": """
        ticket
        ticket de caisse
        recu
        quittance
        ticket de vente
    """,
    "title_purchase_order": """
        bon de commande
        commande
        commande fournisseur
        commande d achat
    """,
    "title_other": """
        devis
        bon de livraison
        relance
        confirmation de commande
        facture proforma
        facture pro forma
        rappel
        acompte
        relevé de compte
        relevé
        mise en demeure
        lettre de relance
        accusé de réception de commande
        proforma
        bordereau de livraison
        avis de paiement
        offre de prix
        première/deuxième/dernière relance
    """,
    "issued_on": """
        date de facture
        date de la facture
        date facture
        date de facturation
        facture du
        date d emission
        date emission
        emise le
        emis le
        date de l avoir
        date d avoir
        avoir du
        date du document
        date piece
        date de piece
        etablie le
        facture en date du
        date d edition
        date de creation
        date d etablissement
    """,
    "ordered_on": """
        date de commande
        date de la commande
        date commande
        date d achat
        commande du
    """,
    "issued_on_weak": """
        date
        le
        en date du
        date heure
        du
    """,
    "due_on": """
        date d echeance
        au plus tard le
        echeance
        date echeance
        date limite de paiement
        a payer avant le
        a regler avant le
        payable le
        payable avant le
        date limite de reglement
        reglement avant le
        echeance le
        a payer au plus tard le
        paiement du le
        a regler le
        paiement avant le
        a payer le
        reglement au plus tard le
        date d exigibilite
        due le
        echeance du
        a regler au plus tard le
        prelevement le
        date de prelevement
    """,
    "due_or_paid_on": """
        date de paiement
        date de reglement
        paiement le
    """,
    "delivered_on": """
        date de livraison
        livre le
        livree le
        date livraison
        livraison le
        date de prestation
        date de la prestation
        date d expedition
        livraison souhaitee
        livraison souhaitee le
        date de livraison souhaitee
        date de la livraison
        livraison prevue le
        date de la vente
        date d execution
    """,
    "other_date": """
        periode
        periode de facturation
        date de naissance
        valable jusqu au
        date du devis
        date de validite
        imprime le
        periode du
        devis du
        bl du
        votre commande du
        prochaine facture
    """,
    "customer": """
        facture a
        facturer a
        adresse de facturation
        client
        destinataire
        adresse de facturation client
        acheteur
        nom du client
        adresse client
        a l attention de
        adresse a
        coordonnees client
        avoir a
        facturation
        adresse facturation
    """,
    "supplier": """
        fournisseur
        vendeur
        emetteur
        de
        prestataire
        expediteur
        vendu par
        emis par
        societe
    """,
    "ship_to": """
        adresse de livraison
        livre a
        livraison a
        lieu de livraison
        livrer a
        adresse livraison
        expedie a
    """,
    "account_holder": """
        titulaire
        titulaire du compte
        beneficiaire
        nom du titulaire
        a l ordre de
        titulaire compte
    """,
    "vat_number": """
        numero de tva
        no de tva
        no tva
        tva no
        numero tva
        n tva
        n de tva
        tva intracommunautaire
        no tva intracommunautaire
        no de tva intracommunautaire
        numero de tva intracommunautaire
        no tva intracom
        tva intracom
        n tva intracom
        n tva intracommunautaire
        id tva
        identifiant tva
        tva intra
        tva
        tva n
        no id tva
        num tva
        no tva intra
    """,
    "customer_vat_number": """
        votre numero de tva
        votre no de tva
        votre no tva
        tva client
        no tva client
        no de tva client
        numero de tva client
        numero de tva du client
        tva intracommunautaire client
        no tva intracommunautaire client
        no tva intracom client
        votre tva
        votre tva intracommunautaire
        votre no de tva intracommunautaire
        no de tva du client
        tva du client
        votre tva intracom
        n tva client
        n de tva client
        tva intracom client
    """,
    "registration": """
        siret
        siren
        no siret
        no siren
        numero siret
        numero siren
        rcs
        r c s
        immatriculee au rcs
        bce
        no d entreprise
        numero d entreprise
        n siret
        n siren
        rcs no
    """,
    "customer_registration": """
        siret client
        siren client
        votre siret
        votre siren
    """,
    "iban": """
        iban
        no iban
        compte
        compte bancaire
        coordonnees bancaires
        rib
        no de compte
        numero de compte
        code iban
        n iban
        iban no
        domiciliation
    """,
    "customer_iban": """
        votre compte
        votre iban
        preleve sur
        prelevement sur
        preleve sur votre compte
        mandat
        debite de votre compte
        prelevement sur le compte
    """,
    "bic": """
        bic
        swift
        code bic
        bic swift
        code banque
        code swift
    """,
    "net": """
        total ht
        montant ht
        total hors taxes
        total hors taxe
        montant hors taxes
        montant hors taxe
        total h t
        montant total ht
        sous total ht
        net ht
        total net ht
        base ht
        ht
        total general ht
        montant net ht
        prix total ht
        somme ht
        total base ht
        total net hors taxes
        total commande ht
        total htva
        montant htva
        montant net
        total hors tva
        h t
    """,
    "net_weak": """
        sous total
        soustotal
    """,
    "vat": """
        tva
        montant tva
        total tva
        t v a
        montant de la tva
        dont tva
        total t v a
        montant total tva
        taxe
        taxes
        total taxes
        tva totale
        tva collectee
        tva a
        tva au taux de
        montant t v a
        total de la tva
        tva due
    """,
    "total": """
        total ttc
        montant ttc
        total toutes taxes comprises
        net a payer
        total t t c
        montant total ttc
        total a payer
        montant a payer
        net a payer ttc
        total net a payer
        somme a payer
        ttc
        a payer
        total general ttc
        montant total a payer
        montant du
        total facture
        montant de la facture
        total avoir
        total commande ttc
        net a deduire
        a rembourser
        montant a rembourser
        net a rembourser
        total de l avoir
        montant de l avoir
        total a regler
        net a regler
        montant a regler
        total tvac
        montant tvac
        total tva comprise
        total general
        montant facture
        avoir net
        t t c
        somme totale
    """,
    "total_weak": """
        total
        montant
        montant total
        totaux
        total commande
        total eur
    """,
    "asked": """
        net a payer
        total a payer
        montant a payer
        net a payer ttc
        total net a payer
        somme a payer
        a payer
        montant total a payer
        montant du
        total a regler
        net a regler
        montant a regler
        net a deduire
        a rembourser
        montant a rembourser
        net a rembourser
    """,
    "payable": """
        reste a payer
        solde
        solde a payer
        reste du
        solde du
        restant du
        reste a regler
        reste a payer ttc
        solde restant
        solde restant du
        montant restant
        montant restant du
        reste net a payer
        restant a payer
    """,
    "paid": """
        acompte
        deja paye
        deja regle
        acompte verse
        acomptes
        paye
        regle
        rendu
        especes
        carte bancaire
        cb
        monnaie
        rendu monnaie
        montant paye
        montant regle
        acompte recu
        carte
        acomptes verses
        acompte deja verse
        acomptes deja verses
        avance
        avances
        arrhes
        arrhes versees
        deja verse
        montant deja regle
        montant deja paye
        paiement recu
        reglement recu
        paiements recus
        acompte deduit
        moins acompte
        acompte regle
        acompte paye
        montant verse
    """,
    "rounding": """
        arrondi
        arrondis
    """,
    "discount": """
        remise
        remise globale
        rabais
        ristourne
        remise commerciale
        total remise
        escompte
        remise client
        remise totale
    """,
    "charge": """
        frais de port
        port
        transport
        livraison
        frais de livraison
        frais d expedition
        frais
        emballage
        frais de transport
        eco participation
        frais de dossier
        frais de gestion
    """,
    "line_sum": """
        total brut ht
        total brut
        total lignes
        montant brut
        brut ht
        total articles
    """,
    "carried": """
        report
        a reporter
        sous total page
        total page
        report page
        report a nouveau
        reporte
        total a reporter
    """,
    "reference": """
        votre reference
        votre ref
        vos references
        vos ref
        v ref
        reference client
        ref client
        references
        reference
        ref
        vref
        votre reference client
    """,
    "payment_reference": """
        reference de paiement
        reference de virement
        reference a rappeler
        communication
        communication structuree
        reference paiement
        libelle du virement
        a rappeler
        motif du virement
    """,
    "order_number": """
        votre commande
        votre commande no
        votre no de commande
        votre numero de commande
        no de commande
        numero de commande
        no commande
        commande no
        bon de commande
        no bon de commande
        n de commande
        n commande
        commande client
        commande n
        votre bon de commande
        votre bon de commande no
        no commande client
        reference commande
        reference de commande
        ref commande
        no de commande client
        no d engagement
        commande client no
        votre n de commande
    """,
    "order_number_weak": """
        commande
        notre commande
        notre no de commande
        notre commande no
    """,
    "other_number": """
        reference client
        ref client
        no client
        no de client
        numero client
        numero de client
        code client
        client no
        n client
        n de client
        compte client
        identifiant client
        no compte client
        numero de compte client
        no fournisseur
        code fournisseur
        bon de livraison
        no bl
        bl no
        no de bl
        bl
        bon de livraison no
        no de bon de livraison
        projet
        no de projet
        contrat
        no de contrat
        numero de contrat
        contrat no
        devis
        devis no
        no de devis
        no devis
        affaire
        no affaire
        affaire suivie par
        contact
        votre contact
        interlocuteur
        commercial
        suivi par
        caisse
        caissier
        terminal
        dossier
        no dossier
        dossier no
        ape
        naf
        code ape
        code naf
        capital
        au capital de
        notre reference
        notre ref
        nos ref
        n ref
        facture d origine
        facture no d origine
        avoir sur facture
        avoir sur facture no
        sur facture no
        facture concernee
        relatif a la facture
        relatif a la facture no
        concerne la facture
        concerne la facture no
        annule la facture
        sur la facture no
        annulation de la facture
        annulation facture
        facture initiale
        no de serie
        lot
        no de suivi
        rum
        ics
        vendeur
        magasin
        acheteur contact
        reference fournisseur
    """,
    "phone": """
        tel
        telephone
        fax
        telecopie
        mobile
        portable
        e mail
        email
        mail
        courriel
        site web
        site
        web
        www
        site internet
        mel
        service client
    """,
    "terms": """
        conditions de paiement
        condition de paiement
        mode de paiement
        mode de reglement
        modalites de paiement
        conditions de reglement
        conditions de livraison
        delai de paiement
        paiement
        reglement
        page
        devise
        objet
        monnaie
        mode de livraison
        moyen de paiement
        incoterm
        type
    """,
    "c_description": """
        designation
        description
        libelle
        article
        produit
        prestation
        detail
        intitule
        service
        designation des produits
        nature
        produits
        prestations
    """,
    "c_sku": """
        reference
        ref
        code
        code article
        ref article
        reference article
        code produit
        reference produit
        no article
    """,
    "c_quantity": """
        quantite
        qte
        qt
        nombre
        heures
        nb
        qtes
        nbre
    """,
    "c_unit": """
        unite
        u
        un
    """,
    "c_unit_price": """
        prix unitaire
        p u
        pu
        pu ht
        p u ht
        prix unitaire ht
        prix
        prix u
        tarif
        prix unit
        pu net
        prix unit ht
        p u h t
        taux horaire
        prix ht
    """,
    "c_net": """
        montant
        montant ht
        total
        total ht
        prix total
        prix total ht
        total ligne
        montant net
        total net
        montant net ht
        montant eur
        total h t
        montant h t
        total eur
        valeur
        sous total
    """,
    "c_vat_rate": """
        tva
        taux
        taux tva
        taux de tva
        t v a
        code tva
    """,
    "c_discount": """
        remise
        rem
    """,
    "c_gross": """
        montant ttc
        total ttc
        ttc
    """,
    "c_vat": """
        montant tva
        tva eur
        montant de tva
    """,
    "c_position": """
        pos
        no
        ligne
        n
    """,
    "c_base": """
        base
        base ht
        montant ht
        base imposable
        base tva
        ht
        total ht
        base h t
    """,
    "reverse_charge": """
        autoliquidation
        autoliquidation de la tva
        exoneration de tva
        tva non applicable
        exonere de tva
        livraison intracommunautaire
        exoneration
        franchise en base
        tva non applicable art 293 b
        exportation
    """,
}
