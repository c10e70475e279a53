"""What replays read of a manifest's record, so that they pick the rendition that was kept.

Both families rewrite a manifest at replay, so that it names one rendition alone, by
two limits that they take from the header WARC-JSON-Metadata of its record:

- **pywb** (`rewrite_hls.py`, `rewrite_dash.py`) reads `adaptive_max_resolution` (0 where
  it is missing) and `adaptive_max_bandwidth`. What has an area is compared by area,
  what has none, or everything when the first limit is 0, by bandwidth: the largest within
  the limit, the first of equals. An HLS variant without BANDWIDTH is never removed.
- **wabac.js**, of ReplayWeb.page (`rewriteVideo.ts`), reads `adaptive_max_resolution`, or
  `maxRes` where that is missing or 0, and `adaptive_max_bandwidth`, or `maxBand`; it needs both
  and takes its own limits otherwise. HLS: the largest area within the limit, the first
  of equals; where no variant has an area always the first listed. DASH: per AdaptationSet as
  pywb, but what has a larger area than allowed is then compared by bandwidth.

The area is that of the Representation's own width and height, not the AdaptationSet's.
"""

from __future__ import annotations

from archiver.streaming.manifest import Choice, Limits, Rendition


def replay_metadata(choice: Choice) -> dict[str, object]:
    """Return what the manifest's record is to say in WARC-JSON-Metadata; empty for nothing.

    Both then pick what was chosen, but for three cases that no limits can help: of an
    HLS master without any RESOLUTION wabac.js plays the first variant; a DASH manifest
    of several Periods it leaves as it is, and pywb holds all Periods to the largest
    bandwidth chosen; and where the only sound needs more than the pictures, both may
    pick other pictures of up to its bandwidth. Of several AdaptationSets of pictures
    one of each stays, and the player chooses.
    """
    if choice.limits is None:
        return {}
    return {
        "adaptive_max_resolution": choice.limits.pywb_area,
        "adaptive_max_bandwidth": choice.limits.bandwidth,
        "maxRes": choice.limits.wabac_area,
        "maxBand": choice.limits.bandwidth,
    }


def hls_limits(variant: Rendition) -> Limits | None:
    """Return the limits that pick a variant, the first of its area.

    By its area; a bandwidth of 1 then keeps pywb from variants of sound alone.
    One without an area goes by bandwidth.
    """
    if variant.area:
        return Limits(pywb_area=variant.area, wabac_area=variant.area, bandwidth=1)
    if variant.bandwidth:
        return Limits(pywb_area=0, wabac_area=1, bandwidth=variant.bandwidth)
    return None


def dash_limits(bandwidth: int) -> Limits | None:
    """Return the limits that pick what has this bandwidth, and the best sound within it.

    By bandwidth alone, for areas are often equal: an area of 1 makes wabac.js
    compare everything by bandwidth, as 0 does pywb.
    """
    return Limits(pywb_area=0, wabac_area=1, bandwidth=bandwidth) if bandwidth else None
