"""What must hold between the figures of finances (M14, M57: order operations balance between sections)."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cached_property

from adherents.models import Adherent, Succession
from applications.models import Deploiement
from finances.bilan_budget import TABLEAUX
from finances.chiffres import EURO
from finances.models import (
    Contribution,
    Correspondance,
    DocumentBudgetaire,
    LigneBudget,
    LignePresentation,
    Section,
    Sens,
    Subvention,
)
from finances.models.lignes import RESULTATS_REPORTES
from finances.models.tableau import LigneTableau
from siim94.formats.calcul import somme
from siim94.ui.controles import Constat, Controle, Famille, Gravite, Terme, fois, rapport_d_echelle

# Documents that hold the whole of a year, and are of one size.
ENTIERS = (DocumentBudgetaire.Etape.BP, *DocumentBudgetaire.EXECUTION)
# Chapters of order that face one another: what one spends the other receives (true of all real documents).
TRANSFERTS = (("042", "040"), ("040", "042"), ("043", "043"), ("041", "041"))
# And the transfer to investment, which is voted and never carried out.
FACE_A_FACE = (*TRANSFERTS, ("023", "021"))


class DesDocuments(Controle):
    """A check of each of our own budget documents of the year."""

    @cached_property
    def documents(self) -> list[DocumentBudgetaire]:
        documents = DocumentBudgetaire.objects.propres().for_exercice(self.annee)
        return list(documents.select_related("nomenclature", "budget"))


class OperationsDOrdre(DesDocuments):
    code = "finances.operations-d-ordre"
    nom = "Opérations d’ordre entre sections"
    definition = (
        "Dans chaque document budgétaire, une opération d’ordre a deux côtés de même montant : 042 en "
        "dépense et 040 en recette, l’inverse, 043 et 041 des deux côtés, 023 et 021."
    )
    famille = Famille.TOTAUX
    gravite = Gravite.BLOQUANT

    def constats(self):
        for document in self.documents:
            sommes = LigneBudget.objects.filter(document=document).par_chapitre(document.montant_lu)
            adresse = document.adresse_differee
            for constat in self.desequilibres(sommes, document.montant_lu, FACE_A_FACE, adresse):
                phrase = f"{document} : {constat.phrase}"
                yield replace(constat, cle=f"{document.repere}-{constat.cle}", phrase=phrase)

    def desequilibres(
        self,
        sommes: Mapping[tuple[str, str], Decimal | None],
        montant: str,
        paires: Iterable[tuple[str, str]] = TRANSFERTS,
        adresse: str = "",
    ) -> Iterator[Constat]:
        """The sides that differ, of the sums of one amount of a document by sense and chapter."""
        nom = LigneBudget._meta.get_field(montant).verbose_name
        for cotes in paires:
            # A side that has no line at all received nothing.
            montants = [sommes.get(cote) or Decimal(0) for cote in zip(Sens, cotes, strict=True)]
            depenses, recettes = (
                Terme(f"chapitre {code} en {sens.label}", total, EURO, adresse=adresse)
                for sens, code, total in zip(Sens, cotes, montants, strict=True)
            )
            if depenses.valeur != recettes.valeur:
                yield self.constat(
                    "-".join(cotes),
                    f"Opérations d’ordre, {nom} : {depenses.ecrit} en dépenses du chapitre {cotes[0]}, "
                    f"{recettes.ecrit} en recettes du chapitre {cotes[1]}.",
                    depenses,
                    recettes,
                    ecart=depenses.valeur - recettes.valeur,
                )


class UniteDesDocuments(DesDocuments):
    code = "finances.unite-des-documents"
    nom = "Unité des documents budgétaires"
    definition = (
        "Le budget primitif et les comptes d’un exercice sont dans la même unité : le total d’aucun ne fait "
        "dix, cent ou mille fois celui d’un autre."
    )
    famille = Famille.ORDRES

    def constats(self):
        entiers = [document for document in self.documents if document.etape in ENTIERS]
        for rang, document in enumerate(entiers):
            freres = [autre for autre in entiers[:rang] if autre.budget_id == document.budget_id]
            if trouve := self.autre(total := document.lignes.plus_grand_total(), freres):
                rapport, autre = trouve
                yield self.constat(
                    f"{document.repere}-{autre.repere}",
                    f"{document} : le total fait {fois(rapport)} celui du document {autre}.",
                    Terme.de(document, total, EURO),
                    Terme.de(autre, autre.lignes.plus_grand_total(), EURO),
                    conseil="Chargez le document dans sa bonne unité, en euros.",
                )

    @staticmethod
    def autre(
        notre: Decimal, documents: Iterable[DocumentBudgetaire]
    ) -> tuple[Decimal, DocumentBudgetaire] | None:
        """By how much a total seems to be in another unit than that of one of these documents, and which."""
        for document in documents:
            if rapport := rapport_d_echelle(notre, document.lignes.plus_grand_total()):
                return rapport, document
        return None


class RecettesDesAdherents(Controle):
    code = "finances.recettes-des-adherents"
    nom = "Contributions et subventions dans les chapitres 70 et 74"
    definition = (
        "Ce que versent les adhérents et les subventions reçues font ensemble les recettes des chapitres 70 "
        "(produits des services) et 74 (dotations et participations) du compte de l’exercice."
    )
    famille = Famille.TOTAUX

    def constats(self):
        chapitres = [
            Terme(
                f"chapitre {code} en recette",
                LigneBudget.objects.total_execute(
                    self.annee, section=Section.FONCTIONNEMENT, sens=Sens.RECETTE, chapitre__code=code
                ),
                EURO,
            )
            for code in ("70", "74")
        ]
        verses = Terme(
            "contributions des adhérents et subventions",
            somme((Contribution.objects.total_of(self.annee), Subvention.objects.total_of(self.annee))),
            EURO,
        )
        # Without contributions there is nothing to hold against the chapters.
        if Contribution.objects.total_of(self.annee) is not None:
            yield from self.somme("70-74", verses, chapitres, "chapitres (70 et 74)")


class UneLigneParTableau(DesDocuments):
    code = "finances.partition"
    nom = "Chaque chapitre une fois dans le total de son tableau"
    definition = (
        "Un chapitre qui a des montants compte une fois, par ses sous-totaux, dans le total de son tableau "
        "officiel : ni aucune, ni deux. Un total juste ne le prouve pas."
    )
    famille = Famille.PARTITION
    gravite = Gravite.BLOQUANT

    def constats(self):
        for document in self.documents:
            for section in Section:
                for sens in Sens:
                    yield from self._tableau(document, section, sens)

    def _tableau(self, document, section, sens):
        lignes = list(LignePresentation.objects.of_tableau(document.nomenclature_id, section, sens))
        fois = comptes_dans_le_total(lignes)
        montants = {
            code: montant
            for (cote, code), montant in LigneBudget.objects.in_section([document], section, sens)
            .par_chapitre(document.montant_lu)
            .items()
            if cote == sens and montant
        }
        for ligne in lignes:
            code = ligne.chapitre and ligne.chapitre.code
            # What is brought forward is no operation of the year: its total leaves it out.
            if code in montants and code not in RESULTATS_REPORTES and fois[ligne.pk] != 1:
                combien = f"compte {fois[ligne.pk]} fois" if fois[ligne.pk] else "ne compte pas"
                terme = Terme(f"chapitre {code}", montants[code], EURO, adresse=document.adresse_differee)
                yield self.constat(
                    f"{document.repere}-{section}-{sens}-{code}",
                    f"{document}, {section.label}, {sens.label}s : le chapitre {code} ({terme.ecrit}) "
                    f"{combien} dans le total du tableau.",
                    terme,
                    conseil="Corrigez, dans la nomenclature, les lignes que comptent les totaux du tableau.",
                )


def comptes_dans_le_total(lignes: list[LignePresentation]) -> Counter:
    """How often each row of a print-out counts in its last total, by key, through the totals between."""
    fois: Counter = Counter()
    totaux = [ligne.pk for ligne in lignes if ligne.genre == LignePresentation.Genre.TOTAL]
    fois.update(totaux[-1:])
    # A row stands before the totals that count it.
    for ligne in reversed(lignes):
        for membre in ligne.membres.all():
            fois[membre.membre_id] += fois[ligne.pk]
    return fois


class UneLigneParGraphique(Controle):
    code = "finances.partition-des-graphiques"
    nom = "Chaque ligne une fois dans les graphiques du budget"
    definition = (
        "Une ligne du compte de l’exercice figure une fois, par son chapitre ou son compte, parmi les parts "
        "de chaque section (« d’où vient un euro », « où va un euro »), et son chapitre une fois dans les "
        "courbes par chapitre : ni aucune, ni deux. Les résultats reportés n’y figurent pas."
    )
    famille = Famille.PARTITION
    gravite = Gravite.BLOQUANT

    def constats(self):
        for tableau in TABLEAUX:
            cote = (tableau.section_budgetaire, tableau.sens)
            if execution := LigneBudget.objects.execution_annuelle(self.annee, *cote):
                document = execution.document
                lignes = list(LigneBudget.objects.operations_de_l_exercice().by_compte([document], *cote))
                parts = postes_des_parts(execution.lignes, tableau.est_une_part)
                # A line stands by its account, or in the row of its whole chapter.
                yield from self._ecarts(tableau, document, "parts", lignes, parts)
                _, series = LigneBudget.objects.series_by_chapitre(self.annee, *cote)
                courbes = Counter((serie.code, "") for serie in series)
                yield from self._ecarts(tableau, document, "courbes", lignes, courbes)

    def _ecarts(self, tableau, document, graphique, lignes, fois):
        for ligne in lignes:
            chapitre, compte = ligne["code_chapitre"], ligne["code_compte"] or ""
            combien = sum(fois[cle] for cle in {(chapitre, compte), (chapitre, "")})
            if ligne["realise"] and combien != 1:
                nom = f"chapitre {chapitre}" + (f", compte {compte}" if compte else "")
                terme = Terme(nom, ligne["realise"], EURO, adresse=document.adresse_differee)
                yield self.constat(
                    f"{document.repere}-{tableau.section_budgetaire}-{tableau.sens}-{graphique}"
                    f"-{chapitre}-{compte}",
                    f"{tableau.titre}, {graphique} par poste : {nom} ({terme.ecrit}) "
                    + (f"figure {combien} fois." if combien else "ne figure pas."),
                    terme,
                    conseil="Vérifiez le chapitre de la ligne, la nomenclature et les correspondances.",
                )


def postes_des_parts(
    lignes: Iterable[LigneTableau], est_une_part: Callable[[LigneTableau], bool]
) -> Counter[tuple[str, str]]:
    """How often each chapter (no account), or account of a chapter, is a part of the whole among rows."""
    fois: Counter[tuple[str, str]] = Counter()
    chapitre = ""
    for ligne in lignes:
        # Accounts follow their chapter.
        chapitre = chapitre if ligne.genre == "compte" else ligne.code
        if est_une_part(ligne):
            fois[chapitre, ligne.code if ligne.genre == "compte" else ""] += 1
    return fois


class PayeursEtCatalogue(Controle):
    code = "finances.payeurs-catalogue"
    nom = "Adhérents qui versent et adhérents servis"
    definition = (
        "Un adhérent qui verse une contribution dispose d’une application au catalogue, ou lui succède "
        "quelqu’un qui en dispose, et l’inverse."
    )
    famille = Famille.CATALOGUE
    gravite = Gravite.INFORMATION

    def constats(self):
        # Of who is no member, another check tells all that it has.
        membres = set(Adherent.objects.membres_en(self.annee).values_list("pk", flat=True))
        verses, servis = (
            {ligne["adherent"]: ligne[mesure] for ligne in lignes if ligne["adherent"] in membres}
            for mesure, lignes in (
                ("montant", Contribution.objects.repartition(self.annee)),
                ("applications", self._servis()),
            )
        )
        if not verses or not servis:
            return
        # What a body paid before it was succeeded, its successor may be served for.
        relais = Succession.objects.heritiers(self.annee)
        suivis = {pk for pk, suite in relais.items() if pk in verses and suite in servis}
        suivis |= {relais[pk] for pk in suivis}
        adherents = Adherent.objects.in_bulk({*verses, *servis})
        for pk in sorted(({*verses} ^ {*servis}) - suivis, key=lambda pk: adherents[pk].nom):
            adherent = adherents[pk]
            montant = Terme.de(adherent, verses.get(pk), EURO, f"{adherent}, contribution")
            applications = Terme.de(adherent, servis.get(pk), "applications", f"{adherent}, catalogue")
            phrase = (
                f"{adherent} verse {montant.ecrit} et ne dispose d’aucune application au catalogue."
                if pk in verses
                else f"{adherent} dispose au catalogue de {applications.ecrit} et ne verse rien."
            )
            yield self.constat(adherent.code, phrase, montant, applications)

    def _servis(self):
        return Deploiement.objects.for_exercice(self.annee).by_adherent()


class ChapitresSansSuite(Controle):
    code = "finances.chapitres-sans-suite"
    nom = "Chapitres de l’année précédente qui n’ont pas de suite"
    definition = (
        "Quand la norme change d’une année à l’autre, chaque chapitre qui avait un réalisé appartient à une "
        "série, et la nouvelle norme a un chapitre de cette série : sans quoi ses comparaisons s’arrêtent."
    )
    famille = Famille.SERIES
    gravite = Gravite.INFORMATION

    def constats(self):
        documents = DocumentBudgetaire.objects.executions(self.annee, 2)
        if [document.exercice_id for document in documents] != [self.annee - 1, self.annee]:
            return
        avant, apres = documents
        if avant.nomenclature.norme == apres.nomenclature.norme:
            return
        series = Correspondance.objects.par_chapitre()
        suivies = {serie for (norme, _), serie in series.items() if norme == apres.nomenclature.norme}
        sommes = LigneBudget.objects.filter(document=avant).operations_de_l_exercice().par_chapitre("realise")
        for (sens, code), montant in sorted(sommes.items()):
            if montant and series.get((avant.nomenclature.norme, code)) not in suivies:
                realise = Terme(
                    f"chapitre {code} en {Sens(sens).label}, {self.annee - 1}",
                    montant,
                    EURO,
                    adresse=avant.adresse_differee,
                )
                yield self.constat(
                    f"{sens}-{code}",
                    f"Le chapitre {code} ({avant.nomenclature.norme}, {Sens(sens).label}, {realise.ecrit} en "
                    f"{self.annee - 1}) n’a pas de suite en {apres.nomenclature.norme}.",
                    realise,
                    conseil="Indiquez, dans les correspondances de chapitres, celui qui lui succède.",
                )


CONTROLES = (
    OperationsDOrdre,
    UniteDesDocuments,
    RecettesDesAdherents,
    UneLigneParTableau,
    UneLigneParGraphique,
    PayeursEtCatalogue,
    ChapitresSansSuite,
)
