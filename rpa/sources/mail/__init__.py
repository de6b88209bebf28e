"""Sources that read mail."""
