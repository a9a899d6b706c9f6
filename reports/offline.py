"""The slides of a meeting as one HTML file that needs no network: figures, what draws them, and the keys."""

import html
import json

import plotly.offline

from metrics.slide import Deck
from ui.charts import slides as drawings

_STYLE = """
body { margin: 0; background: #fff; color: #1B2530; font-family: "Source Sans 3", "Segoe UI", "Noto Sans",
  "DejaVu Sans", sans-serif; }
main { padding: 10px 24px 0; }
footer { display: flex; gap: 12px; align-items: center; padding: 4px 32px; color: #55606C; font-size: 16px; }
button, #told { white-space: nowrap; }
button { font: inherit; padding: 6px 14px; border: 1px solid #D5DAE0; border-radius: 4px; background: #fff; }
button:disabled { color: #858F9A; }
.dark main, .dark footer { visibility: hidden; }
.dark, .dark body { background: #000; }
"""
_SCRIPT = """
const slides = JSON.parse(document.getElementById("slides").textContent);
const figure = document.getElementById("figure");
const told = document.getElementById("told");
const first = Number(new URLSearchParams(location.hash.slice(1)).get("trang")) || 1;
let number = 1, typed = "", forget = null;
function show(wanted) {
  number = Math.min(Math.max(wanted, 1), slides.length);
  const size = window.innerWidth >= 1600 ? "1920" : "1366";
  const slide = slides[number - 1];
  Plotly.react(figure, slide.figures[size].data, slide.figures[size].layout, {displayModeBar: false, responsive: true});
  figure.setAttribute("aria-label", slide.alt);
  told.textContent = "Trang " + number + "/" + slides.length;
  document.getElementById("previous").disabled = number === 1;
  document.getElementById("next").disabled = number === slides.length;
  history.replaceState(null, "", "#trang=" + number);
}
document.getElementById("previous").onclick = () => show(number - 1);
document.getElementById("next").onclick = () => show(number + 1);
window.addEventListener("resize", () => show(number));
window.addEventListener("keydown", (event) => {
  const root = document.documentElement, key = event.key;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (root.classList.contains("dark")) { root.classList.remove("dark"); event.preventDefault(); return; }
  if (/^[0-9]$/.test(key)) {
    typed = (typed + key).slice(-3);
    told.textContent = "Trang " + typed + ", bấm Enter";
    clearTimeout(forget);
    forget = setTimeout(() => { typed = ""; show(number); }, 4000);
  } else if (key === "Enter" && typed) {
    const wanted = Number(typed);
    typed = ""; clearTimeout(forget);
    if (wanted >= 1 && wanted <= slides.length) show(wanted);
    else told.textContent = "Không có trang " + wanted;
  } else if (key === "ArrowRight" || key === "PageDown") show(number + 1);
  else if (key === "ArrowLeft" || key === "PageUp") show(number - 1);
  else if (key === "Home") show(1);
  else if (key === "End") show(slides.length);
  else if (key === "b" || key === "B") root.classList.add("dark");
  else return;
  event.preventDefault();
});
show(first);
"""
_POLICY = "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:"


def page(deck: Deck, title: str) -> bytes:
    """Return the deck as one HTML file, drawn for every size of screen.

    Nothing is fetched: the file forbids it to itself. The same deck gives the same bytes.
    """
    slides = [
        {"alt": drawings.alt(one, deck.footer),
         "figures": {key: drawings.slide(one, deck.footer, size) for key, size in drawings.SIZES.items()}}
        for one in deck.slides
    ]  # fmt: skip
    # A name from a file may hold "</script>": no tag can begin inside the data.
    data = json.dumps(slides, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", "\\u2028")
    library = plotly.offline.get_plotlyjs()
    return f"""<!DOCTYPE html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<title>{html.escape(title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<main><div id="figure" role="img"></div></main>
<footer>
<button id="previous">← Trước</button><button id="next">Sau →</button><span id="told" role="status"></span>
<span>Số và Enter: đến trang · Home, End: trang đầu, cuối · B: màn hình tối</span>
</footer>
<script>{library}</script>
<script type="application/json" id="slides">{data}</script>
<script>{_SCRIPT}</script>
</body>
</html>
""".encode()
