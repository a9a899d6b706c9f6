"""Danh mục đối chiếu: saved ways of reading, confirmed unit names and groups of fields, with their history."""

from ui import decisions, links, screen

choice = screen.chosen_or_stop("Danh mục đối chiếu")

chosen = decisions.answer(choice)
if chosen == decisions.READINGS:
    decisions.readings(choice)
elif chosen == decisions.NAMES:
    decisions.names(choice)
else:
    decisions.groups(choice)
links.onward(screen.UPLOAD, "Nạp dữ liệu", ":material/upload_file:")
