"""The words of letters and messages, and the look of the letters; no code."""
