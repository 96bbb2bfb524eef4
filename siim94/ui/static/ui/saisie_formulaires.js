// The fields of forms, as what is typed in them is kept (``saisie_gardee.js``): each form names its page
// (``data-saisie``, by default its address) and its year; a grid says what it does its own way (``formulaire.saisie``).
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const SANS = ["hidden", "password", "submit", "button"];

  // Back from the page that creates what a field needs, it is the same page.
  const { pathname, searchParams } = new URL(location.href);
  searchParams.delete("retour");
  const adresse = searchParams.size ? `${pathname}?${searchParams}` : pathname;

  const suivre = (formulaire) => {
    // What a grid does its own way: its formulas, its new rows, its fields by their name.
    const propre = formulaire.saisie ?? {};
    const touches = new Set();
    const departs = new Map();
    const trouver = (nom) => {
      const champ = propre.champ?.(nom) ?? formulaire.elements.namedItem(nom);
      return champ && (champ.name ?? champ[0]?.name) === nom ? champ : null;
    };
    const choisis = (elements, depart) => elements
      .filter((element) => (depart ? element.defaultChecked ?? element.defaultSelected : element.checked ?? element.selected))
      .map((element) => element.value);
    const valeurDe = (champ, depart = false) => {
      if (champ instanceof RadioNodeList) return champ[0].type === "radio" ? choisis([...champ], depart)[0] ?? "" : choisis([...champ], depart);
      if (champ.options) {
        const valeurs = choisis([...champ.options], depart);
        return champ.multiple ? valeurs : valeurs[0] ?? champ.options[0]?.value ?? "";
      }
      if (champ.type === "checkbox") return choisis([champ], depart)[0] ?? "";
      if (champ.type === "file") return depart ? "" : [...champ.files].map((fichier) => fichier.name).join(", ");
      return depart ? champ.dataset.stocke ?? champ.defaultValue : propre.formule?.(champ) ?? champ.value;
    };
    const ditDe = (champ, valeur) => {
      const [premier] = champ instanceof RadioNodeList ? champ : [champ];
      if (champ.type === "checkbox") return valeur ? "oui" : "non";
      if (!premier.options && !["radio", "checkbox"].includes(premier.type)) return undefined;
      const noms = [valeur].flat().map((choix) => (premier.options
        ? [...champ.options].find((option) => option.value === choix)?.text
        : [...champ].find((element) => element.value === choix)?.labels[0]?.textContent.trim()) ?? choix);
      return noms.join(", ");
    };
    const libelleDe = (champ) => {
      const [premier] = champ instanceof RadioNodeList ? champ : [champ];
      const ids = premier.getAttribute("aria-labelledby")?.split(" ") ?? [];
      const nommee = ids.map((id) => document.getElementById(id)?.textContent.trim().replace(/\s+/g, " ")).filter(Boolean).join(", ");
      const etiquette = (champ instanceof RadioNodeList ? premier.closest(".champ, fieldset")?.querySelector("label, legend") : null) ?? premier.labels?.[0];
      const texte = [...etiquette?.childNodes ?? []].filter((noeud) => noeud.nodeType === Node.TEXT_NODE).map((noeud) => noeud.textContent.trim()).join(" ").trim();
      return nommee || texte || (etiquette?.textContent.trim() ?? premier.getAttribute("aria-label") ?? premier.name);
    };
    const versionDe = (champ) => propre.version?.(champ) ?? formulaire.elements.version?.value;
    // The cells of a grid have the version of their row, and by thousands are not looked through for more.
    const autre = (nom) => (propre.version ? null : formulaire.elements[nom]);
    const suivi = (champ) => champ.name && !SANS.includes(champ.type) && !champ.closest(".choix");

    const lire = () => {
      const lus = {};
      for (const nom of touches) {
        const champ = trouver(nom);
        if (!champ) continue;
        const [saisi, depart] = [valeurDe(champ), departs.get(nom) ?? { avant: valeurDe(champ, true) }];
        if (JSON.stringify(saisi) === JSON.stringify(depart.avant)) continue;
        const etat = autre(`etat_${nom}`)?.value;
        // A page that shows no more what it holds (a preview) says it in the words of the page before.
        const { dit, ...debut } = depart;
        lus[nom] = JSON.parse(JSON.stringify({
          saisi, dit: champ.type === "hidden" ? dit : ditDe(champ, saisi), dit_avant: ditDe(champ, depart.avant), libelle: libelleDe(champ),
          version: versionDe(champ), etat, ligne: propre.ligne?.(champ), ...debut,
        }));
      }
      // A bulk change is taken up again with its rows; on its own page, those chosen now are the ones.
      const lot = autre("lot");
      if (lot && Object.keys(lus).length) lus.lot = { saisi: lot.value, avant: "", libelle: "Lignes choisies", dit: lot.dataset.lignes };
      return lus;
    };
    // A field that can be made is empty until it is.
    const place = (nom, champ) => (propre.place ? propre.place(nom, champ) : nom);
    const voir = (nom, champ) => {
      if (nom === "lot") return { valeur: champ.saisi };
      const reel = place(nom, champ);
      if (reel === "") return { valeur: "" };
      const present = trouver(reel);
      return present && !present.disabled ? { valeur: valeurDe(present), dit: ditDe(present, valeurDe(present)) } : null;
    };
    // The typing goes on from where it began: the server is told the version that was seen then.
    const adopter = (nom, { avant, dit, dit_avant: ditAvant, libelle, version, etat }) => {
      if (nom === "lot") return;
      touches.add(nom);
      departs.set(nom, JSON.parse(JSON.stringify({ avant, dit, dit_avant: ditAvant, libelle, version, etat })));
    };
    const ecrire = (champ, saisi) => {
      const voulus = [saisi].flat();
      if (champ instanceof RadioNodeList) for (const element of champ) element.checked = voulus.includes(element.value);
      else if (champ.options) for (const option of champ.options) option.selected = voulus.includes(option.value);
      else if (champ.type === "checkbox") champ.checked = Boolean(saisi);
      else if (champ.type !== "file") champ.value = saisi;
    };
    const poser = (nom, champ) => {
      const reel = place(nom, champ) || propre.creer(nom, champ);
      const present = trouver(reel);
      const avant = valeurDe(present);
      if (propre.poser) propre.poser(present, champ.saisi);
      else ecrire(present, champ.saisi);
      if (JSON.stringify(valeurDe(present)) !== JSON.stringify(champ.saisi)) {
        ecrire(present, avant);
        return false;
      }
      adopter(reel, champ);
      if (champ.version) propre.verser?.(present, champ.version);
      if (champ.version && !propre.verser && formulaire.elements.version) formulaire.elements.version.value = champ.version;
      if (champ.etat !== undefined && autre(`etat_${nom}`)) autre(`etat_${nom}`).value = champ.etat;
      const premier = present instanceof RadioNodeList ? present[0] : present;
      const cadre = premier.closest(".champ, td, th");
      cadre?.classList.add("non-enregistre");
      cadre?.querySelector("label")?.append(" ", elementDe("small", { className: "signe", textContent: "non enregistré" }));
      for (const evenement of ["input", "change"]) premier.dispatchEvent(new Event(evenement, { bubbles: true }));
      return true;
    };

    const moteur = garderSaisie({
      page: formulaire.dataset.saisie || adresse,
      prete: propre.prete,
      exercice: formulaire.dataset.exercice ?? "",
      liee: "liee" in formulaire.dataset,
      avant: formulaire.closest(".redaction") ?? formulaire,
      pied: formulaire,
      lire,
      voir,
      poser,
      adopter,
      finir: () => {
        propre.finir?.();
        formulaire.querySelector(".non-enregistre :is(input, select, textarea)")?.focus();
      },
      liberer: () => formulaire.dispatchEvent(new Event("saisie:libre")),
    });
    const noter = ({ target }) => {
      if (!suivi(target)) return;
      touches.add(target.name);
      moteur.toucher();
    };
    // A field may be written before this script runs.
    for (const champ of formulaire.elements) {
      if (suivi(champ) && String(valeurDe(champ)) !== String(valeurDe(champ, true))) noter({ target: champ });
    }
    formulaire.addEventListener("input", noter);
    formulaire.addEventListener("change", noter);
    formulaire.addEventListener("formdata", ({ formData }) => formData.set("saisie_gardee", moteur.marque()));
    // Once the form's own scripts have had their word.
    document.addEventListener("submit", (evenement) => {
      if (evenement.target === formulaire && !evenement.defaultPrevented && !evenement.submitter?.formTarget) moteur.partir();
    });
    formulaire.querySelector("[data-abandon]")?.addEventListener("click", () => {
      touches.clear();
      moteur.abandonner();
    });
  };
  for (const formulaire of document.querySelectorAll("form[data-saisie]")) suivre(formulaire);
});
