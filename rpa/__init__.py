"""Robots for the back office: readable recipes, every piece of work exactly once."""
