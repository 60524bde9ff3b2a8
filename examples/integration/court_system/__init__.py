"""A small case system of a court. It keeps its own cases and accounts, and lets courtqa run the quality procedures.

``create_app(engine, policy)`` is the whole of it.
"""

from court_system.app import create_app

__all__ = ["create_app"]
