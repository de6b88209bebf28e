"""The answers a person can give about a matter: what to type, and what each of them does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rpa.ledger.protocol import QuestionRow
from rpa.recipe.answers import output_caption
from rpa.recipe.plan import Step
from rpa.reports.matters import Matter

NOTE = '--note "why"'


@dataclass(frozen=True)
class Choice:
    """One answer.

    Attributes:
        answer: In the words of the question.
        command: What to type.
        effect: What happens then.
        warning: What makes it dangerous; may be empty.
    """

    answer: str
    command: str
    effect: str
    warning: str = ""


def choices(matter: Matter) -> tuple[Choice, ...]:
    """The answers that this matter allows."""
    if matter.asked is not None:
        return tuple(_reading(matter, matter.asked))
    return tuple(_held(matter) if matter.is_held else _doubt(matter))


def _reading(matter: Matter, asked: QuestionRow) -> Iterator[Choice]:
    resolve = f"rpa review resolve {matter.item.id}"
    readings = asked.question.readings
    missing = [one for one in readings if one.value is None]
    follows = f"goes on with: {named(matter.behind)}" if matter.behind else "goes on; nothing is written behind it"
    given = "".join(f" -o {one.name}=..." for one in missing)
    wanted = f" Give what was not found: {', '.join(one.caption for one in missing)}." if missing else ""
    wanted += " Nothing behind the = when the document does not say it." if missing else ""
    has_reading = len(missing) < len(readings) or not readings
    answer = "Yes, that is right" if has_reading else "I know what it says"
    yield Choice(answer, f"{resolve} --confirm{given}", f"The item {follows}.{wanted}")
    if has_reading:
        wrong = next((one.name for one in readings if one.value is not None), "NAME")
        yield Choice(
            "No, I know what it says",
            f"{resolve} --confirm -o {wrong}=VALUE",
            f"Your values count, the others stand as they were read. Then the item {follows}.",
        )
    yield Choice(
        "Read it once more", f"{resolve} --repeat", "The next run reads it anew: with another template, for one."
    )
    yield Choice(
        "It is taken care of",
        f"{resolve} --happened",
        "You have done it by hand. It counts as done; the robot does nothing.",
    )
    yield Choice(
        "Nothing is to be done",
        f"{resolve} --reject {NOTE}",
        "The item ends here and goes back to the clerk with your reason.",
    )


def _doubt(matter: Matter) -> Iterator[Choice]:
    resolve = f"rpa review resolve {matter.item.id}"
    follows = f"goes on with: {named(matter.behind)}" if matter.behind else "goes on; nothing more is written behind it"
    follows = follows if matter.step is not None else "goes on behind it"
    if matter.writes:
        wanted = "".join(f" --output {name}={name.upper()}" for name in matter.users)
        uses = "".join(f" {_wanted(matter, name)}." for name in matter.users)
        effect = f"It is not written again. The item {follows}.{uses}"
        yield Choice("Yes, it is there", f"{resolve} --happened{wanted}", effect)
        yield Choice(
            "No, it is not there",
            f"{resolve} --repeat",
            f"It is written once more, as shown above. Then the item {follows}.",
            repeat_warning(matter),
        )
    else:
        yield Choice("It may go on", f"{resolve} --repeat", f"The item {follows}.")
    yield Choice(
        "Nothing more is to be done",
        f"{resolve} --reject {NOTE}",
        "The item ends here and goes back to the clerk with your reason. Nothing is undone at the target, and the same "
        "input later does not begin it again.",
    )


def _wanted(matter: Matter, name: str) -> str:
    """What an output is, and what for: `NUMBER is the Order id that you see; needed by Make the invoice`."""
    caption = output_caption(matter.step, name) if matter.step else ""
    what = f"the “{caption}” that you see there" if caption else f"the step's {name}"
    return f"{name.upper()} is {what}, needed by: {named(matter.users[name])}"


def repeat_warning(matter: Matter) -> str:
    """Why a repeat may do it twice; empty when nothing speaks for that."""
    if matter.late is not None and matter.late.receipt is not None:
        return f"Its own worker has reported it done, too late to count: {matter.late.receipt.reference}"
    if matter.suspect:
        return (
            f"The worker {matter.suspect} was cut off, and nobody knows whether it has ended. Make sure that it has: "
            "what it held back may still leave."
        )
    return ""


def _held(matter: Matter) -> Iterator[Choice]:
    resolve = f"rpa review resolve {matter.item.id}"
    done = f": {named(matter.behind)}" if matter.behind else ""
    if not matter.unfit:
        yield Choice(
            "Yes, do it as well",
            f"{resolve} --repeat",
            f"All of it is done with the new content, beside what was done for the first{done}.",
            "Nothing of the first is undone or changed." if matter.first else "",
        )
    yield Choice(
        "It is taken care of",
        f"{resolve} --happened",
        "You have made the change in the application by hand, or there is none to make. It counts as done; the robot "
        "does nothing.",
    )
    yield Choice(
        "No, the new content is wrong",
        f"{resolve} --reject {NOTE}",
        "It goes back to the clerk with your reason. The first stays as it is.",
    )


def named(steps: Sequence[Step]) -> str:
    """Names of steps in a sentence."""
    return ", ".join(step.name for step in steps) or "nothing that writes"
