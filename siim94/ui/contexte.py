"""What every page needs: the year chosen."""


def navigation(request):
    return {}
