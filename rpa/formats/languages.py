"""The language of a mail, by its small words."""

from __future__ import annotations

import re
from typing import Literal, cast

Language = Literal["nl", "de", "nb", "en"]

LONGEST = 20_000  # characters looked at; the language does not change after that

# Words that any mail is made of. Those of da, sv and fr are there to be recognised as none of the four.
STOP_WORDS = {
    "nl": """
        aan aangezien al alle als alvast ben bent bestelling betaald betaling betreft bij bijgaand
        bijlage bedankt beste bestellen binnen daar dag dan dank dat de deze die dit door een en er
        factuur gaan gaat geachte geen geleverd goed goedemiddag goedemorgen graag groet groeten
        hallo heb hebben hebt heeft het hier hoe ik in is ja je jij jullie kan klopt kunnen kunt
        levering maar me meer met mij mijn mvg naar nee niet nodig nog nu of om omdat onder ons onze
        ook op over per s.v.p stuur stuurt sturen tot u uit uw van vandaag veel volgende voor vraag
        vriendelijke waar wanneer was wat we welke wij wil wilt wordt zal ze zijn zo zou
    """,
    "de": """
        ab aber alle als am an anbei anhang auch auf aus bei bestellung bezahlt bin bis bitte
        brauchen da danke dank das dass dem den der des die diese dieser doch ein eine einen einer
        eines er es folgende freundliche freundlichen für ganz geehrte geehrter gern gerne grüße
        grüßen guten gut habe haben hallo hat herr frau hiermit ich ihr ihre ihrem ihren im in ist
        ja kann kein keine können könnten lieferung liebe lieber mehr mein meine mfg mich mir mit
        möchte möchten morgen nach nein nicht noch nur oder ohne rechnung schicken schon sehr seit
        sich sie sind tag und uns unser unsere vielen vom von vor wann war warum was wenn werden wie
        wir wird wo wurde zahlung zu zum zur überweisung
    """,
    "nb": """
        alle at av bestilling bestille ble bli da de deg den denne der deres dere det dette din du
        eller en er et etter faktura fakturaen for fra få får før gjerne god ha hadde han har hei
        hilsen hva hvis hvor hvordan hvorfor i ikke ja jeg kan kunne levering leveres mange med meg
        men mer mitt mvh må nei noe noen nå når og om oss over på sende sendt skal som så takk til
        trenger under ut vennlig vennligst ved vedlagt vi vil vår vårt være vært på forhånd betalt
        betalingen ønsker også hilsen morgen dag
    """,
    "en": """
        a about after all am an and any are as at attached be been best but by can could dear
        delivery do does for from get good had has have hello hi how i if in invoice is it its kind
        know let like looking me morning much my need no not of on or order our out paid payment
        please regards send sent shall she should so thank thanks that the their them then there
        they this to today us was we were what when where which will with would yes you your yours
    """,
    "da": """
        af at bestilling blev da den denne der dig din du eller en er et efter faktura for fra få
        får før gerne god har hej hilsen hvad hvis hvor hvordan i ikke ja jeg kan kunne levering
        mange med meget men mig mvh må nej noget nogle nu når og også om os på sende sendt skal som
        så tak til under ved vedhæftet vedlagt venlig vi vil vores være været hilsner jer betalt
        ønsker venligst mere
    """,
    "sv": """
        alla att av beställning bifogad bifogat blir de dem den det detta din du efter eller en er
        ett faktura från få för ha hade han har hej hur här i inte ja jag kan kunna leverans med mer
        min mycket måste nej ni nu när och också om oss på sig ska skicka skickat som så tack till
        under upp vad var varför vi vid vill vänlig vänliga hälsning hälsningar är betalt vår vårt
    """,
    "fr": """
        à au aux avec bonjour ce cette cordialement dans de des donc du elle en est et être facture
        il je la le les leur livraison ma mais merci mes mon ne nos notre nous ou où par pas plus
        pour qui que sa se si sont sur un une veuillez vos votre vous commande
    """,
}
WORD = re.compile(r"[^\W\d_]+")
CERTAIN = 2.0  # a single word that no other language has counts this much
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
    """Tell the language a mail is written in.

    Each different word counts once, so that a repeated product name cannot decide.

    Args:
        text: The body, without markup; its first 20,000 characters are looked at.

    Returns:
        ``nl``, ``de``, ``nb`` or ``en``; None when it cannot tell, or when it is Danish, Swedish or French.
    """
    scores = dict.fromkeys(STOP_WORDS, 0.0)
    for word in sorted({word.lower() for word in WORD.findall(text[:LONGEST])}):
        for language, weight in WEIGHTS.get(word, {}).items():
            scores[language] += weight
    best, second = sorted(scores, key=lambda language: scores[language], reverse=True)[:2]
    if scores[best] < CERTAIN or scores[best] < LEAD * scores[second]:
        return None
    return cast("Language", best) if best in ("nl", "de", "nb", "en") else None
