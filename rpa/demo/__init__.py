"""The sample company: a back office to type into, with its inbox."""
