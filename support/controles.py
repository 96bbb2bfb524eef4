"""What must hold between the figures of support, and of the time that every service spends."""

from siim94.formats.groupes import grouper
from siim94.ui.controles import Controle, Famille, Graphies, Nom, Terme
from support.models import Formation, FormationAdherent, LigneVentilation, Ventilation


class VentilationsDesMemesJours(Controle):
    code = "support.memes-jours"
    nom = "Ventilations des mêmes jours"
    definition = (
        "Les jours d’un pôle font le même total par nature, par domaine, par adhérent et par application ; "
        "le total donné d’une ventilation est la somme de ses parts, et des parts en pour cent font 100."
    )
    famille = Famille.TOTAUX

    def constats(self):
        ventilations = Ventilation.objects.for_exercice(self.annee).select_related("pole").avec_somme()
        for ventilation in ventilations:
            yield from self._parts(ventilation)
        jours = [v for v in ventilations if v.mesure != Ventilation.Mesure.PART]
        for memes in grouper(jours, lambda v: (v.pole_id, v.mesure)).values():
            premiere, *autres = (Terme.de(v, v.total if v.somme is None else v.somme, "jours") for v in memes)
            for autre in autres:
                yield from self.egaux(
                    f"{memes[0].pole.code}-{memes[0].mesure}-{autre.libelle}", premiere, autre
                )

    def _parts(self, ventilation):
        part = ventilation.mesure == Ventilation.Mesure.PART
        donne = 100 if part and ventilation.total is None else ventilation.total
        if donne is None or ventilation.somme is None:
            return
        lignes = LigneVentilation.objects.filter(ventilation=ventilation)
        unite = "%" if part else "jours"
        # Shares are printed rounded, one by one.
        parties = [
            Terme.de(ligne, ligne.valeur, unite) if not part else _arrondie(ligne, unite) for ligne in lignes
        ]
        total = Terme.de(ventilation, donne, unite, f"{ventilation}, total")
        cle = f"{ventilation.pole.code}-{ventilation.mesure}-{ventilation.axe}"
        yield from self.somme(cle, total, parties, "parts")


def _arrondie(ligne: LigneVentilation, unite: str) -> Terme:
    valeur = ligne.valeur.normalize()
    return Terme(
        str(ligne),
        valeur,
        unite,
        imprime=f"{valeur:f}".replace(".", ",") + " %",
        adresse=ligne.adresse_differee,
    )


class FormationsParTypeEtParAdherent(Controle):
    code = "support.formations"
    nom = "Formations par type et par adhérent"
    definition = "Les formations font le même nombre d’agents et de jours par type et par adhérent."
    famille = Famille.TOTAUX

    def constats(self):
        for mesure in ("agents", "jours"):
            par_type, par_adherent = (
                Terme(f"formations par {axe}", modele.objects.total_of(self.annee, mesure), mesure)
                for axe, modele in (("type", Formation), ("adhérent", FormationAdherent))
            )
            yield from self.egaux(mesure, par_type, par_adherent)


class NomsDesParts(Graphies):
    code = "support.graphies"
    nom = "Parts du temps dont le nom ne diffère que par un signe"
    definition = (
        "Une part d’une ventilation du temps a le même nom que l’année précédente, à la majuscule et à "
        "l’accent près : sans quoi le bilan ne les compare pas."
    )

    def noms(self):
        for annee in (self.annee, self.annee - 1):
            ventilations = Ventilation.objects.for_exercice(annee, self.annee)
            lignes = LigneVentilation.objects.filter(ventilation__in=ventilations)
            for ligne in lignes.select_related("ventilation__pole").order_by("rang", "libelle"):
                v = ligne.ventilation
                portee = f"{v.pole}, {v.get_mesure_display()} par {v.get_axe_display()}"
                yield Nom("parts du temps", portee, ligne.libelle, ligne.adresse_differee)


CONTROLES = (VentilationsDesMemesJours, FormationsParTypeEtParAdherent, NomsDesParts)
