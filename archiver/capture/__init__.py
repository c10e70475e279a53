"""One target → one committed capture: the only place where browser and store meet."""

from archiver.capture.page import CaptureProgress, capture_page

__all__ = ["CaptureProgress", "capture_page"]
