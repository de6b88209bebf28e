"""What a step can do: folder = noun, file = verb."""
