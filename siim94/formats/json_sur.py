"""JSON from outside: bounded depth, finite numbers, texts that a database can hold."""

import json
import math
import re

PROFONDEUR_MAXIMALE = 20
# Half a character, or the one that PostgreSQL has not: escaped, they pass by whoever reads the request.
_INTENABLE = re.compile("[\x00\ud800-\udfff]")


class DecodeurJson(json.JSONDecoder):
    """Refuses as ill-written (``JSONDecodeError``) all that would break further on."""

    def decode(self, s, *args):
        try:
            valeur = super().decode(s, *args)
        except json.JSONDecodeError:
            raise
        except (ValueError, RecursionError) as erreur:
            raise json.JSONDecodeError("number or nesting out of bounds", s, 0) from erreur
        niveau = [valeur]
        for _ in range(PROFONDEUR_MAXIMALE):
            if not all(map(_tenable, niveau)):
                raise json.JSONDecodeError("text or number that nothing can hold", s, 0)
            niveau = [
                dedans
                for contenant in niveau
                if isinstance(contenant, list | dict)
                for dedans in (
                    (*contenant, *contenant.values()) if isinstance(contenant, dict) else contenant
                )
            ]
            if not niveau:
                return valeur
        raise json.JSONDecodeError("nested too deep", s, 0)


def _tenable(valeur) -> bool:
    if isinstance(valeur, str):
        return not _INTENABLE.search(valeur)
    return not isinstance(valeur, float) or math.isfinite(valeur)
