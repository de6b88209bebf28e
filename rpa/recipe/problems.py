"""What is wrong in a recipe: collected with its place, told all at once."""

from __future__ import annotations

from rpa.drivers.yaml_problems import LIKE, Problems, kind_of, nearest, proposal, scalar_text

__all__ = ["LIKE", "Problems", "kind_of", "nearest", "proposal", "scalar_text"]
