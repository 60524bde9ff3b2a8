"""Handing data on without handing persons on: pseudonyms, coarse days, no small cells, no free text."""

from courtqa.evaluation.privacy.anonymity import Anonymity, anonymity, generalised
from courtqa.evaluation.privacy.cells import SUPPRESSED, CountTable, count_table
from courtqa.evaluation.privacy.exporting import Export, export
from courtqa.evaluation.privacy.spec import Column, ExportSpec, read_spec

__all__ = [
    "SUPPRESSED",
    "Anonymity",
    "Column",
    "CountTable",
    "Export",
    "ExportSpec",
    "anonymity",
    "count_table",
    "export",
    "generalised",
    "read_spec",
]
