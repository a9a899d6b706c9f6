"""Chuẩn bị họp: the slides of the coming meeting in order, hidden or added, saved; and files to take along."""

from reports import offline, slides
from ui import agenda, conclusions, screen

choice = screen.chosen_or_stop("Chuẩn bị họp")
items = agenda.read(choice)

agenda.answer(items, choice)
agenda.arrange(items, choice)
agenda.files(choice, {"html": offline.page, "slides": slides.presentation})
conclusions.every()
