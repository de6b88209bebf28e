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


@pytest.mark.parametrize(
    ("language", "sentence"), [(key, text) for key, texts in SENTENCES.items() for text in texts]
)
def test_sentences(language: str, sentence: str) -> None:
    assert guess_language(sentence) == language
    assert guess_language(sentence.upper()) == language


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_is_not_clear_is_left_alone(text: str) -> None:
    assert guess_language(text) is None


def test_a_quoted_line_does_not_turn_a_mail_round() -> None:
    mail = " ".join(SENTENCES["nl"]) + "\n> Thank you for your order\n"
    assert guess_language(mail) == "nl"


def test_two_languages_in_equal_parts_are_left_alone() -> None:
    assert guess_language(" ".join(SENTENCES["de"] + SENTENCES["en"])) is None


@given(st.text(max_size=500))
def test_any_text_has_one_answer(text: str) -> None:
    assert guess_language(text) == guess_language(text)
    assert guess_language(text) in ("nl", "de", "nb", "en", None)
