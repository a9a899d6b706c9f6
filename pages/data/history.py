"""Lịch sử nạp: every load with who, when and what; one of them opened; withdrawal with a reason."""

from ui import checks, links, loads, screen

choice = screen.chosen_or_stop("Lịch sử nạp")
known = checks.loads(choice.snapshot)

loads.withdrawn_outcome()
loads.answer(known)
chosen = loads.choose(known)
if chosen:
    loads.opened(chosen, choice)
links.onward(screen.UPLOAD, "Nạp dữ liệu", ":material/upload_file:")
