"""The switches that every Chromium of archiver's is started with."""

from __future__ import annotations

_FEATURES_OFF = (
    # Playwright switches it on; with it a picture may show what a frame of another site
    # looked like a moment before: some 4 of 100 did on a busy machine, without it none of 160.
    "CDPScreenshotNewSurface",
    # A full Chromium loads its own address bar as web pages into each window,
    # which doubles the cost of a small page.
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    # What Playwright switches off too: the last --disable-features is the one that counts.
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    # A download in several requests at once would leave holes in the file as it grows.
    "ParallelDownloading",
    "PaintHolding",
    "PreconnectToSearch",
    "TcpPortRandomizationWin",
    "ThirdPartyStoragePartitioning",
    "Translate",
)

_BLINK = (
    # Moving GIFs stand still, at their first frame, in every picture alike.
    "imageAnimationPolicy=2",
    # As Playwright sets them: a mouse, and it hovers.
    "primaryHoverType=2",
    "availableHoverTypes=2",
    "primaryPointerType=4",
    "availablePointerTypes=4",
)

_ARGUMENTS = (
    # The guard sees every connection: none may go round it (warc.md 1.3).
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    # The browser's own traffic is nobody's article (faults.md 37).
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-pings",
    # Headless shell alone knows it: there a frame that commits while a popup opens hangs.
    # Elsewhere popups open, and are closed at once.
    "--block-new-web-contents",
    "--no-first-run",
    # Films start only when the player is asked to: the picture is the same each time.
    "--autoplay-policy=user-gesture-required",
    "--blink-settings=" + ",".join(_BLINK),
    "--disable-features=" + ",".join(_FEATURES_OFF),
)

_STILL = ("--blink-settings", "--autoplay-policy", "--block-new-web-contents")
"""What a person at the window does not want."""
_FOR_PERSON = (
    # Of its own accord it lays a bubble over pages in other languages.
    "--disable-translate-trigger",
)
_SCROLLBAR_PX = 15
_BARS_PX = 87
"""Of a window in which nothing is docked: its tabs and its address bar (Chromium 156, Linux)."""


def switches(*, for_person: bool) -> list[str]:
    """Return them; for a person's window without those that keep a page still."""
    if not for_person:
        return list(_ARGUMENTS)
    return [*(each for each in _ARGUMENTS if not each.startswith(_STILL)), *_FOR_PERSON]


def window_size(width_px: int, height_px: int) -> str:
    """Return the switch that makes a window in which a page has that size, in CSS pixels."""
    return f"--window-size={width_px + _SCROLLBAR_PX},{height_px + _BARS_PX}"
