"""Báo cáo: make the Word report and the Excel annex of a period, and see what earlier reports said."""

import warehouse
from reports import making, pdf, template
from ui import documents, screen, versions
from ui.filters import Choice


def made(kind: str, choice: Choice, by: str) -> documents.File:
    """Make and register a report of what the strip says."""
    reading = choice.reading
    report = making.hand_out(
        kind, choice.snapshot.path, choice.period, variant=reading.variant, compare=reading.compare, by=by
    )
    return documents.File(kind=kind, name=report.file, content=report.content)


choice = screen.chosen_or_stop("Báo cáo")

documents.answer(choice)
documents.form(
    choice,
    {kind: declared.label for kind, declared in making.KINDS.items()},
    made,
    pdf.of_word if pdf.is_possible() else None,
    (template.TemplateError, warehouse.WarehouseError, pdf.PdfError),
)
versions.reports(choice)
