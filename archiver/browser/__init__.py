"""Chromium: launch, contexts, recorder, settling, frames, screenshots, network guard.

Gives exchanges, pictures and a snapshot of one page at a time. Knows nothing
of WARC, of collections, or of what a post promised.
"""

from archiver.browser.asker import Asker
from archiver.browser.asks import Ask
from archiver.browser.chromium import Browser
from archiver.browser.executable import ENVIRONMENT, HOW_TO_GET_ONE, find_browser
from archiver.browser.media_pieces import Need, referrer_of
from archiver.browser.open_page import OpenPage, PlayerFrame
from archiver.browser.player import FilmState, Player, Survey
from archiver.browser.settings import DEFAULT_LIMITS, BrowserSettings, HostTable, Limits, Viewport
from archiver.browser.settle import ItemCount
from archiver.browser.supply import PageRequest, Supplied, Supply
from archiver.browser.visit import Aftercare, Visit, Visitor
from archiver.browser.window import Window, open_window

__all__ = [
    "DEFAULT_LIMITS",
    "ENVIRONMENT",
    "HOW_TO_GET_ONE",
    "Aftercare",
    "Ask",
    "Asker",
    "Browser",
    "BrowserSettings",
    "FilmState",
    "HostTable",
    "ItemCount",
    "Limits",
    "Need",
    "OpenPage",
    "PageRequest",
    "Player",
    "PlayerFrame",
    "Supplied",
    "Supply",
    "Survey",
    "Viewport",
    "Visit",
    "Visitor",
    "Window",
    "find_browser",
    "open_window",
    "referrer_of",
]
