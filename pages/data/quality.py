"""Chất lượng số liệu: what does not fit together or wants an answer; each item leads to its rows."""

from ui import links, quality, screen

choice = screen.chosen_or_stop("Chất lượng số liệu")

found = quality.counts(choice)
chosen = quality.answer(found)
quality.draw(chosen, choice)
links.onward(screen.UPLOAD, "Nạp dữ liệu", ":material/upload_file:")
