"""What a job is to do: posts and addresses, read one by one as pages come up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from archiver.errors import ArchiverError, PostError
from archiver.models import Target
from archiver.source import Site, find_posts, plan_target, read_post


class Plan:
    """The pages of a job in order; iterating reads each post when it is its turn.

    So a job over ten thousand posts holds a few of them at a time. What cannot
    be read, or would take another post's place in the collection, comes as the
    error that says so: the rest is still archived.
    """

    def __init__(
        self, posts: Sequence[Path], *, pages: Sequence[Target] = (), site: Site | None = None
    ) -> None:
        """Find the posts below files and folders; add pages that have no post.

        Raises `UsageError` for a path that is not there.
        """
        self._paths = find_posts(posts)
        self._pages = list({page.url: page for page in pages}.values())
        self._site = site

    def __len__(self) -> int:
        return len(self._paths) + len(self._pages)

    def __iter__(self) -> Iterator[Target | PostError]:
        taken: dict[str, Path] = {}
        for path in self._paths:
            try:
                target = plan_target(read_post(path), self._site)
            except PostError as error:
                yield error
            except ArchiverError as error:
                yield PostError(path, 1, str(error))
            except Exception as error:  # noqa: BLE001 - one post must not end the job of all others
                yield PostError(path, 1, f"a bug in archiver, {type(error).__name__}: {error}")
            else:
                other = taken.setdefault(target.slug, path)
                if other == path:
                    yield target
                else:
                    reason = f"would have the same name in the archive as {other}; rename it"
                    yield PostError(path, 1, reason)
        yield from self._pages
