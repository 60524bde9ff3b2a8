"""From values to the XML of a document: here for the library's own templates, in the jail for everyone else's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from courtqa.notices.templating import FOLDER, Templates, compiled
from courtqa.policy import Policy

__all__ = ["drawn", "templates_of", "third_parties"]

_OWN = Path(__file__).parent.parent / "packs"


def templates_of(policy: Policy) -> Templates:
    """The templates of a policy, compiled once."""
    return compiled(tuple((asset.path, asset.text) for asset in policy.assets(FOLDER)))


def third_parties(policy: Policy) -> frozenset[str]:
    """The packs that did not come with the library."""
    return frozenset(
        pack.name for pack in policy.packs if not pack.folder.resolve().is_relative_to(_OWN.resolve())
    )


def drawn(policy: Policy, kind: str, name: str, context: Mapping[str, Any]) -> str:
    """The XML that the template makes of the context.

    Raises:
        UnfitNotice: the template fails, or holds syntax that is not on the list.
        TemplateStopped: a template of a third party took too much time or memory.
    """
    templates, others = templates_of(policy), third_parties(policy)
    chain = templates.chain(name)
    packs = {asset.path.removeprefix(FOLDER): asset.pack for asset in policy.assets(FOLDER)}
    if not any(packs[each] in others for each in chain):
        return templates.render(kind, name, context)
    from courtqa.notices.jail import jail

    return jail().render(templates.sources, kind, name, context)
