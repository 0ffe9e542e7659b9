"""Our answer to each reason that the notice gives."""

from collections.abc import Iterable

from rules.case import Case
from rules.model import Citation, Intake, Rebuttal
from rules.rulebook import Rulebook
from rules.schema.reasons import Piece, Reason


def rebuttals(intake: Intake, case: Case, rulebook: Rulebook) -> tuple[Rebuttal, ...]:
    """One rebuttal a reason, in the notice's order.

    Where the case cannot answer a reason, `holds` is False and `argument` says why, for the clinic and not for the
    letter; `better_route` names what serves better than an appeal on this reason.
    """
    return tuple(_rebuttal(rulebook.reasons[reason], case) for reason in dict.fromkeys(intake.denial.reasons))


def _rebuttal(reason: Reason, case: Case) -> Rebuttal:
    holds = any(case.holds(flags) for flags in reason.holds_when)
    said = tuple(_said(reason.argument if holds else reason.cannot, case))
    return Rebuttal(
        reason=reason.reason,
        title=reason.title,
        argument=" ".join(text for _, text in said),
        holds=holds,
        better_route=" ".join(text for _, text in _said(reason.better_route, case)) or None,
        fields=tuple(dict.fromkeys(field for piece, _ in said for field in piece.fields)) if holds else (),
        citations=_citations((piece for piece, _ in said), case) if holds else (),
    )


def _said(pieces: Iterable[Piece], case: Case) -> Iterable[tuple[Piece, str]]:
    """The pieces whose flags hold and whose placeholders all have a value, with their text."""
    for piece in pieces:
        text = case.fill(piece.text) if case.holds(piece.when) else None
        if text:
            yield piece, text


def _citations(pieces: Iterable[Piece], case: Case) -> tuple[Citation, ...]:
    named = (citation for piece in pieces for name in piece.cite for citation in case.citations.get(name, ()))
    return tuple({citation.id: citation for citation in named}.values())
