"""What the library is tested with, shipped for those who build on it."""

from courtqa.testing.cases import CaseResult, check_case, check_cases

__all__ = ["CaseResult", "check_case", "check_cases"]
