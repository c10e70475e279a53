"""A page for each check: what it means, why it happens, what to do."""
