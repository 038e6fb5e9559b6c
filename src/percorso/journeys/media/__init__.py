"""What came of media that know no person: codes used, numbers called, answers given?"""

from percorso.journeys.media.on_map import NO_MEDIA, MediaOfMap, media_on_map

__all__ = ["NO_MEDIA", "MediaOfMap", "media_on_map"]
