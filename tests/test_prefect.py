"""Runs under Prefect, with real servers, workers and schedules; nothing is replaced.

Each test has a Prefect home of its own, copied from one whose database is set up already, and
is told by it: every process that has it in its environment is the test's, and is killed at its
end. Servers listen on free ports of the loopback interface.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import duckdb
import pytest
from corpora import PROGRAM, articles, files, rows, write

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc")

ROOT = Path(__file__).parent.parent
PREFECT = [sys.executable, "-m", "prefect"]
PATIENCE = 100.0
"""Seconds for anything that takes some: this machine may have other work."""
SPY = """
import os, sys

def note(event, args):
    if event == "socket.connect":
        log(args[1][0] if isinstance(args[1], tuple) else "unix")
    elif event == "socket.getaddrinfo":
        log(args[0].decode() if isinstance(args[0], bytes) else args[0])

def log(host):
    with open(os.environ["SPY_LOG"], "a") as file:
        file.write(f"{os.getpid()} {host}\\n")

sys.addaudithook(note)
"""
"""Imported as ``sitecustomize`` by every interpreter that a test starts: notes whom it calls."""


class Bench:
    """A Prefect home, an environment with it, and the processes started there."""

    def __init__(self, home: Path, **variables: str) -> None:
        ours = {n: v for n, v in os.environ.items() if not n.startswith("PREFECT_") and n != "CI"}
        self.home = home
        self.may_call = {"127.0.0.1", "localhost", "unix"}
        self.environment = {**ours, "PREFECT_HOME": str(home), **variables}

    def run(self, *command: object, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        options = {"capture_output": True, "text": True, "timeout": PATIENCE, **options}
        return subprocess.run([*map(str, command)], env=self.environment, check=False, **options)

    def start(self, *command: object, log: str, **options: Any) -> subprocess.Popen[bytes]:
        """Start a command in a process group of its own, with its output in a file."""
        output = (self.home / log).open("wb")
        with output:
            return subprocess.Popen(
                [*map(str, command)],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **options,
            )

    def log(self, name: str) -> str:
        """What such a command has written so far."""
        return (self.home / name).read_text("utf-8", "replace")

    def processes(self) -> list[int]:
        """Every process with this home in its environment."""
        return [int(p.name) for p in Path("/proc").iterdir() if p.name.isdigit() and self._has(p)]

    def kill(self) -> None:
        """End all of them."""
        for process in self.processes():
            os.kill(process, signal.SIGKILL)

    def called(self) -> set[str]:
        """Every host that they have connected to, or asked the address of."""
        return {line.split()[1] for line in self.log("calls").splitlines()}

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of the server's database."""
        with sqlite3.connect(self.home / "prefect.db") as database:
            return database.execute(sql).fetchall()

    def _has(self, process: Path) -> bool:
        try:
            variables = (process / "environ").read_bytes().split(b"\0")
        except OSError:  # it ended meanwhile
            return False
        return f"PREFECT_HOME={self.home}".encode() in variables


@pytest.fixture(scope="module")
def set_up_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Prefect home with its database, which takes 10 s to set up."""
    bench = Bench(tmp_path_factory.mktemp("home"), DO_NOT_TRACK="1")
    done = bench.run(*PREFECT, "server", "database", "upgrade", "-y")
    assert done.returncode == 0, done.stderr
    return bench.home


@pytest.fixture
def bench(set_up_home: Path, tmp_path: Path) -> Iterator[Bench]:
    """A home for one test. What is started there is ended with the test, and called nobody."""
    home = shutil.copytree(set_up_home, tmp_path / "prefect home")
    write(tmp_path / "spy", {"sitecustomize.py": SPY})
    spying = {"PYTHONPATH": str(tmp_path / "spy"), "SPY_LOG": str(home / "calls")}
    bench = Bench(home, **spying)
    try:
        yield bench
    finally:
        bench.kill()
    assert "127.0.0.1" in bench.called()
    assert bench.called() <= bench.may_call


def wait_for(what: Callable[[], object], patience: float = PATIENCE) -> Any:
    """The first true value of a function, or a failure after some time."""
    deadline = time.monotonic() + patience
    while not (value := what()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)
    return value


def free_port() -> int:
    """A port that nothing listens on."""
    from flows.server import free_port as found

    return found()


def call(api: str, path: str, body: object = None) -> Any:
    """What a server's API answers."""
    request = Request(f"{api}/{path}", headers={"Content-Type": "application/json"})  # noqa: S310
    data = None if body is None else json.dumps(body).encode()
    with urlopen(request, data, timeout=10) as reply:  # noqa: S310
        return json.load(reply)


def answers(api: str) -> bool:
    """Whether a server is there."""
    try:
        return call(api, "health") is True
    except OSError:
        return False


def runs(api: str, flow: str) -> list[tuple[str, str]]:
    """Type and name of the state of every run of a flow that is not waiting for its time."""
    found = call(api, "flow_runs/filter", {"flows": {"name": {"any_": [flow]}}, "limit": 200})
    states = [(run["state_type"], run["state_name"]) for run in found]
    return [state for state in states if state[0] != "SCHEDULED"]


def on_terminal(bench: Bench, *command: object) -> tuple[int, str]:
    """Run a command whose standard error is a terminal: its exit code, and what it showed."""
    ours, theirs = os.openpty()
    shown: list[bytes] = []

    def read() -> None:
        try:
            while part := os.read(ours, 65536):
                shown.append(part)
        except OSError:  # all who had the terminal are gone
            return

    reader = threading.Thread(target=read)
    reader.start()
    try:
        done = bench.run(*command, capture_output=False, stdout=subprocess.PIPE, stderr=theirs)
    finally:
        os.close(theirs)
        reader.join(10)
        os.close(ours)
    return done.returncode, b"".join(shown).decode("utf-8", "replace")


def test_parameters_are_described_and_checked(tmp_path: Path) -> None:
    """The server learns what each parameter is for, and a wrong one is refused by its name."""
    code = """
import json
from flows.clean import clean_corpus
from prefect.exceptions import ParameterTypeError

schema = clean_corpus.parameters.model_dump()
assert set(schema["properties"]) == {"raw", "clean", "choices"}
forms = schema["definitions"]
assert set(forms) == {"Choices", "Settings", "Output", "Columns", "Budget"}
names = "settings workers rules budget check output columns scheduler"
assert set(forms["Choices"]["properties"]) == set(names.split())
for form in (schema, *forms.values()):
    assert all(one["description"] for one in form["properties"].values()), form
assert forms["Settings"]["properties"]["spam"]["enum"] == ["strip", "flag", "off"]
assert forms["Settings"]["properties"]["captions"]["description"] == "of pictures of a page, likewise."
assert forms["Output"]["properties"]["duplicates"]["enum"] == ["mark", "drop", "off"]
assert not any("Attributes" in form["description"] for form in forms.values())
wrong = {"workers": 0, "rules": 3, "settings": {"spam": "perhaps"}, "output": {"texts": "perhaps"}, "budget": {"seconds": 0}}
for name, value in wrong.items():
    try:
        clean_corpus.validate_parameters({"raw": "a", "clean": "b", "choices": {name: value}})
    except ParameterTypeError as error:
        assert name in str(error), error
    else:
        raise AssertionError(name)
"""
    done = Bench(tmp_path).run(sys.executable, "-c", code, cwd=ROOT)
    assert done.returncode == 0, done.stderr


def test_telemetry_is_off_unless_the_user_wants_it(tmp_path: Path) -> None:
    """Importing the flow switches both kinds of telemetry off, and leaves a user's choice."""
    code = """
import flows.clean
from prefect._internal.analytics import is_telemetry_enabled
from prefect.settings import get_current_settings
print(is_telemetry_enabled(), get_current_settings().server.analytics_enabled)
"""
    ours = Bench(tmp_path).run(sys.executable, "-c", code, cwd=tmp_path)
    assert ours.stdout.split() == ["False", "False"], ours.stderr
    wanted = {"DO_NOT_TRACK": "0", "PREFECT_SERVER_ANALYTICS_ENABLED": "true"}
    theirs = Bench(tmp_path, **wanted).run(sys.executable, "-c", code, cwd=tmp_path)
    assert theirs.stdout.split()[-1] == "True", theirs.stderr


@pytest.mark.slow
def test_a_run_is_not_repeated_by_a_default_of_prefect(tmp_path: Path) -> None:
    """Else a run that has quarantined a source would wait for its repetition, and end in an error."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "broken.jsonl").write_text("{")
    repeating = Bench(tmp_path, PREFECT_FLOWS_DEFAULT_RETRIES="1")
    done = repeating.run(*PROGRAM, "run", tmp_path / "raw", tmp_path / "clean")
    assert done.returncode == 3, done.stderr


@pytest.mark.slow
def test_embedded_run(bench: Bench, tmp_path: Path) -> None:
    """A run without a server gives the bytes of a bare one, and shows its progress and counts."""
    raw, clean, bare = articles(tmp_path / "raw", 12), tmp_path / "clean", tmp_path / "bare"
    code, shown = on_terminal(bench, *PROGRAM, "run", raw, clean)
    assert code == 0, shown
    assert "12/12" in shown
    assert bench.run(*PROGRAM, "run", "--bare", raw, bare).returncode == 0
    assert files(clean) == files(bare)
    assert len(rows(clean / "corpus.jsonl")) == 12
    run = (f"clean {raw} into {clean}", "Completed")
    assert bench.query("select name, state_name from flow_run") == [run]
    tasks = ["clean 12 of 12 documents", f"commit to {clean}", f"list sources in {raw}"]
    found = bench.query("select name, state_name from task_run order by name")
    assert found == [(task, "Completed") for task in (*tasks, "plan", "report")]
    artifacts = dict(bench.query("select key, data from artifact"))
    assert set(artifacts) == {"cleaning", "clean-corpus", "clean-corpus-review"}
    assert artifacts["cleaning"] == 100
    assert "12 sources: 12 clean, 0 rejected, 0 quarantined" in artifacts["clean-corpus"]
    assert (clean / "review.html").as_uri() in artifacts["clean-corpus-review"]
    events = "select count(*) from events where event = 'cleancopy.corpus.committed'"
    assert bench.query(events) == [(1,)]
    assert bench.processes() == []


@pytest.mark.slow
def test_event_tells_whether_the_corpus_changed(bench: Bench, tmp_path: Path) -> None:
    """True whenever files were written: for new sources, and for another choice of output alone."""
    raw, clean = articles(tmp_path / "raw", 2), tmp_path / "clean"
    code = f"""
from flows.choices import Choices
from flows.clean import clean_corpus
from flows.output import Output
from flows.server import embedded_server

with embedded_server():
    for texts in ("on", "on", "off", "off"):
        clean_corpus({str(raw)!r}, {str(clean)!r}, Choices(output=Output(texts=texts)))
"""
    done = bench.run(sys.executable, "-c", code, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    events = (
        "select resource from events where event = 'cleancopy.corpus.committed' order by occurred"
    )
    labels = [json.loads(resource)["cleancopy.changed"] for (resource,) in bench.query(events)]
    assert labels == ["true", "false", "true", "false"]


@pytest.mark.slow
def test_interrupted_run_ends_at_once(bench: Bench, tmp_path: Path) -> None:
    """Ctrl-C reaches the whole process group: exit code 130, and the server goes last."""
    raw, clean = long_texts(tmp_path / "raw", 3000), tmp_path / "clean"
    run = bench.start(*PROGRAM, "run", raw, clean, "--workers", 1, log="run")
    wait_for(lambda: recorded(clean) > 0)
    os.killpg(run.pid, signal.SIGINT)
    assert run.wait(20) == 130, bench.log("run")
    assert "run again to go on" in bench.log("run")
    wait_for(lambda: bench.processes() == [], 10)
    assert bench.query("select state_type from flow_run") != [("RUNNING",)]


@pytest.mark.slow
def test_quarantine_fails_the_run_and_not_the_corpus(bench: Bench, tmp_path: Path) -> None:
    """A source that cannot be read: state Quarantined, exit code 3, all others in the corpus."""
    raw, clean = articles(tmp_path / "raw", 3), tmp_path / "clean"
    (raw / "lost.txt").symlink_to("/nowhere/at/all")
    done = bench.run(*PROGRAM, "run", raw, clean)
    assert done.returncode == 3, done.stderr
    states = bench.query("select state_type, state_name from flow_run")
    assert states == [("FAILED", "Quarantined")]
    assert len(rows(clean / "corpus.jsonl")) == 3
    assert len(files(clean / "text")) == 3
    assert [row["id"] for row in rows(clean / "quarantine.jsonl")] == ["lost.txt"]
    artifacts = dict(bench.query("select key, data from artifact"))
    assert "is complete without these sources" in artifacts["clean-corpus-failure"]
    first = json.loads(json.loads(artifacts["clean-corpus-look-first"]))[0]
    assert (first["document"], first["why"]) == ("lost.txt", "cleaning failed")
    events = "select resource, payload from events where event = 'cleancopy.corpus.failed'"
    [(resource, payload)] = bench.query(events)
    assert json.loads(resource)["cleancopy.state"] == json.loads(payload)["state"] == "Quarantined"
    assert json.loads(payload)["corpus"] == str(clean)


@pytest.mark.slow
def test_failing_checks_fail_the_run_and_not_the_corpus(bench: Bench, tmp_path: Path) -> None:
    """Where that is asked for: state ChecksFail, which says what is not so; the corpus is there."""
    raw, clean = articles(tmp_path / "raw", 3), tmp_path / "clean"
    write(raw, {"cleancopy.toml": "[[check]]\nmin_documents = 9\n"})
    code = f"""
from pathlib import Path
from flows.choices import Choices
from flows.clean import clean_corpus
for check in (False, True):
    choices = Choices(check=check)
    state = clean_corpus(Path({str(raw)!r}), Path({str(clean)!r}), choices, return_state=True)
    print(state.type.value, state.name, "|", state.message)
"""
    done = bench.run(sys.executable, "-c", code, cwd=ROOT)
    assert [line.split(" | ")[0] for line in done.stdout.splitlines()] == [
        "COMPLETED Completed",
        "FAILED ChecksFail",
    ], done.stderr
    assert "at least 9 are clean: 3" in done.stdout
    assert len(rows(clean / "corpus.jsonl")) == 3


@pytest.mark.slow
def test_worker_and_automation(bench: Bench, tmp_path: Path) -> None:
    """As the documentation says: deploy, work, run now; the event starts a flow downstream."""
    clone = tmp_path / "clone"
    for name in ("flows", "cleaners"):
        shutil.copytree(ROOT / name, clone / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("prefect.yaml", "pyproject.toml"):
        shutil.copy(ROOT / name, clone)
    articles(clone / "data" / "raw", 5)
    downstream = write(tmp_path / "downstream", {"downstream.py": documented("downstream.py")})
    port = free_port()
    api = f"http://127.0.0.1:{port}/api"
    bench.environment["PREFECT_API_URL"] = api
    # Prefect's server looks there for kinds of workers, and has a copy if it gets no answer.
    bench.may_call.add("raw.githubusercontent.com")
    bench.start(*PREFECT, "server", "start", "--port", port, log="server", cwd=clone)
    wait_for(lambda: answers(api))
    for command in (["work-pool", "create", "cleancopy", "--type", "process"], ["deploy", "--all"]):
        done = bench.run(*PREFECT, *command, cwd=clone)
        assert done.returncode == 0, done.stdout + done.stderr
    bench.start(*PREFECT, "worker", "start", "--pool", "cleancopy", log="worker", cwd=clone)
    bench.start(sys.executable, "downstream.py", log="downstream", cwd=downstream)
    wait_for(lambda: "on-commit" in bench.log("downstream"))
    now = bench.run(*PREFECT, "deployment", "run", "clean-corpus/nightly", "--watch", cwd=tmp_path)
    assert now.returncode == 0, now.stdout + now.stderr + bench.log("worker")
    assert runs(api, "clean-corpus") == [("COMPLETED", "Completed")]
    assert len(rows(clone / "data" / "clean" / "corpus.jsonl")) == 5
    kept = call(api, "artifacts/filter", {"artifacts": {"key": {"any_": ["clean-corpus"]}}})
    assert "| sources |  | 5 |" in kept[0]["data"]
    wait_for(lambda: ("COMPLETED", "Completed") in runs(api, "load-documents"))
    assert "5 new or changed, 5 in documents.duckdb" in bench.log("downstream")
    with duckdb.connect(str(downstream / "documents.duckdb")) as database:
        loaded = database.execute("select id, text from documents order by id").fetchall()
    corpus = rows(clone / "data" / "clean" / "corpus.jsonl")
    assert loaded == sorted((row["id"], row["text"]) for row in corpus)
    events = {"filter": {"event": {"name": ["cleancopy.corpus.committed"]}}}
    [event] = call(api, "events/filter", events)["events"]
    assert event["payload"]["corpus"] == str(clone / "data" / "clean")
    assert event["payload"]["clean"] == 5


def test_the_downstream_example_follows_the_corpus(tmp_path: Path) -> None:
    """What is new comes in, what is another text is replaced, what is gone goes out; no more."""
    example = write(tmp_path, {"downstream.py": documented("downstream.py")})
    corpus, database = tmp_path / "corpus.jsonl", tmp_path / "documents.duckdb"
    said = []
    for texts in ({"a": "one", "b": "two"}, {"a": "one", "b": "2", "c": "3"}, {"c": "3"}):
        lines = [{"id": i, "text": t, "metadata": {"title": i.upper()}} for i, t in texts.items()]
        corpus.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
        code = f"from downstream import load_documents; load_documents.fn({str(tmp_path)!r}, {str(database)!r})"
        done = Bench(tmp_path).run(sys.executable, "-c", code, cwd=example)
        assert done.returncode == 0, done.stderr
        said.append(done.stdout.split(" in ")[0])
        with duckdb.connect(str(database)) as connection:
            assert dict(connection.execute("select id, text from documents").fetchall()) == texts
    assert said == ["2 new or changed, 2", "2 new or changed, 3", "0 new or changed, 1"]


@pytest.mark.slow
def test_serve_fires_and_stops(bench: Bench, tmp_path: Path) -> None:
    """With a server of its own a schedule fires; SIGTERM in the middle of a run ends it all."""
    raw, clean = articles(tmp_path / "raw", 3), tmp_path / "clean"
    port = free_port()
    api = f"http://127.0.0.1:{port}/api"
    bench.environment["PREFECT_SERVER_API_PORT"] = str(port)
    serve = bench.start(*PROGRAM, "serve", raw, clean, "--every", 5, "--workers", 1, log="serve")
    wait_for(lambda: answers(api))
    wait_for(lambda: ("COMPLETED", "Completed") in runs(api, "clean-corpus"))
    assert len(rows(clean / "corpus.jsonl")) == 3
    assert "started by this command" in bench.log("serve")
    long_texts(raw / "slow", 4000)
    wait_for(lambda: recorded(clean) > 3)
    assert ("RUNNING", "Running") in runs(api, "clean-corpus")
    started = time.monotonic()
    serve.terminate()
    assert serve.wait(PATIENCE) == 0, bench.log("serve")
    wait_for(lambda: bench.processes() == [], 5)
    assert time.monotonic() - started < 20
    states = bench.query("select state_name from flow_run where state_type <> 'SCHEDULED'")
    assert ("Cancelled",) in states
    assert ("Running",) not in states


@pytest.mark.slow
def test_serve_that_is_killed_leaves_nobody_behind(bench: Bench, tmp_path: Path) -> None:
    """Its server ends with it; the port is free for the next."""
    port = free_port()
    bench.environment["PREFECT_SERVER_API_PORT"] = str(port)
    raw = articles(tmp_path / "raw", 1)
    serve = bench.start(*PROGRAM, "serve", raw, tmp_path / "clean", log="serve")
    wait_for(lambda: "Run now" in bench.log("serve"))
    assert len(bench.processes()) >= 2
    serve.kill()
    serve.wait()
    wait_for(lambda: bench.processes() == [], 15)


@pytest.mark.slow
def test_serve_says_when_the_named_server_is_not_there(bench: Bench, tmp_path: Path) -> None:
    """PREFECT_API_URL with nobody behind it is an error that names it, not a silent wait."""
    api = f"http://127.0.0.1:{free_port()}/api"
    bench.environment["PREFECT_API_URL"] = api
    done = bench.run(*PROGRAM, "serve", articles(tmp_path / "raw", 1), tmp_path / "clean")
    assert done.returncode == 1
    assert f"PREFECT_API_URL is {api}, but no Prefect server answers there" in done.stderr
    assert bench.processes() == []


def long_texts(folder: Path, count: int) -> Path:
    """A folder with so many texts that take some time to clean."""
    text = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    return write(folder, {f"{n:04}.txt": f"{text}\n\nNumber {n}.\n" for n in range(count)})


def recorded(clean: Path) -> int:
    """How many outcomes are in the state of a corpus."""
    if not (clean / ".state" / "state.sqlite").exists():
        return 0
    with sqlite3.connect(clean / ".state" / "state.sqlite") as state:
        return int(state.execute("select count(*) from outcomes").fetchone()[0])


def documented(name: str) -> str:
    """The example of the documentation whose first line is this name in a comment."""
    text = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    [found] = [block for block in blocks if block.startswith(f"# {name}\n")]
    return str(found)
