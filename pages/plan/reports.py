"""Báo cáo: make the Word report and the Excel annex of a period, and see what earlier reports said."""

from reports import making, pdf
from ui import documents, screen, versions

choice = screen.chosen_or_stop("Báo cáo")

documents.answer(choice)
documents.form(
    choice,
    {kind: declared.label for kind, declared in making.KINDS.items()},
    making.hand_out,
    pdf.of_word if pdf.is_possible() else None,
    (*making.REFUSALS, pdf.PdfError),
)
versions.reports(choice)
