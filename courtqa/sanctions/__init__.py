"""Sanctions: the ladder proposes with its grounds, a named person decides, with reasons and a remedy."""

from __future__ import annotations

from courtqa.sanctions.decision import Decision, RemedyWindow, decide, refusal
from courtqa.sanctions.findings import Excluded, Finding
from courtqa.sanctions.hearing import Heard
from courtqa.sanctions.ladder import Exemption, Factor, Ground, Hearing, Ladder, Length, Remedy, Rung
from courtqa.sanctions.proposal import Met, Proposal, ProposedRung, Unusable, propose

__all__ = [
    "Decision",
    "Excluded",
    "Exemption",
    "Factor",
    "Finding",
    "Ground",
    "Heard",
    "Hearing",
    "Ladder",
    "Length",
    "Met",
    "Proposal",
    "ProposedRung",
    "Remedy",
    "RemedyWindow",
    "Rung",
    "Unusable",
    "decide",
    "propose",
    "refusal",
]
