"""Web applications: where forms and webhooks are taken in."""
