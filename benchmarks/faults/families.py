"""Which modules hold cases."""

from importlib import import_module

FAMILIES = (
    *("pages", "shots", "media", "requests", "answers", "pictures", "players"),
    *("captions", "text", "facts", "words", "order", "drawn", "served"),
)


def load_families() -> None:
    """Let every module register its cases."""
    for family in FAMILIES:
        import_module(f"faults.{family}")
