"""The only importers of I/O libraries."""
