"""The fault battery: what the docket survives, tried out and counted. ``python -m faults`` or ``make faults``."""
