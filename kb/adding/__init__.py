"""Adding: records of a registry put onto a release, which makes another one, in time that goes with what is added.

The release keeps the records that it was made of. So the trials concerned are put together twice, as they were and as they are now; the
lines that differ are changed in a copy of its store and of its dump, whose files are shared as far as nothing changes in them, and so
are the names and the rows of tables that they concern, in copies of the two files that hold these. What takes all studies to tell
(which regimens contain each other, which endpoints are comparable) is told anew for those that come or go, with what the copied store
says of the others. The outcome is the release that a build of everything would make, under the same version. The release that was added
to stays as it is, and in service until the new one is whole.
"""

from kb.adding.adding import add

__all__ = ["add"]
