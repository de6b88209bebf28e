"""The page of one matter: what a person has to decide, with the pictures."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rpa.drivers.files import write_file
from rpa.model.workspace import Workspace
from rpa.reports.choices import choices
from rpa.reports.clerk import in_words
from rpa.reports.evidence import ASKED, Evidence
from rpa.reports.html import fill
from rpa.reports.matter_text import proof, readings_of, told_sending, written_steps
from rpa.reports.matters import Matter
from rpa.reports.pictures import Album
from rpa.reports.places import recipe_folder
from rpa.reports.standing import values_of
from rpa.reports.wording import STATES, clock_time, moment, outcome


def matter_file(workspace: Workspace, matter: Matter) -> Path:
    """`reports/<recipe>/item-0012.html`, or below the folder set as `[reports] folder`."""
    return recipe_folder(workspace, matter.item.recipe) / f"item-{matter.item.id:04}.html"


def write_matter_page(workspace: Workspace, matter: Matter) -> Path:
    """Write the page of a matter, over an earlier one of the same item; returns where it is.

    Raises:
        EnvironmentNotReady: If its template is missing or wrong.
    """
    path = matter_file(workspace, matter)
    write_file(path, render_matter(workspace, matter, path.parent).encode())
    return path


def _caption(matter: Matter, one: Evidence, zone: ZoneInfo) -> str:
    return one.caption if matter.asked else f"{one.caption}, {clock_time(one.at, zone)}"


def render_matter(workspace: Workspace, matter: Matter, folder: Path) -> str:
    """A matter as a whole HTML document.

    Args:
        workspace: For pictures, templates and the time zone.
        matter: What waits.
        folder: Where the page is to lie, for links.

    Raises:
        EnvironmentNotReady: If its template is missing or wrong.
    """
    zone = ZoneInfo(workspace.timezone)
    album = Album(workspace.artifacts, folder)
    item, write, first = matter.item, matter.write, matter.first
    values = values_of(item.values, zone)
    pictures = [
        (_caption(matter, one, zone), album.show(str(one.path.relative_to(workspace.artifacts))))
        # What the target shows comes first: that is what the question is about.
        for one in sorted(matter.evidence, key=lambda one: one.caption != ASKED)
    ]
    return fill(
        workspace,
        "report/matter.html.j2",
        {
            "matter": matter,
            "item": item,
            "company": str(workspace.settings.get("company", {}).get("name", "")),
            "tone": item.state.value,
            "word": STATES[item.state],
            "since": moment(item.changed_at, zone),
            "reason": in_words(item.reason),
            "write": write,
            "where": write.intent.target if write and write.intent else "",
            "fields": write.intent.fields if write and write.intent else (),
            "sent": told_sending(write, matter, zone) if write else "",
            "reported": matter.late.receipt.reference if matter.late and matter.late.receipt else "",
            "pictures": pictures,
            "changes": matter.changes,
            "readings": readings_of(matter.asked) if matter.asked else (),
            "first": first,
            "first_state": f"{STATES[outcome(first)]}, {moment(first.changed_at, zone)}" if first else "",
            "first_written": [
                f"{step.intent.summary if step.intent else step.step} {proof(step)}".strip()
                for step in written_steps(matter.first_steps)
            ],
            "unfit": in_words(matter.unfit),
            "choices": choices(matter),
            "plain_values": [(value.name, value.text) for value in values if not value.columns],
            "values": values,
            "album": album,
            "written_at": moment(datetime.now(UTC), zone),
        },
    )
