"""A run's report: one HTML file without scripts and without anything from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from rpa.errors import EnvironmentNotReady
from rpa.ledger.protocol import ItemRow, Ledger
from rpa.model.run import FINALLY, Run
from rpa.model.workspace import Workspace
from rpa.reports.charts import Worked, outcome_chart, time_chart
from rpa.reports.journal import Teller, time_spent
from rpa.reports.pictures import Album
from rpa.reports.places import report_folder
from rpa.reports.standing import NEEDS_A_PERSON, ItemStory, tell_item
from rpa.reports.wording import MEANINGS, STATES, count, day, duration, headline, moment, outcome, written

DETAILED = 500
"""Items told step by step; the others are listed in a table."""
SECURITY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def render_report(workspace: Workspace, ledger: Ledger, run: Run, items: Sequence[ItemRow]) -> str:
    """Write a run's report.

    Args:
        workspace: Where the pictures and documents are; its templates are looked at first.
        ledger: What happened.
        run: The run.
        items: The items it looked at, with its verdict, in order; of very many only those that are to be listed.

    Returns:
        A whole HTML document. Links are relative to the run's report folder.

    Raises:
        EnvironmentNotReady: If the report's template is missing or wrong.
    """
    zone = ZoneInfo(workspace.timezone)
    folder = report_folder(workspace, run.recipe, run.id)
    album = Album(workspace.artifacts, folder)
    teller = Teller(workspace.root, folder, zone, album)
    # The ledger's word, since not all items may have been given.
    totals = {**dict.fromkeys(STATES, 0), **asdict(ledger.totals(run.id))}
    stories = _stories(ledger, run, items, teller)
    waiting = [story for name in NEEDS_A_PERSON for story in stories if story.outcome == name]
    others = [story for story in stories if story.outcome not in NEEDS_A_PERSON]
    final = ledger.items(run.recipe + FINALLY, run=run.id)
    return fill(
        workspace,
        "report/run.html.j2",
        {
            "run": run,
            "company": str(workspace.settings.get("company", {}).get("name", "")),
            "headline": headline(totals),
            "tone": _tone(run, totals),
            "started": moment(run.started, zone),
            "finished": moment(run.finished, zone) if run.finished else "",
            "took": duration(run.finished - run.started) if run.finished else "",
            "zone": workspace.timezone,
            "tiles": [(name, totals[name], STATES[name], MEANINGS[name]) for name in STATES],
            "moved_on": _moved_on(run, totals, len(final)),
            "outcomes": outcome_chart(totals),
            "times": time_chart(_worked(items, stories, run), zone),
            "waiting": waiting,
            "worked": [story for story in others if story.outcome != "skipped"],
            "skipped": [story for story in others if story.outcome == "skipped"],
            "final": [_tell(ledger, run, item, teller) for item in final],
            "album": album,
            "artifacts": str(workspace.artifacts),
            "detailed": DETAILED,
            "unlisted": sum(totals.values()) - len(items),
            "params": _params(run, zone),
            "today": _business_day(run),
            "written_at": moment(datetime.now(UTC), zone),
        },
    )


def fill(workspace: Workspace, template: str, names: Mapping[str, object]) -> str:
    """Fill a report's template, the workspace's own before the one that comes with the package.

    Raises:
        EnvironmentNotReady: If it is missing or wrong.
    """
    from rpa.drivers.document_template import DocumentTemplates
    from rpa.drivers.html_pdf import DocumentError

    try:
        return DocumentTemplates(workspace.template_folders).render(
            template, {"security": SECURITY, "count": count, **names}
        )
    except DocumentError as error:
        hint = f"Mend templates/{template}, or remove it: the one that comes with the package is used then."
        raise EnvironmentNotReady(str(error), hint=hint) from error


def _stories(ledger: Ledger, run: Run, items: Sequence[ItemRow], teller: Teller) -> list[ItemStory]:
    """All items in order; the first ones told step by step, those that need a person before the others."""
    ranks = {name: rank for rank, name in enumerate((*NEEDS_A_PERSON, "left", "done"))}
    worked = [item for item in items if outcome(item) in ranks]
    # "left" and "done" in their own order: what a person needs comes first, whatever the number.
    worked.sort(key=lambda item: min(ranks[outcome(item)], len(NEEDS_A_PERSON)))
    chosen = worked[:DETAILED]
    told = {item.id: _tell(ledger, run, item, teller) for item in chosen}
    return [told.get(item.id) or tell_item(item, run.id, teller.zone) for item in items]


def _tell(ledger: Ledger, run: Run, item: ItemRow, teller: Teller) -> ItemStory:
    rows = ledger.steps(item.id)
    spent = time_spent(ledger.events(item=item.id, run=run.id))
    steps = teller.tell(item.id, rows, run.started)
    return tell_item(item, run.id, teller.zone, rows=rows, steps=steps, spent=spent)


def _worked(items: Sequence[ItemRow], stories: Sequence[ItemStory], run: Run) -> list[Worked]:
    return [
        Worked(item.key, story.outcome, story.spent, item.changed_at)
        for item, story in zip(items, stories, strict=True)
        if story.outcome != "skipped" and item.run == run.id
    ]


def _tone(run: Run, totals: Mapping[str, int]) -> str:
    if run.error or run.finished is None or totals["failed"] or totals["in_doubt"]:
        return "trouble"
    return "waiting" if totals["rejected"] or totals["in_review"] or totals["left"] else "well"


def _moved_on(run: Run, totals: Mapping[str, int], final: int) -> str:
    """How the run itself ended, when its items stand elsewhere by now."""
    if run.totals is None:
        return ""
    then = asdict(run.totals)
    # Totals may count the steps at the end of the run as an item of their own.
    if then in (dict(totals), {**totals, "done": totals["done"] + final}):
        return ""
    return ", ".join(f"{then[name]:,} {words}" for name, words in STATES.items() if then[name])


def _params(run: Run, zone: ZoneInfo) -> list[tuple[str, str]]:
    values: Any = run.params.get("values", {})
    return [(name, written(value, zone)) for name, value in values.items()] if isinstance(values, Mapping) else []


def _business_day(run: Run) -> str:
    today = run.params.get("today")
    return day(today) if isinstance(today, date) else ""
