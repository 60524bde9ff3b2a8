"""The report of an evaluation as an Excel workbook."""

from courtqa.evaluation.spreadsheet.book import write_workbook

__all__ = ["write_workbook"]
