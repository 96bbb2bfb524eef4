// What is typed from a list and not saved yet, as it is kept: the cell that is open, and a bulk change that was begun
// (its own page keeps it, under the address of the list).
"use strict";

(() => {
  const { dire, etat, nomDe, table } = lignesDeListe;
  const { changee, liberer, ouvrir, rangeeDe } = casesDeListe;
  const contenu = document.getElementById("contenu");
  const commun = { exercice: "", liee: false, avant: document.getElementById("liste"), pied: etat, adopter: () => {} };

  const DE_CASE = /^c-(\d+)-(.+)$/;
  const placeDe = (nom) => {
    const [, pk, champ] = DE_CASE.exec(nom) ?? [];
    const rangee = table() && pk && rangeeDe(pk);
    const titre = rangee && [...table().tHead.rows[0].cells].find((cellule) => cellule.dataset.champ === champ);
    return titre && rangee.cells[titre.cellIndex];
  };
  const moteur = garderSaisie({
    ...commun,
    page: `${location.pathname}${location.search}#case`,
    lire: () => {
      const ouverte = changee();
      if (!ouverte) return {};
      const { avant, champ, dit, formulaire, nom, pk, place, repris } = ouverte;
      const saisie = repris ?? { saisi: champ.value, avant, version: formulaire?.elements.version.value ?? place.parentElement.dataset.version };
      return { [`c-${pk}-${nom}`]: { ...saisie, dit_avant: saisie.dit_avant ?? dit, libelle: `${place.parentElement.querySelector("th").innerText.trim()}, ${nomDe(place)}` } };
    },
    // A cell shows its value as it is read: unchanged, it stands for what the field held.
    voir: (nom, { avant, dit_avant: ditAvant }) => {
      const dit = placeDe(nom)?.innerText.trim();
      return dit === undefined ? null : { valeur: dit === ditAvant ? avant : dit, dit };
    },
    poser: (nom, champ) => {
      if (changee()) return false;
      ouvrir(placeDe(nom), champ);
      return true;
    },
    finir: () => {},
    liberer,
  });
  contenu.addEventListener("input", ({ target }) => { if (target.closest(".en-place")) moteur.toucher(); });
  contenu.addEventListener("case:fermee", () => moteur.toucher());

  // The values of a bulk change go back to its page, with the rows that were chosen for it.
  const repris = [];
  const lot = garderSaisie({
    ...commun,
    page: `${location.pathname}#lot`,
    lire: () => ({}),
    voir: (nom, champ) => ({ valeur: champ.avant, dit: champ.dit_avant }),
    poser: (nom, { saisi }) => repris.push(...[saisi].flat().map((value) => ({ name: nom, value }))),
    finir: () => {
      lot.partir();
      repris.push({ name: "action", value: "modifier" }, { name: "csrfmiddlewaretoken", value: saisies.jeton() });
      const champs = repris.map((champ) => elementDe("input", { type: "hidden", ...champ }));
      const formulaire = elementDe("form", { method: "post", action: etat.dataset.lot + location.search, hidden: true }, ...champs);
      contenu.append(formulaire);
      formulaire.submit();
    },
    liberer: () => {},
  });

  // What the two say of a session or a network that is gone is in view.
  for (const mot of etat.querySelectorAll(".saisie-etat")) {
    new MutationObserver(() => dire(etat.querySelector("[role=status]").textContent)).observe(mot, { childList: true });
  }
})();
