//! Sans-I/O sync engine: queue, lanes, link, overlay, conflicts, status.
