"""One file, one command, loaded when called."""
