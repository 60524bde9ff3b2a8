"""Process mining: trails out to XES and OCEL, event logs in, counted and held against a workflow."""

from courtqa.workflows.mining.deviations import Deviation, Order, deviations
from courtqa.workflows.mining.identities import Identities
from courtqa.workflows.mining.log import EventLog, LogCase, LogEvent, LogNames, Rejected
from courtqa.workflows.mining.ocel import ocel_of
from courtqa.workflows.mining.reading import read_log
from courtqa.workflows.mining.source import Progress, no_progress
from courtqa.workflows.mining.tallies import Tally, tally
from courtqa.workflows.mining.telling import Told, log_of
from courtqa.workflows.mining.xes_writing import write_xes

__all__ = [
    "Deviation",
    "EventLog",
    "Identities",
    "LogCase",
    "LogEvent",
    "LogNames",
    "Order",
    "Progress",
    "Rejected",
    "Tally",
    "Told",
    "deviations",
    "log_of",
    "no_progress",
    "ocel_of",
    "read_log",
    "tally",
    "write_xes",
]
