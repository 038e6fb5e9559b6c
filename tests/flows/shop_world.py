"""The sample shop, made and loaded once for all tests that ask it something."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from percorso.sample_shop import PlantedTruth, write_sample_shop
from percorso.settings import Settings
from percorso.workspace import Workspace


@dataclass(slots=True)
class ShopWorld:
    """The loaded shop; a map that was asked for once is kept."""

    workspace: Workspace
    truths: Mapping[str, PlantedTruth]
    rejected: int
    _maps: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def map(self, **asked: Any) -> Mapping[str, Any]:
        """The map's data."""
        key = repr(sorted(asked.items()))
        if key not in self._maps:
            self._maps[key] = self.workspace.map(**asked).data
        return self._maps[key]

    def planted(self, truth: str) -> Mapping[str, Any]:
        """The sizes a truth was planted with."""
        return self.truths[truth].quantities


def make_shop(folder: Path) -> ShopWorld:
    """Write the shop's five files and load them as `percorso demo` does."""
    shop = write_sample_shop(folder / "exports")
    settings = Settings(workspace=folder / "workspace", language="en")
    workspace = Workspace(settings.workspace, settings, create=True)
    rejected = 0
    for file in shop.files:
        rejected += workspace.load(
            file.path, source=file.source, columns=file.columns_option
        ).rejected
    return ShopWorld(workspace, {truth.key: truth for truth in shop.truths}, rejected)
