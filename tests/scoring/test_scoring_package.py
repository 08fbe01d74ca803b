# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The scoring core stays what it is: pure, complete, explained."""

import ast
import dataclasses
import inspect
import sys
from pathlib import Path

import pytest
import scoring

FILES = sorted(Path(scoring.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_only_the_standard_library_is_imported(file: Path) -> None:
    """D5, D6: no Odoo, no database, no third-party package; relative otherwise.

    Relative imports make the package the same one inside the addon and here.
    """
    foreign = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            foreign += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            foreign.append(node.module or "")
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 1, "outside scoring"
    assert {name.split(".")[0] for name in foreign} <= sys.stdlib_module_names


def test_public_names_are_complete() -> None:
    """D1–D15: everything imported into the package is offered, and nothing twice."""
    defined = {
        name
        for name, value in vars(scoring).items()
        if getattr(value, "__module__", "").startswith("scoring.")
    }
    assert defined <= set(scoring.__all__)
    assert len(set(scoring.__all__)) == len(scoring.__all__)
    assert all(hasattr(scoring, name) for name in scoring.__all__)


def test_values_cannot_be_changed_afterwards() -> None:
    """R62, D5: inputs and results are frozen, so a stored table stays what it was."""
    classes = [getattr(scoring, name) for name in scoring.__all__]
    records = [cls for cls in classes if dataclasses.is_dataclass(cls)]
    assert len(records) >= 15
    for record in records:
        assert record.__dataclass_params__.frozen, record


def test_every_function_explains_itself() -> None:
    """D5: each docstring tells what is wrong input and where the rule comes from."""
    functions = [
        name for name in scoring.__all__ if inspect.isfunction(getattr(scoring, name))
    ]
    assert len(functions) >= 20
    for name in functions:
        text = inspect.getdoc(getattr(scoring, name)) or ""
        assert "Errors:" in text, name
        assert "Source:" in text, name
