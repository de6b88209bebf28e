"""Items through steps: retries, breaker, locks."""
