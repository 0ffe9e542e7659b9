"""Reading the YAML files under `rules/data` strictly: no duplicate key, no number where a string is meant."""

import json
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

DATA = Path(__file__).parent / "data"

MERGE = "tag:yaml.org,2002:merge"  # the tag of the key "<<"
SHARED = "x-"

Model = TypeVar("Model", bound=BaseModel)


class RulebookError(Exception):
    """The rulebook cannot be used; `faults` lists every fault as "file: field: what is wrong"."""

    def __init__(self, faults: list[str]) -> None:
        """Keep all faults and say them one a line."""
        super().__init__("\n".join(faults))
        self.faults = faults


class _StrictLoader(yaml.CSafeLoader):
    """YAML keeps the last of two equal keys without a word; in a rulebook that loses a rule.

    "<<: *name" takes the keys of another mapping over, and a key of one's own stands before one taken over.
    """

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._checked = set[int]()

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Check a mapping's own keys, once and before those of other mappings are taken over into it."""
        if id(node) not in self._checked:
            self._checked.add(id(node))
            self._refuse_twins(node)
        super().flatten_mapping(node)

    def _refuse_twins(self, node: yaml.MappingNode) -> None:
        seen: set[Hashable] = set()
        for key_node, _ in node.value:
            merge = key_node.tag == MERGE
            key: Hashable = key_node.value if merge else self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} stands twice; keep one of them", key_node.start_mark
                )
            seen.add(key)


def read_yaml(path: Path) -> object:
    """Parse one YAML file.

    Raises:
        RulebookError: it is no YAML, or a key stands twice; the message names file and line.
    """
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_StrictLoader)  # noqa: S506 -- derived from SafeLoader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RulebookError([f"{path.name}: line {line}: {error.problem or 'not readable as YAML'}"]) from error


def load_file(path: Path, model: type[Model]) -> Model:
    """Read one data file into its model.

    The content goes through JSON so that pydantic's strict mode takes lists and ISO dates yet refuses any other
    conversion: a code written without quotes stays a number and is refused. A key at the top that starts with "x-"
    holds what others take over by "<<: *name"; it is no part of the content.

    Raises:
        RulebookError: with file and field for every fault.
    """
    content = read_yaml(path)
    if isinstance(content, Mapping):
        content = {key: value for key, value in content.items() if not str(key).startswith(SHARED)}
    try:
        return model.model_validate_json(json.dumps(content, default=str))
    except ValidationError as error:
        raise RulebookError(
            [f"{path.name}: {'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}" for fault in error.errors()]
        ) from error
