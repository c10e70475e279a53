"""The cases: what is done to which capture, and which finding has to come of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from archiver.models import Finding, Severity
from faults.draft import PageDraft
from faults.scene import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The finding that has to come of a fault, and those that may come beside it."""

    block: int | None = None
    """Index of the block in the post that it must name; None where it is of the page."""
    words: str = ""
    """What its subject, message or evidence must hold."""
    severity: Severity | None = None
    implied: tuple[str, ...] = ()
    """Checks that tell of the same loss in another way and may fire too."""

    def fits(self, finding: Finding, check: str) -> bool:
        """Tell whether a finding is the one that is wanted."""
        said = "\n".join((finding.subject, finding.message, *finding.evidence.values()))
        return (
            finding.check == check
            and (self.block is None or finding.block == self.block)
            and (self.severity is None or finding.severity is self.severity)
            and self.words in said
        )


Spoil = Callable[[Scene], Expected | None]
Write = Callable[[PageDraft], Expected | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Something that can be done to many posts, and to how many it is done."""

    check: str
    name: str
    is_fault: bool
    times: int
    spoil: Spoil | None = None
    write: Write | None = None
    posts: tuple[str, ...] = ()
    """The posts to which it may be done; all when empty."""

    def order(self, names: Iterable[str]) -> Iterator[str]:
        """Yield posts in an order of its own, so that plans do not all take the same."""
        known = [name for name in names if not self.posts or name in self.posts]
        if self.posts:
            known.sort(key=self.posts.index)
            yield from known
            return
        turn = sum(map(ord, self.check + self.name)) % max(1, len(known))
        yield from (*known[turn:], *known[:turn])


PLANS: list[Plan] = []


def fault(check: str, times: int = 2, posts: str = "") -> Callable[[Spoil], Spoil]:
    """Register what spoils a captured value, to be done to so many posts that it fits."""
    return _register(check, times, posts, is_fault=True)


def near_miss(check: str, times: int = 2, posts: str = "") -> Callable[[Spoil], Spoil]:
    """Register what looks like a fault and is none."""
    return _register(check, times, posts, is_fault=False)


def written_fault(check: str, posts: str) -> Callable[[Write], Write]:
    """Register what spoils a page before Chromium captures it, once for each post named."""
    return _register_written(check, posts, is_fault=True)


def written_near_miss(check: str, posts: str) -> Callable[[Write], Write]:
    """Register what is done to a page before Chromium captures it and is no fault."""
    return _register_written(check, posts, is_fault=False)


def _register(check: str, times: int, posts: str, *, is_fault: bool) -> Callable[[Spoil], Spoil]:
    def keep(spoil: Spoil) -> Spoil:
        named = tuple(posts.split())
        PLANS.append(
            Plan(
                check=check,
                name=spoil.__name__,
                is_fault=is_fault,
                times=len(named) or times,
                spoil=spoil,
                posts=named,
            )
        )
        return spoil

    return keep


def _register_written(check: str, posts: str, *, is_fault: bool) -> Callable[[Write], Write]:
    def keep(write: Write) -> Write:
        named = tuple(posts.split())
        PLANS.append(
            Plan(
                check=check,
                name=write.__name__,
                is_fault=is_fault,
                times=len(named),
                write=write,
                posts=named,
            )
        )
        return write

    return keep
