"""One target → one committed capture: the only place where browser and store meet."""

from archiver.capture.experience import Experience
from archiver.capture.looks import looks_of
from archiver.capture.page import CaptureProgress, capture_page
from archiver.capture.settings import CaptureSettings

__all__ = ["CaptureProgress", "CaptureSettings", "Experience", "capture_page", "looks_of"]
