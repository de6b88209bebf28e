"""Do one action by hand."""

from __future__ import annotations

from typing import Any

import click


class ActionGroup(click.Group):
    """Every action as a command, with options made from its parameters."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of all actions."""
        from rpa.catalog import action_names

        return list(action_names())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One action as a command; imported now."""
        from rpa.catalog import action, action_names, summary

        if cmd_name not in action_names():
            return None
        from rpa.cli.options import json_option, today_option, workspace_option
        from rpa.describe.click_options import options_for, values_from

        spec = action(cmd_name)

        @click.pass_context
        def run(ctx: click.Context, /, workspace: Any, as_json: bool, today: Any, plan: bool, **given: Any) -> None:
            from rpa.cli.doing import do_action

            values = values_from(spec.params, given)
            ctx.exit(do_action(workspace, cmd_name, values, today=today, plan=plan, as_json=as_json))

        plan_option = click.option("--plan", is_flag=True, help="Only show what would be written.")
        callback = workspace_option(json_option(today_option(plan_option(run))))
        params = [*options_for(spec.params), *reversed(getattr(callback, "__click_params__", []))]
        return click.Command(
            cmd_name, params=params, callback=callback, help=summary(cmd_name), short_help=summary(cmd_name)
        )


command = ActionGroup(
    "do",
    help="Do one action by hand, through the same gate and ledger as a recipe. Options come from its parameters.",
)
