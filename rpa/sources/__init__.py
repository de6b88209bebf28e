"""Where work items come from: folder = noun, file = kind."""
