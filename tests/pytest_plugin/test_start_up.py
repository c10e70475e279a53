"""A suite that needs nothing of archiver pays next to nothing."""

from __future__ import annotations

import subprocess
import sys

HEAVY = (
    "archiver.store",
    "archiver.compare",
    "archiver.models",
    "archiver.browser",
    "numpy",
    "PIL",
)


def test_an_unused_plugin_imports_nothing_heavy(pytester) -> None:
    pytester.makepyfile(
        f"""
        import sys

        def test_own():
            assert "archiver.pytest_plugin" in sys.modules
            assert not [name for name in {HEAVY!r} if name in sys.modules]
        """
    )
    without = [word for name in ("hypothesispytest", "randomly") for word in ("-p", f"no:{name}")]
    pytester.runpytest_subprocess(*without).assert_outcomes(passed=1)


def test_importing_it_takes_few_modules() -> None:
    code = (
        "import sys, pytest; before = set(sys.modules); import archiver.pytest_plugin; "
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    came = done.stdout.split()
    assert all(name.split(".")[0] == "archiver" for name in came), came
    assert len(came) <= 10, came


def test_the_package_says_that_it_is_a_plugin() -> None:
    from importlib import metadata

    (point,) = metadata.entry_points(group="pytest11", name="archiver")
    assert point.value == "archiver.pytest_plugin"
    assert "Framework :: Pytest" in (metadata.metadata("archiver").get_all("Classifier") or [])
