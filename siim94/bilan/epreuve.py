"""The proof of a chapter being written: its pages as they will print, with what is typed and not saved."""

import base64
import copy
import threading
from collections.abc import Sequence
from io import BytesIO

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from siim94.bilan import plan
from siim94.bilan.acces import exercice_du_bilan, fil, lecture
from siim94.bilan.composition import Composition
from siim94.bilan.fichiers import parties
from siim94.bilan.forms import RubriqueForm
from siim94.bilan.impression import ImpressionImpossible, Presse
from siim94.bilan.models import Rubrique
from siim94.bilan.rendu import Bilan, RubriqueErronee, Support
from siim94.socle.models import Exercice

# Beside a text, the first pages are enough; the file has them all. Dots per point: 100 an inch.
PAGES_MONTREES = 6
ECHELLE = 100 / 72
# PDFium serves one thread at a time.
PDFIUM = threading.Lock()


class Epreuve(Bilan):
    """A draft of a chapter of a year's report alone, saved or not, with its own number; pages, tables and
    figures are counted from its beginning.
    """

    entier = False

    def __init__(self, exercice: Exercice, ordre: Sequence[Rubrique], rubrique: Rubrique):
        self._voulues = plan.chapitre_de(ordre, rubrique)
        super().__init__(exercice, Support.PAPIER, projet=True)
        avant = ordre[: ordre.index(self._voulues[0])]
        for chapitre in self.chapitres:
            if chapitre.numero:
                chapitre.numero += sum(autre.numerotee for autre in avant)

    def _rubriques(self):
        return self._voulues

    def pdf(self) -> bytes:
        """The pages. ImpressionImpossible when they cannot be drawn."""
        with Presse(1) as presse:
            composition = Composition(parties(self, "bilan/epreuve.html", f"Épreuve, bilan {self.annee}"))
            composition.tirer(presse)
            return presse.assembler(composition.octets)


def en_images(pdf: bytes) -> tuple[list[str], int]:
    """The first pages of a PDF as pictures, by addresses that hold them, and how many pages it has."""
    import pypdfium2

    adresses = []
    with PDFIUM, pypdfium2.PdfDocument(pdf) as document:
        nombre = len(document)
        for rang in range(min(nombre, PAGES_MONTREES)):
            sortie = BytesIO()
            document[rang].render(scale=ECHELLE).to_pil().quantize(64).save(sortie, "PNG")
            adresses.append(f"data:image/png;base64,{base64.b64encode(sortie.getvalue()).decode()}")
    return adresses, nombre


def ordre_avec(form: RubriqueForm) -> tuple[Rubrique, list[Rubrique]]:
    """The part of a valid form, and those that the report would print with it, in their order."""
    rubrique = copy.copy(form.instance)
    ordre = list(Rubrique.objects.de_l_annee(rubrique.exercice_id))
    if rubrique in ordre:
        ordre[ordre.index(rubrique)] = rubrique
    else:
        apres = form.cleaned_data["apres"]
        ordre.insert(ordre.index(apres) + 1 if apres else 0, rubrique)
    return rubrique, [autre for autre in ordre if autre.incluse or autre is rubrique]


@require_POST
@lecture
def epreuve(request, annee: int):
    """The pages of the chapter of the part that a form holds, as PDF, as pictures for the page of the form
    (htmx); what is wrong with it when it is not valid. Nothing is written.
    """
    exercice = exercice_du_bilan(annee)
    if not request.user.has_perm("bilan.change_rubrique"):
        raise PermissionDenied
    cle = request.GET.get("rubrique", "")
    instance = get_object_or_404(Rubrique, pk=cle, exercice=annee) if cle.isdecimal() else None
    form = RubriqueForm(request.POST, instance=instance)
    if not form.is_valid():
        return _refus(request, exercice, [texte for _, _, texte in form.resume_erreurs])
    rubrique, ordre = ordre_avec(form)
    try:
        contenu = Epreuve(exercice, ordre, rubrique).pdf()
    except (RubriqueErronee, ImpressionImpossible) as erreur:
        return _refus(request, exercice, [str(erreur)])
    if request.headers.get("HX-Request"):
        pages, nombre = en_images(contenu)
        return render(request, "bilan/epreuve_pages.html", {"pages": pages, "nombre": nombre})
    reponse = HttpResponse(contenu, content_type="application/pdf")
    reponse["Content-Disposition"] = f'inline; filename="epreuve-{annee}.pdf"'
    reponse["Cache-Control"] = "no-store"
    return reponse


def _refus(request, exercice: Exercice, erreurs: list[str]):
    if request.headers.get("HX-Request"):
        return render(request, "bilan/epreuve_pages.html", {"erreurs": erreurs})
    contexte = {
        "titre": f"Épreuve, bilan {exercice.annee}",
        "erreurs": erreurs,
        "fil": fil(
            (f"Bilan {exercice.annee}", reverse("bilan:html", args=[exercice.annee])), ("Épreuve", None)
        ),
    }
    return render(request, "bilan/epreuve_refusee.html", contexte, status=422)
