"""The commands of the command line, by what they are about; :mod:`flows.cli` joins them."""
