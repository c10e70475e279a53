"""Stand-in pictures of CDNs that guard against hotlinks (M5), and what tells pictures apart."""

from archiver.compare.placeholders import losses
from archiver.compare.placeholders.suspects import Suspect, suspects_of

__all__ = ["Suspect", "losses", "suspects_of"]
