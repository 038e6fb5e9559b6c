"""Where given texts stand in the files of a folder: every file is decoded, not only read."""

from percorso.store.scanning.folder import Scan, Sighting, scan_folder
from percorso.store.scanning.needles import NeedleTooShort

__all__ = ["NeedleTooShort", "Scan", "Sighting", "scan_folder"]
