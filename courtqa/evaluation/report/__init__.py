"""The report of an evaluation: one self-contained page in Chinese and English."""

from courtqa.evaluation.report.page import render

__all__ = ["render"]
