"""The page of a plan: what the next run would write, field by field, with pictures of the filled forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rpa.drivers.files import write_file
from rpa.model.workspace import Workspace
from rpa.reports.html import fill
from rpa.reports.pictures import Album, Picture
from rpa.reports.places import recipe_folder
from rpa.reports.wording import MEANINGS, STATES, count, moment

DETAILED = 500
"""Items told write by write; the others are listed in a table."""


@dataclass(frozen=True)
class PlanPage:
    """A plan as HTML.

    Attributes:
        html: A whole document.
        left_out: How many pictures are not in it and lie where the plan left them.
    """

    html: str
    left_out: int


def plan_file(workspace: Workspace, recipe: str) -> Path:
    """`reports/<recipe>/plan.html`, or below the folder set as `[reports] folder`."""
    return recipe_folder(workspace, recipe) / "plan.html"


def outcome_of(item: Mapping[str, Any]) -> str:
    """What would become of an item of a plan: one of `rpa.reports.wording.STATES`."""
    return "left" if item["outcome"] in ("new", "claimed") else str(item["outcome"])


def plan_headline(plan: Mapping[str, Any]) -> str:
    """A plan in one sentence."""
    items = plan["items"]
    writes = sum(len(item["writes"]) for item in items)
    fit = sum(item["outcome"] == "done" for item in items)
    skipped = f" {count(plan['skipped'], 'item')} done before would be skipped." if plan["skipped"] else ""
    at_the_end = sum(len(item["writes"]) for item in plan.get("finally", ()))
    final = f" At its end (finally) it would do {count(at_the_end, 'write')}." if at_the_end else ""
    if not items:
        return f"The next run would have {'no item' if final else 'nothing'} to do.{final}{skipped}"
    told = f"The next run would do {fit:,} of {count(len(items), 'item')}, with {count(writes, 'write')}."
    return told + final + skipped


def render_plan(workspace: Workspace, plan: Mapping[str, Any], folder: Path) -> PlanPage:
    """Write a plan's page.

    Args:
        workspace: For templates and the time zone.
        plan: Plain data: `recipe`, `skipped`, `pictures` (folder, absolute), and `items`, each with `key`, `place`,
            `outcome`, `reason` and `writes`, each of these with `step`, `kind`, `target`, `summary`, `fields` and
            `picture` (absolute path or None); `finally` has the same for the steps at the end of the run.
        folder: Where the page is to lie, for links.

    Raises:
        EnvironmentNotReady: If the page's template is missing or wrong.
    """
    album = Album(Path(plan["pictures"]), folder)
    counts = Counter(map(outcome_of, plan["items"]))
    counts["skipped"] = plan["skipped"]
    # What a person should look at comes before what would simply be done.
    ordered = sorted(plan["items"], key=lambda item: item["outcome"] == "done")
    stories = [_story(item, album) for item in ordered[:DETAILED]]
    html = fill(
        workspace,
        "report/plan.html.j2",
        {
            "recipe": plan["recipe"],
            "company": str(workspace.settings.get("company", {}).get("name", "")),
            "headline": plan_headline(plan),
            "tone": "well" if counts.keys() <= {"done", "skipped"} else "waiting",
            "tiles": [(name, counts[name], STATES[name], MEANINGS[name]) for name in STATES if counts[name]],
            "waiting": [story for story in stories if story["outcome"] != "done"],
            "fit": [story for story in stories if story["outcome"] == "done"],
            "final": [_story(item, album) for item in plan.get("finally", ())],
            "others": [{**item, "word": STATES[outcome_of(item)]} for item in ordered[DETAILED:]],
            "pictured": any(
                write["picture"] for item in (*plan["items"], *plan.get("finally", ())) for write in item["writes"]
            ),
            "album": album,
            "written_at": moment(datetime.now(UTC), ZoneInfo(workspace.timezone)),
        },
    )
    return PlanPage(html, album.left_out)


def write_plan(workspace: Workspace, plan: Mapping[str, Any], path: Path) -> int:
    """Write a plan's page to a file.

    Args:
        workspace: For templates and the time zone.
        plan: As for `render_plan`.
        path: Where to, absolute.

    Returns:
        How many pictures are not in the page and still lie where the plan left them.
    """
    page = render_plan(workspace, plan, path.parent)
    write_file(path, page.html.encode())
    return page.left_out


def _story(item: Mapping[str, Any], album: Album) -> dict[str, Any]:
    name = outcome_of(item)
    writes = [
        {
            "step": write["step"],
            "summary": write["summary"],
            "target": write["target"],
            "fields": write["fields"],
            "picture": _picture(write["picture"], album),
        }
        for write in item["writes"]
    ]
    return {
        "key": item["key"],
        "place": item["place"],
        "outcome": name,
        "word": STATES[name],
        "reason": item["reason"],
        "writes": writes,
    }


def _picture(path: str | None, album: Album) -> Picture | None:
    if path is None:
        return None
    found = Path(path)
    inside = found.is_relative_to(album.artifacts)
    shown = album.show(str(found.relative_to(album.artifacts)) if inside else str(found))
    # Originals of pictures in the page are removed afterwards.
    return replace(shown, link="") if shown.data else shown
