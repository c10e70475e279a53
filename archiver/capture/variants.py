"""Every address that some screen or other would be given for the page's pictures."""

from __future__ import annotations

from archiver import urls
from archiver.dom import element_from_snapshot, srcset_urls
from archiver.models import PageSnapshot

_MOST = 500


def variants_of(snapshot: PageSnapshot) -> list[str]:
    """Return the candidates of every `srcset` on the page, and the `src` beside them."""
    found: dict[str, None] = {}
    for frame in snapshot.frames:
        if frame.error or not frame.tree:
            continue
        root = element_from_snapshot(frame.tree)
        base = next((e.get("href") for e in root.elements("base") if e.get("href")), "")
        base = urls.resolve(frame.url, base) if base else frame.url
        for element in root.elements("img", "source"):
            addresses = list(srcset_urls(element.get("srcset")))
            if element.tag == "img":
                addresses.append(element.get("src"))
            for address in addresses:
                url = urls.resolve(base, address) if address else ""
                if urls.is_http(url) and len(found) < _MOST:
                    found.setdefault(url)
    return list(found)
