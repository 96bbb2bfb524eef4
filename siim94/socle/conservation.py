"""How long things are kept: whole calendar years beside the one under way."""

import datetime

from django.utils import timezone


def premier_jour(annees: int) -> datetime.date:
    """The first day of what is kept for so many years; what is before it may go."""
    return datetime.date(timezone.localdate().year - annees, 1, 1)
