"""Pure functions from our models to Block Kit: one file a surface."""
