// Help while writing: unsaved changes are guarded, search fields complete names.
// Every page works without it.
"use strict";

(() => {
  // A form whose fields were touched asks before the page is left; "ouverte" guards it from the start.
  for (const formulaire of document.querySelectorAll("form[data-garde]")) {
    let modifie = formulaire.dataset.garde === "ouverte" || formulaire.querySelector(".erreurs") !== null;
    const marquer = () => { modifie = true; };
    formulaire.addEventListener("input", marquer);
    formulaire.addEventListener("change", marquer);
    formulaire.addEventListener("submit", () => { modifie = false; });
    for (const lien of formulaire.querySelectorAll("a.discret")) {
      lien.addEventListener("click", () => { modifie = false; });
    }
    window.addEventListener("beforeunload", (evenement) => {
      if (modifie) evenement.preventDefault();
    });
  }

  // Names that complete a search field.
  for (const champ of document.querySelectorAll("input[list][data-suggestions]")) {
    const liste = document.getElementById(champ.getAttribute("list"));
    let attente = 0;
    champ.addEventListener("input", () => {
      clearTimeout(attente);
      attente = setTimeout(async () => {
        if (champ.value.trim().length < 2) return;
        const adresse = new URL(champ.dataset.suggestions, location.href);
        adresse.searchParams.set("champ", champ.name);
        adresse.searchParams.set("q", champ.value);
        const reponse = await fetch(adresse, { headers: { Accept: "application/json" } });
        if (!reponse.ok) return;
        const { noms } = await reponse.json();
        liste.replaceChildren(...noms.map((nom) => new Option(nom, nom)));
      }, 200);
    });
  }

  // In a bulk change, writing in a field ticks its box.
  for (const groupe of document.querySelectorAll(".champs.lot fieldset")) {
    const cocher = (evenement) => {
      const boite = groupe.querySelector(".changer input");
      if (evenement.target !== boite) boite.checked = true;
    };
    groupe.addEventListener("input", cocher);
    groupe.addEventListener("change", cocher);
  }
})();
