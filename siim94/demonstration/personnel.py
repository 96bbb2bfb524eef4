"""Staff of a made-up year: who left and came; the same people by grade, service, sex, age and contract."""

from decimal import Decimal

from siim94.demonstration.livre import Ligne, Livre
from siim94.demonstration.plan import hasard, repartir

PROFILS = ("Chef de projet", "Ingénieur", "Technicien", "Assistant administratif")
MOUVEMENTS = {"depart": (2, 3), "arrivee": (2, 4)}
PART_DES_FEMMES = (0.3, 0.7)
TRANCHES = (("moins-de-30", 2.0), ("30-49", 5.0), ("50-et-plus", 4.0))
ETP_PAR_AGENT = Decimal("0.97")
DIXIEME = Decimal("0.1")
SERVICES = {
    "direction-generale": 2,
    "administratif": 5,
    "systemes-information": 15,
    "infrastructures": 11,
    "support-fonctionnel": 4,
    "support-technique": 7,
    "methodes-projets-transversaux": 2,
}


def accorder_le_personnel(livre: Livre) -> None:
    """Positions filled are those of the year before, less who left, plus who came; the rest counts them."""
    mouvements, pourvus = livre["mouvements"], livre["pourvus_grades"]
    avant = {pourvus.cle(ligne): ligne["pourvus"] for ligne in livre.avant("pourvus_grades")}
    for ligne in pourvus.lignes:
        ligne["pourvus"] = avant.get(pourvus.cle(ligne), ligne["pourvus"])
    emplois = {
        (ligne["filiere"], ligne["grade"]): ligne["emplois"] for ligne in livre["emplois_grades"].lignes
    }
    vide = {c.code: c.vide for c in mouvements.colonnes}
    for sens, bornes in MOUVEMENTS.items():
        signe = 1 if sens == "arrivee" else -1
        for rang in range(1, livre.plan.entier(bornes, "mouvements", sens) + 1):
            tirage = livre.plan.hasard("mouvement", sens, rang)
            possibles = [
                ligne
                for ligne in pourvus.lignes
                if (ligne["pourvus"] >= 1 if signe < 0 else _libre(ligne, pourvus.lignes, emplois))
            ]
            if not possibles:
                break
            ligne = max(possibles, key=lambda ligne: ligne["pourvus"] * Decimal(str(tirage.uniform(0.5, 1))))
            ligne["pourvus"] += signe
            mouvements.lignes.append(
                vide
                | {
                    "exercice": livre.annee,
                    "sens": sens,
                    "rang": rang,
                    "pole": tirage.choice(livre.poles(SERVICES)[2:6]),
                    "profil": tirage.choice(PROFILS),
                    "nombre": 1,
                    "remplacement": tirage.choice(("Remplacé", "Non remplacé")) if signe < 0 else "",
                }
            )
    agents = pourvus.total("pourvus")
    etp = (agents * ETP_PAR_AGENT).quantize(DIXIEME)
    _dire(livre, "indicateurs_rh", "agents", agents)
    _dire(livre, "indicateurs_rh", "etp", etp)
    _dire(livre, "indicateurs_rh", "postes-ouverts", livre["emplois_grades"].total("emplois"))
    _dire(livre, "indicateurs_rh", "arrivees", mouvements.total("nombre", sens="arrivee"))
    _dire(livre, "indicateurs_rh", "departs-detachement", Decimal(1))
    for age in livre["ages_moyens"].avec(ensemble=True):
        _dire(livre, "indicateurs_rh", "age-moyen", round(age["age"]))
    for ligne in livre["etp"].lignes:
        ligne["etp"] = etp
    _services(livre, agents, etp)


def _libre(ligne: Ligne, lignes: list[Ligne], emplois: dict[tuple, Decimal]) -> bool:
    grade = ligne["filiere"], ligne["grade"]
    return sum(autre["pourvus"] for autre in lignes if (autre["filiere"], autre["grade"]) == grade) + 1 <= (
        emplois.get(grade) or 0
    )


def _services(livre: Livre, agents: Decimal, etp: Decimal) -> None:
    """All the staff, service by service."""
    onglet = livre["effectifs_poles"]
    poles = livre.poles(SERVICES)
    nombres = repartir(agents, [float(nombre) for nombre in SERVICES.values()])
    vide = {c.code: c.vide for c in onglet.colonnes} | {
        "exercice": livre.annee,
        "rang": 1,
        "moment": "au 31 décembre",
    }
    equivalents = repartir(etp, list(map(float, nombres)), DIXIEME)
    onglet.lignes = []
    for pole, nombre, etp_du_pole in zip(poles, nombres, equivalents, strict=True):
        femmes = round(float(nombre) * hasard("femmes", pole).uniform(*PART_DES_FEMMES))
        parite = {"femmes": femmes, "hommes": int(nombre) - femmes}
        onglet.lignes.append(vide | parite | {"pole": pole, "agents": int(nombre), "etp": etp_du_pole})
    _pyramide(livre)
    _contrats(livre)
    _ages(livre)


def _pyramide(livre: Livre) -> None:
    """The same women and men as in the services, by age band."""
    for sexe, colonne in (("F", "femmes"), ("H", "hommes")):
        poids = [poids for _, poids in TRANCHES]
        agents = repartir(livre["effectifs_poles"].total(colonne), poids)
        for (tranche, _), nombre in zip(TRANCHES, agents, strict=True):
            _poser(livre, "pyramide_ages", {"tranche": tranche, "sexe": sexe}, int(nombre))


def _contrats(livre: Livre) -> None:
    """The staff under contract by kind of contract, and the share of those without a term."""
    contractuels = livre["pourvus_grades"].total("pourvus", statut="contractuel")
    part = livre["indicateurs_rh"].avec(code="part-cdi")
    cdi = round(contractuels * (part[0]["valeur"] if part else 50) / 100)
    for contrat, nombre in (("cdi", cdi), ("cdd", contractuels - cdi)):
        _poser(livre, "effectifs_contrats", {"contrat": contrat}, int(nombre))
    if contractuels:
        _dire(livre, "indicateurs_rh", "part-cdi", round(100 * cdi / contractuels))


def _ages(livre: Livre) -> None:
    """The mean age of all is that of each status, by the number of its staff."""
    effectifs = [
        livre["pourvus_grades"].total("pourvus", statut=statut) for statut in ("titulaire", "contractuel")
    ]
    ages = livre["ages_moyens"]
    groupes = [ligne["age"] for ligne in ages.avec(ensemble=False) if ligne["age"]]
    if len(groupes) == len(effectifs) and sum(effectifs):
        moyenne = sum(age * nombre for age, nombre in zip(groupes, effectifs, strict=True)) / sum(effectifs)
        for ligne in ages.avec(ensemble=True):
            ligne["age"] = round(moyenne, 2)
        _dire(livre, "indicateurs_rh", "age-moyen", round(moyenne))


def _poser(livre: Livre, feuille: str, cle: Ligne, agents: int) -> None:
    """Set the staff of a row, made if it is not there."""
    onglet = livre[feuille]
    if not onglet.avec(**cle):
        onglet.lignes.append({c.code: c.vide for c in onglet.colonnes} | {"exercice": livre.annee} | cle)
    for ligne in onglet.avec(**cle):
        ligne["agents"] = agents


def _dire(livre: Livre, feuille: str, code: str, valeur: Decimal) -> None:
    for ligne in livre[feuille].avec(code=code):
        ligne["valeur"] = valeur
