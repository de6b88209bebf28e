"""From a source's documents to recorded work items; a document is filed away only after its items are recorded."""

from __future__ import annotations

import hashlib
import logging
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from rpa.drivers.files import file_away, fitting, write_file
from rpa.effects.gate import Mode
from rpa.engine.names import evaluate
from rpa.engine.urgency import deadline_of, lane_of, priority_of
from rpa.engine.worker import Worker
from rpa.errors import BusinessException, RpaError, UsageError
from rpa.formats.locales import UnknownLocale, convention
from rpa.ledger.protocol import Sighting
from rpa.model.item import Arrival, Document, Place, RawItem
from rpa.model.values import content_hash
from rpa.recipe.fields import read_fields
from rpa.recipe.plan import Items, Recipe
from rpa.sources.contract import SourceContext
from rpa.sources.documents import told

_log = logging.getLogger(__name__)
AT_ONCE = 1000
"""Items recorded together: memory stays flat, however many a document holds."""
LONGEST_KEY = 500
"""Characters of a business key: no index of PostgreSQL holds much longer ones, and one of them would stop every run."""
LONGEST_KEPT = 200
"""Bytes of a kept file's name: what is sent on or filed under it later may need some more."""
MOST_PROBLEMS = 20
"""Problems of one item that are told: an order of ten thousand wrong lines needs no more to be handed back."""
_UNSAFE = re.compile("[\x00-\x1f\x7f/\\\\:\ud800-\udfff]+")


@dataclass(frozen=True)
class Intake:
    """Reads one recipe's input in one run.

    Attributes:
        worker: Shared things.
        recipe: Whose input.
        run: Number of the run.
        names: Names that are the same for all items of the run.
    """

    worker: Worker
    recipe: Recipe
    run: int
    names: Mapping[str, Any]

    def take_in(self) -> Iterator[Sighting]:
        """Record everything the source has, document by document; yields what became of each item."""
        if self.recipe.items is None:
            today = self.names["today"]
            arrival = Arrival(today.isoformat(), content_hash({"day": today}), {"day": today}, f"the day {today}")
            yield from self.worker.ledger.record(self.run, self.recipe.name, [arrival])
            return
        items = self.recipe.items
        documents = iter(self._documents(items))
        while True:
            asked = time.time_ns()
            document = next(documents, None)
            if document is None:
                return
            count, arrivals = 0, self._arrivals(items, document)
            while some := list(islice(arrivals, AT_ONCE)):
                count += len(some)
                yield from self.worker.ledger.record(self.run, self.recipe.name, some, items.policy)
            # All of the document is recorded: from here on it may be gone. Before, it is read again from its beginning.
            self._keep_mark(document)
            self._file_away(items, document, asked)
            self.worker.watcher.document_read(document.name, count)

    def _documents(self, items: Items) -> Iterator[Document]:
        try:
            params = items.source.params.model_validate(_paths_as_text(evaluate(items.params, self.names)))
        except ValidationError as error:
            wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
            raise UsageError(f"{items.source_name}: {wrong}", place=f"{self.recipe.file}:{items.mark.line}") from None
        worker = self.worker
        context = SourceContext(
            worker.workspace, self.recipe.locale, worker.clock, self.keep, self._mark, worker.secret
        )
        return items.source.read(params, context)

    def keep(self, digest: str, name: str, content: bytes) -> Path:
        """See `SourceContext.keep`."""
        safe = fitting(_UNSAFE.sub("_", name).strip(". ") or "attachment", LONGEST_KEPT)
        workspace = self.worker.workspace
        kept = workspace.state / "artifacts" / "inputs" / digest[:32] / safe
        if not kept.exists():
            if self.worker.mode is Mode.PLAN:
                kept = workspace.artifacts / "inputs" / digest[:32] / safe
            write_file(kept, content)
        return kept

    def _mark(self, name: str) -> Mapping[str, Any]:
        return self.worker.ledger.mark(self.recipe.name, name)

    def _keep_mark(self, document: Document) -> None:
        if document.mark is None:
            return
        told = document.mark.told()
        if told != self._mark(document.mark.name):
            self.worker.ledger.keep_mark(self.run, self.recipe.name, document.mark.name, told)

    def _arrivals(self, items: Items, document: Document) -> Iterator[Arrival]:
        problem = document.problem
        if not problem:
            try:
                for raw in document.items:
                    yield self._arrival(items, raw)
            except BusinessException as error:
                problem = told(error)
            else:
                return
        digest = hashlib.sha256(f"{document.name}\0{problem}".encode()).hexdigest()
        key, values = f"unreadable: {document.name} ({digest[:8]})", {"document": document.name}
        yield Arrival(key, digest, values, document.name, (), problem)

    def _arrival(self, items: Items, raw: RawItem) -> Arrival:
        values, problems = dict(raw.values), list(raw.problems)
        try:
            locale = self._locale(items, raw)
            values, wrong = read_fields(items.fields, raw, locale)
            problems += wrong
        except RpaError as error:
            problems.append(str(error))
        key = self._key(items, values, problems)
        priority, deadline, lane = self._urgency(items, values, problems)
        kept = values if not problems else _storable(raw.values)
        content = content_hash(_comparable({name: kept[name] for name in kept if name not in raw.incidental}))
        if key is None:
            key = f"unreadable: {raw.place} ({content[:8]})"
        return Arrival(
            key,
            content,
            values if not problems else _storable(values),
            self._lies(str(raw.place), items),
            raw.original,
            _in_words(problems),
            priority,
            deadline,
            lane,
        )

    def _locale(self, items: Items, raw: RawItem) -> str:
        if items.locale is None:
            return self.recipe.locale
        locale = items.locale.evaluate({**self.names, "item": raw.values})
        try:
            convention(locale if isinstance(locale, str) else "")
        except UnknownLocale as error:
            raise BusinessException(f"its language and country are not clear: {error}", place=str(raw.place)) from None
        return str(locale)

    def _key(self, items: Items, values: Mapping[str, Any], problems: list[str]) -> str | None:
        try:
            key = items.key.evaluate({**self.names, "item": values})
        except RpaError as error:
            if not problems:
                problems.append(f"no business key: {error}")
            return None
        if key is None or not str(key).strip():
            if not problems:
                problems.append("the business key is empty")
            return None
        text = str(key).strip()
        if len(text) > LONGEST_KEY:
            problems.append(f"the business key has {len(text)} characters; {LONGEST_KEY} are allowed")
            return None
        return text

    def _urgency(
        self, items: Items, values: Mapping[str, Any], problems: list[str]
    ) -> tuple[int, datetime | None, str]:
        """Priority, deadline and lane; an item that has other problems has no use for them."""
        names = {**self.names, "item": values}
        if not problems:
            try:
                deadline = deadline_of(items, names, self.worker.clock.zone)
                return priority_of(items, names), deadline, lane_of(items, names)
            except RpaError as error:
                problems.append(str(error))
        return 0, None, ""

    def _archive(self, items: Items) -> str:
        """The folder the input is filed away to; empty when it is left where it is."""
        return str(evaluate(items.archive, self.names)) if items.archive is not None else ""

    def _lies(self, place: str, items: Items) -> str:
        """Where an input came from, and where it lies once it is filed away; a plan files nothing away."""
        archive = self._archive(items)
        return f"{place} (filed in {archive})" if archive and self.worker.mode is not Mode.PLAN else place

    def _file_away(self, items: Items, document: Document, asked: int) -> None:
        """Move a recorded document out of the inbox, unless it has changed since it was asked for (ns since 1970)."""
        if self.worker.mode is Mode.PLAN:
            return
        if document.file_away is not None:
            self._file_away_there(document.file_away, document.name, self._archive(items))
            return
        if items.archive is None or document.path is None:
            return
        folder = self.worker.workspace.inside(self._archive(items))
        if not document.path.exists():
            return
        # A time in the future tells of a clock that was set back since, not of a change.
        if asked <= document.path.stat().st_ctime_ns <= time.time_ns():
            _log.warning(
                "%s changed while it was read: it stays where it is, the next run reads it again", document.name
            )
            return
        file_away(document.path, folder)

    def _file_away_there(self, file_away: Callable[[str], None], name: str, folder: str) -> None:
        try:
            file_away(folder)
        except RpaError as error:
            # Its items are recorded and will be worked on; the next run meets it again, skips them, and files it away.
            _log.warning("%s is not filed away yet: %s", name, error)


def _in_words(problems: Sequence[str]) -> str:
    """Why an item is rejected."""
    more = len(problems) - MOST_PROBLEMS
    return "; ".join(problems[:MOST_PROBLEMS]) + (f"; and {more} more" if more > 0 else "")


def _paths_as_text(value: Any) -> Any:
    """A source's parameters with paths as texts: they may hold patterns."""
    match value:
        case Path():
            return str(value)
        case Mapping():
            return {name: _paths_as_text(part) for name, part in value.items()}
        case list():
            return [_paths_as_text(part) for part in value]
    return value


def _comparable(value: Any) -> Any:
    """Values by which "the same again" is told: a kept file counts by its content and name, not by where it lies."""
    match value:
        case Path():
            return "/".join(value.parts[-2:])
        case Mapping():
            return {name: _comparable(part) for name, part in value.items()}
        case list() | tuple():
            return [_comparable(part) for part in value]
    return value


def _storable(value: Any) -> Any:
    """Raw values of an item that could not be read, in a form the ledger can keep."""
    match value:
        case Mapping():
            return {str(name): _storable(part) for name, part in value.items()}
        case list() | tuple():
            return [_storable(part) for part in value]
        case Place():
            return str(value)
    try:
        content_hash(value)
    except TypeError:
        return str(value)
    return value
