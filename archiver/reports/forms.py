"""The forms that a report may have."""

from __future__ import annotations

from enum import StrEnum

from archiver.reports.account import Account
from archiver.reports.document import json_text
from archiver.reports.evidence import Pictures
from archiver.reports.html import html_text
from archiver.reports.junit import junit_text
from archiver.reports.markdown import markdown_text
from archiver.reports.sarif import sarif_text


class Form(StrEnum):
    """A form of the whole report, in one text."""

    JSON = "json"  #: `findings.schema.json` says which
    JUNIT = "junit"  #: JUnit XML, a test case a page
    SARIF = "sarif"  #: SARIF 2.1.0, for code scanning
    MARKDOWN = "markdown"  #: a comment on a pull request
    HTML = "html"  #: one file with pictures, for people


_WRITERS = {
    Form.JSON: json_text,
    Form.JUNIT: junit_text,
    Form.SARIF: sarif_text,
    Form.MARKDOWN: markdown_text,
}


def written(account: Account, form: Form, pictures: Pictures | None = None) -> str:
    """Return the report in a form; `pictures` are the evidence that HTML shows, and HTML alone."""
    if form is Form.HTML:
        return html_text(account, pictures)
    return _WRITERS[form](account)
