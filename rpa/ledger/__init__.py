"""Durable memory: what was asked, begun, sent and done."""
