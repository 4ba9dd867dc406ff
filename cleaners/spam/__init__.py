"""Injected spam: text that somebody else put into the page to be read by search engines.

Evidence is structural, never a word list, and a cut needs two independent groups of it: the
language (a script that is foreign to the document) and the form (many separated items, hardly
a sentence mark). Either alone is weak: articles quote Chinese, and menus are lists.
"""

from cleaners.spam.item_lists import find_spam

__all__ = ["find_spam"]
