"""Business formats: bytes and texts to model and back."""
