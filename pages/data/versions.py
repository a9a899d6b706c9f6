"""Phiên bản số liệu: what was published when, figures as known on a day, and reports whose figures moved since."""

from ui import screen, versions

choice = screen.chosen_or_stop("Phiên bản số liệu")

versions.answer()
versions.published()
versions.as_known(choice)
versions.reports(choice)
