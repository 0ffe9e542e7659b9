"""A simulated year of the clock: real workers in their own processes, real Redis, real sandbox, a moved clock."""
