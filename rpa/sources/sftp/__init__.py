"""Sources that read file servers over SSH."""
