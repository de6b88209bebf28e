"""What spreadsheet programs show in a cell whose formula failed, in the languages known here."""

from __future__ import annotations

import re

IN_ALL_LANGUAGES = """
    #N/A #REF! #VALUE! #NAME? #DIV/0! #NUM! #NULL! #SPILL! #CALC! #GETTING_DATA #FIELD! #BLOCKED! #CONNECT! #BUSY!
    #NV #BEZUG! #WERT! #ZAHL! #ÜBERLAUF!
    #N/B #VERW! #WAARDE! #NAAM? #DEEL/0! #GETAL! #LEEG! #OVERLOPEN!
    #I/T #VERDI! #NAVN?
    #VALEUR! #NOM? #NOMBRE! #NUL!
    #VÄRDEFEL! #NAMN? #REFERENS! #OGILTIGT! #SAKNAS! #DIVISION/0!
    #VÆRDI! #REFERENCE!
"""
ERRORS = frozenset(IN_ALL_LANGUAGES.split())
LIBRE_OFFICE = re.compile(r"Err:\d{3}|Fehler:\d{3}|Fout:\d{3}|Feil:\d{3}|Erreur:\d{3}|Fel:\d{3}|Fejl:\d{3}")
TOO_NARROW = re.compile(r"#{3,}")  # of a column in which a number had no room, an export holds only these


def error_code(text: str) -> str:
    """The error that a text is; empty when it is none.

    A cell that holds exactly `#N/A` holds an error, also where it came as text: nobody orders that.
    """
    plain = text.strip()
    if plain.upper() in ERRORS or LIBRE_OFFICE.fullmatch(plain) or TOO_NARROW.fullmatch(plain):
        return plain
    return ""
