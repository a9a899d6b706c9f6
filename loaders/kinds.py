"""The exports that can be read: the only list of them."""

from loaders.certifications import E_CERTIFICATION
from loaders.dossiers import DOSSIERS
from loaders.export import Export
from loaders.forms import FORMS
from loaders.payments import PAYMENTS
from loaders.petitions import PETITIONS
from loaders.procedures import PROCEDURES
from loaders.progress import PROGRESS
from loaders.surveys import SURVEY, SURVEY_DOSSIERS

EXPORTS: dict[str, Export] = {
    export.kind: export
    for export in (
        DOSSIERS,
        PAYMENTS,
        PROCEDURES,
        *FORMS,
        SURVEY,
        SURVEY_DOSSIERS,
        PETITIONS,
        E_CERTIFICATION,
        PROGRESS,
    )
}
"""Every declared export by kind."""
