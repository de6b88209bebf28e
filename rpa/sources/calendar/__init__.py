"""Sources that follow the calendar."""
