"""Agents go from one service to another in a year's figures."""

from django import forms

from rh.models import EffectifPole
from siim94.formats import francais
from siim94.socle.models import Exercice, Pole
from siim94.socle.refus import Refus
from siim94.ui.saisie.champs import EntierField, NombreField
from siim94.ui.taches.page import TacheForm, TacheView

MESURES = ("agents", "femmes", "hommes", "etp")


class DeplacementForm(TacheForm):
    """How many agents leave a service as it is counted at a moment of a year, and where they go; women, men
    and full-time equivalents among them, where those are counted.
    """

    sans_creation = ("de",)

    de = forms.ModelChoiceField(
        EffectifPole.objects.none(), label="De l’effectif du service", empty_label="Choisissez"
    )
    vers = forms.ModelChoiceField(Pole.objects.all(), label="Au service", empty_label="Choisissez")
    agents = EntierField(label="Agents", min_value=1, max_value=9999)
    femmes = EntierField(label="Dont femmes", min_value=0, max_value=9999, required=False)
    hommes = EntierField(label="Dont hommes", min_value=0, max_value=9999, required=False)
    etp = NombreField(
        label="En équivalents temps plein", min_value=0, max_digits=6, decimal_places=2, required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ouverts = EffectifPole.objects.exclude(exercice__statut=Exercice.Statut.CLOS).derniers_connus()
        self.fields["de"].queryset = ouverts.select_related("pole").order_by(
            "-exercice", "pole__rang", "rang"
        )

    def clean(self):
        donnees = super().clean()
        if donnees.get("de") and donnees["de"].pole == donnees.get("vers"):
            self.add_error("vers", "C’est le même service.")
        parts = [donnees.get(nom) or 0 for nom in ("femmes", "hommes")]
        if donnees.get("agents") and sum(parts) > donnees["agents"]:
            self.add_error("femmes", "Les femmes et les hommes ne dépassent pas les agents.")
        return donnees

    @property
    def resume(self):
        donnees = self.cleaned_data
        nombre = donnees["agents"]
        passent = f"{francais.compact(nombre)} agent{'s passent' if nombre > 1 else ' passe'}"
        de = donnees["de"]
        return [f"{passent} de « {de.pole} » à « {donnees['vers']} » en {de.exercice_id}, {de.moment}."]

    def enregistrer(self):
        depart = EffectifPole.objects.get(pk=self.cleaned_data["de"].pk)
        arrivee = self._arrivee(depart)
        for nom in MESURES:
            self._deplacer(depart, arrivee, nom)
        for effectif in (depart, arrivee):
            effectif.full_clean()
            effectif.save()
        return arrivee

    def _arrivee(self, depart: EffectifPole) -> EffectifPole:
        """The row of the other service at that moment, else its only one of the year, else a new one."""
        siens = EffectifPole.objects.filter(
            exercice=depart.exercice_id, bilan_de=depart.bilan_de_id, pole=self.cleaned_data["vers"]
        ).order_by("rang")
        memes = [effectif for effectif in siens if effectif.moment == depart.moment] or list(siens)
        if len(memes) > 1:
            raise Refus("Ce service est compté à plusieurs autres moments\u00a0: corrigez sa liste.", "vers")
        return next(iter(memes), None) or EffectifPole(
            exercice_id=depart.exercice_id,
            bilan_de_id=depart.bilan_de_id,
            pole=self.cleaned_data["vers"],
            moment=depart.moment,
            rang=depart.rang,
            agents=0,
        )

    def _deplacer(self, depart: EffectifPole, arrivee: EffectifPole, nom: str) -> None:
        nombre, avant = self.cleaned_data.get(nom), getattr(depart, nom)
        if nombre is None:
            return
        if avant is None:
            raise Refus(f"Ce nombre n’est pas connu de « {depart.pole} »\u00a0: laissez-le vide.", nom)
        if nombre > avant:
            raise Refus(f"« {depart.pole} » n’en compte que {francais.compact(avant)}.", nom)
        setattr(depart, nom, avant - nombre)
        setattr(arrivee, nom, (getattr(arrivee, nom) or 0) + nombre)


class DeplacerAgents(TacheView):
    titre = "Déplacer des agents d’un service à un autre"
    nom_url = "rh:deplacer_des_agents"
    droits = ("rh.change_effectifpole", "rh.add_effectifpole")
    modele = EffectifPole
    form_class = DeplacementForm
    pages = ("effectifpole_detail", "effectifpole_list", "pole_list", "rh_accueil")
    parametre = "de"
    retour = "rh:effectifpole_list"
    introduction = "Les effectifs des deux services changent ensemble."


TACHES = (DeplacerAgents,)
