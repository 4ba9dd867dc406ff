"""Rebuilds the weights in ``cleaners/models`` from public data: ``python -m training``."""
