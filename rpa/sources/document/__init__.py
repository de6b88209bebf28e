"""Work items from documents: one file, one item."""
