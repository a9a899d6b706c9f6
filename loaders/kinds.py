"""The exports that can be read: the only list of them."""

from loaders.dossiers import DOSSIERS
from loaders.export import Export
from loaders.payments import PAYMENTS
from loaders.procedures import PROCEDURES

EXPORTS: dict[str, Export] = {export.kind: export for export in (DOSSIERS, PAYMENTS, PROCEDURES)}
"""Every declared export by kind."""
