"""The ways into a closed year that a person has: forms, grid, bulk change, matrix, loads, administration,
restoration, undoing. See ``tests.portes``; each gives what the page or the load said.
"""

import json
from io import BytesIO

from django.urls import NoReverseMatch, reverse

from applications.models import ColonneCatalogue, Deploiement, LigneCatalogue
from siim94.chargements.annulation import annuler
from siim94.chargements.classeur_export import exporter_classeur
from siim94.chargements.classeur_feuilles import FEUILLES_ANNUELLES
from siim94.chargements.feuilles import par_nom
from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import Options, charger
from siim94.chargements.peremption import REPRENDRE
from siim94.socle.journal import acteur
from siim94.socle.models import Journal
from siim94.ui.grille.colonnes import colonne_du_crud, colonnes_de
from siim94.ui.grille.enregistrement import nom_de
from siim94.ui.saisie.en_place import champs_en_place
from siim94.ui.saisie.formulaires import fabriquer
from siim94.ui.saisie.lot import AVEC, formulaire_de_lot
from tests.comptes import connecter
from tests.ecritures import cruds, saisie
from tests.feuilles import exporter
from tests.portes import ANNEE, SansObjet

CRUDS = {crud.model: crud for crud in cruds() if crud.modifiable}


def _crud(cas):
    if cas.modele not in CRUDS:
        raise SansObjet("no page that writes")
    return CRUDS[cas.modele]


def _adresse(cas, nom: str, *args) -> str:
    try:
        return reverse(_crud(cas).nom_complet(nom), args=args)
    except NoReverseMatch:
        raise SansObjet(f"no page {nom}") from None


def _change(cas, noms) -> tuple[str, object]:
    """A field among ``noms`` and another value for it, as a form would post it."""
    for champ, valeur in cas.changes:
        if champ.name in noms:
            return champ.name, valeur
    raise SansObjet("none of its fields there")


def _dit(reponse) -> str:
    """What the answer says of the closing; empty when it says nothing (while the year is open)."""
    assert reponse.status_code < 500, reponse.status_code
    texte = reponse.content.decode()
    dit = next((mot for mot in ("exercice est clos", "exercice clos", " clos") if mot in texte), "")
    return f"{reponse.status_code} {dit.strip()}" if dit else ""


def formulaire_modifier(cas):
    adresse = _adresse(cas, "update", cas.objet.pk)
    client = connecter("admin")
    page = client.get(adresse)
    nom, valeur = _change(cas, page.context["form"].fields)
    donnees = saisie(page, **{nom: "" if valeur is False else valeur})
    yield
    yield _dit(client.post(adresse, donnees))


def formulaire_creer(cas):
    adresse = _adresse(cas, "create")
    copie = cas.liberer()
    form = fabriquer(_crud(cas))(instance=copie)
    donnees = {}
    for champ in form:
        valeur = champ.value()
        if valeur is not None and valeur is not False and champ.name != "version":
            donnees[champ.html_name] = "on" if valeur is True else valeur
    client = connecter("admin")
    yield
    yield _dit(client.post(adresse, donnees))


def formulaire_supprimer(cas):
    adresse = _adresse(cas, "delete", cas.objet.pk)
    client = connecter("admin")
    yield
    yield _dit(client.post(adresse, {"version": cas.objet.version, "motif_journal": "essai"}))


def grille(cas):
    crud = _crud(cas)
    nom, valeur = _change(cas, crud.grille)
    adresse = f"{_adresse(cas, 'grid')}?exercice={ANNEE}"
    objet = cas.modele._base_manager.get(pk=cas.objet.pk)
    setattr(objet, objet._meta.get_field(nom).attname, valeur)
    colonne = next((c for c in colonnes_de(crud, None) if c.nom == nom), None)
    if colonne is None:
        raise SansObjet("not in the grid")
    donnees = {
        "versions": f"{objet.pk}:{objet.version}",
        nom_de(str(objet.pk), nom): colonne.ecrire(colonne.valeur_de(objet)),
    }
    client = connecter("admin")
    yield
    yield _dit(client.post(adresse, donnees))


def en_place(cas):
    """A cell of the list, by the kinds of the grid."""
    crud = _crud(cas)
    nom, valeur = _change(cas, champs_en_place(crud))
    colonne = colonne_du_crud(crud, nom)
    donnees = {"version": cas.objet.version, nom_de(str(cas.objet.pk), nom): colonne.ecrire(valeur)}
    adresse, client = _adresse(cas, "cell", cas.objet.pk, nom), connecter("admin")
    yield
    yield _dit(client.post(adresse, donnees))


def lot_modifier(cas):
    crud = _crud(cas)
    nom, valeur = _change(cas, formulaire_de_lot(crud).base_fields)
    donnees = {
        "action": "modifier",
        "etape_lot": "appliquer",
        "lot": f"{cas.objet.pk}:{cas.objet.version}",
        f"{AVEC}{nom}": "on",
        nom: "" if valeur is False else valeur,
    }
    adresse, client = _adresse(cas, "bulk"), connecter("admin")
    yield
    yield _dit(client.post(adresse, donnees))


def lot_supprimer(cas):
    donnees = {
        "action": "supprimer",
        "etape_lot": "appliquer",
        "lot": f"{cas.objet.pk}:{cas.objet.version}",
        "motif_journal": "essai",
    }
    adresse, client = _adresse(cas, "bulk"), connecter("admin")
    yield
    yield _dit(client.post(adresse, donnees))


def matrice(cas):
    """The catalogue's own page: a cross put in or taken away, a function added."""
    if cas.modele not in (Deploiement, LigneCatalogue, ColonneCatalogue):
        raise SansObjet("not in the matrix")
    client = connecter("admin")
    adresse = f"{reverse('applications:matrice')}?exercice={ANNEE}"
    if cas.modele is ColonneCatalogue:
        raise SansObjet("columns are written by an edition taken up again only")
    if cas.modele is LigneCatalogue:
        # Its place is free: nothing runs under it any more.
        cas.liberer()
        donnees = {"fonctionnalite": str(cas.objet.fonctionnalite)}
    else:
        case = {
            "ligne": cas.objet.ligne_id,
            "adherent": cas.objet.adherent_id,
            "version": cas.objet.version,
            "etat": "",
        }
        donnees = {"cases": json.dumps([case])}
    yield
    reponse = client.post(adresse, donnees)
    yield _dit(reponse) or (f"{reponse.status_code} sans droit" if reponse.status_code == 403 else "")


def _fichier(cas, ecrire) -> tuple:
    """What ``ecrire`` writes of the row once a value that does not name it has changed, and changes back."""
    ressource = next((r for r in par_nom().values() if r._meta.model is cas.modele), None)
    if ressource is None:
        raise SansObjet("no sheet")
    cles = {ressource.fields[nom].attribute for nom in ressource._meta.import_id_fields}
    nom, valeur = _change(cas, {champ.attribute for champ in ressource.fields.values()} - cles)
    attname = cas.modele._meta.get_field(nom).attname
    cas.lignes.update(**{attname: valeur})
    contenu = ecrire(ressource)
    cas.lignes.update(**{attname: getattr(cas.objet, attname)})
    return contenu, Options(feuille=ressource.feuille)


def feuille(cas):
    """The file of its sheet, one value changed."""
    contenu, options = _fichier(cas, exporter)
    yield
    charger(chargeur_de("feuille"), contenu, options, nom="feuille.csv")


def classeur(cas):
    """The workbook of the year, one value changed."""
    if cas.modele not in {feuille.model for feuille in FEUILLES_ANNUELLES}:
        raise SansObjet("no sheet in the workbook")
    flux = BytesIO()
    _fichier(cas, lambda ressource: exporter_classeur(ANNEE, flux))
    flux.seek(0)
    # The value was put back since the export: it is meant all the same.
    options = Options(exercice=ANNEE, perimees=REPRENDRE)
    yield
    charger(chargeur_de("classeur"), flux, options, nom="classeur.xlsx")


def _admin(cas, nom: str, *args) -> str:
    meta = cas.modele._meta
    try:
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_{nom}", args=args)
    except NoReverseMatch:
        raise SansObjet("not in the administration") from None


def admin_modifier(cas):
    adresse, client = _admin(cas, "change", cas.objet.pk), connecter("admin")
    page = client.get(adresse)
    if "adminform" not in (page.context or ()):
        raise SansObjet("read only there")
    form = page.context["adminform"].form
    nom, valeur = _change(cas, form.fields)
    donnees = {}
    formulaires = [form]
    for jeu in page.context["inline_admin_formsets"]:
        formulaires += [jeu.formset.management_form, *jeu.formset.initial_forms]
    for formulaire in formulaires:
        for champ in formulaire:
            contenu = champ.value()
            if contenu is not None and contenu is not False:
                donnees[champ.html_name] = (
                    [getattr(v, "pk", v) for v in contenu] if isinstance(contenu, list) else contenu
                )
    donnees[nom] = "" if valeur is False else valeur
    yield
    yield _dit(client.post(adresse, donnees, follow=True))


def admin_supprimer(cas):
    adresse, client = _admin(cas, "delete", cas.objet.pk), connecter("admin")
    yield
    yield _dit(client.post(adresse, {"post": "yes"}, follow=True))


def admin_supprimer_la_selection(cas):
    adresse, client = _admin(cas, "changelist"), connecter("admin")
    donnees = {"action": "delete_selected", "_selected_action": cas.objet.pk, "post": "yes"}
    yield
    yield _dit(client.post(adresse, donnees, follow=True))


def restauration(cas):
    with acteur(motif="essai"):
        cas.lignes.update(**cas.change)
    entree = Journal.objects.of_objet(cas.objet).first()
    adresse, client = _adresse(cas, "restore", cas.objet.pk, entree.pk), connecter("admin")
    donnees = {"version": cas.lignes.get().version, "motif_journal": "essai"}
    yield
    yield _dit(client.post(adresse, donnees))


def annulation(cas):
    """A load of the row that is undone once the year is closed."""
    contenu, options = _fichier(cas, exporter)
    chargement = charger(chargeur_de("feuille"), contenu, options, nom="feuille.csv")
    yield
    annuler(chargement)


PAR_LES_PAGES = [
    formulaire_modifier,
    formulaire_creer,
    formulaire_supprimer,
    grille,
    en_place,
    lot_modifier,
    lot_supprimer,
    matrice,
    feuille,
    classeur,
    admin_modifier,
    admin_supprimer,
    admin_supprimer_la_selection,
    restauration,
    annulation,
]
