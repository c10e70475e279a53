from pathlib import Path

import pytest

from archiver.errors import PostError
from archiver.source.front_matter import FrontMatter, read_front_matter


def read(text: str) -> FrontMatter:
    return read_front_matter(text, Path("post.md"))


DIALECTS = {
    "yaml": "---\ntitle: T\n---\nbody",
    "yaml after a blank line": "\n \n---\ntitle: T\n---\nbody",
    "yaml, blanks after the dashes": "--- \ntitle: T\n---  \nbody",
    "yaml closed by dots": "---\ntitle: T\n...\nbody",
    "yaml without opener": "title: T\ntags:\n- a\n---\nbody",
    "toml": '+++\ntitle = "T"\ndate = 2020-01-02T03:04:05Z\n+++\nbody',
    "julia": '+++\nmeta = [("a", "b")]\ntitle = "T"\n+++\nbody',
    "json of Hexo": ';;;\n"title": "T",\n"tags": []\n;;;\nbody',
    "json of Hexo in braces": ';;;\n{"title": "T"}\n;;;\nbody',
    "json of Hexo without opener": '"title": "T"\n;;;\nbody',
    "json of Hugo": '{\n"title": "T"\n}\nbody',
    "pelican": "Title: T\nDate: 2020-01-02\nTags: a,\n   b\n\nbody",
}


@pytest.mark.parametrize("name", DIALECTS)
def test_every_dialect_gives_its_title_and_its_body(name: str):
    text = DIALECTS[name]
    matter = read(text)
    assert {key.lower(): value for key, value in matter.fields.items()}["title"] == "T"
    assert matter.body.strip() == "body"
    line = text.split("\n")[matter.body_line - 1 :]
    assert "\n".join(line) == matter.body


@pytest.mark.parametrize(
    "text",
    [
        "",
        "just text",
        "---\n\nsome words between rules\n\n---\nmore",
        "Note: this is a heading\n---\ntext",
        "Note: something\nand so on\n\ntext",
        "{% include a.html %}\ntext",
        "{ not json\n",
        "--- a\ntitle: b\n---",
        "------\ntitle\n",
    ],
)
def test_a_post_without_front_matter_is_all_body(text: str):
    matter = read(text)
    assert (matter.dialect, matter.body, matter.body_line) == ("none", text, 1)


def test_an_empty_front_matter_is_one():
    matter = read("---\n---\nbody")
    assert (matter.dialect, dict(matter.fields), matter.body) == ("yaml", {}, "body")


def test_rules_in_the_body_do_not_end_it():
    matter = read("---\ntitle: a --- b\n---\none\n\n------\n\n---\ntwo")
    assert matter.fields["title"] == "a --- b"
    assert matter.body.count("---") == 3


def test_julia_is_read_line_by_line_and_said():
    matter = read('+++\ntitle = "T"\nmeta = [("property", "x")]\npublished = "4 April 2021"\n+++\n')
    assert dict(matter.fields) == {"title": "T", "published": "4 April 2021"}
    assert "Julia" in matter.remarks[0].text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\ntitle: a\nbody", 1),
        ("\n+++\ntitle = 1\nbody", 2),
        ("+++\n[[[\n+++\n", 2),
        (';;;\n"a": [\n}\n;;;\n', 3),
        (";;;\n" + '"a":' + "[" * 5000 + "\n;;;\n", 2),
        ("+++\na = " + "[" * 5000 + "\n+++\n", 2),
    ],
)
def test_what_cannot_be_read_is_one_error_with_its_line(text: str, line: int):
    with pytest.raises(PostError) as caught:
        read(text)
    assert caught.value.line == line
    assert "\n" not in str(caught.value)


def test_numbers_and_dates_stay_as_written():
    matter = read("+++\nweight = 1_0\ndate = 2020-01-02\ndraft = false\n+++\n")
    assert dict(matter.fields) == {"weight": "10", "date": "2020-01-02", "draft": False}
