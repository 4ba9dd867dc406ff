"""What is known about a document beside its body.

A page says it in its markup, which trafilatura reads. A dump says it in the lines that the
chrome cleaner took out: the headline, the byline, the closing list of references.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from cleaners.chrome.lines import read_line
from cleaners.credits import Credit, read_credit
from cleaners.document import Draft, Metadata, Page
from cleaners.language import identify_language
from cleaners.names import is_person

_HOST = re.compile(
    r"(?:https?://)?(?:www\.)?((?:[a-z0-9-]{1,60}\.){1,4}[a-z]{2,10})(?:/\S*)?", re.I
)
_LABEL = re.compile(r"[\w ()]{3,30}:")
TITLE_WORDS = range(3, 26)


def extract_metadata(draft: Draft, text: str, url: str | None) -> Metadata:
    """Metadata of a cleaned draft; ``text`` is its body, ``url`` its address if known."""
    page = draft.page or Page()
    found = _credits(draft)
    references = [entry for entry in _removed(draft, "references") if not _LABEL.fullmatch(entry)]
    hosts = [host for entry in references if (host := _host(entry)) is not None]
    source = next((credit.source for credit in found if credit.source), None)
    source = source or next(iter(hosts), None) or page.site
    site = page.site or (_host(url) if url else None)
    return Metadata(
        title=_page_title(draft) or _title(draft),
        author=page.author or _author(draft, found),
        date=page.date or next((c.date for c in found if c.date), None),
        source=source,
        site=site or (_host(source) if source else None),
        url=url,
        language=identify_language(text).language,
        references=references,
    )


def _removed(draft: Draft, role: str) -> list[str]:
    found = [removed for removed in draft.removed if removed.block.role == role]
    return [removed.text for removed in sorted(found, key=lambda removed: removed.block.start)]


def _credits(draft: Draft) -> list[Credit]:
    """Credit lines, bylines first; of a page's furniture only what is labelled as such."""
    lines = _removed(draft, "byline") + (_removed(draft, "page chrome") if draft.page else [])
    found = [credit for line in lines if (credit := read_credit(line)) is not None]
    return [credit for credit in found if credit.labelled or not draft.page]


def _page_title(draft: Draft) -> str | None:
    """A page's heading, or the removed headline, where the title adds the site's name to it."""
    page = draft.page or Page()
    removed = [text for text in _removed(draft, "title") if page.title and text in page.title]
    return page.heading or next(iter(removed), None) or page.title


def _author(draft: Draft, found: list[Credit]) -> str | None:
    """Who a byline names after "By"; else a bare name in a credit line or under the headline."""
    by = sorted((credit for credit in found if credit.author), key=lambda c: not c.labelled)
    bare = [text for text in _removed(draft, "byline") if is_person(text)]
    return next((credit.author for credit in by), None) or next(iter(bare), None)


def _title(draft: Draft) -> str | None:
    """The headline that was removed; else a first line that looks like one and was kept."""
    for title in _removed(draft, "title"):
        return title
    if len(draft.blocks) < 2:
        return None
    first, second = (read_line(draft.text_of(block)) for block in draft.blocks[:2])
    is_heading = first.words in TITLE_WORDS and not first.ends and not first.prose
    return first.text if is_heading and second.prose else None


def _host(text: str) -> str | None:
    """Host of an address or of a bare host name: ``China.org.cn``, ``cgtn.com``."""
    found = _HOST.fullmatch(text.strip())
    if found is None:
        return None
    try:
        return (urlsplit(text if "://" in text else f"//{text}").hostname or found[1]) and found[1]
    except ValueError:  # a malformed address
        return None
