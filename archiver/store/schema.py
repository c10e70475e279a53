"""The catalog's tables. All of it can be rebuilt from the WARC files."""

VERSION = 2
BASIS_SINCE = 2
"""The version from which on a report has its basis."""

TABLES = """
CREATE TABLE volumes (
    volume INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    committed_bytes INTEGER NOT NULL
);
CREATE TABLE captures (
    capture INTEGER PRIMARY KEY,
    capture_id TEXT NOT NULL UNIQUE,
    slug TEXT NOT NULL,
    url TEXT NOT NULL,
    origin TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    started_at TEXT NOT NULL,
    duration_s REAL NOT NULL,
    status INTEGER NOT NULL,
    error TEXT NOT NULL,
    source_sha256 TEXT NOT NULL,
    source_name TEXT NOT NULL,
    source_path TEXT NOT NULL,
    records INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL
);
CREATE INDEX captures_by_slug ON captures (slug, started_at);
CREATE TABLE records (
    record INTEGER PRIMARY KEY,
    capture INTEGER NOT NULL REFERENCES captures,
    type TEXT NOT NULL,
    record_id TEXT NOT NULL,
    date TEXT NOT NULL,
    key TEXT NOT NULL,
    url TEXT NOT NULL,
    mime TEXT NOT NULL,
    status INTEGER NOT NULL,
    digest TEXT NOT NULL,
    method TEXT NOT NULL,
    request_body TEXT NOT NULL,
    whole INTEGER NOT NULL,
    volume INTEGER NOT NULL REFERENCES volumes,
    offset INTEGER NOT NULL,
    length_bytes INTEGER NOT NULL
);
CREATE INDEX records_by_url ON records (url);
CREATE INDEX records_by_digest ON records (digest) WHERE type = 'response' AND whole = 1;
CREATE INDEX records_by_capture ON records (capture);
CREATE TABLE reports (
    slug TEXT PRIMARY KEY, report BLOB NOT NULL, basis TEXT NOT NULL DEFAULT ''
);
CREATE TABLE notes (key TEXT PRIMARY KEY, value TEXT NOT NULL);
"""

CHANGES = {
    1: "ALTER TABLE reports ADD COLUMN basis TEXT NOT NULL DEFAULT '';",
}
"""What makes a catalog of a version one of the next."""
