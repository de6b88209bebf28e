"""Projections of a parameter model: schema, documentation, command-line options."""
