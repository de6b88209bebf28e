"""The language of a text, by its small words."""

from __future__ import annotations

import re
from typing import Literal, cast

Language = Literal["nl", "de", "nb", "en"]
AnyLanguage = Literal["nl", "de", "nb", "da", "sv", "en", "fr"]

LONGEST = 20_000  # characters looked at; the language does not change after that

# Words that any mail is made of.
STOP_WORDS = {
    "nl": """
        aan aangezien adres al alle alleen als altijd alvast anders bedankt ben bent best beste
        bestellen bestelling betaald betaling betreft bij bijgaand bijlage binnen contact daar dag
        dan dank dat de deze die dit door een eens en er even factuur fijne gaan gaat geachte geen
        gekregen geleverd gisteren goed goedemiddag goedemorgen graag groet groeten had hallo heb
        hebben hebt heeft hele het hier hoe hun ik in is ja je jij jullie kan klopt kunnen kunt
        laten levering maand maar me meer men met mij mijn moet moeten morgen mvg naar nee niet
        nieuwe nodig nog nu of offerte om omdat onder ons ontvangen ontvangt onze ook op opnieuw
        over pakket per prijs so staat sturen stuur stuurt terug tot u uit uw van vandaag veel
        volgende voor vraag vriendelijke waar wanneer was wat we week welke weten wij wil wilt wordt
        zal ze zijn zo zonder zou factuurnummer factuurdatum vervaldatum btw bedrag totaal
        omschrijving aantal klantnummer subtotaal
    """,
    "de": """
        ab aber adresse all alle als am an anbei angebot anhang auch auf aus bei bekommen bereits
        bestellung bezahlen bezahlt bin bis bitte brauche brauchen da dank danke das dass dem den
        der des die diese dieser doch ein eine einen einer eines er erhalten es falsch folgende frau
        freundliche freundlichen für ganz geehrte geehrter geht geliefert gerade gern gerne gestern
        gibt grüße grüßen gut guten habe haben hallo hat herr hier hiermit hätte ich ihr ihre ihrem
        ihren im immer in ist ja kann kein keine kontakt können könnten leider liebe lieber
        lieferung man mehr mein meine melden mfg mich mir mit monat morgen muss möchte möchten
        müssen nach nein neue nicht noch nochmals nur oder ohne paket preis rechnung rückruf
        schicken schon sehr sein seine seit sich sie sind so sonst sowie tag und uns unser unsere
        vielen vom von vor wann war warum was wenn werden wie will wir wird wissen wo woche wurde
        wäre zahlung zu zum zur zurück überweisung rechnungsnummer rechnungsdatum fällig mwst ust
        betrag gesamt gesamtbetrag beschreibung menge kundennummer umsatzsteuer
    """,
    "nb": """
        adresse adressen all alle alltid annet at av bare be beskjed bestille bestilling bestilt
        betale betalingen betalt blant ble bli blitt by da dag dager de deg den denne der dere deres
        dessverre det dette din disse du eller en endre ennå er et etter faktura fakturaen feil fire
        for forhånd fra få får fått før ganger gjelder gjerne god går ha hadde ham han har hei henne
        her hilsen hjelp hjelpen hos hun hva hvilken hvis hvor hvordan hvorfor i igjen ikke ja jeg
        kan kommer kontakt kunne leveres levering levert man mange med meg men mens mer min mine
        mitt morgen mottar mottatt mvh må måned nei noe noen nye nå når og også om oppdatert ordre
        ordren oss over pakken pris på ringe sende sendt siden sin skal snakke so som spørsmål så
        takk til tilbake tilbud to tre trenger uke uken under ut varene ved vedlagt vennlig vennlige
        vennligst vi vil vite vår vårt være vært ønsker varen mangler hvilket både kanskje uten selv
        siste allerede beløpet fortsatt fikk gjøre fakturanummer fakturadato forfallsdato forfall
        mva beløp antall beskrivelse kundenummer orgnr foretaksregisteret
        sine hans hennes klokken innen
        send
    """,
    "en": """
        a about address after again all always am an and any are as at attached back be because been
        best but by can contact could dear delivery do does for from get good had has have hello hi
        how i if in invoice is it its kind know less let like looking me month more morning much my
        need new no not of on one only or order our out over paid parcel pay payment please price
        quote received regards send sent shall she should since so someone something still thank
        thanks that the their them then there they this to today tomorrow two us was we week were
        what when where which will with would wrong yes yesterday you your yours number date due vat
        amount total description quantity customer subtotal
    """,
    "da": """
        adresse adressen af all altid andet at be besked bestilling bestilt betale betalt blev
        blevet by da dage dem den denne der desværre det dig din disse dit du efter eller en endnu
        er et faktura fire for forkert fra få fået får før gange gerne god går gælder ham har havde
        hej hende her hilsen hilsner hjælp hos hun hvad hvilken hvis hvor hvordan hvornår i igen
        ikke ja jeg jer kan kommer kontakt kun kunne leveret levering man mange med meget men mens
        mere mig min mine modtager modtaget mvh må måned nej noget nogle nu nye når og også om ordre
        ordren os over pakken pris på ringe sende sendt siden sin skal som spørgsmål så tak tale til
        tilbage tilbud to tre uge under varerne ved vedhæftet vedlagt venlig venligst vi vide vil
        vor vore vores være været ændre ønsker fakturaen varen mit mangler beløbet forkerte bliver
        jeres hvilke hvilket både måske ringer stadig tidligere uden selv sidste allerede
        fakturanummer fakturadato forfaldsdato moms beløb antal beskrivelse kundenummer cvr momsnr
        sine hans hendes klokken inden
        send
    """,
    "sv": """
        adressen alla alltid annat att av bara beställning beställt betala betalt bifogad bifogat
        blir blivit dagar de dem den denna dessa det detta din du efter eller en er ett faktura fel
        fråga från få fått för gäller går ha hade han har hej henne hjälp hos hur hälsning
        hälsningar här i igen inte ja jag kan kommer kontakt kunna leverans levererat man med medan
        mer min mina mottagit mycket månad måste nej ni nu nya när och också offert om ordern oss
        paketet pris på ringa sig sin ska skicka skickat som så tack till tillbaka tyvärr under upp
        vad var varför varorna vecka veta vi vid vill vänlig vänliga vår vårt ändra ännu är imorgon
        igår fortfarande finns varan skulle saknar kanske utan själv redan beloppet senaste hittar
        fakturanummer fakturadatum förfallodatum moms belopp antal beskrivning kundnummer orgnr
        bankgiro
        mig dig sina hans hennes före klockan innan
    """,
    "fr": """
        adresse au aux avec bonjour ce cette commande cordialement dans de demain des devis donc du
        elle en encore est et facture hier il je la le les leur livraison ma mais merci mes mois mon
        ne nos notre nous nouveau ou où par parce pas payer plus pour prix que qui reçu sa se
        semaine si son sont sur toujours un une veuillez vos votre vous à être cet souhaite voudrais
        souhaitons avons avez été deux très beaucoup bien sans depuis déjà ces combien quand
        échéance tva montant total désignation quantité client ht ttc numéro
    """,
}
WORD = re.compile(r"[^\W\d_]+")
NO_WORDS = re.compile(r"[@/\\_=]|[^\W\d_]\.[^\W\d_]")  # addresses and file names speak no language
CERTAIN = 2.0  # a single word that no other language has counts this much
CERTAIN_IN = {"da": 3.0, "sv": 3.0}  # they share most words with their neighbours, known here or not
FEW = 3  # in a text of more different words, one alone does not decide
LEAD = 1.5  # the winner has this many times the score of the next


def weights() -> dict[str, dict[str, float]]:
    """Each stop word, and how much it speaks for each language: less, the more languages share it."""
    shared: dict[str, list[str]] = {}
    for language, words in STOP_WORDS.items():
        for word in sorted(set(words.split())):
            shared.setdefault(word, []).append(language)
    return {
        word: dict.fromkeys(languages, CERTAIN if len(languages) == 1 else 1 / len(languages))
        for word, languages in shared.items()
    }


WEIGHTS = weights()


def guess_language(text: str) -> Language | None:
    """Tell which of the four languages that mails are answered in a mail is written in.

    Args:
        text: The body, without markup; its first 20,000 characters are looked at.

    Returns:
        ``nl``, ``de``, ``nb`` or ``en``; None when it cannot tell, or when it is Danish, Swedish or French.
    """
    found = language_of(text)
    return found if found in ("nl", "de", "nb", "en") else None


def language_of(text: str) -> AnyLanguage | None:
    """Tell the language a text is written in.

    Each different word counts once, so that a repeated product name cannot decide.

    Args:
        text: The text, without markup; its first 20,000 characters are looked at.

    Returns:
        ``nl``, ``de``, ``nb``, ``da``, ``sv``, ``en`` or ``fr``; None when it cannot tell.
    """
    scores = dict.fromkeys(STOP_WORDS, 0.0)
    spoken = " ".join(part for part in text[:LONGEST].lower().split() if not NO_WORDS.search(part))
    known: dict[str, int] = dict.fromkeys(STOP_WORDS, 0)
    words = sorted(set(WORD.findall(spoken)))
    for word in words:
        for language, weight in WEIGHTS.get(word, {}).items():
            scores[language] += weight
            known[language] += 1
    best, second = sorted(scores, key=lambda language: scores[language], reverse=True)[:2]
    if scores[best] < CERTAIN_IN.get(best, CERTAIN) or scores[best] < LEAD * scores[second]:
        return None
    if len(words) > FEW and known[best] < 2:
        return None
    return cast("AnyLanguage", best)
