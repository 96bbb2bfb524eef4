"""Pictures of the report: put in, refused, shown by right, printed with their words, taken over or not."""

import re
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from siim94.bilan import exercices
from siim94.bilan.assemblage import assembler
from siim94.bilan.fichiers import html, parties
from siim94.bilan.illustrations import purger
from siim94.bilan.images import ranger
from siim94.bilan.impression import BASE
from siim94.bilan.models import FichierImage, Illustration, Rubrique
from siim94.bilan.pdf import mettre_en_page
from siim94.bilan.rendu import Bilan, Support
from siim94.formats.lecture import LIMITE_IMAGE
from siim94.socle.models import Exercice, Journal, Revision
from tests.bilan import regles_balises
from tests.bilan.factories import FichierImageFactory, IllustrationFactory, RubriqueFactory, image
from tests.bilan.lecture import espaces_simples, texte_du_pdf
from tests.bilan.lecture_balises import lire
from tests.bilan.normes import manquements
from tests.comptes import connecter

pytestmark = pytest.mark.django_db
AJOUT = "/bilan/images/ajouter/"


@pytest.fixture
def direction():
    return connecter("direction")


@pytest.fixture
def rubrique(donnees_2021) -> Rubrique:
    return Rubrique.objects.get(exercice=2021, code="perspectives")


def envoi(rubrique, **valeurs) -> dict:
    champs = {"rubrique": rubrique.pk, "place": "apres", "taille": "pleine", "rang": 1, "motif_journal": ""}
    champs |= {
        "alternative": "Des écoliers devant un écran",
        "legende": "École du Centre",
        "credit": "SIIM94",
    }
    return champs | valeurs


def depot(octets: bytes, nom: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(nom, octets)


def test_a_picture_is_put_in_kept_small_and_shown_on_its_part(direction, rubrique):
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 47.0, 0.0)})
    photo = image(2400, 1200, "JPEG", exif=exif)
    assert direction.get(f"{AJOUT}?rubrique={rubrique.pk}").context["form"].is_multipart()
    reponse = direction.post(AJOUT, envoi(rubrique, fichier=depot(photo)))
    illustration = Illustration.objects.get()
    assert reponse.url == illustration.get_absolute_url()
    assert (illustration.fichier.largeur, illustration.fichier.hauteur) == (2067, 1034)
    assert not Image.open(BytesIO(illustration.fichier.octets)).getexif()
    page = direction.get(rubrique.get_absolute_url()).content.decode()
    assert reverse("bilan:vignette", args=[illustration.fichier_id]) in page
    assert f"{AJOUT}?rubrique={rubrique.pk}" in page
    assert direction.get(illustration.get_absolute_url()).status_code == 200


def test_what_is_wrong_is_told_beside_its_field_and_the_picture_need_not_be_sent_again(direction, rubrique):
    page = direction.get(f"{AJOUT}?rubrique={rubrique.pk}").content.decode()
    # Its words are asked for, unless the box beside them is ticked: the browser does not ask before.
    assert re.search(r">Texte de remplacement\s*</label>", page)
    assert not re.search(r'<input[^>]*name="alternative"[^>]*\brequired', page)
    reponse = direction.post(AJOUT, envoi(rubrique, fichier=depot(image()), alternative=""))
    assert reponse.status_code == 422
    assert "Décrivez l’image" in str(reponse.context["form"].errors["alternative"])
    gardee = FichierImage.objects.get()
    assert f'value="{gardee.pk}"' in reponse.content.decode()
    reponse = direction.post(
        AJOUT, envoi(rubrique, alternative="", decorative="on", fichier_gardee=gardee.pk)
    )
    assert reponse.status_code == 302 and Illustration.objects.get().fichier == gardee
    for champs, dit in (
        ({}, "obligatoire"),
        ({"fichier": depot(b"%PDF-1.7", "a.pdf")}, "n’est pas une image"),
        ({"fichier_gardee": "0" * 64}, "n’est plus là"),
    ):
        reponse = direction.post(AJOUT, envoi(rubrique, **champs))
        assert reponse.status_code == 422 and dit in str(reponse.context["form"].errors["fichier"])
    reponse = direction.post(AJOUT, envoi(rubrique, fichier_gardee=gardee.pk, place="logo"))
    assert "sur la couverture" in str(reponse.context["form"].errors["place"])
    assert direction.post(AJOUT, envoi(rubrique), CONTENT_LENGTH=str(LIMITE_IMAGE * 2)).status_code == 413


def test_a_picture_changes_is_deleted_and_put_back_and_the_history_holds_no_bytes(direction, rubrique):
    illustration = IllustrationFactory(rubrique=rubrique)
    adresse = reverse("bilan:illustration_update", args=[illustration.pk])
    avant = illustration.fichier_id
    champs = envoi(rubrique, version=illustration.version, fichier_gardee=avant)
    assert direction.post(adresse, champs).status_code == 302
    illustration.refresh_from_db()
    assert illustration.legende == "École du Centre" and illustration.fichier_id == avant
    champs |= {"version": illustration.version, "fichier": depot(image(7, 7))}
    assert direction.post(adresse, champs).status_code == 302
    illustration.refresh_from_db()
    assert illustration.fichier.largeur == 7
    supprimer = reverse("bilan:illustration_delete", args=[illustration.pk])
    direction.post(supprimer, {"version": illustration.version})
    trace = Journal.objects.of_objet(illustration).filter(action="suppression").get()
    assert len(str(trace.avant)) < 1000 and trace.avant["fichier_id"] == illustration.fichier_id
    direction.post(reverse("bilan:illustration_restore", args=[illustration.pk, trace.pk]))
    assert Illustration.objects.get().fichier.largeur == 7


def test_only_pictures_that_nothing_ever_used_are_purged():
    ancien = timezone.now() - timedelta(days=8)
    _seule, employee, retiree, neuve = (FichierImageFactory(depose=ancien) for _ in range(4))
    FichierImage.objects.filter(pk=neuve.pk).update(depose=timezone.now())
    IllustrationFactory(fichier=employee)
    IllustrationFactory(fichier=retiree).delete()
    purger(0, None)
    assert set(FichierImage.objects.all()) == {employee, retiree, neuve}
    # What was taken out is shown again by its history; what is put in again waits anew.
    assert Journal.objects.filter(avant__fichier_id=retiree.pk, action="suppression").exists()
    premiere = ranger(image(9, 9))
    FichierImage.objects.update(depose=ancien)
    seconde = ranger(image(9, 9))
    assert seconde == premiere and seconde.depose > ancien


def test_bytes_have_the_rights_of_the_report_and_never_change():
    fichier = FichierImageFactory()
    for nom, octets in (("image", fichier.octets), ("vignette", fichier.vignette)):
        adresse = reverse(f"bilan:{nom}", args=[fichier.pk])
        reponse = connecter("agent").get(adresse)
        assert (reponse.content, reponse["Content-Type"]) == (bytes(octets), "image/png")
        assert reponse["Cache-Control"] == "private, max-age=31536000, immutable"
        assert reponse["X-Content-Type-Options"] == "nosniff"
        assert connecter("agent").get(adresse, headers={"If-None-Match": reponse["ETag"]}).status_code == 304
        assert connecter("sans-droit").get(adresse).status_code == 403
    with pytest.raises(IntegrityError, match="fichierimage_empreinte_des_octets"), transaction.atomic():
        FichierImage.objects.filter(pk=fichier.pk).update(octets=image(3, 3))


@pytest.mark.parametrize(
    "valeurs",
    [{"alternative": "", "decorative": False}, {"alternative": "x", "decorative": True}],
)
def test_a_picture_is_described_or_decorative(valeurs):
    with pytest.raises(IntegrityError, match="illustration_decrite_ou_decorative"), transaction.atomic():
        IllustrationFactory(**valeurs)


def test_the_database_refuses_a_picture_of_no_size_and_two_covers():
    with pytest.raises(IntegrityError, match="fichierimage_taille_positive"), transaction.atomic():
        FichierImageFactory(hauteur=0, octets=image())
    dos = Rubrique.Niveau.QUATRIEME
    premiere = RubriqueFactory(niveau=dos, titre="")
    with pytest.raises(IntegrityError, match="rubrique_une_couverture_par_exercice"), transaction.atomic():
        RubriqueFactory(niveau=dos, exercice=premiere.exercice)
    with pytest.raises(IntegrityError, match="rubrique_couverture_sans_section"), transaction.atomic():
        Rubrique.objects.filter(pk=premiere.pk).update(section="rh.ages")


def test_a_closed_year_keeps_its_pictures(rubrique):
    illustration = IllustrationFactory(rubrique=rubrique)
    avant = Revision.objects.numero(2021)
    Illustration.objects.filter(pk=illustration.pk).update(legende="Autre")
    assert Revision.objects.numero(2021) > avant
    Exercice.objects.filter(annee=2021).update(statut=Exercice.Statut.CLOS)
    for ecrire in (
        lambda: Illustration.objects.filter(pk=illustration.pk).update(legende="Encore"),
        lambda: Illustration.objects.filter(pk=illustration.pk).delete(),
        lambda: IllustrationFactory(rubrique=rubrique),
    ):
        with pytest.raises(IntegrityError, match="clos"), transaction.atomic():
            ecrire()


@pytest.fixture
def illustre(rubrique):
    """The year with pictures at each place, a cover and a back cover."""
    couverture = RubriqueFactory(
        exercice=rubrique.exercice,
        rang=2,
        niveau=Rubrique.Niveau.COUVERTURE,
        titre="Notre année",
        corps="Ensemble",
    )
    dos = RubriqueFactory(
        exercice=rubrique.exercice,
        rang=3,
        niveau=Rubrique.Niveau.QUATRIEME,
        titre="",
        corps="Merci à *tous*.",
    )
    place = Illustration.Place
    return {
        "avant": IllustrationFactory(rubrique=rubrique, place=place.AVANT, alternative="Alt avant"),
        "apres": IllustrationFactory(
            rubrique=rubrique, legende="Légende", credit="Ville", alternative="Alt après"
        ),
        "fin": IllustrationFactory(
            rubrique=rubrique, place=place.FIN, alternative="Alt fin", taille="petite"
        ),
        "muette": IllustrationFactory(rubrique=rubrique, alternative="", decorative=True),
        "logo": IllustrationFactory(rubrique=couverture, place=place.LOGO, alternative="Logo du SIIM94"),
        "photo": IllustrationFactory(rubrique=couverture, alternative="Photo de couverture"),
        "dos": IllustrationFactory(rubrique=dos, alternative="Photo du dos"),
    }


def test_the_page_of_the_report_shows_pictures_by_their_address(illustre, direction):
    page = direction.get("/bilan/2021/").content.decode()
    for nom in ("avant", "apres", "fin", "muette"):
        assert f'src="{reverse("bilan:image", args=[illustre[nom].fichier_id])}"' in page
    assert page.index("Alt avant") < page.rindex("Le souhait de certaines") < page.index("Alt après")
    assert "Crédit\u00a0: Ville" in page and "Logo du SIIM94" not in page and "Merci à" not in page
    fiche = direction.get(illustre["photo"].rubrique.get_absolute_url()).content.decode()
    assert ">photographie<" in fiche and ">logo (couverture)<" in fiche
    with connection.execute_wrapper(_sans_octets):
        Bilan(Exercice.objects.get(annee=2021))


def _sans_octets(executer, sql, params, many, contexte):
    assert '"octets"' not in sql
    return executer(sql, params, many, contexte)


def test_the_file_holds_its_pictures_and_both_covers(illustre):
    page = html(Exercice.objects.get(annee=2021))
    assert page.count("data:image/png;base64,") == len(illustre)
    assert "Notre année" in page and "Merci à <em>tous</em>." in page


def test_the_printed_report_tags_pictures_with_their_words_and_leaves_decoration_out(illustre):
    bilan = Bilan(Exercice.objects.get(annee=2021), Support.PAPIER)
    bilan.chapitres = [chapitre for chapitre in bilan.chapitres if chapitre.ancre == "perspectives"]
    bilan.essentiel, bilan.numerotation.figures = [], []
    pdf = assembler([mettre_en_page(partie, base_url=f"{BASE.as_uri()}/") for partie in parties(bilan)])
    assert manquements(pdf) == [] and regles_balises.manquements(lire(pdf)) == []
    with pikepdf.open(BytesIO(pdf)) as ouvert:
        figures = [
            o for o in ouvert.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure"
        ]
        assert {str(figure.Alt) for figure in figures if "/P" in figure} == {
            illustration.alternative for illustration in illustre.values() if illustration.alternative
        }
        images = [
            o for o in ouvert.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"
        ]
        assert len(images) >= len(illustre)
        assert len(ouvert.pages) > 2
    lu = espaces_simples(texte_du_pdf(pdf))
    assert "Notre année" in lu and "Légende" in lu and lu.rstrip().endswith("Merci à tous.")


def test_a_new_year_takes_over_logo_and_covers_and_no_picture_of_the_past(illustre):
    exercices.preparer(2022)
    reprises = Illustration.objects.filter(rubrique__exercice=2022)
    assert {i.alternative for i in reprises} == {"Logo du SIIM94", "Photo de couverture", "Photo du dos"}
    assert {i.fichier_id for i in reprises} <= {i.fichier_id for i in illustre.values()}
    couverture, dos = Rubrique.objects.filter(exercice=2022, niveau__gte=4).order_by("niveau")
    assert couverture.titre == "Notre année" and couverture.a_relire and dos.corps == ""
    assert couverture in Rubrique.objects.a_relire(2022)


def test_a_part_with_pictures_is_not_deleted_before_them(illustre, rubrique, direction):
    page = direction.get(reverse("bilan:rubrique_delete", args=[rubrique.pk])).content.decode()
    assert "Images du bilan" in page
    direction.post(reverse("bilan:rubrique_delete", args=[rubrique.pk]), {"version": rubrique.version})
    assert Rubrique.objects.filter(pk=rubrique.pk).exists()


def test_covers_stand_alone_in_the_outline(illustre, direction):
    page = direction.get("/bilan/2021/rubriques/").content.decode()
    assert 'class="niveau-4 profondeur-0"' in page and 'class="niveau-5 profondeur-0"' in page
