"""Archives in the formats that others read: WACZ written, WARC and WACZ of others taken in.

What a file looks like is `formats`' business, where records lie `store`'s; nothing here
shows a page or judges one.
"""

from archiver.interchange.export import Exported, ExportOptions, export_wacz
from archiver.interchange.foreign_captures import commit_shown, staged
from archiver.interchange.foreign_pages import ForeignPage, ForeignPages, page_key
from archiver.interchange.foreign_records import ForeignFile, revisits_resolved
from archiver.interchange.intake import Intake, take_in
from archiver.interchange.signing import signer

__all__ = [
    "ExportOptions",
    "Exported",
    "ForeignFile",
    "ForeignPage",
    "ForeignPages",
    "Intake",
    "commit_shown",
    "export_wacz",
    "page_key",
    "revisits_resolved",
    "signer",
    "staged",
    "take_in",
]
