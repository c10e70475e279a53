"""archiver keeps article pages as they were, and proves it against their source."""

__version__ = "0.1.0"
