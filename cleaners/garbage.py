"""The search for cyclic garbage, put off while a source is cleaned.

Cleaning makes some thousand small objects a page, none of which refer to each other in a circle:
all go when the last one who knows them goes. Python looks for circles among them all the same, at
every 700th new object. That took 2 % of the time of most pages, and 4 % of that of all together.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collection() -> Iterator[None]:
    """Switch the collector off, and on again where it was on.

    It is one for the whole process: in threads, the first to come switches it off, and on when it
    leaves; the others, who found it off, leave it alone. So it is on in the end.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
