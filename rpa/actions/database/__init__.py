"""The company's databases."""
