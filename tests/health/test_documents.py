"""The pages for people: what they show and link to is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
LIMIT = 150_000  # bytes of a picture


def linked(page: Path) -> set[Path]:
    return {(page.parent / link).resolve() for link in LINK.findall(page.read_text(encoding="utf-8"))}


def test_every_link_leads_somewhere():
    assert not [(page.name, link) for page in PAGES for link in linked(page) if not link.exists()]


def test_every_picture_is_shown_somewhere_and_small():
    pictures = set((ROOT / "docs" / "pictures").iterdir())
    assert pictures <= {link for page in PAGES for link in linked(page)}
    assert not [picture.name for picture in pictures if picture.stat().st_size > LIMIT]
