"""Weights, each with its card."""
