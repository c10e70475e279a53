"""Chromium: launch, contexts, recorder, settling, frames, screenshots, network guard.

Gives exchanges, pictures and a snapshot of one page at a time. Knows nothing
of WARC, of collections, or of what a post promised.
"""

from archiver.browser.chromium import Browser
from archiver.browser.executable import ENVIRONMENT, HOW_TO_GET_ONE, find_browser
from archiver.browser.settings import BrowserSettings, HostTable, Limits
from archiver.browser.settle import ItemCount
from archiver.browser.visit import Visit, Visitor

__all__ = [
    "ENVIRONMENT",
    "HOW_TO_GET_ONE",
    "Browser",
    "BrowserSettings",
    "HostTable",
    "ItemCount",
    "Limits",
    "Visit",
    "Visitor",
    "find_browser",
]
