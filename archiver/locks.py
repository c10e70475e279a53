"""Locks between processes: one holder at a time, and none when its process is gone.

A lock is on an open file, or on an open folder where the system can open one. The system
itself gives it back when the file is closed, also when the process was killed. The file
stays when nobody holds it: were it removed, two could hold what has the same name.
"""

from __future__ import annotations


def try_lock(descriptor: int) -> bool:
    """Lock an open file until it is closed; return False when another holds it, at once.

    Raises:
        OSError: it cannot be locked, as on a file system without locks.
    """
    # Imported late: half of a listing's start-up time would be its own.
    from portalocker import LockFlags, lock
    from portalocker.exceptions import AlreadyLocked, LockException

    try:
        lock(descriptor, LockFlags.EXCLUSIVE | LockFlags.NON_BLOCKING)
    except AlreadyLocked:
        return False
    except LockException as error:
        if isinstance(error.__cause__, OSError):
            raise error.__cause__ from None
        raise OSError(str(error)) from error
    return True
