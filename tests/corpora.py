"""Folders of sources to clean, and ways to look at what came of them."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from cleaners import Settings
from flows import stages
from flows.sites import site_reader
from flows.sources import Source
from flows.state import Store
from flows.todo import read_batches

_LISTEN = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
"""Undoes what a shell does to jobs in the background: they, and their children, ignore Ctrl-C."""
PROGRAM = [sys.executable, "-c", f"{_LISTEN}; from flows.cli import main; main()"]
"""The command line as an installed ``cleancopy`` starts it, also where it is only importable."""
UNPRIVILEGED = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
"""Prefix that makes permissions count for root too."""

PARAGRAPHS = (
    "The council met on Tuesday evening and agreed that the old bridge over the river would be"
    " repaired before the winter.",
    "Engineers who had examined it in the spring said that the stone was sound, but that the"
    " water had washed the ground away from one of the piers.",
    "Traffic will be led through the village for as long as the work goes on, which the mayor"
    " expects to be about three months.",
)
GERMAN = (
    "Der Gemeinderat traf sich am Dienstagabend und beschloss, dass die alte Brücke über den"
    " Fluss noch vor dem Winter repariert werden soll. Die Ingenieure sagten, der Stein sei gut,"
    " aber das Wasser habe den Boden unter einem der Pfeiler weggespült."
)
JAPANESE = (
    "市議会は火曜日の夜に会合を開き、川に架かる古い橋を冬までに修理することを決めた。"
    "技術者たちは春に橋を調べ、石は丈夫だが、橋脚の一つの周りの土が水で流されていると述べた。"
)
SPAM = (
    "澳门赌场网站| 在线百家乐| 北京赛车平台| 时时彩预测| 彩票开户| 老虎机下载| 六合彩资料|"
    " 真人娱乐城| 体育投注| 棋牌游戏大厅| 彩票走势图\n"
)


def article(number: int = 0) -> str:
    """A genuine text with nothing to clean, another one for each number."""
    last = f"The works were given the number {number} in the register of the county."
    return "\n\n".join([*PARAGRAPHS, last]) + "\n"


def page(body: str, charset: str = "utf-8") -> str:
    """A saved page around some paragraphs."""
    paragraphs = "".join(f"<p>{part}</p>" for part in body.split("\n\n"))
    head = f'<head><meta charset="{charset}"><title>The bridge</title></head>'
    return f"<!DOCTYPE html><html>{head}<body><article>{paragraphs}</article></body></html>"


def write(folder: Path, files: dict[str, bytes | str]) -> Path:
    """Write files below a folder, which is made, and give it back."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def articles(folder: Path, count: int, first: int = 0) -> Path:
    """A folder with so many genuine texts."""
    return write(folder, {f"{n:04}.txt": article(n) for n in range(first, first + count)})


def noise(size: int) -> bytes:
    """Bytes that are no text, the same ones each time."""
    return random.Random(0).randbytes(size)  # noqa: S311


def sources_of(raw: Path, clean: Path | None = None) -> list[Source]:
    """The sources that a first run would clean, by id; planned without cleaning them."""
    with tempfile.TemporaryDirectory() as folder:
        state = clean or Path(folder)
        listing = stages.list_sources(raw, state)
        plan = stages.plan_work(listing, state, Settings(), 1)
        return sorted(chain(*planned(plan)), key=lambda source: source.id)


def planned(plan: stages.Plan) -> list[tuple[Source, ...]]:
    """The batches of a plan."""
    with Store(plan.clean) as store:
        limits, site_of = plan.work.limits(plan.workers), site_reader(store, plan.rules)
        return list(read_batches(store, plan.columns, limits, site_of))


def rows(path: Path) -> list[dict[str, Any]]:
    """The lines of a JSONL file."""
    return [json.loads(line) for line in path.read_bytes().split(b"\n")[:-1]]


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder that is not hidden, with its content."""
    return {name: path.read_bytes() for name, path in _visible(folder)}


def times(folder: Path) -> dict[str, int]:
    """When each of those files was last changed, in nanoseconds."""
    return {name: path.stat().st_mtime_ns for name, path in _visible(folder)}


def _visible(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith("."):
            yield name, path


def cleancopy(
    *arguments: object, before: list[str] | None = None, **options: Any
) -> subprocess.CompletedProcess[str]:
    """Run the command line to its end, with its output as text."""
    command = [*(before or []), *PROGRAM, *map(str, arguments)]
    options.setdefault("env", environment())
    return subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False, **options
    )


def start(*arguments: object) -> subprocess.Popen[str]:
    """Start the command line in a process group of its own, as a shell does."""
    return subprocess.Popen(
        [*PROGRAM, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
        start_new_session=True,
    )


def environment(**variables: str) -> dict[str, str]:
    """The environment without what decides about colours, and with what is named."""
    unset = {"NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "COLUMNS", "PYTHONIOENCODING"}
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    return {**kept, **variables}


def workers_of(parent: int) -> list[int]:
    """Ids of the pool's worker processes that a process has started."""
    return [pid for pid in map(int, _numbers()) if _is_worker(pid, parent)]


def bytes_read(process: int) -> int:
    """How much a process has read so far, from files or pipes; 0 when it is gone."""
    try:
        counters = Path(f"/proc/{process}/io").read_text()
    except OSError:
        return 0
    return int(counters.split()[1])


def is_alive(process: int) -> bool:
    """Whether a process runs; one that ended and was not asked for yet does not."""
    return _status(process)[0] not in ("gone", "Z")


def _numbers() -> Iterator[str]:
    return (path.name for path in Path("/proc").iterdir() if path.name.isdigit())


def _is_worker(process: int, parent: int) -> bool:
    state, its_parent = _status(process)
    if state in ("gone", "Z") or its_parent != parent:
        return False
    try:
        return b"spawn_main" in Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False


def _status(process: int) -> tuple[str, int]:
    """State and parent of a process, from the fields behind its name in ``stat``."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return "gone", 0
    return fields[0], int(fields[1])
