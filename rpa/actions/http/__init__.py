"""Talking to web services by HTTP."""
