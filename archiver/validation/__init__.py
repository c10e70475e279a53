"""WARC, CDXJ and WACZ files validated to the letter, and cut WARC files put right.

Readers elsewhere are kind: they step over what they do not understand. This room is not. It
reads every byte, knows each rule by a code, and stays within its memory whatever a file holds.
"""

from archiver.validation.breach import Breach
from archiver.validation.rule import FAMILIES, Rule, rule_of, rules
from archiver.validation.salvage import Loss, Salvage, put_right, salvage
from archiver.validation.subjects import Subject, SubjectKind, subjects_of
from archiver.validation.validation import FileVerdict, validate

__all__ = [
    "FAMILIES",
    "Breach",
    "FileVerdict",
    "Loss",
    "Rule",
    "Salvage",
    "Subject",
    "SubjectKind",
    "put_right",
    "rule_of",
    "rules",
    "salvage",
    "subjects_of",
    "validate",
]
