"""A page for each check: what it means, why it happens, what to do."""

__all__: list[str] = []
