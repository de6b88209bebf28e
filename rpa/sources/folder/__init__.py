"""Sources that read folders."""
