"""CSS selectors on the browser's compact tree: where on the page is what they name.

The selectors are a person's, the tree is the page's and so hostile. One walk through the
tree finds the matches of all selectors, whatever its shape: each element is asked which
beginnings of a selector end with it, and hands that on to its children and next siblings.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import cssselect
from cssselect import parser as css

from archiver.dom.snapshot import element_from_snapshot
from archiver.dom.tree import Element
from archiver.errors import UsageError
from archiver.models import Box

MOST_BOXES: Final = 2_000
"""That selectors give of one page."""
_MOST_CHARACTERS = 1_000
_DEEPEST = 8
"""Brackets within brackets, as in `:not(:is(.a, .b))`."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An element, and where it stands among its siblings; positions count from 1."""

    element: Element
    at: int
    siblings: int
    at_of_type: int
    siblings_of_type: int
    is_root: bool


Test = Callable[[Seen], bool]


@dataclass(frozen=True, slots=True)
class Selector:
    """A selector without commas: tests of elements, and how each stands to the one before."""

    text: str
    tests: tuple[Test, ...] = field(repr=False)
    combinators: tuple[str, ...]
    """Before each test; of the first one ``."""


def boxes_of(tree: object, selectors: Sequence[str]) -> tuple[tuple[str, Box], ...]:
    """Return the boxes of the elements that selectors name, each with the selector.

    Args:
        tree: The compact tree of a frame, as `PageSnapshot.frames[0].tree`.
        selectors: CSS, lists with commas too; of the page as the browser had it.

    Of what has no box of its own, those of what it holds are given. Left out is what lies
    inside an element that is given already, and all after the first 2,000. Names of tags and
    attributes are lower case on the page.

    Raises:
        UsageError: a selector is none that can be used; the message names it.
    """
    wanted = [each for text in selectors for each in selectors_of(text)]
    return tuple(_walk(element_from_snapshot(tree), wanted)) if wanted else ()


def selectors_of(text: str) -> tuple[Selector, ...]:
    """Return the selectors of a list with commas, ready for use.

    Raises:
        UsageError: it is none, or asks for what a picture does not tell, as `:hover` does.
    """
    name = text if len(text) <= 80 else text[:79] + "…"
    if len(text) > _MOST_CHARACTERS:
        raise UsageError(f"the selector {name!r} has more than {_MOST_CHARACTERS} characters")
    try:
        parsed = cssselect.parse(text)
        return tuple(_selector(text, each) for each in parsed)
    except (cssselect.SelectorError, _UnfitError, RecursionError, ValueError) as error:
        reason = str(error) or type(error).__name__
        raise UsageError(f"{name!r} is no CSS selector that can be used: {reason}") from error


class _UnfitError(Exception):
    """A selector that is well formed and not known here."""


def _selector(text: str, parsed: cssselect.Selector) -> Selector:
    if parsed.pseudo_element:
        raise _UnfitError("pseudo-elements have no box")
    tree: object = parsed.parsed_tree
    tests: list[Test] = []
    combinators: list[str] = []
    while isinstance(tree, css.CombinedSelector):
        tests.append(_test(tree.subselector))
        combinators.append(tree.combinator)
        tree = tree.selector
    tests.append(_test(tree))
    combinators.append("")
    return Selector(text, tuple(reversed(tests)), tuple(reversed(combinators)))


def _test(tree: object, depth: int = 0) -> Test:
    """Return what tells whether one element is meant by a selector without combinators."""
    if depth > _DEEPEST:
        raise _UnfitError(f"brackets lie more than {_DEEPEST} deep")
    tests: list[Test] = []
    while not isinstance(tree, css.Element):
        tests.append(_part(tree, depth))
        tree = getattr(tree, "selector", None)
        if tree is None:
            raise _UnfitError("combinators within brackets are not known")
    if tree.namespace:
        raise _UnfitError("namespaces are not known")
    if tree.element:
        tests.append(_is_tag(tree.element.lower()))
    return lambda seen: all(test(seen) for test in tests)


def _is_tag(tag: str) -> Test:
    return lambda seen: seen.element.tag == tag


def _part(tree: object, depth: int) -> Test:
    if isinstance(tree, css.Class):
        name = tree.class_name
        return lambda seen: name in seen.element.attributes.get("class", "").split()
    if isinstance(tree, css.Hash):
        mark = tree.id
        return lambda seen: seen.element.attributes.get("id") == mark
    if isinstance(tree, css.Attrib):
        return _attribute(tree)
    return _pseudo_class(tree, depth)


def _pseudo_class(tree: object, depth: int) -> Test:
    if isinstance(tree, css.Negation):
        inner = _test(tree.subselector, depth + 1)
        return lambda seen: not inner(seen)
    if isinstance(tree, (css.Matching, css.SpecificityAdjustment)):
        several = [_test(each, depth + 1) for each in tree.selector_list]
        return lambda seen: any(test(seen) for test in several)
    if isinstance(tree, css.Pseudo):
        return _pseudo(tree.ident.lower())
    if isinstance(tree, css.Function):
        return _function(tree)
    raise _UnfitError("combinators within brackets, and `:has()`, are not known")


def _attribute(tree: css.Attrib) -> Test:
    if tree.namespace:
        raise _UnfitError("namespaces are not known")
    name, operator = tree.attrib.lower(), tree.operator
    if operator == "exists":
        return lambda seen: name in seen.element.attributes
    if tree.value is None or tree.value.value is None:
        raise _UnfitError(f"[{name}] has no value")
    compare = _OPERATORS.get(operator)
    if compare is None:
        raise _UnfitError(f"{operator} is not known")
    value = tree.value.value

    def test(seen: Seen) -> bool:
        found = seen.element.attributes.get(name)
        return found is not None and compare(found, value)

    return test


_OPERATORS: Final[dict[str, Callable[[str, str], bool]]] = {
    "=": lambda found, value: found == value,
    "~=": lambda found, value: value in found.split(),
    "|=": lambda found, value: found == value or found.startswith(f"{value}-"),
    "^=": lambda found, value: bool(value) and found.startswith(value),
    "$=": lambda found, value: bool(value) and found.endswith(value),
    "*=": lambda found, value: bool(value) and value in found,
}
_PSEUDOS: Final[dict[str, Test]] = {
    "root": lambda seen: seen.is_root,
    "first-child": lambda seen: seen.at == 1,
    "last-child": lambda seen: seen.at == seen.siblings,
    "only-child": lambda seen: seen.siblings == 1,
    "first-of-type": lambda seen: seen.at_of_type == 1,
    "last-of-type": lambda seen: seen.at_of_type == seen.siblings_of_type,
    "only-of-type": lambda seen: seen.siblings_of_type == 1,
    "empty": lambda seen: not seen.element.children,
}
_PLACES: Final[dict[str, Callable[[Seen], int]]] = {
    "nth-child": lambda seen: seen.at,
    "nth-last-child": lambda seen: seen.siblings - seen.at + 1,
    "nth-of-type": lambda seen: seen.at_of_type,
    "nth-last-of-type": lambda seen: seen.siblings_of_type - seen.at_of_type + 1,
}


def _pseudo(name: str) -> Test:
    if name not in _PSEUDOS:
        raise _UnfitError(f":{name} is not known to a page that is over")
    return _PSEUDOS[name]


def _function(tree: css.Function) -> Test:
    place = _PLACES.get(tree.name.lower())
    if place is None:
        raise _UnfitError(f":{tree.name}() is not known")
    step, start = css.parse_series(tree.arguments)

    def test(seen: Seen) -> bool:
        over = place(seen) - start
        return over == 0 if step == 0 else over % step == 0 and over // step >= 0

    return test


def _walk(root: Element, wanted: Sequence[Selector]) -> Iterable[tuple[str, Box]]:
    """Yield the matches in the order of the page.

    Of each element it is kept, for each selector as a number, the ends of which of its
    beginnings it is; of its ancestors and of the siblings before it likewise, together.
    """
    nothing = [0] * len(wanted)
    stack = [_Level([root], [nothing, nothing], "")]
    left = MOST_BOXES
    while stack and left > 0:
        level = stack[-1]
        seen = level.next(is_root=len(stack) == 1)
        if seen is None:
            stack.pop()
            continue
        ends = [_ends(each, seen, level, at) for at, each in enumerate(wanted)]
        level.passed(ends)
        full = (each for each, end in zip(wanted, ends, strict=True) if end >> len(each.tests) - 1)
        hit = next((each.text for each in full), level.within)
        box = seen.element.box
        if hit and box is not None and _has_area(box):
            left -= 1
            yield hit, box
            continue
        above = [own | over for own, over in zip(ends, level.above, strict=True)]
        children = [each for each in seen.element.children if isinstance(each, Element)]
        if children:
            stack.append(_Level(children, [ends, above], hit))


class _Level:
    """The children of one element, while they are gone through."""

    __slots__ = (
        *("_counts", "_elements", "_next", "_types"),
        *("above", "before", "earlier", "parent", "within"),
    )

    def __init__(self, elements: Sequence[Element], over: Sequence[list[int]], within: str) -> None:
        self._elements = elements
        self._types = Counter(each.tag for each in elements)
        self._counts: Counter[str] = Counter()
        self._next = 0
        self.parent, self.above = over
        self.within = within
        """The selector that names what these lie in, where that has no box; or ``."""
        self.before = [0] * len(self.parent)
        """Ends of the sibling right before."""
        self.earlier = [0] * len(self.parent)
        """Ends of all siblings before."""

    def next(self, *, is_root: bool) -> Seen | None:
        if self._next >= len(self._elements):
            return None
        element = self._elements[self._next]
        self._next += 1
        self._counts[element.tag] += 1
        return Seen(
            element,
            self._next,
            len(self._elements),
            self._counts[element.tag],
            self._types[element.tag],
            is_root=is_root,
        )

    def passed(self, ends: list[int]) -> None:
        self.before = ends
        self.earlier = [one | other for one, other in zip(self.earlier, ends, strict=True)]


def _ends(selector: Selector, seen: Seen, level: _Level, at: int) -> int:
    """Return which beginnings of a selector end with an element, as bits."""
    sources = {
        " ": level.above[at],
        ">": level.parent[at],
        "+": level.before[at],
        "~": level.earlier[at],
    }
    found = 0
    for step, (test, combinator) in enumerate(
        zip(selector.tests, selector.combinators, strict=True)
    ):
        reached = step == 0 or sources.get(combinator, 0) >> (step - 1) & 1
        if reached and test(seen):
            found |= 1 << step
    return found


def _has_area(box: Box) -> bool:
    return box.width > 0 and box.height > 0 and math.isfinite(box.width * box.height)
