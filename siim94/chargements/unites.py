"""Amounts that seem to be in another unit than euros: which one, and what an answer makes of them."""

from decimal import Decimal

from siim94.chargements.moteur import Options, Plan
from siim94.chargements.questions import Question
from siim94.formats import francais

CODE, EUROS = "unites", "euros"
# By how much their sum exceeds what is known: the answer that names the unit, and the unit.
_UNITES = {
    Decimal(1000): ("milliemes", "millièmes d’euro"),
    Decimal(100): ("centimes", "centimes"),
    Decimal(10): ("dixiemes", "dixièmes d’euro"),
    1 / Decimal(10): ("dizaines", "dizaines d’euros"),
    1 / Decimal(100): ("centaines", "centaines d’euros"),
    1 / Decimal(1000): ("milliers", "milliers d’euros"),
}


def demander_unite(phrase: str, rapport: Decimal, plan: Plan, options: Options, suite: str = "") -> Decimal:
    """What the amounts are to be multiplied by: one, unless they were answered to be in the unit that would
    explain that they are ``rapport`` times what is known. It changes them, so that it is never proposed.

    ``suite`` tells apart what one file asks of several parts; an answer to all of them names none.
    """
    reponse, unite = _UNITES[rapport]
    grand = rapport > 1
    operation = (
        f"{'diviser' if grand else 'multiplier'} par {francais.compact(rapport if grand else 1 / rapport)}"
    )
    choix = {
        EUROS: "Ils sont bien en euros\u00a0: les charger tels quels.",
        reponse: f"Ils sont en {unite}\u00a0: les {operation}.",
    }
    phrase = f"{phrase} Ils sont sans doute en {unite}."
    code = f"{CODE}-{suite}" if suite else CODE
    corrige = plan.demander(Question(code, phrase, choix, famille=CODE), options) == reponse
    return 1 / rapport if corrige else Decimal(1)
