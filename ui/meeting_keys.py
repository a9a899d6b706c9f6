"""Keys of the screen of slides that no button has: a number and Enter, Home, End, and B for a dark screen.

A listener of its own, since a button's shortcut is one key and its run takes a moment: the screen goes dark at once.
It stays still while somebody types in a field or a dialog is open.
"""

from collections.abc import Callable

import streamlit as st

_HTML = '<span role="status" aria-live="polite"></span>'
_CSS = "span { font: 600 15px sans-serif; color: #55606C; }"
_JS = """
export default function(component) {
  const { data, parentElement, setTriggerValue } = component;
  const told = parentElement.querySelector("span");
  told.dataset.count = data.count;  // read when a key is pressed: a conclusion adds a slide to a deck that is shown
  const count = () => Number(told.dataset.count);
  let typed = "", forget = null;
  const say = (text) => { told.textContent = text; };
  const dark = () => document.getElementById("man-hinh-toi");
  const lighten = () => { const cover = dark(); if (cover) cover.remove(); };
  const darken = () => {
    const cover = document.createElement("div");
    cover.id = "man-hinh-toi";
    cover.setAttribute("aria-label", "Màn hình tối, bấm phím bất kỳ để trở lại");
    cover.style.cssText = "position:fixed;inset:0;background:#000;z-index:2147483647";
    cover.onclick = lighten;
    document.body.appendChild(cover);
  };
  const jump = (number) => {
    if (number >= 1 && number <= count()) setTriggerValue("jump", number);
    else say("Không có trang " + number);
  };
  const isTyping = (event) => {
    const at = event.target;
    return event.ctrlKey || event.metaKey || event.altKey || document.querySelector('[role="dialog"]') ||
      (at && (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)));
  };
  const take = (event) => { event.preventDefault(); event.stopImmediatePropagation(); };
  const onKey = (event) => {
    if (dark()) { take(event); lighten(); return; }
    if (isTyping(event)) return;
    const key = event.key;
    if (/^[0-9]$/.test(key)) {
      typed = (typed + key).slice(-3);
      say("Trang " + typed + ", bấm Enter");
      clearTimeout(forget);
      forget = setTimeout(() => { typed = ""; say(""); }, 4000);
      take(event);
    } else if (key === "Enter" && typed) {
      const number = Number(typed);
      typed = ""; say(""); take(event); jump(number);
    } else if (key === "Home") { take(event); jump(1); }
    else if (key === "End") { take(event); jump(count()); }
    else if (key === "b" || key === "B") { take(event); darken(); }
  };
  window.addEventListener("keydown", onKey, true);
  return () => { window.removeEventListener("keydown", onKey, true); clearTimeout(forget); lighten(); };
}
"""
_LISTENER = st.components.v2.component("phim_trinh_chieu", html=_HTML, css=_CSS, js=_JS)
_KEY = "phim_trinh_chieu"


def listen(count: int, go: Callable[[int], None]) -> None:
    """Listen for keys on a deck of `count` slides; `go` is called with the number of the slide to show."""

    def jumped() -> None:
        number = st.session_state[_KEY].get("jump")
        if number is not None:
            go(int(number))

    _LISTENER(key=_KEY, data={"count": count}, on_jump_change=jumped)
