"""What a rule is: strict YAML with its lines, references, series, editions, packs and overlays.

Knows dates and laws, no court word.
"""

from courtqa.policy.canonical import canonical, digest_of
from courtqa.policy.diff import Change, PolicyDiff
from courtqa.policy.documents import read_as
from courtqa.policy.explain import Explanation, Shadow
from courtqa.policy.kind import Complaint, Kind, Offer
from courtqa.policy.loading import check, load
from courtqa.policy.lookup import Lookup
from courtqa.policy.pack import Pack, find_pack
from courtqa.policy.places import Document, Path, Place, Value
from courtqa.policy.policy import Policy
from courtqa.policy.reading import read_document
from courtqa.policy.reference import Reference
from courtqa.policy.rules import Asset, Assumption, DatedValue, Edition, Series
from courtqa.policy.structuring import day_of

__all__ = [
    "Asset",
    "Assumption",
    "Change",
    "Complaint",
    "DatedValue",
    "Document",
    "Edition",
    "Explanation",
    "Kind",
    "Lookup",
    "Offer",
    "Pack",
    "Path",
    "Place",
    "Policy",
    "PolicyDiff",
    "Reference",
    "Series",
    "Shadow",
    "Value",
    "canonical",
    "check",
    "day_of",
    "digest_of",
    "find_pack",
    "load",
    "read_as",
    "read_document",
]
