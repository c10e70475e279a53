"""The package's shape: who imports whom, which room owns which library, how big things are."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "archiver"

# Imports go down only; rooms on one line never import each other (but `source` may use `dom`).
LAYERS = {
    "errors": 0, "files": 0, "models": 0, "urls": 0,
    "config": 1, "decisions": 1, "dom": 1, "source": 1, "formats": 1, "images": 1, "rules": 1,
    "locks": 1, "streaming": 1,
    "store": 2, "browser": 2, "compare": 2, "extract": 2, "snapshots": 2, "validation": 2,
    "capture": 3, "interchange": 3, "replay": 3, "reports": 3, "differences": 3,
    "jobs": 4,
    "review": 5,
    "cli": 6, "pytest_plugin": 6, "testing": 6,
}  # fmt: skip
SIDEWAYS = {
    *{("source", "dom"), ("decisions", "locks")},
    *{("cli", "testing"), ("pytest_plugin", "testing")},
}

# One library, one room: a change of library is a change of one room.
OWNERS = {
    "playwright": {"browser"},
    "websockets": {"browser"},
    "warcio": {"formats"},
    "fastwarc": {"formats"},
    "lxml": {"dom"},
    "markdown_it": {"source"},
    "mdit_py_plugins": {"source"},
    "yaml": {"source"},
    "PIL": {"images"},
    "sqlite3": {"store"},
    "m3u8": {"streaming"},
    "yt_dlp": {"extract"},
    "rapidfuzz": {"compare"},
    "jinja2": {"reports"},
    "numpy": {"images"},
    "cssselect": {"dom"},
    "xxhash": {"images"},
    "portalocker": {"locks"},
    "starlette": {"review"},
    "uvicorn": {"review"},
    "isal": {"validation"},
    "typer": {"cli"},
    "rich": {"cli"},
    "cryptography": {"interchange", "testing"},
}

FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "base", "misc"}
MOST_LINES = 400
MOST_FUNCTION_LINES = 60

SOURCES = sorted(PACKAGE.rglob("*.py"))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and the absolute name of every module that a file imports, late ones too."""
    here = list(path.relative_to(ROOT).with_suffix("").parts)
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            prefix = here[: len(here) - node.level] if node.level else []
            module = ".".join([*prefix, *([node.module] if node.module else [])])
            yield node.lineno, module
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def functions_of(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_every_room_has_a_layer() -> None:
    rooms = {room_of(path) for path in SOURCES} - {"__init__", "__main__"}
    assert rooms <= set(LAYERS)


def test_imports_go_down_only() -> None:
    wrong = []
    for path in SOURCES:
        room = room_of(path)
        if room in {"__init__", "__main__"}:
            continue
        for line, module in imports_of(path):
            parts = module.split(".")
            if parts[0] != "archiver" or len(parts) < 2 or parts[1] == "__version__":
                continue
            other = parts[1]
            fine = other == room or LAYERS[other] < LAYERS[room] or (room, other) in SIDEWAYS
            if not fine:
                wrong.append(f"{name_of(path)}:{line}: {room} imports {module}")
    assert not wrong


def test_one_library_has_one_room() -> None:
    wrong = [
        f"{name_of(path)}:{line}: {module} belongs to {sorted(OWNERS[top])}"
        for path in SOURCES
        for line, module in imports_of(path)
        if (top := module.split(".")[0]) in OWNERS and room_of(path) not in OWNERS[top]
    ]
    assert not wrong


def test_layer_0_is_standard_library_only() -> None:

    for path in SOURCES:
        if LAYERS.get(room_of(path)) == 0:
            tops = {module.split(".")[0] for _, module in imports_of(path)}
            assert tops <= {*sys.stdlib_module_names, "archiver"}, name_of(path)


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_file_is_small_named_by_a_noun_and_documented(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines < MOST_LINES, f"{lines} lines"
    assert path.stem.strip("_") not in FORBIDDEN_NAMES
    assert ast.get_docstring(tree_of(path)), "no module docstring"


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_function_is_short_and_documented_when_public(path: Path) -> None:
    wrong = []
    for function in functions_of(path):
        # Without its parameters and docstring: a command's are its options and its help.
        first = function.body[1 if ast.get_docstring(function) else 0 :][:1]
        length = (function.end_lineno or 0) - first[0].lineno + 1 if first else 0
        if length > MOST_FUNCTION_LINES:
            wrong.append(f"{function.lineno}: {function.name} has {length} lines")
    module = tree_of(path)
    for owner in [module, *(node for node in module.body if isinstance(node, ast.ClassDef))]:
        for node in owner.body:
            public = isinstance(
                node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
            ) and not node.name.startswith("_")
            hidden = isinstance(owner, ast.ClassDef) and owner.name.startswith("_")
            if public and not hidden and not ast.get_docstring(node):
                wrong.append(f"{node.lineno}: {node.name} has no docstring")
    assert not wrong


def ruffs_order(name: str) -> tuple[int, str]:
    """CONSTANTS, then Classes, then functions: the order that RUF022 asks for."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)


def test_a_rooms_door_says_what_it_exports() -> None:
    for path in SOURCES:
        if path.name == "__init__.py" and path.parent != PACKAGE:
            exported = [
                ast.literal_eval(node.value)
                for node in tree_of(path).body
                if isinstance(node, ast.Assign)
                and any(
                    isinstance(target, ast.Name) and target.id == "__all__"
                    for target in node.targets
                )
            ]
            assert exported, f"{name_of(path)} has no __all__"
            assert list(exported[0]) == sorted(exported[0], key=ruffs_order), name_of(path)


def test_a_broad_except_raises_again_or_says_why() -> None:
    wrong = []
    for path in SOURCES:
        lines = path.read_text(encoding="utf-8").split("\n")
        for node in ast.walk(tree_of(path)):
            if not isinstance(node, ast.ExceptHandler) or names_one_error(node):
                continue
            again = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
            if not again and (node.type is None or "#" not in lines[node.lineno - 1]):
                wrong.append(f"{name_of(path)}:{node.lineno}")
    assert not wrong


def names_one_error(handler: ast.ExceptHandler) -> bool:
    broad = {"Exception", "BaseException"}
    return handler.type is not None and not (
        isinstance(handler.type, ast.Name) and handler.type.id in broad
    )
