"""``python examples/integration [DATABASE] [--port 8000]``: the case system in a browser."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))


def main() -> None:
    """Lay the little court, then answer until stopped."""
    import uvicorn
    from court_system import create_app
    from court_system.sample import lay
    from sqlalchemy import create_engine

    import courtqa

    asked = argparse.ArgumentParser(prog="python examples/integration", description=__doc__)
    asked.add_argument(
        "database",
        nargs="?",
        default="sqlite:///court_system.db",
        help="sqlite:///… or postgresql+psycopg://…",
    )
    asked.add_argument("--port", type=int, default=8000)
    asked.add_argument("--secret", help="signs the sessions; without it they end with the process")
    given = asked.parse_args()
    engine, policy = create_engine(given.database), courtqa.load_policy("harbin")
    lay(engine, policy)
    uvicorn.run(create_app(engine, policy, secret=given.secret), port=given.port, log_level="warning")


if __name__ == "__main__":
    main()
