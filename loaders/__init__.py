"""Loaders: one module for each kind of source; from files to the records of kb, knowing nothing of the web."""
