"""Numbers that others have published, recomputed: so that a gap is seen by anybody who looks."""

from courtqa.simulation.published.number import Published
from courtqa.simulation.published.page import TABLES, numbers, page

__all__ = ["TABLES", "Published", "numbers", "page"]
