"""Measurements behind every claim: one command each, versions printed with the figures."""
