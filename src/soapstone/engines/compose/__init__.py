"""`compose`: the CPU default. It selects what was said, and says it as a note does."""
