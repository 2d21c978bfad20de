"""Assembly: sources to sorted lines of N-Quads, a portion of the studies at a time, so that a whole registry fits any memory."""

from kb.assembly.merging import merged, texts
from kb.assembly.portions import Addition, Assembled, Ground, Portion, Ready, Registry, assemble
from kb.assembly.running import assemble_all

__all__ = ["Addition", "Assembled", "Ground", "Portion", "Ready", "Registry", "assemble", "assemble_all", "merged", "texts"]
