"""What must hold between the figures of staff."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from rh.models import AgeMoyen, EffectifPole, Etp, Grade, IndicateurRh, Mouvement
from siim94.formats import francais
from siim94.formats.intervalles import Intervalle
from siim94.formats.mots import plier
from siim94.ui.controles import Constat, Controle, Famille, Gravite, Terme

EMPLOIS = "emplois"
# From school to the latest age at which one may stay.
AGES = (16, 75)


class PourvusAuPlusOuverts(Controle):
    code = "rh.pourvus-ouverts"
    nom = "Emplois pourvus et emplois ouverts"
    definition = "Pour chaque grade, il n’y a pas plus d’emplois pourvus que d’emplois ouverts."
    famille = Famille.PERSONNEL

    def constats(self):
        effectifs = Grade.objects.effectifs([self.annee], self.annee, "grade", budget=None)
        grades = Grade.objects.in_bulk([grade for _, grade in effectifs])
        for (_, pk), effectif in effectifs.items():
            grade = grades[pk]
            yield from self.depassement(str(grade), effectif.pourvus, effectif.emplois, grade)

    def depassement(
        self, nom: str, pourvus: Decimal | None, ouverts: Decimal | None, grade: Grade | None = None
    ) -> Iterator[Constat]:
        """A finding where more posts of a grade are filled than open."""
        if None in (pourvus, ouverts) or pourvus <= ouverts:
            return
        adresse = grade.adresse_differee if grade else ""
        yield self.constat(
            nom,
            f"{nom} : {francais.compact(pourvus)} emploi{(s := francais.accorde(pourvus))} pourvu{s} pour "
            f"{francais.compact(ouverts)} budgété{francais.accorde(ouverts)}.",
            Terme(f"{nom}, emplois pourvus", pourvus, EMPLOIS, adresse=adresse),
            Terme(f"{nom}, emplois ouverts", ouverts, EMPLOIS, adresse=adresse),
            ecart=pourvus - ouverts,
        )


class EffectifEtMouvements(Controle):
    code = "rh.effectif-mouvements"
    nom = "Effectif, arrivées et départs"
    definition = (
        "L’effectif de l’exercice est celui de l’exercice précédent, plus les arrivées, moins les départs."
    )
    famille = Famille.PERSONNEL

    def constats(self):
        variation = Grade.objects.variation(self.annee)
        sens = Mouvement.Sens
        arrivees, departs = (Mouvement.objects.total_of(self.annee, s) for s in (sens.ARRIVEE, sens.DEPART))
        if None in (variation, arrivees, departs):
            return
        yield from self.egaux(
            "variation",
            Terme("évolution de l’effectif", variation, "agents"),
            Terme("arrivées moins départs", arrivees - departs, "agents"),
        )


class RemplacementsEtArrivees(Controle):
    code = "rh.remplacements"
    nom = "Départs remplacés et arrivées"
    definition = "Il n’y a pas plus de départs remplacés que d’arrivées dans l’exercice."
    famille = Famille.PERSONNEL

    def constats(self):
        remplaces = Mouvement.objects.remplaces(self.annee)
        arrivees = Mouvement.objects.total_of(self.annee, Mouvement.Sens.ARRIVEE)
        if None in (remplaces, arrivees) or remplaces <= arrivees:
            return
        yield self.constat(
            "remplaces",
            f"{francais.compact(remplaces)} départs sont dits remplacés, pour {francais.compact(arrivees)} "
            "arrivées dans l’exercice.",
            Terme("départs remplacés", remplaces, "agents"),
            Terme("arrivées", arrivees, "agents"),
            ecart=Decimal(remplaces) - arrivees,
        )


class EtpEtAgents(Controle):
    code = "rh.etp-agents"
    nom = "Équivalents temps plein et agents"
    definition = (
        "Il n’y a pas plus d’équivalents temps plein que d’agents, ni pour l’ensemble ni dans un pôle, et "
        "les agents d’un pôle ne sont pas plus nombreux que ceux de l’ensemble."
    )
    famille = Famille.PERSONNEL
    gravite = Gravite.AVERTISSEMENT

    def constats(self):
        pourvus = Grade.objects.effectif(self.annee).pourvus
        ensemble = Terme("emplois pourvus", pourvus, "agents")
        paires = [(Terme("équivalents temps plein", Etp.objects.valeur(self.annee), "ETP"), ensemble)]
        for effectif in EffectifPole.objects.for_exercice(self.annee).select_related("pole"):
            agents = Terme.de(effectif, effectif.agents, "agents", f"{effectif.pole}, {effectif.moment}")
            paires.append((Terme.de(effectif, effectif.etp, "ETP", agents.libelle), agents))
            paires.append((agents, ensemble))
        for moins, plus in paires:
            if None not in (moins.valeur, plus.valeur) and moins.valeur > plus.valeur:
                yield self.constat(
                    f"{moins.libelle}-{moins.unite}",
                    f"{moins.libelle} : {moins.ecrit}, plus que {plus.libelle} : {plus.ecrit}.",
                    moins,
                    plus,
                    ecart=Decimal(moins.valeur) - plus.valeur,
                )


class PartsDePersonnes(Controle):
    code = "rh.parts-de-personnes"
    nom = "Pourcentages d’un nombre d’agents"
    definition = (
        "Un pourcentage d’agents est celui d’un nombre entier de personnes parmi celles qu’il compte."
    )
    famille = Famille.PERSONNEL

    def constats(self):
        contractuels = Grade.objects.effectif(self.annee).contractuels
        part = IndicateurRh.objects.for_exercice(self.annee).filter(code="part-cdi", ventilation="").first()
        if not contractuels or contractuels % 1 or part is None or part.valeur is None:
            return
        admis = Intervalle.imprime(part.valeur.quantize(Decimal(1).scaleb(-part.decimales)))
        if any(Decimal(100 * n) / contractuels in admis for n in range(int(contractuels) + 1)):
            return
        proche = round(part.valeur * contractuels / 100)
        yield self.constat(
            "part-cdi",
            f"Aucun nombre entier parmi {francais.compact(contractuels)} contractuels ne fait "
            f"{francais.pourcent(part.valeur, part.decimales)} : {proche} en feraient "
            f"{francais.pourcent(Decimal(100 * proche) / contractuels, 1)}.",
            Terme.de(part, part.valeur, "%"),
            Terme("emplois pourvus par un contractuel", contractuels, "agents"),
        )


class AgesMoyens(Controle):
    code = "rh.ages-moyens"
    nom = "Âge moyen de l’ensemble et de ses groupes"
    definition = "L’âge moyen de l’ensemble est compris entre le plus bas et le plus haut des groupes."
    famille = Famille.PERSONNEL

    def constats(self):
        ages = list(AgeMoyen.objects.for_exercice(self.annee).exclude(age=None))
        groupes = [age for age in ages if not age.ensemble]
        for ensemble in ages:
            if not ensemble.ensemble or len(groupes) < 2:
                continue
            bas, haut = (choix(groupes, key=lambda age: age.age) for choix in (min, max))
            if not bas.age <= ensemble.age <= haut.age:
                yield self.constat(
                    ensemble.groupe,
                    f"{ensemble.groupe} : {francais.compact(ensemble.age)} ans, hors de ses groupes "
                    f"({francais.compact(bas.age)} à {francais.compact(haut.age)} ans).",
                    *(Terme.de(age, age.age, "ans", age.groupe) for age in (ensemble, bas, haut)),
                )


class AgesPonderes(Controle):
    code = "rh.ages-ponderes"
    nom = "Âge moyen de l’ensemble, d’après l’effectif des groupes"
    definition = (
        "L’âge moyen des permanents est celui des fonctionnaires et celui des contractuels, chacun compté "
        "autant de fois que le tableau des effectifs a d’agents de ce statut."
    )
    famille = Famille.PERSONNEL
    gravite = Gravite.INFORMATION

    def constats(self):
        ages = list(AgeMoyen.objects.for_exercice(self.annee).exclude(age=None))
        ensembles = [age for age in ages if age.ensemble]
        groupes = [age for age in ages if not age.ensemble]
        effectif = Grade.objects.effectif(self.annee)
        nombres = [_agents_du_groupe(age.groupe, effectif) for age in groupes]
        if len(ensembles) != 1 or len(groupes) != 2 or not all(nombres):
            return
        total = sum(age.age * nombre for age, nombre in zip(groupes, nombres, strict=True))
        moyenne = Terme("moyenne des groupes", round(total / sum(nombres), 2), "ans", decimales=2)
        (ensemble,) = ensembles
        donne = Terme.de(ensemble, ensemble.age, "ans", ensemble.groupe)
        for constat in self.egaux(ensemble.groupe, donne, moyenne):
            detail = " ; ".join(
                f"{age.groupe} : {francais.compact(age.age)} ans, {francais.compact(nombre)} agents"
                for age, nombre in zip(groupes, nombres, strict=True)
            )
            yield replace(constat, phrase=f"{constat.phrase} ({detail}.)")


def _agents_du_groupe(groupe: str, effectif) -> Decimal | None:
    """The agents of the staffing table whose status a group of ages names."""
    nom = plier(groupe)
    if "fonctionnaire" in nom or "titulaire" in nom:
        return effectif.titulaires
    return effectif.contractuels if nom.startswith("contractuel") else None


class AgesPossibles(Controle):
    code = "rh.ages-possibles"
    nom = "Âges possibles"
    definition = "Un agent a de 16 à 75 ans, et l’âge moyen d’un groupe aussi."
    famille = Famille.PERSONNEL

    def constats(self):
        for ligne in AgeMoyen.objects.for_exercice(self.annee):
            for valeur in filter(None, (ligne.age, ligne.age_min, ligne.age_max)):
                if not AGES[0] <= valeur <= AGES[1]:
                    yield self.constat(
                        f"{ligne.groupe}-{valeur}",
                        f"{ligne.groupe} : {francais.compact(valeur)} ans n’est pas l’âge d’un agent.",
                        Terme.de(ligne, valeur, "ans", ligne.groupe),
                    )


CONTROLES = (
    PourvusAuPlusOuverts,
    EffectifEtMouvements,
    RemplacementsEtArrivees,
    EtpEtAgents,
    PartsDePersonnes,
    AgesMoyens,
    AgesPonderes,
    AgesPossibles,
)
