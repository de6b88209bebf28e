"""Which intakes a workspace's recipes declare, with their secrets."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from rpa.drivers.secret_store import SecretStore
from rpa.engine.names import evaluate, nest, run_names
from rpa.errors import UsageError
from rpa.model.clock import Clock
from rpa.model.workspace import Workspace
from rpa.recipe.library import load_recipe, read_recipe, recipe_files
from rpa.recipe.parameters import typed_params
from rpa.recipe.plan import Recipe
from rpa.sources.form.intake import Params
from rpa.web.desk import Opening

SOURCE = "form.intake"


def find_openings(workspace: Workspace, names: Iterable[str] = ()) -> dict[str, Opening]:
    """The intakes of all recipes of a workspace, or of those named.

    Raises:
        RecipeError: A recipe that names `form.intake` has mistakes: it is not left out in silence.
        EnvironmentNotReady: A secret is not set.
        UsageError: There is none; or two recipes want the same one.
    """
    wanted = list(names) or [name for name, file in recipe_files(workspace).items() if SOURCE in read_recipe(file)]
    found: dict[str, Opening] = {}
    for name in wanted:
        recipe = load_recipe(workspace, name)
        if recipe.items is None or recipe.items.source_name != SOURCE:
            if name in names:
                raise UsageError(f"{name} takes nothing in from {SOURCE}", hint="Its items: from: names the source.")
            continue
        opening = opening_of(workspace, recipe)
        other = found.setdefault(opening.params.name, opening)
        if other is not opening:
            raise UsageError(
                f"{other.recipe} and {opening.recipe} both take in /intake/{opening.params.name}",
                hint="Give one of them another name: each submission goes to one recipe.",
            )
    if not found:
        raise UsageError(
            f"no recipe takes anything in from {SOURCE}",
            place=str(workspace.root),
            hint="Write one: items: {from: {form.intake: {name: contact}}, ...}",
        )
    return found


def opening_of(workspace: Workspace, recipe: Recipe) -> Opening:
    """One recipe's intake, its parameters worked out with the defaults of the recipe's own."""
    assert recipe.items is not None  # noqa: S101 - the caller has looked
    clock, store = Clock(ZoneInfo(workspace.timezone)), SecretStore(workspace)
    secrets = nest(store.get(name) for name in recipe.secrets)
    values = typed_params(recipe.params, {})
    names = run_names(values, workspace.settings, secrets, clock, clock.today(), 0)
    try:
        params = Params.model_validate(evaluate(recipe.items.params, names))
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise UsageError(f"{SOURCE}: {wrong}", place=f"{recipe.file}:{recipe.items.mark.line}") from None
    secret = params.signature.secrets() if params.signature else ()
    if any(len(one) < 8 for one in secret):
        message = "the secret of a signature has fewer than 8 characters"
        raise UsageError(message, place=f"{recipe.file}:{recipe.items.mark.line}", hint="Take a longer one.")
    return Opening(recipe.name, params, secret)
