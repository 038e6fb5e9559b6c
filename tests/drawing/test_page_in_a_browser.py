"""The page in a real browser: it runs without an error, asks for nothing, and opens a card."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from percorso.drawing import map_page
from tests.drawing import maps

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

# Runs before the page's own script: notes errors and requests, then acts as a reader would.
WATCH = """<script>
window.noted = [];
addEventListener("error", e => noted.push("error: " + e.message));
addEventListener("securitypolicyviolation", e => noted.push("asked for " + e.blockedURI));
addEventListener("load", () => {
  const out = document.createElement("pre"), $ = s => document.querySelector(s);
  const key = name => document.activeElement.dispatchEvent(
    new KeyboardEvent("keydown", { key: name, bubbles: true }));
  const say = text => noted.push(text);
  say("panel " + $("#panel h2").textContent);
  say("hot " + document.querySelectorAll(".ribbons .hot").length);
  key("Escape");
  const card = () => document.activeElement.getAttribute("aria-label").split(",")[0];
  say("closed " + $("#panel").hidden + ", focus " + card());
  key("ArrowRight");
  say("right " + card());
  key("Enter");
  say("opened " + $("#panel h2").textContent + ", focus " + document.activeElement.tagName);
  $("[data-view=table]").click();
  [...document.querySelectorAll("#table-touchpoints th button")][3].click();
  say("most " + $("#table-touchpoints tbody tr").cells[0].textContent);
  say("address " + location.hash);
  say("requests " + performance.getEntriesByType("resource").length);
  out.id = "noted"; out.textContent = noted.join("\\n"); document.body.append(out);
});
</script>"""


def dumped(path: Path, tmp_path: Path, address: str) -> str:
    """The page's document after its script ran."""
    options = [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        f"--user-data-dir={tmp_path / 'profile'}", "--window-size=1440,1000",
        "--virtual-time-budget=3000", "--dump-dom", f"file://{path}{address}",
    ]  # fmt: skip
    assert CHROMIUM is not None
    done = subprocess.run(
        [CHROMIUM, *options], capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout


@pytest.fixture(autouse=True)
def _browser():
    if CHROMIUM is None and os.environ.get("CI"):
        pytest.fail("chromium is not installed, and CI is set")
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")


def test_the_script_runs_under_the_policy_of_the_page(tmp_path):
    path = tmp_path / "map.html"
    path.write_text(map_page(maps.any_size(3), title="x"), encoding="utf-8")
    document = dumped(path, tmp_path, "#sel=t1&theme=dark")
    assert 'data-theme="dark"' in document
    panel = document[document.index('id="panel"') :]
    assert panel.index("Touchpoint numero 1</h2>") < panel.index("<template")


def test_a_reader_can_open_cards_move_by_keys_and_sort_the_table(tmp_path):
    page = map_page(maps.lamp_shop(), title="Casa Lume")
    # The page's own policy would stop the watcher, so it is let through for this test.
    watched = re.sub(r"script-src '[^']+'", "script-src 'unsafe-inline'", page)
    path = tmp_path / "map.html"
    path.write_text(watched.replace("<head>", "<head>" + WATCH), encoding="utf-8")
    document = dumped(path, tmp_path, "#sel=cour")
    noted = re.search(r'<pre id="noted">(.*?)</pre>', document, re.S)
    assert noted is not None
    assert noted[1].split("\n") == [
        "panel Consegna a domicilio",
        "hot 4",
        "closed true, focus Consegna a domicilio",
        "right Telefono",
        "opened Telefono, focus H2",
        "most Annunci Google",
        "address #sel=tel&amp;view=table",
        "requests 0",
    ]
