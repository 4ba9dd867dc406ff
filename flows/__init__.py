"""Running the cleaners over folders: sources, state, output files, Prefect, the command line.

Only :mod:`flows.clean` and :mod:`flows.serve` import Prefect; everything else starts fast.
"""
