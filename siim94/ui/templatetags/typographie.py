"""Filters that write figures and dates in French; built into every template."""

from functools import partial

from django import template

from siim94.formats import francais
from siim94.formats.typographie import typographie

register = template.Library()

register.filter("typographie", typographie)
register.filter("accorde", francais.accorde)
register.filter("montant", francais.montant)
register.filter("euros", francais.euros)
register.filter("compact", francais.compact)
register.filter("nombre", francais.nombre)
register.filter("ecart", partial(francais.nombre, signe=True))
register.filter("pourcent", francais.pourcent)
register.filter("date_longue", francais.date_longue)
