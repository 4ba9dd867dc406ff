"""The weights of the two models, of pages and of dumps, and how they are evaluated.

A forest is a sum of oblivious trees: all nodes of one level ask the same question, so a tree of
depth *d* is *d* comparisons and one table of 2**d leaves. Leaves are whole numbers, and their sum
is the same on every machine, with any number of threads.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cleaners import text_runs
from cleaners.chrome import columns, lexicon, second_look
from cleaners.chrome.line_facts import Remembered
from cleaners.document import Kind

MAGIC: Final = b"cleancopy blocks 1\n"
SCALE: Final = 100_000
"""Leaves are log-odds times this."""
ROWS_AT_ONCE = 4_096
"""Bounds the memory that one evaluation takes."""
FORESTS: Final = ("first", "second", "advised")
"""The first look, the second, and the second where trafilatura was asked."""
_PARTS: Final = {"columns": "<i4", "thresholds": "<f4", "questions": "<i4", "leaves": "<i4"}
SHIPPED: Final = {"html": "blocks.bin", "text": "lines.bin"}


@dataclass(frozen=True, slots=True)
class Forest:
    """A sum of oblivious trees.

    Attributes:
        columns, thresholds: the questions, each "is this column above that"; shape (questions,).
        questions: which of them each level of each tree asks; shape (trees, depth).
        leaves: what each tree adds; shape (trees, 2**depth).
        bias: what is added to all.
    """

    columns: NDArray[np.int32]
    thresholds: NDArray[np.float32]
    questions: NDArray[np.int32]
    leaves: NDArray[np.int32]
    bias: int

    def probabilities(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Probability of main text for each row, in steps of 1/10,000."""
        sums = [
            self._sum(rows[start : start + ROWS_AT_ONCE])
            for start in range(0, len(rows), ROWS_AT_ONCE)
        ]
        log_odds = (np.concatenate(sums) + self.bias) / SCALE
        shares: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-np.clip(log_odds, -30.0, 30.0)))
        return shares.round(4).astype(np.float32)

    def _sum(self, rows: NDArray[np.float32]) -> NDArray[np.int64]:
        values = np.take(np.ascontiguousarray(rows.T), self.columns, axis=0)
        answers = (values > self.thresholds[:, None]).astype(_number_type(self.leaves.shape[1]))
        leaf = np.take(answers, self.questions[:, 0], axis=0)
        for level in range(1, self.questions.shape[1]):
            leaf |= np.take(answers, self.questions[:, level], axis=0) << level
        place = leaf + (np.arange(len(self.questions)) * self.leaves.shape[1])[:, None]
        total: NDArray[np.int64] = np.take(self.leaves, place).sum(axis=0, dtype=np.int64)
        return total


def _number_type(numbers: int) -> type[np.unsignedinteger[Any]]:
    """The smallest type for so many numbers: most of the time goes to moving them."""
    return np.uint8 if numbers <= 256 else np.uint32


@dataclass(frozen=True, slots=True)
class Model:
    """All that was learnt: see the card beside the weights.

    Attributes:
        card: where it comes from, for the record.
        lexicon: log-odds of tokens by their kind, in hundredths.
        first, second, advised: see ``FORESTS``; nobody is asked about a dump.
    """

    card: Mapping[str, Any]
    lexicon: Mapping[str, Mapping[str, int]]
    first: Forest
    second: Forest
    advised: Forest | None = None
    remembered: Remembered = field(default_factory=dict, repr=False, compare=False, kw_only=True)
    """Facts about the lines that were judged last."""


COLUMNS: Final = (*columns.COLUMNS, *lexicon.COLUMNS)
"""What the first look at a page sees; the second sees :mod:`.second_look` behind it."""
PAGE_COLUMNS: Final = (*COLUMNS, *second_look.FIRST_COLUMNS, *second_look.VOTE_COLUMNS)
LINE_COLUMNS: Final = (
    *columns.COLUMNS,
    *text_runs.LAYOUT_COLUMNS,
    *lexicon.TEXT_COLUMNS,
    *second_look.FIRST_COLUMNS,
)
"""What the looks at a dump see."""


@cache
def shipped(kind: Kind) -> Model:
    """The weights that come with the package, for pages or for dumps."""
    return load(files("cleaners.models").joinpath(SHIPPED[kind]).read_bytes())


def load(data: bytes) -> Model:
    """Weights as :func:`dump` wrote them.

    Raises:
        ValueError: these are no weights, or weights for other evidence than this version takes.
    """
    if not data.startswith(MAGIC):
        raise ValueError("not a file of block weights: it does not begin as one")
    try:
        content = zlib.decompress(data[len(MAGIC) :])
    except zlib.error as error:
        raise ValueError(f"damaged block weights: {error}") from error
    head, _, body = content.partition(b"\n")
    index = json.loads(head)
    if tuple(index["columns"]) not in (PAGE_COLUMNS, LINE_COLUMNS):
        raise ValueError("these weights were learnt on other evidence: train them again")
    arrays: dict[str, NDArray[Any]] = {}
    start = 0
    for name, dtype, shape in index["arrays"]:
        count = int(np.prod(shape))
        arrays[name] = np.frombuffer(body, dtype, count, start).reshape(shape)
        start += arrays[name].nbytes
    tokens = body[start:].decode("utf-8").split("\n")
    return Model(
        index["card"],
        lexicon.split_kinds(dict(zip(tokens, arrays["lexicon"].tolist(), strict=True))),
        *(_forest(name, arrays, index["bias"][name]) for name in FORESTS if name in index["bias"]),
    )


def _forest(name: str, arrays: Mapping[str, NDArray[Any]], bias: int) -> Forest:
    columns, thresholds, questions, leaves = (arrays[f"{name} {part}"] for part in _PARTS)
    return Forest(columns, thresholds, questions, leaves, bias)


def dump(model: Model) -> bytes:
    """The weights as bytes: a header in JSON, little-endian arrays, the tokens; compressed."""
    arrays: dict[str, NDArray[Any]] = {}
    forests: dict[str, Forest] = {n: f for n in FORESTS if (f := getattr(model, n)) is not None}
    for name, forest in forests.items():
        for part, dtype in _PARTS.items():
            arrays[f"{name} {part}"] = getattr(forest, part).astype(dtype)
    odds = {
        f"{kind}:{token}": value
        for kind, table in model.lexicon.items()
        for token, value in table.items()
    }
    tokens = sorted(odds)
    arrays["lexicon"] = np.array([odds[token] for token in tokens], dtype="<i2")
    index = {
        "card": dict(model.card),
        "columns": PAGE_COLUMNS if model.advised is not None else LINE_COLUMNS,
        "bias": {name: forest.bias for name, forest in forests.items()},
        "arrays": [(name, array.dtype.str, array.shape) for name, array in arrays.items()],
    }
    body = b"".join(array.tobytes() for array in arrays.values())
    content = json.dumps(index).encode() + b"\n" + body + "\n".join(tokens).encode()
    return MAGIC + zlib.compress(content, 9)
