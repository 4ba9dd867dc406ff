"""What a real browser shows of a page: headless Chromium, driven over the WebDriver protocol.

The protocol is plain JSON over HTTP (W3C WebDriver, chromedriver speaks it), so no package is
needed beside Debian's ``chromium`` and ``chromium-driver``. Nothing is fetched: names resolve to
nowhere, and the scripts of pages are run only where that is asked for.
"""

from __future__ import annotations

import base64
import json
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from urllib.request import Request, urlopen

START_SECONDS = 20.0
PAGE_SECONDS = 30
ARGUMENTS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--window-size=1280,900",
)


class Browser:
    """A browser and its driver, for as long as the ``with`` block lasts.

    Args:
        scripts: run those of pages.
    """

    def __init__(self, *, scripts: bool = False) -> None:
        self._scripts = scripts

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self._address = f"http://127.0.0.1:{port}"
        self._driver = subprocess.Popen(
            ["chromedriver", f"--port={port}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait()
        options = {
            "binary": "/usr/bin/chromium",
            "args": [*ARGUMENTS, f"--user-data-dir={self._folder.name}/profile"],
            "prefs": {
                "profile.managed_default_content_settings.javascript": 1 if self._scripts else 2
            },
        }
        asked = {
            "goog:chromeOptions": options,
            "pageLoadStrategy": "eager",
            "timeouts": {"pageLoad": PAGE_SECONDS * 1000, "script": PAGE_SECONDS * 1000},
        }
        answer = self._ask("POST", "/session", {"capabilities": {"alwaysMatch": asked}})
        self._session = f"/session/{answer['sessionId']}"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._ask("DELETE", self._session, None)
        finally:
            self._driver.terminate()
            self._driver.wait()
            self._folder.cleanup()

    def inner_text(self, html: str) -> str:
        """``document.body.innerText`` of a page.

        Raises:
            OSError: the browser did not answer (``urllib.error.URLError`` is one).
        """
        page = Path(self._folder.name) / "page.html"
        page.write_text("\ufeff" + html, "utf-8", errors="replace")
        self._ask("POST", f"{self._session}/url", {"url": page.as_uri()})
        script = "return document.body ? document.body.innerText : ''"
        body = {"script": script, "args": []}
        return str(self._ask("POST", f"{self._session}/execute/sync", body) or "")

    def open(self, address: str) -> None:
        """Go to an address."""
        self._ask("POST", f"{self._session}/url", {"url": address})

    def run(self, script: str, *arguments: object) -> Any:
        """What a script, the body of a function, returns in the page."""
        body = {"script": script, "args": arguments}
        return self._ask("POST", f"{self._session}/execute/sync", body)

    def press(self, *keys: str) -> None:
        """Press and release keys, one after the other."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self._act({"type": "key", "id": "keyboard", "actions": actions})

    def click(self, selector: str) -> None:
        """Click with the mouse on the first element that a selector finds, where it is seen."""
        using = {"using": "css selector", "value": selector}
        found = self._ask("POST", f"{self._session}/element", using)
        (element,) = found.values()
        self._ask("POST", f"{self._session}/element/{element}/click", {})

    def ask_devtools(self, command: str, **parameters: object) -> Any:
        """What a command of Chromium's own protocol answers."""
        body = {"cmd": command, "params": parameters}
        return self._ask("POST", f"{self._session}/goog/cdp/execute", body)

    def picture(self, width: int, height: int) -> bytes:
        """A picture of the page, PNG, in a window of this size."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.ask_devtools("Emulation.setDeviceMetricsOverride", **size)
        return base64.b64decode(self._ask("GET", f"{self._session}/screenshot", None))

    def _act(self, source: dict[str, object]) -> None:
        self._ask("POST", f"{self._session}/actions", {"actions": [source]})

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self._ask("GET", "/status", None)
                return
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def _ask(self, method: str, path: str, body: dict[str, Any] | None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = Request(self._address + path, data, method=method)  # noqa: S310
        request.add_header("Content-Type", "application/json")
        with urlopen(request, timeout=2 * PAGE_SECONDS) as response:  # noqa: S310
            return json.load(response)["value"]
