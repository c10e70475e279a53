"""The picture of the whole page, and where the page's boxes lie in it."""

from __future__ import annotations

from dataclasses import dataclass

from archiver.models import Box, Capture, ScreenshotFacts, ScreenshotKind


@dataclass(frozen=True, slots=True)
class WholePicture:
    """What is known of the picture, and how its pixels lie on the page's."""

    facts: ScreenshotFacts
    scale: float
    """Pixels of the picture for one CSS pixel."""

    @classmethod
    def of(cls, capture: Capture) -> WholePicture | None:
        """Return that of a capture, None where there is none."""
        for facts in capture.pictures:
            if facts.kind is ScreenshotKind.FULL_PAGE:
                window_px = capture.environment.viewport_width_px
                known = window_px > 0 and facts.width_px > 0
                return cls(facts, facts.width_px / window_px if known else 1.0)
        return None

    def rows_of(self, box: Box) -> tuple[float, float]:
        """Return the rows of a box, as far as the picture goes."""
        top, bottom = box.y * self.scale, (box.y + box.height) * self.scale
        return max(0.0, top), min(float(self.facts.height_px), bottom)
