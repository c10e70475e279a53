import pytest

from archiver.source.fields import FieldReader, KeyNames, decoded_once


def reader(**fields: object) -> FieldReader:
    return FieldReader(fields, KeyNames())


def test_case_of_keys_does_not_count():
    assert FieldReader({"Title": "T"}, KeyNames()).title() == "T"


def test_references_in_values_are_undone():
    assert reader(title="a &#123;b&#125; &amp; c").title() == "a {b} & c"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a", ("a",)),
        (["a", "b", "a"], ("a", "b")),
        ([["a", "b"], ["c"]], ("a", "b", "c")),
        (None, ()),
    ],
)
def test_categories_come_in_every_shape(value: object, expected: tuple[str, ...]):
    assert reader(categories=value).categories() == expected


def test_authors_are_joined():
    assert reader(authors=[{"name": "A", "url": "http://a.example/"}, "B"]).author() == "A, B"
    assert reader(authors=["A", "B"]).author() == "A, B"


@pytest.mark.parametrize(
    ("value", "expected"), [(False, False), ("off", False), ("true", True), ("maybe", None)]
)
def test_comments_are_open_or_not(value: object, expected: bool | None):
    assert reader(comments=value).comments() is expected


def test_only_an_absolute_address_is_the_posts_own():
    assert (
        reader(permalink="/a/b/", link="notes", source="http://a.example/x").url()
        == "http://a.example/x"
    )
    assert reader(url="ftp://a.example/").url() == ""


def test_which_keys_name_the_address_can_be_chosen():
    names = KeyNames(url=("canonical",))
    fields = {"url": "http://no.example/", "Canonical": "http://yes.example/"}
    assert FieldReader(fields, names).url() == "http://yes.example/"


def test_an_address_encoded_twice_is_decoded_once():
    assert decoded_once("http://a.example/%25E5%2588%258A") == "http://a.example/%E5%88%8A"
    assert decoded_once("http://a.example/100%25-%E5%88%8A") == "http://a.example/100%25-%E5%88%8A"


def test_a_picture_may_be_a_mapping():
    assert reader(image={"feature": "/a.jpg", "alt": "x"}).headimg() == "/a.jpg"
    assert reader(top_img=False, thumbnail="t.jpg").thumbnail() == "t.jpg"
