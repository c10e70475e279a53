"""Hosts that count visitors or sell space: what fails there takes nothing from a reader."""

from __future__ import annotations

from typing import Final

from archiver import urls

_HOSTS: Final = frozenset(
    [
        # counting
        *("google-analytics.com", "googletagmanager.com", "analytics.google.com"),
        *("hm.baidu.com", "tongji.baidu.com", "cnzz.com", "umeng.com", "51.la", "51yes.com"),
        *("clarity.ms", "hotjar.com", "matomo.cloud", "plausible.io", "statcounter.com"),
        *("scorecardresearch.com", "quantserve.com", "chartbeat.com", "mc.yandex.ru"),
        *("stats.wp.com", "pixel.wp.com", "connect.facebook.net", "snap.licdn.com"),
        *("static.cloudflareinsights.com", "nr-data.net", "newrelic.com", "sentry.io"),
        *("bugsnag.com", "mixpanel.com", "segment.io", "segment.com", "amplitude.com"),
        *("growingio.com", "sensorsdata.cn", "zhugeio.com", "beacon.qq.com", "pingjs.qq.com"),
        # advertising
        *(
            "doubleclick.net",
            "googlesyndication.com",
            "googleadservices.com",
            "adservice.google.com",
        ),
        *("pos.baidu.com", "cpro.baidu.com", "cpro.baidustatic.com", "tanx.com", "alimama.com"),
        *("amazon-adsystem.com", "adnxs.com", "criteo.com", "criteo.net", "taboola.com"),
        *("outbrain.com", "pubmatic.com", "rubiconproject.com", "moatads.com", "e.qq.com"),
    ]
)
"""Short on purpose: a third party that is not known may well be what draws the page."""
_SECOND_LEVELS = frozenset({"ac", "co", "com", "edu", "go", "gov", "mil", "ne", "net", "or", "org"})


def is_bystander(url: str) -> bool:
    """Tell whether an address belongs to a counter or an advertiser."""
    labels = urls.host_of(url).split(".")
    return any(".".join(labels[at:]) in _HOSTS for at in range(len(labels) - 1))


def is_same_site(url: str, other: str) -> bool:
    """Tell whether two addresses are of one site: they share the name that is registered.

    Read off the host's labels: two, or three where the second is a common one under a
    country (`com.cn`, `co.uk`). The list of all public suffixes would tell rarer ones.
    """
    site = _site(urls.host_of(url))
    return bool(site) and site == _site(urls.host_of(other))


def _site(host: str) -> str:
    labels = host.split(".")
    if ":" in host or labels[-1].isdigit():
        return host
    long = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVELS
    return ".".join(labels[-3:] if long else labels[-2:])
