"""Loaded by the server of workers before it makes any: the rules are read once."""

from faults.court import policy

policy()
