// Help while writing: unsaved changes are guarded, search fields complete names.
// Every page works without it.
"use strict";

(() => {
  const PAS_D_ACTIVITE = 60_000; // milliseconds

  // A field may be written before this script runs: what differs from the page as it came was written.
  const ecrit = (champ) => {
    if (champ.type === "hidden" || champ.disabled) return false;
    if (champ.multiple) return [...champ.options].some((choix) => choix.selected !== choix.defaultSelected);
    if (champ.options) return champ.selectedIndex !== Math.max(0, [...champ.options].findIndex((choix) => choix.defaultSelected));
    return champ.type === "checkbox" || champ.type === "radio" ? champ.checked !== champ.defaultChecked : champ.value !== champ.defaultValue;
  };
  const champs = (racine) => [...racine.querySelectorAll("input, select, textarea")];

  // A form whose fields were touched asks before the page is left; "ouverte" guards it from the start.
  for (const formulaire of document.querySelectorAll("form[data-garde]")) {
    let modifie = formulaire.dataset.garde === "ouverte" || formulaire.querySelector(".erreurs") !== null
      || champs(formulaire).some(ecrit);
    let signale = Date.now();
    const marquer = () => {
      modifie = true;
      // Writing makes no request by itself: the session is told that somebody is there.
      if (document.body.dataset.session && Date.now() - signale > PAS_D_ACTIVITE) {
        signale = Date.now();
        fetch(document.body.dataset.session).catch(() => {});
      }
    };
    formulaire.addEventListener("input", marquer);
    formulaire.addEventListener("change", marquer);
    // What opens elsewhere (a proof) saves nothing: the page is still to be kept.
    formulaire.addEventListener("submit", (evenement) => { if (!evenement.submitter?.formTarget) modifie = false; });
    formulaire.addEventListener("saisie:libre", () => { modifie = false; });
    for (const lien of formulaire.querySelectorAll("a.discret")) {
      lien.addEventListener("click", () => { modifie = false; });
    }
    window.addEventListener("beforeunload", (evenement) => {
      if (modifie) evenement.preventDefault();
    });
  }

  // Names that complete a search field.
  let attente = 0;
  document.addEventListener("input", ({ target: champ }) => {
    if (!champ.matches("input[list][data-suggestions]")) return;
    clearTimeout(attente);
    attente = setTimeout(async () => {
      if (champ.value.trim().length < 2) return;
      const adresse = new URL(champ.dataset.suggestions, location.href);
      adresse.searchParams.set("champ", champ.dataset.champ ?? champ.name);
      adresse.searchParams.set("q", champ.value);
      const reponse = await fetch(adresse, { headers: { Accept: "application/json" } });
      if (!reponse.ok) return;
      const { noms } = await reponse.json();
      champ.list?.replaceChildren(...noms.map((nom) => new Option(nom, nom)));
    }, 200);
  });

  // In a bulk change, writing in a field ticks its box.
  for (const groupe of document.querySelectorAll(".champs.lot fieldset")) {
    const boite = groupe.querySelector(".changer input");
    const cocher = (evenement) => {
      if (evenement.target === boite || boite.checked) return;
      boite.checked = true;
      boite.dispatchEvent(new Event("change", { bubbles: true }));
    };
    if (champs(groupe).some((champ) => champ !== boite && ecrit(champ))) boite.checked = true;
    groupe.addEventListener("input", cocher);
    groupe.addEventListener("change", cocher);
  }
})();
