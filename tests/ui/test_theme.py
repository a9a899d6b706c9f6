"""One set of colours: what figures use is what the theme file says."""

import tomllib
from pathlib import Path

import pytest

from ui import theme

CONFIG = tomllib.loads(Path(__file__).parents[2].joinpath(".streamlit/config.toml").read_text(encoding="utf-8"))[
    "theme"
]


@pytest.mark.parametrize("look", theme.STATUSES.values(), ids=lambda look: look.key)
def test_the_badge_colours_of_the_theme_are_those_of_the_status(look):
    assert CONFIG[f"{look.badge}Color"] == look.mark
    assert CONFIG[f"{look.badge}TextColor"] == look.text
    assert CONFIG[f"{look.badge}BackgroundColor"] == look.ground


def test_ink_accent_and_ramp_are_those_of_the_theme():
    assert (CONFIG["textColor"], CONFIG["primaryColor"]) == (theme.INK, theme.ACCENT)
    assert tuple(CONFIG["chartDivergingColors"]) == theme.GAP_RAMP


def test_red_against_green_never_appears():
    assert CONFIG["greenColor"] == CONFIG["blueColor"]
    assert CONFIG["redColor"] == CONFIG["orangeColor"]


def test_every_status_has_a_shape_and_a_word_of_its_own():
    known = [look for look in theme.STATUSES.values() if look.key != "no_target"]
    assert len({look.symbol for look in known}) == len({look.label for look in known}) == len(known)


@pytest.mark.parametrize(
    ("gap", "step"), [(0.0, 5), (-0.001, 4), (-4, 0), (-99, 0), (4, 9), (99, 9), (0.79, 5), (0.81, 6), (-0.81, 3)]
)
def test_a_gap_of_nothing_is_met_and_the_ends_hold_the_rest(gap, step):
    assert theme.ramp_step(gap, 4) == step


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("step", range(10))
def test_text_on_every_step_of_the_ramp_can_be_read(step):
    assert _contrast(theme.GAP_RAMP[step], theme.ink_on(step)) >= 4.5


@pytest.mark.parametrize("look", theme.STATUSES.values(), ids=lambda look: look.key)
def test_status_text_can_be_read_on_white_and_on_its_ground(look):
    assert _contrast(look.text, theme.PAPER) >= 4.5
    assert _contrast(look.text, look.ground) >= 4.5
    assert _contrast(look.mark, theme.PAPER) >= 3
