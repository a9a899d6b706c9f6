"""Trình chiếu: the slides of a meeting on one frozen snapshot, turned by keyboard, with conclusions typed in it."""

from ui import meeting, screen

choice = screen.chosen_or_stop("Trình chiếu")
shown = meeting.choose(choice)

meeting.slide(shown)
meeting.controls(shown)
meeting.conclusion(shown)
