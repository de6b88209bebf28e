"""Sources of tables in any kind of file."""
