"""Filters that write figures and dates in French; built into every template."""

from django import template

from siim94.ui import formats

register = template.Library()

register.filter("accorde", formats.accorde)
register.filter("montant", formats.montant)
register.filter("euros", formats.euros)
register.filter("compact", formats.compact)
register.filter("nombre", formats.nombre)
register.filter("pourcent", formats.pourcent)
register.filter("date_longue", formats.date_longue)
