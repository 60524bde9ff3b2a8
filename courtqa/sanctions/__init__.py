"""Sanctions: the ladder proposes with its grounds, a named person decides, with reasons and a remedy."""

from __future__ import annotations

from courtqa.sanctions.bases import Basis, basis_of
from courtqa.sanctions.concurrent import Together, together
from courtqa.sanctions.decision import Decision, RemedyWindow, decide, refusal
from courtqa.sanctions.findings import Excluded, Finding
from courtqa.sanctions.hearing import Heard
from courtqa.sanctions.ladder import (
    Exemption,
    Factor,
    Form,
    Ground,
    Hearing,
    Ladder,
    Length,
    Limitation,
    Remedy,
    Rung,
)
from courtqa.sanctions.legality import Legality, StepBasis, legality
from courtqa.sanctions.memo import Memo, memo
from courtqa.sanctions.proposal import Met, Proposal, ProposedRung, Unusable, propose
from courtqa.sanctions.standing import Measure, Standing, opened_standing, sealed, standing_of

__all__ = [
    "Basis",
    "Decision",
    "Excluded",
    "Exemption",
    "Factor",
    "Finding",
    "Form",
    "Ground",
    "Heard",
    "Hearing",
    "Ladder",
    "Legality",
    "Length",
    "Limitation",
    "Measure",
    "Memo",
    "Met",
    "Proposal",
    "ProposedRung",
    "Remedy",
    "RemedyWindow",
    "Rung",
    "Standing",
    "StepBasis",
    "Together",
    "Unusable",
    "basis_of",
    "decide",
    "legality",
    "memo",
    "opened_standing",
    "propose",
    "refusal",
    "sealed",
    "standing_of",
    "together",
]
