"""Sources that ask web services."""
