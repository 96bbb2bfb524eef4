"""What the figures of a year owe to one another: members on every sheet that tells of them, breakdowns of the
same days equal, staff filled and moved, parts that make their total.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from adherents.models import Adherent, Succession
from siim94.demonstration.budget import CENTIME, accorder_le_budget
from siim94.demonstration.livre import Ligne, Livre
from siim94.demonstration.personnel import accorder_le_personnel
from siim94.demonstration.plan import hasard, repartir
from support.models import Ticket

# Of whom a member is new, what it is given: ranges by kind of body.
POPULATIONS = {Adherent.Genre.VILLE: (12_000, 90_000)}
POSTES = {Adherent.Genre.VILLE: (150, 620), Adherent.Genre.TERRITOIRE: (90, 200)}
POSTES_DES_AUTRES = (8, 60)
CONTRIBUTIONS = {Adherent.Genre.VILLE: (180_000, 320_000)}
CONTRIBUTIONS_DES_AUTRES = (15_000, 60_000)
FONCTIONS_A_L_ENTREE = 9
APPLICATIONS_SUIVIES = 12
JOURS = 365
# Breakdowns whose parts keep their names and their shares.
NOMMEES_PAR_LE_PLAN = ("nature", "partage")


def accorder(livre: Livre) -> None:
    for regle in (
        _catalogue,
        _situations,
        _contributions,
        _formations,
        _ventilations,
        accorder_le_personnel,
        _faits,
        _parts_des_indicateurs,
        accorder_le_budget,
        _tickets_d_avant,
    ):
        regle(livre)


def _completer(livre: Livre, feuille: str) -> Iterable[tuple[Adherent, Ligne]]:
    """A row for each member that a sheet lacks, to be filled."""
    onglet = livre[feuille]
    presents = {ligne["adherent"] for ligne in onglet.lignes}
    for code, adherent in livre.membres.items():
        if code not in presents:
            ligne = {c.code: c.vide for c in onglet.colonnes} | {"exercice": livre.annee, "adherent": code}
            onglet.lignes.append(ligne)
            yield adherent, ligne


def _catalogue(livre: Livre) -> None:
    """A column for each member; one that comes in starts with some functions, a new function with some
    members.
    """
    catalogue, croix = livre["catalogue_lignes"].lignes, livre["deploiements"].lignes
    rang = max((ligne["rang"] for ligne in livre["catalogue_colonnes"].lignes), default=0)
    equipes = {ligne["adherent"] for ligne in croix}
    for adherent, ligne in _completer(livre, "catalogue_colonnes"):
        rang += 1
        ligne["rang"] = rang
        if adherent.code not in equipes:
            tirage = livre.plan.hasard("catalogue", adherent.code)
            for fonction in tirage.sample(catalogue, min(FONCTIONS_A_L_ENTREE, len(catalogue))):
                croix.append(_croix(livre, fonction, adherent.code))
    servies = {_fonction(ligne) for ligne in croix}
    for fonction in catalogue:
        if _fonction(fonction) not in servies:
            tirage = livre.plan.hasard("catalogue", *_fonction(fonction))
            codes = tirage.sample(list(livre.membres), min(3, len(livre.membres)))
            croix += [_croix(livre, fonction, code) for code in codes]


def _fonction(ligne: Ligne) -> tuple:
    return tuple(ligne[nom] for nom in ("domaine", "fonction", "application", "editeur"))


def _croix(livre: Livre, fonction: Ligne, code: str) -> Ligne:
    mois = livre.plan.hasard("depuis", code, *_fonction(fonction)).randint(1, 12)
    return {nom: fonction[nom] for nom in ("exercice", "domaine", "fonction", "application", "editeur")} | {
        "adherent": code,
        "etat": "disponible",
        "depuis": date(livre.annee, mois, 1),
    }


def _situations(livre: Livre) -> None:
    for adherent, ligne in _completer(livre, "situations_adherents"):
        if adherent.genre in POPULATIONS:
            ligne["population"] = livre.plan.entier(POPULATIONS[adherent.genre], "population", adherent.code)
        bornes = POSTES.get(adherent.genre, POSTES_DES_AUTRES)
        ligne["postes"] = livre.plan.entier(bornes, "postes", adherent.code)


def _tickets_d_avant(livre: Livre) -> None:
    """The tickets of the years before, typed in a year that is the first to have an export of them."""
    annees = (livre.precedent - 1, livre.precedent)
    if Ticket.objects.filter(ouverture__year__in=annees).exists():
        return
    onglet = livre["situations_adherents"]
    for situation in onglet.avec(exercice=livre.annee):
        if situation["adherent"] in livre.anciens_membres and situation["postes"]:
            for annee in annees:
                part = livre.plan.hasard("tickets", annee, situation["adherent"]).uniform(0.5, 0.7)
                vide = {c.code: c.vide for c in onglet.colonnes} | {"adherent": situation["adherent"]}
                tickets = round(situation["postes"] * part)
                onglet.lignes.append(vide | {"exercice": annee, "tickets": tickets})


def _contributions(livre: Livre) -> None:
    for adherent, ligne in _completer(livre, "contributions"):
        bornes = CONTRIBUTIONS.get(adherent.genre, CONTRIBUTIONS_DES_AUTRES)
        ligne["montant"] = Decimal(livre.plan.entier(bornes, "contribution", adherent.code))
    premier = date(livre.annee, 1, 1)
    for succession in Succession.objects.filter(date__year=livre.annee, date__gt=premier):
        jours = (succession.date - premier).days
        for nouvelle in livre["contributions"].avec(adherent=succession.nouveau.code):
            parts = repartir(nouvelle["montant"], [jours, JOURS - jours], CENTIME)
            ancienne = nouvelle | {"adherent": succession.ancien.code, "montant": parts[0]}
            nouvelle["montant"] = parts[1]
            livre["contributions"].lignes.append(ancienne)


def _poids(livre: Livre, *quoi: object) -> float:
    """How much of something goes to a name: much the same from year to year."""
    return hasard(*quoi).uniform(1, 8) * livre.plan.hasard("poids", *quoi).uniform(0.9, 1.1)


def _formations(livre: Livre) -> None:
    """Training by member tells the same people and days as training by type."""
    for _ in _completer(livre, "formations_adherents"):
        pass
    lignes = livre["formations_adherents"].lignes
    poids = [_poids(livre, "formation", ligne["adherent"]) for ligne in lignes]
    for mesure, pas in (("agents", Decimal(1)), ("jours", Decimal("0.5"))):
        parts = repartir(livre["formations"].total(mesure), poids, pas)
        for ligne, part in zip(lignes, parts, strict=True):
            ligne[mesure] = int(part) if mesure == "agents" else part


def _ventilations(livre: Livre) -> None:
    """The breakdowns of the same days of a service have one total, that their parts make."""
    ventilations = livre["ventilations"]
    for entete in ventilations.lignes:
        par_nature = livre["ventilations_lignes"].total("valeur", **_de(entete))
        if entete["axe"] == "nature" and par_nature:
            entete["total"] = par_nature
        if entete["total"]:
            entete["total"] = entete["total"].to_integral_value()
    totaux: dict[tuple, Decimal] = {}
    for entete in sorted(ventilations.lignes, key=lambda v: v["axe"] != "nature"):
        if entete["total"]:
            totaux.setdefault((entete["pole"], entete["mesure"]), entete["total"])
    for entete in ventilations.lignes:
        if entete["mesure"] == "part":
            entete["total"] = None
            _repartir(livre, entete, Decimal(100))
        else:
            entete["total"] = totaux[entete["pole"], entete["mesure"]]
            _repartir(livre, entete, entete["total"])
    _activites_connues_ailleurs(livre)


def _de(entete: Ligne, **autres) -> Ligne:
    return {nom: entete[nom] for nom in ("pole", "mesure", "axe")} | autres


def _repartir(livre: Livre, entete: Ligne, total: Decimal) -> None:
    onglet = livre["ventilations_lignes"]
    lignes = onglet.avec(**_de(entete))
    if entete["axe"] not in NOMMEES_PAR_LE_PLAN:
        onglet.lignes = [ligne for ligne in onglet.lignes if ligne not in lignes]
        vide = {c.code: c.vide for c in onglet.colonnes} | _de(entete, exercice=livre.annee)
        lignes = [
            vide | nom | {"rang": rang} for rang, nom in enumerate(_noms(livre, entete["axe"]), start=1)
        ]
        onglet.lignes += lignes
        poids = [_poids(livre, entete["pole"], entete["mesure"], ligne["libelle"]) for ligne in lignes]
    else:
        poids = [float(ligne["valeur"]) for ligne in lignes]
    if lignes:
        for ligne, part in zip(lignes, repartir(total, poids), strict=True):
            ligne["valeur"] = part


def _noms(livre: Livre, axe: str) -> list[Ligne]:
    if axe == "adherent":
        return [{"libelle": a.nom_court, "adherent": code} for code, a in livre.membres.items()]
    croix = livre["deploiements"]
    if axe == "domaine":
        noms = next(c.noms for c in croix.colonnes if c.code == "domaine")
        presents = dict.fromkeys(ligne["domaine"] for ligne in livre["catalogue_lignes"].lignes)
        return [{"libelle": noms[code], "domaine": noms[code]} for code in presents]
    suivies = Counter(
        (ligne["application"], ligne["editeur"]) for ligne in croix.lignes if ligne["application"]
    )
    uniques = {application: editeur for (application, editeur), _ in suivies.most_common()}
    return [
        {"libelle": nom, "application": nom, "editeur": editeur}
        for nom, editeur in list(uniques.items())[:APPLICATIONS_SUIVIES]
    ]


def _activites_connues_ailleurs(livre: Livre) -> None:
    """What a breakdown by nature says of days that another tells whole is that whole."""
    parts, entetes = livre["ventilations_lignes"], livre["ventilations"]
    for renvoi in livre.plan.tables("renvois"):
        nature = {"pole": renvoi["pole"], "mesure": "activite", "axe": "nature"}
        (ligne,) = parts.avec(**nature, libelle=renvoi["libelle"]) or [None]
        if ligne is None:
            continue
        if renvoi["mesure"] == "formations":
            ligne["valeur"] = livre["formations"].total("jours")
        else:
            autre = entetes.avec(pole=renvoi["pole"], mesure=renvoi["mesure"], axe=renvoi["axe"])
            ligne["valeur"] = autre[0]["total"]
        (entete,) = entetes.avec(**nature)
        entete["total"] = parts.total("valeur", **nature)
    projets = parts.avec(pole="infrastructures", mesure="activite", axe="nature", libelle="Projets")
    part = livre["indicateurs_support"].avec(code="part-projets-infrastructures")
    if projets and part:
        total = parts.total("valeur", pole="infrastructures", mesure="activite", axe="nature")
        part[0]["valeur"] = round(100 * projets[0]["valeur"] / total)


def _faits(livre: Livre) -> None:
    """Facts of the year, from sentences with blanks for a member and a piece of software."""
    faits, concernes = livre["faits_marquants"], livre["faits_adherents"]
    vide = {c.code: c.vide for c in faits.colonnes}
    rangs: Counter[str] = Counter()
    croix = [ligne for ligne in livre["deploiements"].lignes if ligne["application"]]
    for numero, modele in enumerate(livre.plan.tables("faits")):
        tirage = livre.plan.hasard("fait", numero)
        du_domaine = [ligne for ligne in croix if ligne["domaine"] == modele["domaine"]] or croix
        if tirage.random() < 0.25 or not du_domaine:
            continue
        choisie = tirage.choice(du_domaine)
        adherent = livre.membres[choisie["adherent"]]
        rangs[modele["theme"]] += 1
        cle = {"exercice": livre.annee, "theme": modele["theme"], "rang": rangs[modele["theme"]]}
        texte = modele["texte"].format(application=choisie["application"], adherent=adherent.nom)
        lus = {nom: modele[nom] for nom in ("domaine", "intitule", "pole")}
        faits.lignes.append(vide | lus | cle | {"texte": texte})
        if "{adherent}" in modele["texte"]:
            concernes.lignes.append(cle | {"adherent": adherent.code})


def _parts_des_indicateurs(livre: Livre) -> None:
    """The whole of a figure is what its parts make, where they made it the year before."""
    for feuille in ("points_de_repere", "indicateurs_activite", "indicateurs_financiers", "indicateurs_rh"):
        avant = livre.avant(feuille)
        for ligne in livre[feuille].avec(ventilation=""):
            parts = [p for p in avant if p["code"] == ligne["code"] and p["ventilation"]]
            total = next((p for p in avant if p["code"] == ligne["code"] and not p["ventilation"]), None)
            if parts and total and sum(p["valeur"] or 0 for p in parts) == total["valeur"]:
                memes = [p for p in livre[feuille].avec(code=ligne["code"]) if p["ventilation"]]
                ligne["valeur"] = sum(p["valeur"] for p in memes)
