"""Mails are told apart by their small words, and left alone when that is not enough."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.formats.languages import guess_language

SENTENCES = {
    "nl": [
        "Beste, hierbij stuur ik u de factuur van vorige maand.",
        "Kunt u mij laten weten wanneer de bestelling wordt geleverd?",
        "Graag ontvangen wij een offerte voor 20 stoelen.",
        "Bedankt voor uw bericht.",
        "Met vriendelijke groet, Jan",
        "Goedemorgen, wij hebben het pakket niet gekregen.",
        "Ik wil graag mijn bestelling annuleren.",
        "De betaling is vandaag overgemaakt.",
        "Wat kost de verzending naar België?",
        "Zie de bijlage.",
        "Bedankt!",
        "Waar blijft mijn pakket?",
    ],
    "de": [
        "Sehr geehrte Damen und Herren, anbei erhalten Sie unsere Bestellung.",
        "Könnten Sie uns bitte die Rechnung noch einmal schicken?",
        "Wir haben die Ware noch nicht erhalten.",
        "Vielen Dank für Ihre Nachricht.",
        "Mit freundlichen Grüßen",
        "Guten Tag, ich möchte meine Bestellung stornieren.",
        "Die Zahlung ist heute raus.",
        "Wann kommt die Lieferung?",
        "Bitte um Rückruf.",
        "Ich brauche 20 Stühle.",
        "Danke!",
        "Was kostet der Versand nach Österreich?",
    ],
    "nb": [
        "Hei, vedlagt følger fakturaen for mars.",
        "Kan dere sende meg et tilbud på 20 stoler?",
        "Jeg har ikke mottatt varene ennå.",
        "Takk for hyggelig samtale, jeg ønsker å bestille noen stoler til kontoret vårt.",
        "Vennlig hilsen Kari",
        "Når blir bestillingen levert? Jeg trenger den nå.",
        "Betalingen ble sendt i går, og dere burde ha den nå.",
        "Vi ønsker å endre leveringsadressen vår.",
        "Hva koster frakten til Tromsø?",
        "På forhånd takk for hjelpen!",
    ],
    "en": [
        "Dear Sir or Madam, please find attached our order.",
        "Could you send us the invoice again?",
        "We have not received the goods yet.",
        "Thank you for your message.",
        "Kind regards, John",
        "Good morning, I would like to cancel my order.",
        "When will it be delivered?",
        "Please call me back.",
        "The payment was made today.",
        "Thanks!",
        "How much is shipping to Ireland?",
    ],
}
# Written after the words were chosen: too short for an answer now and then, but never the wrong one.
SHORT = {
    "nl": [
        "Is dit artikel op voorraad?",
        "Wij sturen de stoelen volgende week retour.",
        "Kan de prijs omlaag?",
        "Hoi, er klopt iets niet met mijn order 2231.",
        "Ons nieuwe adres is Dorpsstraat 5.",
        "Gelieve te leveren aan de achterdeur.",
        "Bijgevoegd vindt u onze order.",
        "Wil je me terugbellen?",
        "Kunnen jullie dit regelen?",
        "Ik heb dit twee keer betaald.",
        "Stuur maar op.",
        "10 dozen printpapier s.v.p.",
        "Hallo, ik heb nog geen reactie ontvangen.",
        "Hoe lang duurt de levering?",
        "De factuur klopt niet.",
        "Prima, akkoord.",
        "Stuurt u mij de offerte?",
        "Dit is de verkeerde maat.",
    ],
    "de": [
        "Ist der Artikel auf Lager?",
        "Wir schicken die Stühle nächste Woche zurück.",
        "Geht der Preis noch runter?",
        "Mit meiner Bestellung 2231 stimmt etwas nicht.",
        "Unsere neue Adresse lautet Hauptstraße 5.",
        "Im Anhang finden Sie unseren Auftrag.",
        "Rufen Sie mich zurück?",
        "Ich habe doppelt bezahlt.",
        "Hiermit bestellen wir 10 Kartons Papier.",
        "MfG Schulz",
        "Rechnung fehlt",
        "Können Sie das regeln?",
        "Hallo, ich habe noch keine Antwort bekommen.",
        "Wie lange dauert die Lieferung?",
        "Die Rechnung stimmt nicht.",
        "Einverstanden.",
        "Schicken Sie mir das Angebot?",
        "Das ist die falsche Größe.",
    ],
    "nb": [
        "Er varen på lager?",
        "Vi sender stolene tilbake neste uke.",
        "Kan prisen bli lavere?",
        "Det er noe galt med ordren min.",
        "Vår nye adresse er Storgata 5.",
        "Jeg har betalt to ganger.",
        "Kan du ringe meg?",
        "Hei! Hvor er pakken min?",
        "Vi vil gjerne bestille 10 esker papir.",
        "Fakturaen er feil, beløpet stemmer ikke.",
        "Ring meg i morgen.",
        "Jeg ønsker ikke nyhetsbrev",
        "Hei, jeg har ikke fått svar ennå.",
        "Hvor lang tid tar leveringen?",
        "Fakturaen stemmer ikke.",
        "Det er greit for oss.",
        "Kan du sende meg tilbudet?",
        "Dette er feil størrelse.",
        "Vi har flyttet til nye lokaler.",
        "Hei, jeg lurer på når varene kommer?",
        "Takk for sist!",
        "Kunden ønsker å betale i to deler.",
    ],
    "en": [
        "Is this item in stock?",
        "We return the chairs next week.",
        "Can you lower the price?",
        "Something is wrong with my order 2231.",
        "Our new address is 5 High Street.",
        "I paid twice.",
        "Call me",
        "Where is my parcel?",
        "We would like to order 10 boxes of paper.",
        "Invoice missing",
        "Can you fix that?",
        "Cheers, Tom",
        "Hi, I have not had a reply yet.",
        "How long does delivery take?",
        "The invoice is not correct.",
        "Agreed.",
        "Will you send me the quote?",
        "This is the wrong size.",
    ],
}
OTHER_LANGUAGES = [
    "Er varen på lager? Jeg vil gerne vide det.",
    "Vi skickar tillbaka stolarna nästa vecka.",
    "Jag har betalat två gånger.",
    "Jeg har betalt to gange og vil gerne have pengene tilbage.",
    "J'ai payé deux fois.",
    "Hvornår kommer pakken?",
    "La commande est arrivée.",
    "Var är mitt paket?",
    "Il pacco non è arrivato",
    "¿Dónde está mi pedido?",
    "Gdzie jest moja paczka?",
    "Hej, jeg har endnu ikke fået svar.",
    "Det er den forkerte størrelse, og jeg vil bytte.",
    "Fakturan stämmer inte.",
    "Det här är fel storlek.",
]
UNCLEAR = [
    "",
    "   ",
    "12345",
    "OK",
    "https://example.com/a/b?c=d",
    "INV-2026-0042.pdf",
    "Jan Jansen",
    "hallo",
    "!!!",
    "ja",
    "Mvh Ola",
    "Bonjour, veuillez trouver la facture dans le fichier. Merci pour votre commande.",
    "Hej, jag har inte fått varorna och vill veta när de kommer. Tack så mycket.",
    "Hej, jeg har ikke fået varerne endnu og vil gerne vide, hvornår de kommer. Tak, med venlig hilsen Mette",
]


@pytest.mark.parametrize(("language", "sentence"), [(key, text) for key, texts in SENTENCES.items() for text in texts])
def test_sentences(language: str, sentence: str) -> None:
    assert guess_language(sentence) == language
    assert guess_language(sentence.upper()) == language


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_is_not_clear_is_left_alone(text: str) -> None:
    assert guess_language(text) is None


@pytest.mark.parametrize(("language", "sentences"), SHORT.items())
def test_short_sentences_are_told_right_or_left_alone(language: str, sentences: list[str]) -> None:
    guesses = [guess_language(sentence) for sentence in sentences]
    assert set(guesses) <= {language, None}
    assert guesses.count(None) <= len(guesses) * 0.4


@pytest.mark.parametrize("sentence", OTHER_LANGUAGES)
def test_other_languages_are_left_alone(sentence: str) -> None:
    assert guess_language(sentence) is None


def test_a_quoted_line_does_not_turn_a_mail_round() -> None:
    mail = " ".join(SENTENCES["nl"]) + "\n> Thank you for your order\n"
    assert guess_language(mail) == "nl"


def test_two_languages_in_equal_parts_are_left_alone() -> None:
    assert guess_language(" ".join(SENTENCES["de"] + SENTENCES["en"])) is None


@given(st.text(max_size=500))
def test_any_text_has_one_answer(text: str) -> None:
    assert guess_language(text) == guess_language(text)
    assert guess_language(text) in ("nl", "de", "nb", "en", None)
