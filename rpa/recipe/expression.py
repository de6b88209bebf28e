"""Expressions in recipes: `{{ item.total }}` keeps its type, a text with expressions inside becomes a text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

from rpa.errors import StepFailed
from rpa.model.pending import Pending, PendingText, is_pending
from rpa.model.secret import Secret
from rpa.recipe.names import NameUse, misused_secrets, offset_of, used_in

if TYPE_CHECKING:
    from jinja2 import Template, nodes

STATEMENT = re.compile(r"\{%-?\s*(if|elif|else|endif|for|endfor|set|macro|block|include|import|filter|with|call)\b")
MARKS = re.compile(r"\{\{|\{%")


class ExpressionError(ValueError):
    """An expression that cannot be read.

    Attributes:
        line: Line in the file, from 1.
        column: Column in the file, from 1.
        hint: What to do; may be empty.
    """

    def __init__(self, message: str, line: int, column: int, hint: str = "") -> None:
        super().__init__(message)
        self.line, self.column, self.hint = line, column, hint


def holds_expression(text: str) -> bool:
    """True when a text has an expression in it."""
    return bool(MARKS.search(text))


@dataclass(frozen=True)
class Expression:
    """A value that is computed while the recipe runs.

    Attributes:
        source: The value as it is meant, quotes and escapes resolved.
        file: The recipe's file, for messages.
        line: Where the value begins, from 1; 0 when it stands in no file.
        column: Where the value begins, from 1.
        raw: The value as it stands in the file, with quotes; finds the column of a name.
        locale: How `| amount` and `| date` write, unless the names hold another `locale`.
    """

    source: str
    file: str = ""
    line: int = 0
    column: int = 0
    raw: str = ""
    locale: str = "en"
    _made: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def __str__(self) -> str:
        return self.source.strip()

    @property
    def place(self) -> str:
        """`file:line:col`."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file

    def tree(self) -> nodes.Template:
        """The parsed expression.

        Raises:
            ExpressionError: It is not written as expressions are.
        """
        if "tree" in self._made:
            return cast("nodes.Template", self._made["tree"])
        from jinja2.exceptions import TemplateError

        from rpa.recipe.sandbox import sandbox

        try:
            tree = sandbox().parse(self.source.strip())
        except (TemplateError, RecursionError) as error:
            raise self.syntax_error(error) from None
        self._refuse_statements(tree)
        self._refuse_unknown(tree)
        self._made["tree"] = tree
        return tree

    def _refuse_unknown(self, tree: nodes.Template) -> None:
        from jinja2 import nodes

        from rpa.recipe.sandbox import sandbox

        for kind, known in ((nodes.Filter, sandbox().filters), (nodes.Test, sandbox().tests)):
            for node in tree.find_all(kind):
                if node.name not in known:
                    line, column = self.at(offset_of(NameUse((node.name,)), self._shown))
                    message = f"there is no {kind.__name__.lower()} {node.name!r} for expressions"
                    raise ExpressionError(message, line, column, f"There are: {', '.join(sorted(known))}.")

    def _refuse_statements(self, tree: nodes.Template) -> None:
        from jinja2 import nodes

        if any(not isinstance(part, nodes.Output) for part in tree.body):
            raise self.statement_error()

    def statement_error(self) -> ExpressionError:
        """There is an `{% if %}` or its like."""
        line, column = self.at(max(self._shown.find("{%"), 0))
        hint = "Use when: on the step, {{ a if condition else b }} in a value, for_each: to repeat, or a template file."
        return ExpressionError("statements ({% ... %}) are not used in recipes", line, column, hint)

    def syntax_error(self, error: Exception) -> ExpressionError:
        """A mistake of writing, with its place in the file and in plain words."""
        if STATEMENT.search(self.source):
            return self.statement_error()
        opens = max(self._shown.find("{{"), self._shown.find("{%") if "{{" not in self._shown else -1, 0)
        line, column = self.at(opens)
        lines_below = (getattr(error, "lineno", 1) or 1) - 1
        if lines_below and self.line:
            line, column = self.line + lines_below, 1
        message = str(getattr(error, "message", "") or type(error).__name__)
        return ExpressionError(
            f"the expression cannot be read: {message}", line, column, "An expression looks like {{ item.total }}."
        )

    @property
    def _shown(self) -> str:
        return self.raw or self.source

    def at(self, offset: int) -> tuple[int, int]:
        """Line and column in the file of an offset in the value as written."""
        before = self._shown[:offset]
        if "\n" in before:
            return self.line + before.count("\n"), offset - before.rfind("\n")
        return self.line, self.column + offset

    def names_used(self) -> tuple[NameUse, ...]:
        """The dotted names it uses, each once, with their places.

        Raises:
            ExpressionError: It is not written as expressions are.
        """
        if "uses" not in self._made:
            from rpa.recipe.functions import FUNCTIONS

            found = dict.fromkeys(use for use in used_in(self.tree()) if use.dotted not in FUNCTIONS)
            self._made["uses"] = tuple(self.placed(use) for use in found)
        uses: tuple[NameUse, ...] = self._made["uses"]
        return uses

    def misused_secrets(self) -> tuple[NameUse, ...]:
        """Secrets in it that something other than passing on is done with."""
        return tuple(self.placed(use) for use in misused_secrets(self.tree()))

    def placed(self, use: NameUse) -> NameUse:
        """A name with its place in the file."""
        line, column = self.at(offset_of(use, self._shown))
        return replace(use, line=line, column=column)

    def compile(self) -> None:
        """Make it ready to be evaluated; done by itself when first evaluated.

        Raises:
            ExpressionError: It is not written as expressions are.
        """
        if "program" in self._made:
            return
        from jinja2 import nodes

        from rpa.recipe.sandbox import checked, exact, sandbox

        tree = self.tree()
        self._made["roots"] = frozenset(use.parts[0] for use in used_in(tree))
        del self._made["tree"]  # it is changed from here on
        checked(tree)
        exact(tree)
        parts = [part for output in tree.body if isinstance(output, nodes.Output) for part in output.nodes]
        values = [nodes.Const(part.data) if isinstance(part, nodes.TemplateData) else part for part in parts]
        target = nodes.Name("result", "store", lineno=1)
        body = nodes.Assign(target, nodes.Tuple(values, "load", lineno=1), lineno=1)
        program = nodes.Template([body], lineno=1).set_environment(sandbox())
        self._made["is_single"] = len(parts) == 1
        self._made["program"] = sandbox().from_string(cast("nodes.Template", program))

    def evaluate(self, names: Mapping[str, Any]) -> Any:
        """The value.

        Args:
            names: `params item steps settings secrets run today now`, the name of a `for_each`, and `locale` if the
                item has its own. Mappings are looked into by key; a `Secret` can be passed on; a `Pending` makes the
                result pending.

        Returns:
            The typed value of a single expression, else a text. With a secret inside: a `Secret`. With a pending value:
            a `Pending` or a `PendingText`.

        Raises:
            StepFailed: A name is not there, or the values do not fit what is done with them; with the place.
        """
        from rpa.recipe.sandbox import locale_in_use
        from rpa.recipe.veil import seen, touched

        try:
            self.compile()
        except ExpressionError as error:
            raise StepFailed(str(error), place=f"{self.file}:{error.line}:{error.column}", hint=error.hint) from None
        pending: list[Pending] = []
        tokens = touched.set(pending), locale_in_use.set(str(names.get("locale") or self.locale))
        try:
            used = {name: seen(names[name]) for name in self._made["roots"] if name in names}
            return self._concluded(self._run(used, names), pending)
        except StepFailed:
            if pending:
                return Pending(pending[-1].name)
            raise
        finally:
            touched.reset(tokens[0])
            locale_in_use.reset(tokens[1])

    def _run(self, used: Mapping[str, Any], names: Mapping[str, Any]) -> Any:
        from jinja2.exceptions import TemplateError, UndefinedError

        from rpa.recipe.calculation import in_words
        from rpa.recipe.outcome import join_parts, plain_result, refuse_absent

        program: Template = self._made["program"]
        context = program.new_context(dict(used))
        try:
            for _ in program.root_render_func(context):
                pass
            values = context.vars["result"]
            for value in values:
                refuse_absent(value)
            return plain_result(values[0]) if self._made["is_single"] else join_parts(values)
        except UndefinedError as error:
            raise self._absent(error, names) from None
        except (TemplateError, ValueError, TypeError, ArithmeticError, LookupError, AttributeError) as error:
            raise StepFailed(f"{self} cannot be computed: {in_words(error)}", place=self.place) from None

    def _absent(self, error: Exception, names: Mapping[str, Any]) -> StepFailed:
        from rpa.recipe.outcome import describe_absent

        message, wanted = describe_absent(error, names, self.names_used())
        use = next((use for use in self.names_used() if wanted in use.parts), None)
        place = f"{self.file}:{use.line}:{use.column}" if use and self.line else self.place
        return StepFailed(message, place=place)

    def _concluded(self, result: Any, pending: list[Pending]) -> Any:
        if not pending or is_pending(result):
            return result
        if isinstance(result, str) and type(result) is str and not self._made["is_single"]:
            return PendingText(result)
        if isinstance(result, Secret):
            return result
        return PendingText(result) if isinstance(result, str) and "‹" in result else Pending(pending[-1].name)
