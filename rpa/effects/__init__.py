"""The gate, and one file per way of writing to the world."""
