"""Chuẩn bị họp: the slides of the coming meeting in order, hidden or added, saved; and files to take along."""

from reports import making
from ui import agenda, conclusions, screen

choice = screen.chosen_or_stop("Chuẩn bị họp")
items = agenda.read(choice)

agenda.answer(items, choice)
agenda.arrange(items, choice)
agenda.files(choice, {kind: making.KINDS[kind].label for kind in ("html", "slides")}, making.hand_out, making.REFUSALS)
conclusions.every()
