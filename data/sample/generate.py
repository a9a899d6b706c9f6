"""Write the made-up exports of data/sample: dossier lists, surveys, petitions, catalogue and reports of 2023.

Run `python -m data.sample.generate [FOLDER]`; the same story, seed and library versions give the same bytes. Nothing
here is real: names, addresses and phone numbers are "(minh họa)".
The story stands in the tables of story/: who is late, who is digital, what is reported of targets and tasks.
"""

import sys
from pathlib import Path

from data.sample import catalogue, dossiers, form, progress, reports

HERE = Path(__file__).resolve().parent
"""Folder that the files are written to by default."""


def main(folder: Path = HERE) -> list[Path]:
    """Write all files into a folder and return their paths, kind by kind in order of quarter."""
    listed = dossiers.all_dossiers()
    return [
        *dossiers.write(folder, listed),
        *form.write(folder, listed),
        *catalogue.write(folder),
        *reports.write_surveys(folder),
        *reports.write_petitions(folder),
        *reports.write_certification(folder),
        *progress.write(folder),
    ]


if __name__ == "__main__":
    for written in main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE):
        print(written.name)
