"""courtqa: a workflow engine for court quality management."""
