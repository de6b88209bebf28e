"""Steps of a recipe: one action each, with the common words around it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from rpa import catalog
from rpa.actions.contract import Action
from rpa.drivers.yaml_nodes import Entry, MappingNode, Node, ScalarNode
from rpa.errors import EnvironmentNotReady
from rpa.model.effect import Effect
from rpa.recipe import plan
from rpa.recipe.arguments import check_call
from rpa.recipe.call import Call, outputs_of
from rpa.recipe.expression import Expression
from rpa.recipe.identities import ID, ask_for_ids
from rpa.recipe.names import chain
from rpa.recipe.problems import Problems, nearest, proposal
from rpa.recipe.scope import ROOTS, Scope, element_of
from rpa.recipe.values import Reader

WORDS = ("id", "name", "when", "for_each", "retry", "timeout", "verify", "on_error", "message")
FOR_CHECK = ("id", "name", "when", "for_each", "message")


@dataclass
class StepReader:
    """Reads the steps of one recipe.

    Attributes:
        reader: Reads their values.
        has_browser: Whether the recipe says how to reach its browser target.
        known_ids: Every id of the recipe and its line; filled by `collect_ids`.
        counts: How often each action was named without an id.
        asks_for_ids: Whether writes that could be taken for each other need an id.
    """

    reader: Reader
    has_browser: bool
    known_ids: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    asks_for_ids: bool = False

    @property
    def problems(self) -> Problems:
        """Where mistakes go."""
        return self.reader.problems

    def steps(
        self, node: Node | None, scope: Scope, what: str, *, reads_only: str = ""
    ) -> tuple[tuple[plan.Step, ...], Scope]:
        """Read a list of steps.

        Args:
            node: The list.
            scope: Names known before the first step.
            what: The list's word in the recipe.
            reads_only: Why its steps may not write; empty: they may.

        Returns:
            The steps, and the scope behind the last one.
        """
        found: list[tuple[MappingNode, plan.Step]] = []
        for item in self.reader.elements(node, what):
            step = self.step(item, scope, reads_only)
            if step is not None and isinstance(item, MappingNode):
                found.append((item, step[0]))
                scope = scope.after(step[0].id, step[1])
        if self.asks_for_ids and not reads_only:
            ask_for_ids(found, self.known_ids, self.problems)
        return tuple(step for _, step in found), scope

    def step(self, node: Node, scope: Scope, reads_only: str) -> tuple[plan.Step, frozenset[str] | None] | None:
        """Read one step; with it the names of its outputs (None: known at the run)."""
        if not isinstance(node, MappingNode):
            self.problems.wants(node, "a step: an action with its parameters", "Write - noun.verb: value")
            return None
        entry = self.action_entry(node)
        step_id = self.id_of(node, entry)
        inner, for_each = self.for_each(node, scope)
        when = node.get("when")
        step = plan.Step(
            id=step_id,
            name=self.reader.text(node.get("name"), "name:") or step_id,
            action=entry.key.text if entry else "",
            mark=plan.Mark(node.mark.line, node.mark.column),
            when=self.reader.condition(when, inner, "when") if when is not None else None,
            for_each=for_each,
        )
        if entry is None:
            return step, None
        if entry.key.text == "check":
            return self.check(step, entry, node, inner), frozenset()
        return self.call(step, entry, node, inner, reads_only)

    def action_entry(self, node: MappingNode) -> Entry | None:
        """The one entry that is the action; mistakes among the others are reported."""
        actions = [entry for entry in node if entry.key.text == "check" or "." in entry.key.text]
        for entry in node:
            if entry not in actions and entry.key.text not in WORDS:
                self.unknown_word(entry)
        for entry in actions[1:]:
            message = f"a step has one action; this one has {actions[0].key.text!r} and {entry.key.text!r}"
            self.problems.say(entry.key, message, "Begin a new step with - in front of it.")
        if not actions and all(entry.key.text in WORDS for entry in node):
            self.problems.say(
                node, "this step has no action", "Add one, such as browser.open: /orders. See: rpa actions"
            )
        return actions[0] if actions else None

    def unknown_word(self, entry: Entry) -> None:
        """A key that is neither a common word nor an action."""
        word = entry.key.text
        near = nearest(word, (*WORDS, "check"))
        verbs = [name for name in catalog.action_names() if word in name.split(".")]
        if near:
            hint = f"Did you mean {near!r}?"
        else:
            hint = (
                f"Did you mean {' or '.join(map(repr, verbs))}?"
                if verbs
                else f"The common words are: {', '.join(WORDS)}; an action has a dot in its name."
            )
        self.problems.say(entry.key, f"a step has no {word!r}", hint)

    def id_of(self, node: MappingNode, entry: Entry | None) -> str:
        """The step's id, unique in the recipe."""
        given = node.get("id")
        ids: dict[str, int] = self.known_ids
        if given is None:
            return self.unused_id(entry.key.text if entry else "step")
        text = self.reader.text(given, "id:")
        if text is not None and not ID.fullmatch(text):
            self.problems.wants(
                given,
                "an id of small letters, digits and _ that begins with a letter",
                "It is used as {{ steps.<id>.<output> }}.",
            )
        elif text is not None and ids[text] != given.mark.line:
            self.problems.say(
                given, f"the id {text!r} is taken by the step on line {ids[text]}", "Give one of them another id."
            )
        return text or f"line-{given.mark.line}"

    def unused_id(self, action: str) -> str:
        """The action's name, with a number from its second use on; never an id that another step was given."""
        while True:
            self.counts[action] = count = self.counts.get(action, 0) + 1
            found = action if count == 1 else f"{action}-{count}"
            if found not in self.known_ids:
                return found

    def collect_ids(self, node: Node | None) -> None:
        """Learn all ids before any step is read, so that one used too early can be told."""
        if isinstance(node, MappingNode):
            given = node.get("id")
            if isinstance(given, ScalarNode):
                self.known_ids.setdefault(given.text, given.mark.line)
            self.collect_ids(node.get("verify"))
        elif node is not None and not isinstance(node, ScalarNode):
            for item in node.items:
                self.collect_ids(item)

    def for_each(self, node: MappingNode, scope: Scope) -> tuple[Scope, tuple[str, Expression] | None]:
        """The `for_each` of a step, and the scope inside it."""
        given = node.get("for_each")
        if given is None:
            return scope, None
        if not isinstance(given, MappingNode) or len(given.entries) != 1:
            self.problems.wants(given, 'one name with its list: for_each: {line: "{{ item.lines }}"}')
            return scope, None
        entry = given.entries[0]
        name = entry.key.text
        if not name.isidentifier() or name in ROOTS:
            self.problems.say(entry.key, f"{name!r} cannot be the name of an element", "Choose a word such as line.")
        made = self.reader.condition(entry.value, scope, name)
        if made is None:
            return scope.inside(name, None), None
        return scope.inside(name, element_of(scope, list_named(made))), (name, made)

    def check(self, step: plan.Step, entry: Entry, node: MappingNode, scope: Scope) -> plan.Step:
        """A `check:` step."""
        for other in node:
            if other.key.text in WORDS and other.key.text not in FOR_CHECK:
                self.problems.say(other.key, f"a check has no {other.key.text!r}", f"It has: {', '.join(FOR_CHECK)}.")
        message = self.reader.text_or_expression(node.get("message"), scope, "message:")
        return replace(step, condition=self.reader.condition(entry.value, scope, "check"), message=message)

    def call(
        self, step: plan.Step, entry: Entry, node: MappingNode, scope: Scope, reads_only: str
    ) -> tuple[plan.Step, frozenset[str] | None]:
        """A step that calls an action."""
        values = self.reader.value(entry.value, scope)
        spec = self.spec(entry)
        common = self.common(node)
        if spec is None:
            self.steps(node.get("verify"), scope, "verify:", reads_only="verify: only looks")
            return step, None
        call = Call(entry.key.text, entry.key, entry.value, spec.params, spec.params.shorthand, spec.params.whole)
        params = check_call(call, values, self.problems)
        self.fits(step, entry, node, spec, reads_only)
        verify, _ = self.steps(node.get("verify"), scope, "verify:", reads_only="verify: only looks")
        outputs = outputs_of(spec.outputs, spec.outputs.open_ended, params)
        message = self.reader.text_or_expression(node.get("message"), scope, "message:")
        step = replace(step, spec=spec, params=params, verify=verify, message=message, **common)
        return step, None if step.for_each else outputs

    def spec(self, entry: Entry) -> Action | None:
        """The action of a step; an unknown one is reported."""
        try:
            return catalog.action(entry.key.text)
        except catalog.Unknown:
            names = catalog.action_names()
            verbs = [name for name in names if name.partition(".")[2] == entry.key.text.partition(".")[2]]
            near = nearest(entry.key.text, names)
            hint = (
                proposal(entry.key.text, names)
                if near or not verbs
                else f"Did you mean {' or '.join(map(repr, verbs))}?"
            )
            self.problems.say(entry.key, f"there is no action {entry.key.text!r}", hint)
        except EnvironmentNotReady as error:
            self.problems.say(entry.key, error.message, error.hint)
        return None

    def common(self, node: MappingNode) -> dict[str, Any]:
        """Retry, timeout and on_error."""
        return {
            "attempts": 1 + self.reader.count(node.get("retry"), "retry:", 0, least=0, most=20),
            "timeout": self.reader.duration(node.get("timeout"), "timeout:"),
            "on_error": self.reader.choice(node.get("on_error"), "on_error:", ("stop", "go_on"), "stop"),
        }

    def fits(self, step: plan.Step, entry: Entry, node: MappingNode, spec: Action, reads_only: str) -> None:
        """Whether the common words go with the action's effect."""
        writes = spec.effect is Effect.WRITE
        if writes and reads_only:
            self.problems.say(
                entry.key, f"{step.action} writes, and {reads_only}", "Use steps that read, such as browser.read."
            )
        if writes and node.get("retry") is not None:
            self.problems.say(
                node.key("retry") or node,
                "a write is never repeated by itself",
                "Remove retry:, and add verify: so that a doubt can be settled.",
            )
        if writes and step_word(node, "on_error") == "go_on":
            self.problems.say(
                node.get("on_error") or node,
                "a failed write cannot be passed over",
                "Remove on_error:; it is for steps that only read.",
            )
        if node.get("verify") is not None and (not writes or reads_only):
            why = "stands in verify: itself" if writes else "only reads"
            message = f"verify: is for steps that write; {step.action} {why}"
            self.problems.say(node.key("verify") or node, message, "Remove it.")
        if node.get("message") is not None and "found" not in spec.outputs.model_fields:
            message = "message: goes with check:, or with a step that says whether it found something"
            self.problems.say(node.key("message") or node, message, "Remove it.")
        if spec.uses_browser and not self.has_browser:
            self.problems.say(
                entry.key,
                f"{step.action} needs a target in the browser",
                "Add browser: with the url: of the application.",
            )


def step_word(node: MappingNode, word: str) -> str:
    """The text behind a common word; empty when there is none."""
    value = node.get(word)
    return value.text if isinstance(value, ScalarNode) else ""


def list_named(expression: Expression) -> tuple[str, ...]:
    """The dotted name an expression is, empty when it is more than a name."""
    from jinja2 import nodes

    from rpa.recipe.expression import ExpressionError

    try:
        body = expression.tree().body
    except ExpressionError:
        return ()
    parts = body[0].nodes if len(body) == 1 and isinstance(body[0], nodes.Output) else []
    return chain(parts[0]) if len(parts) == 1 else ()
