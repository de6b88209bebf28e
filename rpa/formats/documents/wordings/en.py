"""English wordings, British and American."""

LABELS = {
    "number": """
        invoice number/no/nr/num/id
        invoice ref no
        invoice reference
        inv no/number
        number of invoice
        tax invoice no/number
        vat invoice no/number
        sales invoice no/number
        bill number/no
        credit note number/no/nr/id
        credit memo number/no
        credit number/no
        credit no
        receipt number/no
        receipt id
        transaction no/number/id
        ticket no
        purchase order number/no
        invoice document number
        our invoice no/number
        inv
    """,
    "number_weak": """
        document number/no
        number
        no
        doc no
        voucher no
    """,
    "title_invoice": """
        invoice
        tax invoice
        vat invoice
        sales invoice
        commercial invoice
        bill
    """,
    "title_credit_note": """
        credit note
        credit memo
        credit memorandum
        credit invoice
        credit
    """,
    "title_receipt": """
        receipt
        sales receipt
        till receipt
        payment receipt
    """,
    "title_purchase_order": """
        purchase order
        order form
    """,
    "title_other": """
        quotation
        quote
        delivery note
        packing slip
        reminder
        statement
        statement of account
        order confirmation
        proforma invoice
        pro forma invoice
        sales order
        remittance advice
        order acknowledgement/acknowledgment/acceptance
        proforma
        pro forma
        overdue notice
        final notice
        final/first/second/payment/friendly reminder
        past due notice
        estimate
        account statement
        goods received note
        delivery docket
    """,
    "issued_on": """
        invoice date
        date of invoice
        date of issue
        issue date
        issued on
        issued
        date issued
        invoice dated
        inv date
        tax point
        tax point date
        invoice date tax point
        date tax point
        bill date
        billing date
        credit note date
        credit date
        credit memo date
        document date
        receipt date
        transaction date
        bill dated
    """,
    "ordered_on": """
        order date
        po date
        date of order
        date of purchase
        purchase date
        purchase order date
        date paid
    """,
    "issued_on_weak": """
        date
        dated
        date time
    """,
    "due_on": """
        due date
        date due
        due on
        due by
        due
        payment due
        payment due date
        payment due by
        payment due on
        pay by
        pay before
        please pay by
        please pay before
        payable by
        payable on or before
        to be paid by
        no later than
        not later than
        at the latest by
        invoice due
        invoice due date
        balance due by
        balance due on
        due for payment
        payment is due by
        payment is due on
        settle by
        to be paid before
        last payment date
        amount due on
        net due date
        amount due by
    """,
    "due_or_paid_on": """
        payment date
    """,
    "delivered_on": """
        delivery date
        date of delivery
        delivered on
        date delivered
        supply date
        date of supply
        ship date
        shipping date
        shipped on
        despatch date
        dispatch date
        delivered
        required by
        delivery required by
        required delivery date
        requested delivery date
        delivery by
        date required
        service date
        date shipped
        deliver by
        expected delivery
    """,
    "other_date": """
        period
        billing period
        service period
        print date
        printed on
        valid until
        date of birth
        expiry date
        statement date
        quote date
        contract date
        start date
        end date
        next billing date
        subscription period
        delivery note date
        discount if paid by
    """,
    "customer": """
        bill to
        billed to
        invoice to
        invoiced to
        invoice address
        billing address
        customer
        client
        sold to
        to
        buyer
        purchaser
        customer name
        customer details
        attention
        bill to address
        credit to
        sold to address
        customer address
        invoice for
        bill for
        recipient
        client name
        prepared for
        deliver and invoice to
        invoice and deliver to
        deliver invoice to
        invoice deliver to
        invoice and delivery address
        invoice delivery address
        credit for
    """,
    "supplier": """
        supplier
        vendor
        seller
        from
        bill from
        issued by
        supplier name
        vendor name
        sold by
        supplier details
        pay to
        remit to
    """,
    "ship_to": """
        ship to
        deliver to
        delivery address
        shipping address
        delivered to
        delivery to
        shipped to
    """,
    "account_holder": """
        account holder
        account name
        beneficiary
        name of account
        beneficiary name
        payee
        a c name
        make payment to
        bank account name
    """,
    "vat_number": """
        vat number
        vat no
        vat nr
        vat id
        vat reg no
        vat reg
        vat registration number
        vat registration no
        vat registration
        tax id
        tax number
        vat identification number
        vat id no
        vat reg number
        our vat number
        our vat no
        vat
        gst no
        seller vat
        ein
        supplier vat no/number
    """,
    "customer_vat_number": """
        your vat number
        your vat no
        your vat id
        your vat reg no
        customer vat number
        customer vat no
        customer vat id
        customer vat
        client vat number
        client vat no
        buyer vat number
        buyer vat
        vat number customer
        vat no customer
        your vat registration number
        customer tax id
        bill to vat
        customer vat reg no
    """,
    "registration": """
        company number
        company no
        company registration number
        company registration no
        company registration
        company reg no
        company reg
        registered number
        registered no
        registration number
        registration no
        reg no
        co reg no
        registered in england
        registered in england no
        registered in england wales
        registered in england and wales
        registered in england and wales no
        registered in england and wales number
        company reg number
        registered in ireland no
        chamber of commerce
        coc
        chamber of commerce number/no
        coc number/no
        registered in scotland no
        registered in scotland
        registered in scotland number
        registered in wales
        registered in wales no/number
        registered in northern ireland
        registered in northern ireland no/number
        registered in ireland
        registered in ireland number
        cro
        cro no/number
    """,
    "customer_registration": """
        your company number
        customer company number
    """,
    "iban": """
        iban
        iban no
        iban number
        account number
        account no
        a c no
        acc no
        bank account
        bank account no
        account
        bank details
        bank
    """,
    "customer_iban": """
        your account
        your bank account
        from your account
        debited from
        direct debit from
        will be debited from
        mandate
        your iban
        collected from
    """,
    "bic": """
        bic
        swift
        swift code
        swift bic
        bic swift
        sort code
        bic code
        routing number
        aba
    """,
    "net": """
        subtotal excl/excluding/ex vat/tax
        sub total excl/excluding/ex vat/tax
        total excl/excluding/ex vat/tax
        total exclusive of vat
        total net
        net total
        net amount
        net
        nett
        net value
        net invoice amount
        invoice net
        total before vat/tax
        amount before vat/tax
        amount excl/excluding/ex vat/tax
        goods total
        total goods
        total net amount
        taxable amount
        total taxable amount
        net goods
        goods value
        total excl
        nett total
        total nett
        excl vat
        total without vat
        total ex gst
        net price
        total net value
        net invoice total
        untaxed amount
        amount untaxed
        total untaxed
        net order value
        net credit
        total net credit
        total order net
        order net
        credit net
        net total credit
    """,
    "net_weak": """
        subtotal
        sub total
    """,
    "vat": """
        vat
        vat amount
        total vat
        vat total
        tax
        sales tax
        tax amount
        total tax
        value added tax
        plus vat
        gst
        of which vat
        includes vat
        incl vat of
        including vat of
        vat included
        vat standard rate
        add vat
        vat payable
        vat due
        tax total
        vat content
        amount of vat
    """,
    "total": """
        total incl/including/inc vat/tax
        total inclusive of vat
        grand total
        invoice total
        total invoice
        total due
        amount due
        total amount due
        balance due
        amount payable
        total payable
        total to pay
        total amount payable
        gross total
        total gross
        gross amount
        gross
        amount incl/including/inc vat/tax
        invoice amount
        total invoice amount
        credit total
        total credit
        amount to pay
        total amount incl/including/inc vat/tax
        please pay
        total amount credited
        order total
        total order value
        credit amount
        total inc
        total incl
        total charged
        total credited
        invoice value
        total refund
        incl vat
        total payment due
        total credit amount
        invoice total incl/including/inc vat
    """,
    "total_weak": """
        total
        total amount
        amount
        total price
        total value
        total sum
    """,
    "asked": """
        total due
        amount due
        total amount due
        balance due
        amount payable
        total payable
        total to pay
        total amount payable
        amount to pay
        please pay
        total payment due
        total refund
    """,
    "payable": """
        balance
        outstanding
        outstanding balance
        amount outstanding
        remaining balance
        balance outstanding
        remaining
        balance remaining
        balance to pay
        balance payable
        remaining balance due
        remaining amount
        amount remaining
        outstanding amount
        amount still due
        balance now due
        still to pay
        amount now due
        amount due now
        total now due
        total amount now due
        amount now payable
        balance now payable
        net payable
        net amount payable/due
    """,
    "paid": """
        paid
        amount paid
        already paid
        prepaid
        deposit
        less deposit
        deposit paid
        less paid
        cash
        change
        change due
        card
        visa
        mastercard
        payment received
        payments
        received
        tendered
        payments received
        paid to date
        less deposit paid
        prepayment
        prepayments
        less prepayment
        advance payment
        less advance payment
        less payments received
        less payment received
        payments to date
        amount already paid
        payment made
        payments made
        less amount paid
        part payment
        less payments
        deposits paid
        deposit received
        less deposit received
        paid in advance
        less already paid
        less cis
        cis deduction
        cis deducted
        cis tax
        cis tax deduction/deducted
        less cis deduction/tax
        less cis tax deduction/deducted
    """,
    "rounding": """
        rounding
        rounding difference
        rounding adjustment
    """,
    "discount": """
        discount
        less discount
        total discount
        trade discount
        order discount
        invoice discount
        volume discount
        customer discount
    """,
    "charge": """
        shipping
        freight
        delivery
        carriage
        postage
        shipping handling
        shipping and handling
        delivery charge
        delivery cost
        handling
        postage packing
        postage and packing
        surcharge
        shipping cost
        fuel surcharge
        packing
        insurance
        carriage charge
        freight charge
        carriage and packing
    """,
    "line_sum": """
        lines total
        goods
        total of lines
        items total
        item total
        goods before discount
        subtotal before discount
        items subtotal
        total lines
        total labour/labor/materials/parts
        labour/labor/materials/parts total
    """,
    "carried": """
        carried forward
        brought forward
        page total
        carried over
        balance brought forward
        total carried forward
        total brought forward
        page subtotal
        c f
        b f
        subtotal carried forward
        continued
        statement total/balance
        previous balance
        previous/earlier bills/invoices/balance outstanding
        outstanding from last/previous/earlier bill/bills/invoice/invoices/statement
        balance/arrears from last/previous/earlier bill/bills/invoice/invoices/statement
        opening balance
        total/balance outstanding on account
    """,
    "reference": """
        your reference
        your ref
        reference
        ref
        customer reference
        customer ref
        client reference
        client ref
        reference no
        reference number
        ref no
        buyer reference
        your reference no
        reference id
    """,
    "payment_reference": """
        payment reference
        payment ref
        quote reference
        please quote
        remittance reference
        payment id
        please quote reference
        quoting
        bank reference
    """,
    "order_number": """
        your order
        your order no
        your order number
        po number
        po no
        po
        p o number
        p o no
        p o
        purchase order no
        purchase order number
        purchase order
        customer order
        customer order no
        customer order number
        your po
        your po no
        your po number
        your purchase order
        your purchase order no
        po ref
        po reference
        customer po
        customer po no
        customer po number
        cust order
        cust order no
        cust po
        order ref
        order reference
        purchase order ref
    """,
    "order_number_weak": """
        order number
        order no
        order id
        order
        our order
        our order no
        sales order
        sales order no
        sales order number
        job no
        so no
    """,
    "other_number": """
        customer number
        customer no
        customer id
        customer code
        cust no
        account ref
        customer account
        customer account no
        client number
        client no
        client id
        client code
        debtor number
        debtor no
        member number
        supplier number
        supplier no
        vendor number
        vendor no
        vendor id
        supplier code
        delivery note
        delivery note no
        delivery note number
        delivery no
        despatch note
        packing slip
        packing slip no
        project
        project no
        project number
        job number
        contract
        contract no
        contract number
        quote
        quote no
        quotation no
        quote number
        cost centre
        cost center
        sales person
        salesperson
        sales rep
        contact
        contact person
        tracking number
        tracking no
        our reference
        our ref
        till
        terminal
        store
        cashier
        operator
        auth code
        auth
        department
        subscription
        meter number
        statement number
        original invoice
        original invoice no
        original invoice number
        against invoice
        refers to invoice
        relates to invoice
        credit for invoice
        re invoice
        credit of invoice
        corrected invoice
        with reference to invoice
        reference invoice
        serial number
        serial no
        batch
        requisition
        requisition no
        buyer
        prepared by
        page no
        merchant id
        for invoice
        in respect of invoice
        account id
        account code
        server
        licence
        license
    """,
    "phone": """
        tel
        telephone
        phone
        fax
        mobile
        e mail
        email
        mail
        web
        website
        www
        t
        phone number
        helpline
        customer service
        call
    """,
    "terms": """
        payment terms
        terms
        terms of payment
        payment method
        method of payment
        delivery terms
        incoterms
        shipping method
        page
        currency
        subject
        ship via
        payment
        fob
        via
        terms and conditions
        notes
    """,
    "c_description": """
        description
        item
        product
        details
        service
        item description
        particulars
        product description
        goods
        services
        description of goods
        activity
        article
        material
        task
        name
        item details
    """,
    "c_sku": """
        item no
        item code
        item number
        sku
        product code
        code
        part no
        part number
        article no
        article number
        product no
        stock code
        catalogue no
        item id
        product id
        part
    """,
    "c_quantity": """
        quantity
        qty
        quant
        hours
        units
        hrs
        qty ordered
        qty shipped
        ordered
        pcs
        hrs qty
        no of units
        number
        items
        no off
    """,
    "c_unit": """
        unit
        uom
        per
        unit of measure
        u m
    """,
    "c_unit_price": """
        unit price
        price
        rate
        price each
        each
        unit cost
        price per unit
        net price
        price unit
        unit price excl vat
        unit price ex vat
        hourly rate
        cost
        unit net price
        price ex vat
        unit rate
        unit price gbp
        unit price eur
        unit price usd
    """,
    "c_net": """
        amount
        total
        line total
        net amount
        net
        total price
        amount excl vat
        amount ex vat
        total excl vat
        total ex vat
        net total
        value
        net value
        ext price
        extended price
        extension
        subtotal
        sub total
        total amount
        line amount
        amount gbp
        amount eur
        amount usd
        total eur
        total gbp
        line net
        net price total
        goods value
        cost
        charge
        goods
        fee
        credit
        goods amount
        net charge
        amount credited
    """,
    "c_vat_rate": """
        vat
        vat rate
        vat code
        tax
        tax rate
        tax code
        vat pct
        gst
    """,
    "c_discount": """
        discount
        disc
    """,
    "c_gross": """
        gross
        gross amount
        amount incl vat
        total incl vat
        total inc vat
    """,
    "c_vat": """
        vat amount
        tax amount
        vat eur
        vat gbp
    """,
    "c_position": """
        pos
        no
        line
        item no
        ln
    """,
    "c_base": """
        net
        net amount
        taxable amount
        goods
        taxable
        base
        basis
        on
        goods net
        vat base
        net goods
    """,
    "reverse_charge": """
        reverse charge
        reverse charged
        zero rated
        exempt from vat
        vat exempt
        intra community supply
        outside the scope of vat
        not vat registered
        intra eu supply
        no vat
        export
        outside the scope
    """,
    "zero_rated": """
        zero rated/rate
        zero rated goods/items/supplies
        exempt
    """,
    "addressed_to": """
        to
    """,
}
