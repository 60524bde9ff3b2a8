"""Every exception of courtqa: prose for the person at the desk, facts as attributes."""

from courtqa.errors.attesting import (
    CheckpointDiffers,
    KeysNeeded,
    KeyUnusable,
    NotACheckpoint,
    NothingToForget,
    NotProvable,
)
from courtqa.errors.base import CourtqaError, MissingExtra, UnknownName, did_you_mean
from courtqa.errors.documents import (
    ArchiveDamaged,
    FontsMissing,
    FontSubstituted,
    IdentifiersLeft,
    NumberTaken,
    ReprintDiffers,
    TemplateStopped,
    UnfitNotice,
)
from courtqa.errors.phrases import Phrases, complaints
from courtqa.errors.proceedings import (
    Conflict,
    DefinitionMissing,
    IdempotencyMismatch,
    NotCanonical,
    Overtaken,
    Refused,
    StoreUnusable,
)
from courtqa.errors.records import IncomparablePeriods, NotAPeriod, RankingWithheld, RecordsError
from courtqa.errors.rules import (
    CalendarUnknown,
    Misfit,
    NoEffect,
    NotInForce,
    PolicyError,
    Problem,
    RuleMissing,
    UnreadableDocument,
)

__all__ = [
    "ArchiveDamaged",
    "CalendarUnknown",
    "CheckpointDiffers",
    "Conflict",
    "CourtqaError",
    "DefinitionMissing",
    "FontSubstituted",
    "FontsMissing",
    "IdempotencyMismatch",
    "IdentifiersLeft",
    "IncomparablePeriods",
    "KeyUnusable",
    "KeysNeeded",
    "Misfit",
    "MissingExtra",
    "NoEffect",
    "NotACheckpoint",
    "NotAPeriod",
    "NotCanonical",
    "NotInForce",
    "NotProvable",
    "NothingToForget",
    "NumberTaken",
    "Overtaken",
    "Phrases",
    "PolicyError",
    "Problem",
    "RankingWithheld",
    "RecordsError",
    "Refused",
    "ReprintDiffers",
    "RuleMissing",
    "StoreUnusable",
    "TemplateStopped",
    "UnfitNotice",
    "UnknownName",
    "UnreadableDocument",
    "complaints",
    "did_you_mean",
]
