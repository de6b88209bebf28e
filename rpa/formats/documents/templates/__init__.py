"""Templates: what a person has said about the documents of one sender, applied to a document."""
