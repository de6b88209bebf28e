"""Sources that read databases."""
