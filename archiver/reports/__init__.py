"""Findings told in every form: grouped, and as JSON, JUnit, SARIF, Markdown or a page."""

from archiver.reports.account import (
    LOST,
    Account,
    JudgedPage,
    Sum,
    in_reading_order,
    place,
    worst_first,
)
from archiver.reports.collection_pictures import CollectionPictures
from archiver.reports.document import schema
from archiver.reports.evidence import EvidencePicture, Pictures
from archiver.reports.forms import Form, written
from archiver.reports.grouping import Group, Grouped, Same, grouped
from archiver.reports.wording import count

__all__ = [
    "LOST",
    "Account",
    "CollectionPictures",
    "EvidencePicture",
    "Form",
    "Group",
    "Grouped",
    "JudgedPage",
    "Pictures",
    "Same",
    "Sum",
    "count",
    "grouped",
    "in_reading_order",
    "place",
    "schema",
    "worst_first",
    "written",
]
