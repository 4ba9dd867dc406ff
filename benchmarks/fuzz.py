"""Coverage-guided fuzzing of everything that reads what strangers wrote, with the laws as judges.

    python -m benchmarks.fuzz [--target dumps] [--seconds 300] [--out folder]

Each target of :mod:`benchmarks.fuzz_targets` gets so many seconds of CPU, one after the other.
Needs atheris (``pip install 'cleancopy[fuzz]'``; Linux). An input that breaks a law, raises what
nobody promised, hangs or takes too much memory is written to the folder, one for each place in the
code, and fuzzing goes on. Ends with exit code 1 if there is any. Given files, it tries only these:

    python -m benchmarks.fuzz --target dumps folder/findings/dumps-1a2b3c4d
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from benchmarks.fuzz_seeds import LONGEST, TOKENS, seeds

INSTRUMENTED = ["cleaners", "flows.containers", "flows.user_file", "flows.check_tables", "w3lib"]
"""Whose branches guide: ours, and what decodes. Instrumented code is slower."""
TARGET_NAMES = (
    "decoding", "blocks", "repairs", "judges", "dumps", "pages", "bytes", "warc", "tables",
    "archives", "parquet", "rules",
)  # fmt: skip
"""Those of :mod:`benchmarks.fuzz_targets`, which must not be imported before it is instrumented."""
SLOWEST, LARGEST = 60, 3072
"""Seconds, on a busy machine, and MiB after which one input is a finding."""
_STATUS = re.compile(r"#(\d+)\s.*?cov: (\d+)")


def watch(target: Callable[[bytes], None], name: str, findings: Path) -> Callable[[bytes], None]:
    """The target, which notes what it finds and goes on: one file for each place in the code."""
    known = {path.name for path in findings.iterdir()}

    def attempt(data: bytes) -> None:
        try:
            target(data)
        except Exception as error:  # noqa: BLE001  (whatever nobody promised is a finding)
            frames = traceback.extract_tb(error.__traceback__)
            place = f"{type(error).__name__} {[(f.filename, f.lineno) for f in frames[-3:]]}"
            finding = f"{name}-{hashlib.sha256(place.encode()).hexdigest()[:8]}"
            if finding not in known:
                known.add(finding)
                (findings / finding).write_bytes(data)
                print(f"FOUND {finding}: {type(error).__name__}: {str(error)[:300]}", flush=True)
                traceback.print_exception(error)

    return attempt


def fuzz_here(name: str, seconds: float, out: Path) -> None:
    """In a process of its own: fuzz one target until its CPU time is over. Does not return."""
    import atheris

    with atheris.instrument_imports(include=INSTRUMENTED):
        from benchmarks.fuzz_targets import TARGETS
    attempt = watch(TARGETS[name], name, out / "findings")

    def until(data: bytes) -> None:
        attempt(data)
        if time.process_time() > seconds:
            sys.stderr.flush()
            os._exit(0)

    limits = [f"-timeout={SLOWEST}", f"-rss_limit_mb={LARGEST}", f"-max_len={LONGEST}"]
    places = [f"-artifact_prefix={out}/findings/{name}-", f"-dict={out}/tokens"]
    atheris.Setup(["fuzz", *limits, *places, str(out / "inputs" / name)], until)
    atheris.Fuzz()


def fuzz(name: str, seconds: float, out: Path) -> tuple[float, int, int]:
    """Fuzz one target, begun again where it dies; CPU seconds, executions and branches reached."""
    for folder in (out / "findings", out / "inputs" / name):
        folder.mkdir(parents=True, exist_ok=True)
    for data in seeds(name):
        (out / "inputs" / name / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
    (out / "tokens").write_text("".join(f'"{_quote(t)}"\n' for t in TOKENS), "ascii")
    used, runs, branches = 0.0, 0, 0
    while seconds - used > 1:
        before = _children_cpu()
        command = [sys.executable, "-m", "benchmarks.fuzz", "--here", "--target", name]
        command += ["--seconds", str(seconds - used), "--out", str(out)]
        log = out / f"{name}.log"
        with log.open("ab") as file:
            file.truncate(0)
            subprocess.run(command, stdout=file, stderr=file, check=False)
        status = _STATUS.findall(log.read_text("utf-8", "replace"))
        if not status:
            raise SystemExit(f"{name}: fuzzing did not begin: see {log}")
        used += _children_cpu() - before
        runs, branches = runs + int(status[-1][0]), max(branches, int(status[-1][1]))
    return used, runs, branches


def _children_cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _quote(token: str) -> str:
    return "".join(f"\\x{byte:02X}" for byte in token.encode())


def try_files(name: str, files: list[Path]) -> bool:
    """Give files to a target; whether it raises for any."""
    from benchmarks.fuzz_targets import TARGETS

    failed = False
    for file in files:
        try:
            TARGETS[name](file.read_bytes())
            print(f"{file}: no finding")
        except Exception:  # noqa: BLE001
            failed = True
            print(f"{file}:\n{traceback.format_exc()}")
    return failed


def main() -> None:
    """Fuzz, and print a line for each target."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--target", choices=TARGET_NAMES, action="append")
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--out", type=Path, help="Keep inputs and findings here, and go on there.")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("files", type=Path, nargs="*")
    given = parser.parse_args()
    names = given.target or TARGET_NAMES
    if given.files:
        sys.exit(try_files(names[0], given.files))
    out = given.out or Path(tempfile.mkdtemp(prefix="cleancopy-fuzz-"))
    if given.here:
        fuzz_here(names[0], given.seconds, out)
    print("| target | CPU | inputs | branches reached | findings |\n|---|---:|---:|---:|---:|")
    for name in names:
        used, runs, branches = fuzz(name, given.seconds, out)
        found = len(list((out / "findings").glob(f"{name}-*")))
        print(f"| {name} | {used:.0f} s | {runs:,} | {branches:,} | {found} |", flush=True)
    findings = sorted(path.name for path in (out / "findings").iterdir())
    print(f"\n{len(findings)} findings{': ' if findings else ''}{' '.join(findings)}; all in {out}")
    sys.exit(bool(findings))


if __name__ == "__main__":
    main()
