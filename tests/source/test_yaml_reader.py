import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.errors import PostError
from archiver.source.yaml_reader import read_yaml

PATH = Path("post.md")


def fields(text: str) -> dict[str, object]:
    return dict(read_yaml(text, PATH, 2).fields or {})


def test_values_stay_as_written():
    text = "a: NO\nb: 12:30:45\nc: 010\nd: 1e3\ne: 2021-11-14\nf: 0x1F\ng: yes\nh: 1.10\ni: <<"
    assert list(fields(text).values()) == (
        ["NO", "12:30:45", "010", "1e3", "2021-11-14", "0x1F", "yes", "1.10", "<<"]
    )


def test_only_true_false_and_nothing_are_values():
    assert fields("a: true\nb: False\nc:\nd: ~\ne: null\nf: [x]") == {
        "a": True,
        "b": False,
        "c": None,
        "d": None,
        "e": None,
        "f": ["x"],
    }


def test_a_quoted_title_may_run_over_lines():
    assert fields("title: 'one\n  two'\n") == {"title": "one two"}


@pytest.mark.parametrize(
    ("text", "value", "line"),
    [
        ("x: 1\ntitle: Gestice: PennApps", "Gestice: PennApps", 3),
        ('title: "語文水平\\智力\\定"', "語文水平\\智力\\定", 2),
        ("title:\tTabbed\t", "Tabbed", 2),
        ("title: T\ntags:\n\t- a\n", "T", 4),
        ("title: it's: a", "it's: a", 2),
    ],
)
def test_what_generators_build_is_repaired_and_said(text: str, value: str, line: int):
    read = read_yaml(text, PATH, 2)
    assert read.fields is not None
    assert read.fields["title"] == value
    assert [remark.line for remark in read.remarks] == [line]


def test_a_key_that_stands_twice_is_said_and_the_last_counts():
    read = read_yaml("title: a\ndate: b\ntitle: c", PATH, 2)
    assert read.fields == {"title": "c", "date": "b"}
    assert [(remark.line, "line 2" in remark.text) for remark in read.remarks] == [(4, True)]


def test_a_comment_that_eats_a_title_is_said():
    read = read_yaml("title: Hackathon #2", PATH, 2)
    assert read.fields == {"title": "Hackathon"}
    assert "#2" in read.remarks[0].text


def test_what_is_no_mapping_is_told_from_an_empty_one():
    assert read_yaml("just words", PATH, 2).fields is None
    assert read_yaml("# nothing", PATH, 2).fields == {}


def ladder(width: int, rungs: int) -> str:
    lines = ["k0: &k0 [x]"]
    lines += [f"k{n}: &k{n} [{', '.join([f'*k{n - 1}'] * width)}]" for n in range(1, rungs)]
    return "\n".join(lines)


HOSTILE = {
    "laughs": ladder(9, 9),
    "merge keys": "a: &a {x: 1}\n"
    + "\n".join(
        f"k{n}: &k{n} {{<<: [{', '.join(['*a' if n == 0 else f'*k{n - 1}'] * 9)}]}}"
        for n in range(12)
    ),
    "recursive alias": "a: &a [*a]",
    "depth in flow": "a: " + "[" * 5000,
    "depth in blocks": "\n".join(" " * n + "a:" for n in range(300)),
    "python object": 'a: !!python/object/apply:os.system ["true"]',
    "binary": "a: !!binary x",
    "unhashable key": "? [a]\n: b",
    "NUL": "a: \0",
    "two documents": "a: b\n--- \nc: d",
    "no end": "a: 'b",
    "unknown alias": "a: *b",
    "long": "a: " + "b" * 100_001,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_yaml_is_refused_in_time_with_its_line(name: str):
    start = time.process_time()
    with pytest.raises(PostError) as caught:
        read_yaml(HOSTILE[name], PATH, 2)
    assert time.process_time() - start < 20
    assert caught.value.line >= 2
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("value", ["9" * 50_000, "0000-00-00", "2021-99-99", ".inf"])
def test_values_that_break_converters_are_text(value: str):
    assert fields(f"a: {value}") == {"a": value}


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="abc: -\n\t'\"#[]{}&*!|>%@,?中", max_size=60))
def test_any_text_is_fields_or_one_error(text: str):
    try:
        read = read_yaml(text, PATH, 2)
    except PostError as error:
        line = error.line
    else:
        line = 2
        assert read.fields is None or all(isinstance(key, str) for key in read.fields)
    assert 2 <= line <= 3 + text.count("\n")
