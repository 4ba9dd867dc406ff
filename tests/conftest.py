"""Settings for all tests: property tests are the same on every run and have no deadline."""

from hypothesis import settings

settings.register_profile("cleancopy", derandomize=True, deadline=None)
settings.load_profile("cleancopy")
