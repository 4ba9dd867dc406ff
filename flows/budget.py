"""What one document may use: CPU time and memory, and how it is told that it used more.

The words name the budget, never what was measured: they are the same on every run.
"""

from __future__ import annotations

from dataclasses import dataclass

SECONDS = 300.0
"""Made-up pages of 200,000 blocks and 17 MB take a third of it (``benchmarks.large_pages``)."""
MEBIBYTES = 4096
"""The same pages take half of it; what a worker holds before its first document is 150."""

SEPARATOR = "; "
"""Between a fingerprint and the mark of a budget; no fingerprint has it."""


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits for each document by itself.

    Attributes:
        seconds: of CPU, all threads together, from reading the source to its outcome.
        mebibytes: of memory that is resident while it is cleaned, the interpreter included.
    """

    seconds: float = SECONDS
    mebibytes: int = MEBIBYTES

    def __post_init__(self) -> None:
        if not self.seconds > 0 or self.mebibytes < 1:
            raise ValueError(f"a budget is more than nothing, got {self}")

    @property
    def mark(self) -> str:
        """Stands behind the fingerprint of an outcome that this budget, and no other, decided."""
        return f"{SEPARATOR}{self.seconds:g} s, {self.mebibytes} MiB"

    @property
    def too_long(self) -> str:
        """What is said of a document over the first limit."""
        return f"took more than {self.seconds:g} s of CPU"

    @property
    def too_large(self) -> str:
        """What is said of a document over the second one."""
        amount = f"{self.mebibytes / 1024:g} GiB" if self.mebibytes >= 1024 else None
        return f"took more than {amount or f'{self.mebibytes} MiB'} of memory"


USUAL = Budget()
"""The limits of a run that says nothing else."""
