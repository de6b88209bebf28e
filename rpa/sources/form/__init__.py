"""Sources that read exports of web forms."""
