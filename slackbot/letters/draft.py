"""What a template may write besides words: references, gaps and placeholders, counted while one letter is made."""

import re
from dataclasses import dataclass, field
from typing import Literal, get_args

from markupsafe import Markup

from rules.model import Citation, Gap

PlaceholderName = Literal["PATIENT_NAME", "DATE_OF_BIRTH", "MEMBER_NUMBER", "CLAIM_NUMBER", "ADDRESSEE", "FAX_NUMBER"]
PLACEHOLDERS: tuple[str, ...] = get_args(PlaceholderName)
PLACEHOLDER = re.compile(r"\[\[([A-Z][A-Z_]*)(?::[^\[\]]*)?\]\]")  # [[NAME]] or [[NAME: hint for the reader]]


@dataclass
class Draft:
    """Collects the references and the gaps of the letter being made, in the order in which they appear."""

    citations: list[Citation] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    def cite(self, *citations: Citation) -> Markup:
        """The mark "[1, 2]" that points to the references; what is not citable leaves none (design.md, Facts)."""
        found = {citation.id: citation for citation in citations if citation.citable}
        if not found:
            return Markup()
        known = [citation.id for citation in self.citations]
        self.citations += [citation for key, citation in found.items() if key not in known]
        order = [citation.id for citation in self.citations]
        numbers = ", ".join(str(order.index(key) + 1) for key in found)
        return Markup(' <span data-rules="{}">[{}]</span>').format(" ".join(found), numbers)

    def gap(self, gap: Gap) -> Markup:
        """Record a gap once; writes nothing."""
        if gap.id not in {known.id for known in self.gaps}:
            self.gaps.append(gap)
        return Markup()

    def gap_of(self, identifier: str, what: str, document: str, why: str, *, required: bool = False) -> Markup:
        """Record a gap that has no place in the text."""
        return self.gap(Gap(id=identifier, what=what, document=document, why=why, required=required))

    def missing(self, identifier: str, what: str, document: str, why: str, *, required: bool = False) -> Markup:
        """A visible mark "[what]" where the fact belongs, recorded as a gap (once, however often it is marked)."""
        self.gap_of(identifier, what, document, why, required=required)
        return Markup('<span custom-style="Gap">[{}]</span>').format(what)

    @staticmethod
    def placeholder(name: PlaceholderName, hint: str = "") -> Markup:
        """The marked place of a fact about the patient's identity; `mri-appeal fill` finds it by its form."""
        text = f"[[{name}: {hint}]]" if hint else f"[[{name}]]"
        return Markup('<span custom-style="Placeholder"><mark>{}</mark></span>').format(text)

    @property
    def required(self) -> int:
        """How many required facts are open."""
        return sum(gap.required for gap in self.gaps)
