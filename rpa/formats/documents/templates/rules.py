"""One rule of a template, looked for in a document: the values it finds, or why there are none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from rpa.formats.documents.layout import Layout, Token
from rpa.formats.documents.places import Reader
from rpa.formats.documents.spelling import key_of
from rpa.formats.documents.templates.laid_text import LaidText
from rpa.formats.documents.templates.patterns import PatternTooSlow, PatternWrong, changed, first, matches, words_of
from rpa.formats.documents.templates.phrases import Phrase, label_of, nearly, phrases, stretch
from rpa.formats.documents.templates.runs import Run, in_column, in_region, is_on_page, lay_words
from rpa.formats.documents.templates.values import WANTED, Read, Reading, distinct, read_words, shown
from rpa.model.field_template import FieldRule

BROKEN = ("date", "iban")  # kinds that narrow cells break into two lines
MOST_TRIED = 200  # places of one rule


@dataclass
class Outcome:
    """What a rule found.

    Attributes:
        rule: The rule.
        found: The different values, in order; several are an open question.
        where: Of the first one, in words.
        grade: Kind of evidence.
        misses: What was nearly found: sentences.
    """

    rule: FieldRule
    found: list[Read] = field(default_factory=list)
    where: str = ""
    grade: str = ""
    misses: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Ground:
    """Where rules are looked for.

    Attributes:
        reader: Rows and labels.
        text: The document as text, changed as the template wants.
        mark: Decimal mark.
        order: Of day and month.
    """

    reader: Reader
    text: LaidText
    mark: str
    order: str

    @property
    def layout(self) -> Layout:
        """The rows."""
        return self.reader.layout


def look_for(rule: FieldRule, ground: Ground) -> Outcome:
    """Look for a rule's values."""
    outcome = Outcome(rule)
    try:
        runs = [run for run in runs_of(rule, ground, outcome.misses) if is_on_page(run, rule, ground.layout)]
        if rule.page and not runs and not outcome.misses:
            outcome.misses.append(f"nothing on page {rule.page if rule.page > 0 else 'last'} fits")
        take(outcome, runs[:MOST_TRIED], ground)
    except (PatternTooSlow, PatternWrong) as error:
        outcome.misses.append(str(error))
        outcome.found = []
    return outcome


def take(outcome: Outcome, runs: Sequence[Run], ground: Ground) -> None:
    """Read the words that a rule points at."""
    rule, reads = outcome.rule, list[tuple[Read, Run]]()
    for run in runs:
        reading = reading_of(rule, run, ground)
        if not reading.found:
            outcome.misses.append(f"{run.where}: {reading.why}")
        reads += [(read, run) for read in reading.found]
    if not reads:
        return
    if rule.is_added:
        reads = [(added([read for read, _ in reads]), reads[0][1])]
    if rule.which == "joined":
        reads = [(joined([read for read, _ in reads]), reads[0][1])]
    elif rule.which:
        reads = [chosen(rule.which, reads)]
    outcome.found = distinct([read for read, _ in reads])
    origin = next(run for read, run in reads if read is outcome.found[0])
    outcome.where, outcome.grade = origin.where, origin.grade


def chosen(which: str, reads: Sequence[tuple[Read, Run]]) -> tuple[Read, Run]:
    """The one of several values that a rule wants: the first, the last, the least or the most."""
    if which in ("first", "last"):
        return reads[0] if which == "first" else reads[-1]
    ordered = sorted(reads, key=lambda one: str(one[0].value) if isinstance(one[0].value, str) else one[0].value)
    return ordered[0] if which == "least" else ordered[-1]


def reading_of(rule: FieldRule, run: Run, ground: Ground) -> Reading:
    """The values of one run of words."""
    tokens = run.tokens
    for pattern, replacement in rule.changes:
        tokens = tuple(
            replace(tokens[0], text=piece)
            for piece in changed(pattern, replacement, " ".join(one.text for one in tokens)).split()
        )
        if not tokens:
            return Reading(why="nothing is left of it")
    reading = read_words(rule.kind, tokens, ground.mark, ground.order)
    if rule.name == "number" and reading.found:
        kept = tuple(one for one in reading.found if any(char.isdigit() for char in one.text))
        return Reading(kept, "" if kept else f"'{shown(tokens)}' has no figure in it")
    return reading


def added(reads: Sequence[Read]) -> Read:
    """Amounts added up."""
    total = sum((read.value for read in reads if isinstance(read.value, Decimal)), Decimal(0))
    figure = replace(reads[0].figure, value=total) if reads[0].figure else None
    return Read(total, " + ".join(read.text for read in reads[:6]), reads[0].box, figure)


def joined(reads: Sequence[Read]) -> Read:
    """Texts one behind the other."""
    return Read(" ".join(str(read.value) for read in reads), " ".join(read.text for read in reads), reads[0].box)


def runs_of(rule: FieldRule, ground: Ground, misses: list[str]) -> Iterator[Run]:
    """The words a rule points at; a pattern beside a place looks inside of it."""
    places = list(places_of(rule, ground, misses))
    if not rule.patterns:
        yield from places
        return
    if not (rule.labels or rule.region or rule.column):
        yield from by_pattern(rule, ground, misses)
        return
    for place in places:
        inside = list(inside_of(rule, place))
        if not inside:
            misses.append(f"{place.where} stands '{shown(place.tokens)}', which the pattern does not fit")
        yield from inside


def inside_of(rule: FieldRule, place: Run) -> Iterator[Run]:
    """What patterns find in the words of a place: a place and a form together are more than either."""
    for pattern in rule.patterns:
        text = lay_words(place.tokens)
        for match in matches(pattern, text.text):
            words = text.words(*match.span(1 if match.re.groups else 0))
            if words:
                grade = "only.template" if place.grade.startswith("weak") else place.grade
                yield Run(words, f"{place.where}, by its pattern", grade)


def by_pattern(rule: FieldRule, ground: Ground, misses: list[str]) -> Iterator[Run]:
    """What patterns find in the whole text, or in the part of it that the rule names."""
    is_found = False
    start, end = part_of(rule, ground.text.text)
    for pattern in rule.patterns:
        grade = "labelled.template" if len(words_of(pattern)) >= 3 or rule.between else "weak.template"
        for match in matches(pattern, ground.text.text[start:end]):
            begin, stop = match.span(rule.group or (1 if match.re.groups else 0))
            words = ground.text.words(start + begin, start + stop) if begin >= 0 else ()
            if words:
                is_found = True
                yield Run(words, f"by the pattern {pattern!r}", grade)
    if not is_found:
        told = " and ".join(repr(pattern) for pattern in rule.patterns[:3])
        misses.append(f"nothing fits the pattern {told}")


def part_of(rule: FieldRule, text: str) -> tuple[int, int]:
    """Begin and end of the part of the text that the rule names; nothing when it is not there."""
    if rule.between is None:
        return 0, len(text)
    start = first(rule.between[0], text)
    end = first(rule.between[1], text[start.end() :]) if start is not None else None
    return (start.end(), start.end() + end.start()) if start is not None and end is not None else (0, 0)


def places_of(rule: FieldRule, ground: Ground, misses: list[str]) -> Iterator[Run]:
    """The words beside labels, in a region, or in a column."""
    for label in rule.labels:
        found = phrases(ground.layout, label)
        if not found:
            misses.append(f"the label '{label}' is not on the pages{nearly(label, ground.layout)}")
        for phrase in found:
            run = beside(rule, phrase, ground, misses)
            if run is not None:
                yield run
    if rule.column:
        yield from in_column(rule, ground.layout, misses)
    if rule.region is not None:
        yield from in_region(rule, rule.region, ground.layout, misses)


def beside(rule: FieldRule, phrase: Phrase, ground: Ground, misses: list[str]) -> Run | None:
    """The nearest words beside or below a label that are of the kind."""
    label, tried = label_of(phrase, rule.name), list[str]()
    sides: list[tuple[str, tuple[Token, ...]]] = []
    if rule.kind in ("amount", "date") and rule.side != "below":
        words = ground.reader.until_label(stretch(phrase))
        sides += [("beside", words)] if words else []
    for place in ground.reader.places(label):
        side = "below" if place.side == "below" else "beside"
        if rule.side in ("", side):
            sides.append((side, place.tokens))
            if place.more and rule.kind in BROKEN:
                sides.append((side, place.tokens + place.more))
    for side, tokens in sides:
        reading = read_words(rule.kind, tokens, ground.mark, ground.order)
        if reading.found:
            return Run(tokens, f"{side} the label '{phrase.text}'", "labelled.template")
        tried.append(f"'{shown(tokens)}' {side}")
        if "check digits" in reading.why or "could be" in reading.why:
            misses.append(f"the label '{phrase.text}' stands on page {phrase.box.page}, but {reading.why}")
            return None
    wanted = WANTED[rule.kind]
    seen = f": {', '.join(tried[:2])}" if tried else ""
    misses.append(f"the label '{phrase.text}' stands on page {phrase.box.page}, but no {wanted} {where(rule)} it{seen}")
    return None


def where(rule: FieldRule) -> str:
    """Where a label's value is looked for, in words."""
    return rule.side or "beside or below"


def standing(layout: Layout, value: str) -> Read | None:
    """Where a fixed value stands in a document, in whatever spelling; None: nowhere."""
    for phrase in phrases(layout, value):
        return Read(value, phrase.text, phrase.box)
    if key_of(value) and key_of(value) in key_of(layout.text.replace("\n", " ")):
        return Read(value, value, None)
    return None
