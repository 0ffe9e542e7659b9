"""Reading the YAML files under `rules/data` strictly: no duplicate key, no number where a string is meant."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

DATA = Path(__file__).parent / "data"

MERGE = "tag:yaml.org,2002:merge"  # the tag of the key "<<"
TEXT = "tag:yaml.org,2002:str"
CONTAINERS = frozenset({"tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"})
SHARED = "x-"

Model = TypeVar("Model", bound=BaseModel)


class RulebookError(Exception):
    """The rulebook cannot be used; `faults` lists every fault as "file: field: what is wrong"."""

    def __init__(self, faults: list[str]) -> None:
        """Keep all faults and say them one a line."""
        super().__init__("\n".join(faults))
        self.faults = faults


class _Composer(yaml.CSafeLoader):
    """Parses YAML into nodes; what a text without quotes is (number, date, word) is found out once for each text."""

    def resolve(self, kind: type[yaml.Node], value: str, implicit: tuple[bool, bool]) -> str:
        """The tag of a node; PyYAML tries its patterns on each scalar anew, which is half of its time."""
        if kind is yaml.ScalarNode and implicit[0]:
            if value not in _TAGS:
                _TAGS[value] = super().resolve(kind, value, implicit)
            return _TAGS[value]
        return super().resolve(kind, value, implicit)


class _Reader:
    """Turns the nodes of one document into plain values.

    YAML keeps the last of two equal keys without a word; in a rulebook that loses a rule, so here it is an error.
    "<<: *name" takes the keys of another mapping over, and a key of one's own stands before one taken over.
    """

    def __init__(self, text: str) -> None:
        self._composer = _Composer(text)
        self._open = set[int]()

    def read(self) -> object:
        """The value of the document; None where it is empty."""
        node = self._composer.get_single_node()
        return None if node is None else self._value(node)

    def _value(self, node: yaml.Node) -> object:
        if isinstance(node, yaml.ScalarNode):
            return node.value if node.tag == TEXT else self._composer.construct_object(node)
        if node.tag not in CONTAINERS:
            raise _fault(f"only plain values are read, not {node.tag}", node)
        if id(node) in self._open:
            raise _fault("an alias stands inside of what it stands for", node)
        self._open.add(id(node))
        if isinstance(node, yaml.MappingNode):
            value: object = self._mapping(node)
        else:
            value = [self._value(part) for part in node.value]
        self._open.discard(id(node))
        return value

    def _mapping(self, node: yaml.MappingNode) -> dict[object, object]:
        own: dict[object, object] = {}
        taken: dict[object, object] = {}
        merged = False
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise _fault("a key must be one text or number", key_node)
            merge = key_node.tag == MERGE
            key = self._value(key_node) if not merge else key_node.value
            if key in own or (merge and merged):
                raise _fault(f"the key {key!r} stands twice; keep one of them", key_node)
            if merge:
                merged, taken = True, self._taken(value_node)
            else:
                own[key] = self._value(value_node)
        return {**taken, **own}

    def _taken(self, node: yaml.Node) -> dict[object, object]:
        """The keys of a mapping, or of several, the first of which has the last word."""
        parts = node.value if isinstance(node, yaml.SequenceNode) else [node]
        taken: dict[object, object] = {}
        for part in reversed(parts):
            if not isinstance(part, yaml.MappingNode):
                raise _fault("only a mapping can be taken over", part)
            taken |= self._mapping(part)
        return taken


_TAGS: dict[str, str] = {}


def _fault(problem: str, node: yaml.Node) -> yaml.MarkedYAMLError:
    return yaml.constructor.ConstructorError(None, None, problem, node.start_mark)


def read_yaml(path: Path) -> object:
    """Parse one YAML file.

    Raises:
        RulebookError: it is no YAML, or a key stands twice; the message names file and line.
    """
    try:
        return _Reader(path.read_text(encoding="utf-8")).read()
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
