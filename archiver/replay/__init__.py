"""A committed capture shown again by Chromium, from its records alone, the network closed.

Nothing is rewritten: addresses, origins, policies and Referers are what they were,
and the recorder's own interception answers in the place of the servers.
"""

from archiver.replay.browsing import Articles, browse
from archiver.replay.showing import show_again, show_records, show_source
from archiver.replay.shown import Shown

__all__ = ["Articles", "Shown", "browse", "show_again", "show_records", "show_source"]
