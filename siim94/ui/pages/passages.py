"""What was renamed, split or merged: its list, and what the page of each row says of it."""

from django.db.models import Q
from django.utils.html import format_html
from django.utils.text import capfirst

from siim94.formats import francais
from siim94.socle.droits import droit_sur
from siim94.socle.models import passages_de
from siim94.ui.crud import Crud
from siim94.ui.listes.colonnes import DateColumn, LienColumn, lien
from siim94.ui.pages.panneaux import FichePanneau


class ReorganisationCrud(Crud):
    """The passages between the rows of one model (``siim94.socle.models.Passage``)."""

    colonnes = (
        ("ancien", LienColumn()),
        ("nouveau", LienColumn(verbose_name="Devient")),
        ("date", DateColumn()),
        "motif",
        "raccordee",
    )
    criteres = ("nouveau", "raccordee")
    fiche = False
    introduction = (
        "Ce qui change de nom, se partage ou se réunit à une date : les années d’avant gardent leur nom."
    )


class PassagesPanneau(FichePanneau):
    """What the row was before, and what it became."""

    titre = "Évolutions"

    def droit(self):
        return droit_sur(passages_de(type(self.objet)))

    def contexte(self):
        passages = passages_de(type(self.objet)).objects.filter(Q(ancien=self.objet) | Q(nouveau=self.objet))
        lignes = []
        for passage in passages.select_related("ancien", "nouveau"):
            devient = passage.ancien_id == self.objet.pk
            autre = passage.nouveau if devient else passage.ancien
            date = francais.date_longue(passage.date) if passage.date else "date non renseignée"
            serie = "" if passage.raccordee else " La série s’interrompt."
            texte = format_html(
                "{}<br><small>{}. {}.{}</small>", lien(autre), capfirst(date), passage.motif, serie
            )
            lignes.append(("Devient" if devient else "Succède à", texte))
        return {"lignes": lignes}
