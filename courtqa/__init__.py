"""courtqa: court quality management, from the case review to the numbered notice.

The table of contents. Everything loads when first used, so ``import courtqa`` stays light.
"""

from __future__ import annotations

TYPE_CHECKING = False  # a type checker takes it for true; importing typing would double the start

if TYPE_CHECKING:
    from typing import Any

    from courtqa.errors import CourtqaError, PolicyError, Refused
    from courtqa.evaluation import Period, evaluate, measures, read_cases
    from courtqa.kinds import check_policy, load_policy
    from courtqa.notices import draft, issue, render, sign
    from courtqa.policy import Policy
    from courtqa.sanctions import decide, propose
    from courtqa.storage import AsyncDocket, Docket
    from courtqa.text import Text
    from courtqa.workflows import Actor, Subject, guard

__version__ = "0.1.0"

__all__ = [
    "Actor",
    "AsyncDocket",
    "CourtqaError",
    "Docket",
    "Period",
    "Policy",
    "PolicyError",
    "Refused",
    "Subject",
    "Text",
    "__version__",
    "check_policy",
    "decide",
    "draft",
    "evaluate",
    "guard",
    "issue",
    "load_policy",
    "measures",
    "propose",
    "read_cases",
    "render",
    "sign",
]

_ROOM = {
    "Actor": "workflows",
    "AsyncDocket": "storage",
    "CourtqaError": "errors",
    "Docket": "storage",
    "Period": "evaluation",
    "Policy": "policy",
    "PolicyError": "errors",
    "Refused": "errors",
    "Subject": "workflows",
    "Text": "text",
    "check_policy": "kinds",
    "decide": "sanctions",
    "draft": "notices",
    "evaluate": "evaluation",
    "guard": "workflows",
    "issue": "notices",
    "load_policy": "kinds",
    "measures": "evaluation",
    "propose": "sanctions",
    "read_cases": "evaluation",
    "render": "notices",
    "sign": "notices",
}


def __getattr__(name: str) -> Any:
    if name not in _ROOM:
        raise AttributeError(f"module 'courtqa' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"courtqa.{_ROOM[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)
