"""Chuẩn bị họp: the slides of the coming meeting in order, hidden or added, saved; and files to take along."""

from reports import making, pdf
from ui import agenda, conclusions, screen

choice = screen.chosen_or_stop("Chuẩn bị họp")
items = agenda.read(choice)

agenda.answer(items, choice)
agenda.arrange(items, choice)
agenda.files(
    choice,
    {kind: making.KINDS[kind].label for kind in ("html", "slides", "minutes")},
    making.hand_out,
    pdf.of_word if pdf.is_possible() else None,
    (*making.REFUSALS, pdf.PdfError),
)
conclusions.every()
