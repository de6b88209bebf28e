"""What is cut off a reply, as the mail programs of seven languages write it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa.drivers.mail_reply import without_quotes
from rpa.drivers.mail_text import html_to_text

WHO = "Fjord & Polder <info@fp.example>"
ATTRIBUTIONS = [
    # Gmail
    f"Op ma 5 okt 2026 om 09:12 schreef {WHO}:",
    f"Am Mo., 5. Okt. 2026 um 09:12 Uhr schrieb {WHO}:",
    f"man. 5. okt. 2026 kl. 09:12 skrev {WHO}:",
    f"Den man. 5. okt. 2026 kl. 09.12 skrev {WHO}:",
    f"Den mån 5 okt. 2026 kl 09:12 skrev {WHO}:",
    f"Le lun. 5 oct. 2026 à 09:12, {WHO} a écrit :",
    f"On Mon, Oct 5, 2026 at 9:12 AM {WHO} wrote:",
    # Apple Mail
    f"Op 5 okt. 2026 om 09:12 heeft {WHO} het volgende geschreven:",
    f"Am 05.10.2026 um 09:12 schrieb {WHO}:",
    f"5. okt. 2026 kl. 09:12 skrev {WHO}:",
    f"5 okt. 2026 kl. 09:12 skrev {WHO}:",
    f"On 5 Oct 2026, at 09:12, {WHO} wrote:",
    # Thunderbird
    "Op 05-10-2026 om 09:12 schreef Fjord & Polder:",
    "Am 05.10.26 um 09:12 schrieb Fjord & Polder:",
    "Den 05.10.2026 09:12, skrev Fjord & Polder:",
    "Den 2026-10-05 kl. 09:12, skrev Fjord & Polder:",
    "Le 05/10/2026 à 09:12, Fjord & Polder a écrit :",
    "On 05/10/2026 09:12, Fjord & Polder wrote:",
    # others
    "Fjord & Polder schrieb am 05.10.2026 um 09:12:",
    f"{WHO} wrote on 5 Oct 2026:",
]
BLOCKS = [
    "Van: x\nVerzonden: maandag 5 oktober 2026 09:12\nAan: y\nOnderwerp: oud",
    "Von: x <x@y.example>\nGesendet: Montag, 5. Oktober 2026 09:12\nAn: z\nCc: q\nBetreff: alt",
    "Fra: x\nSendt: mandag 5. oktober 2026 09:12\nTil: y\nEmne: gammel",
    "Från: x\nSkickat: den 5 oktober 2026 09:12\nTill: y\nÄmne: gammalt",
    "De : x\nEnvoyé : lundi 5 octobre 2026 09:12\nÀ : y\nObjet : ancien",
    "*From:* x\n*Sent:* Monday, October 5, 2026 9:12 AM\n*To:* y\n*Subject:* old",
    "-----Oorspronkelijk bericht-----",
    "-----Ursprüngliche Nachricht-----",
    "-----Opprinnelig melding-----",
    "-----Oprindelig meddelelse-----",
    "-----Ursprungligt meddelande-----",
    "-----Message d'origine-----",
    "---------- Forwarded message ---------",
    "-------- Weitergeleitete Nachricht --------",
    "Begin doorgestuurd bericht:",
    "Début du message réexpédié :",
]
CLOSINGS = [
    "Met vriendelijke groet,\n\nPiet Jansen\nJansen B.V.",
    "Mit freundlichem Gruß\nK. Weiß",
    "Viele Grüße\nKlaus",
    "Med vennlig hilsen\nKari Nordmann",
    "Med venlig hilsen\nJens Hansen",
    "Med vänliga hälsningar\nAnna Svensson",
    "Cordialement,\nMarie Dupont",
    "Kind regards,\nJohn",
    "-- \nPiet",
    "Verstuurd vanaf mijn iPhone",
    "Von meinem iPhone gesendet",
    "Sendt fra min iPhone",
    "Skickat från min iPhone",
    "Envoyé de mon iPhone",
    "Hämta Outlook för iOS<https://aka.ms/o0ukef>",
]
ANSWER = "Nog niets ontvangen: order 4711."


@pytest.mark.parametrize("line", ATTRIBUTIONS)
@pytest.mark.parametrize("quote", ["\n\n> oud\n> ouder", "\n> oud", ""])
def test_a_quotation_and_what_begins_it(line: str, quote: str) -> None:
    assert without_quotes(f"{ANSWER}\n\n{line}{quote}") == ANSWER


@pytest.mark.parametrize("line", [line for line in ATTRIBUTIONS if "@" in line and not line.startswith("Fjord")])
def test_a_quotation_without_marks(line: str) -> None:
    middle = line.index(" ", len(line) // 2)
    broken = f"{line[:middle]}\n{line[middle + 1 :]}"
    assert without_quotes(f"{ANSWER}\n\n{broken}\n\nBeste klant,\noud") == ANSWER


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("rule", ["", "________________________________\n"])
def test_the_head_of_an_older_mail(block: str, rule: str) -> None:
    assert without_quotes(f"{ANSWER}\n\n{rule}{block}\n\noud") == ANSWER


@pytest.mark.parametrize("closing", CLOSINGS)
def test_signatures(closing: str) -> None:
    assert without_quotes(f"{ANSWER}\n\n{closing}") == ANSWER
    assert without_quotes(f"{ANSWER}\n\n{closing}\n\n{ATTRIBUTIONS[0]}\n> oud") == ANSWER


@pytest.mark.parametrize(
    "text",
    [
        "On Monday I wrote to you about this:\nnothing came.",
        "De: prijs klopt niet.\nGraag een nieuwe factuur.",
        "Am 5. Oktober schrieb ich Ihnen:\nbitte liefern.",
        "5. oktober skrev jeg til dere:\nintet svar",
        "Groeten aan de chef, en stuur order 4711 na.",
        "Best price please for:\n10 x 4711",
        "From: field on the form is empty.\nWhat now?",
        "Zie hieronder:\n- een\n- twee",
        "Prijs ----- 5\n=====\nTotaal 5",
    ],
)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert without_quotes(text) == text


HTML = [
    """<div>A</div><br><div class="gmail_quote"><div class="gmail_attr">Op ma 5 okt 2026 om 09:12 schreef X
    &lt;<a href="mailto:x@y.example">x@y.example</a>&gt;:<br></div><blockquote>oud<br>ouder</blockquote></div>""",
    """<p>A</p><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>Von:</b> X<br><b>Gesendet:</b> Montag<br>
    <b>An:</b> Y<br><b>Betreff:</b> alt</div><div>alt</div>""",
    """<div>A</div><div><br><blockquote type="cite"><div>Le 5 oct. 2026 à 09:12, X &lt;x@y.example&gt; a écrit :</div>
    <div>ancien</div></blockquote></div>""",
    """<p>A</p><div class="moz-cite-prefix">On 05/10/2026 09:12, X wrote:<br></div>
    <blockquote type="cite">old</blockquote>""",
    """<p>A</p><div><p><b>Från:</b> X<br><b>Skickat:</b> den 5 oktober<br><b>Till:</b> Y<br><b>Ämne:</b> x</p>
    gammalt</div>""",
]


@pytest.mark.parametrize("html", HTML)
def test_html_of_gmail_outlook_apple_and_thunderbird(html: str) -> None:
    assert without_quotes(html_to_text(html)) == "A"


PIECES = st.sampled_from([*ATTRIBUTIONS, *BLOCKS, *CLOSINGS, "> x", "", "a", "skrev", "den ", "5. ", ":", "-" * 9])


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from([*ATTRIBUTIONS, *BLOCKS, *CLOSINGS, "> x", "", "a", "skrev", "den ", "5. ", ":", "-" * 9]))
)
def test_something_always_stays(parts: list[str]) -> None:
    text = "\n".join(parts)
    assert without_quotes(text).strip() or not text.strip()


@pytest.mark.parametrize(
    "piece", ["On ", "Den 5. okt. 2026 kl. 09:12 skrev ", "schrieb am ", "> ", "Van: x\n", "5. 9:12 skrev x:\n"]
)
def test_long_texts_take_no_long_time(piece: str) -> None:
    began = time.process_time()
    without_quotes(piece * 20_000)
    without_quotes((piece * 100 + "\n") * 300)
    assert time.process_time() - began < 5
