"""Shipped fakes of real sockets: a loopback newsroom with planted faults, and a stand-in web.

Both run inside the caller's asyncio loop and name their hosts by a host table
that the network guard takes. Nothing here captures or checks anything.
"""

from archiver.testing.faults import PlantedFault
from archiver.testing.newsroom import Newsroom
from archiver.testing.standin import StandInWeb

__all__ = ["Newsroom", "PlantedFault", "StandInWeb"]
