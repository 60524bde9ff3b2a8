"""Process mining: trails out to XES and OCEL, event logs in, counted and held against a workflow."""

from courtqa.workflows.mining.deviations import Deviation, Order, deviations
from courtqa.workflows.mining.log import EventLog, LogCase, LogEvent, LogNames, Rejected
from courtqa.workflows.mining.reading import read_log
from courtqa.workflows.mining.tallies import Tally, tally

__all__ = [
    "Deviation",
    "EventLog",
    "LogCase",
    "LogEvent",
    "LogNames",
    "Order",
    "Rejected",
    "Tally",
    "deviations",
    "read_log",
    "tally",
]
