"""Reads a finished letter back: what every piece of text stands on, and its plain text.

An element says in `data-from` which intake fields its text comes from, in `data-rules` which ids of the rulebook
(criteria, reasons, rights, deadlines, citations). A text without either is fixed wording of the template.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from rules.model import Frozen

_BLOCKS = frozenset({"h1", "h2", "h3", "p", "li", "td", "th", "div", "section", "table", "tr", "ul", "ol"})
_BREAKS = frozenset({"h1", "h2", "h3", "p", "li", "tr"})


class TraceLine(Frozen):
    """One piece of text, the intake fields it was made from, and the ids of the rulebook that it stands on."""

    tag: str
    text: str
    fields: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass
class _Piece:
    """A text being read; `element` is how deep the element that began it stands."""

    tag: str
    fields: tuple[str, ...]
    depth: int
    given: list[str]  # the rules that the element names for all of its text
    rules: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Splits a letter into pieces: a block, or inside of it an element with its own `data-from`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[TraceLine] = []
        self._open: list[_Piece] = []
        self._tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag in {"br", "col", "hr"}:
            self.handle_data(" ")
            return
        self._tags.append(tag)
        fields = tuple(attributes.get("data-from", "").split())
        rules = attributes.get("data-rules", "").split()
        if tag in _BLOCKS or fields:
            outer = self._open[-1] if self._open else None
            inherited = outer.fields if outer and not fields else fields
            self._close_text()
            given = [*(outer.given if outer and tag == "td" else ()), *rules]
            self._open.append(_Piece(tag, inherited, len(self._tags), given))
        elif self._open:
            self._open[-1].rules += rules

    def handle_endtag(self, tag: str) -> None:
        while self._tags:
            depth = len(self._tags)
            if self._open and self._open[-1].depth == depth:
                self._close_text()
                self._open.pop()
            if self._tags.pop() == tag:
                return

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1].text.append(data)

    def _close_text(self) -> None:
        """Write down what the innermost piece holds so far."""
        if not self._open:
            return
        piece = self._open[-1]
        text = " ".join("".join(piece.text).split())
        if text:
            rules = tuple(dict.fromkeys((*piece.given, *piece.rules)))
            self.lines.append(TraceLine(tag=piece.tag, text=text, fields=piece.fields, rules=rules))
        piece.text.clear()
        piece.rules.clear()


_END = re.compile(r"(?<=[.!?])((?: \[[\d, ]+\])?) (?=[A-Z“0-9À-Ý])")  # a sentence ends before its mark [1], or after it


def sentences(line: TraceLine) -> Iterator[TraceLine]:
    """The sentences of a text, each on what the text stands on. A cell or a heading is one."""
    if line.tag not in {"p", "li", "span"}:
        yield line
        return
    start = 0
    for end in (*(found.end() for found in _END.finditer(line.text)), len(line.text)):
        yield line.model_copy(update={"text": line.text[start:end].strip()})
        start = end


def trace(html: str) -> tuple[TraceLine, ...]:
    """Every piece of text of a letter, in order, with what it stands on."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return tuple(reader.lines)
