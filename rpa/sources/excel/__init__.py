"""Sources that read workbooks."""
