"""Where the pages that write a contribution are."""

from django.urls import reverse


def url(nom, *args):
    return reverse(f"finances:contribution_{nom}", args=args)
