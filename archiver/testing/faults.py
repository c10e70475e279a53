"""The faults planted in the newsroom: what is wrong, where the source promised it.

Each is made on the page or at the CDN; the post files stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass

from archiver.testing.posts import PostFile, read_all


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantedFault:
    """One thing that archiver must find, and no more than these."""

    post: str
    """Name of the post's file."""
    line: int
    """1-based line of the post's file that promised it."""
    check: str
    """Id of the check that must fire, as `M3`."""
    subject: str
    """The address of the medium, or the words, as the source has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How one fault is made."""

    post: str
    check: str
    subject: str
    anchor: str = ""
    """Text that only the promising line of the file has; the subject by default."""
    edits: tuple[tuple[str, str], ...] = ()
    """What is replaced on the page; each old text must stand there exactly once."""


PLANS: tuple[Plan, ...] = ()


def planted() -> tuple[PlantedFault, ...]:
    """Return the faults with the lines of the shipped files."""
    posts = {post.name: post for post in read_all()}
    return tuple(
        PlantedFault(
            post=plan.post,
            line=posts[plan.post].line_of(plan.anchor or plan.subject),
            check=plan.check,
            subject=plan.subject,
        )
        for plan in PLANS
    )


def spoil(post: PostFile, page: str) -> str:
    """Return the page with its planted faults."""
    for plan in PLANS:
        if plan.post == post.name:
            for old, new in plan.edits:
                if page.count(old) != 1:
                    raise ValueError(f"{post.name}: {old!r} stands {page.count(old)} times")
                page = page.replace(old, new)
    return page


__all__ = ["PLANS", "Plan", "PlantedFault", "planted", "spoil"]
