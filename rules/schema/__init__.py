"""The shape of `rules/data`: strict, frozen models, one module a kind of file."""
