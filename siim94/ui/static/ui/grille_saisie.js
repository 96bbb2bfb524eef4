// What a grid keeps its own way of what is typed and not saved: its formulas, its new rows, the version of each row.
"use strict";

(() => {
  if (!grilleSaisie) return;
  const { formulaire, table, ajoutable, ajouter, champ, formule, noter, poser } = grilleSaisie;
  const versions = formulaire.elements.versions;
  const DE_LIGNE = /^c-(n\d+)-(.+)$/;
  const ligneDe = (champ) => champ.closest("tr");
  const marque = (rangee) => rangee?.querySelector("input[name=nouvelle]");
  // New rows that were put back, by the name that they had.
  const remises = new Map();
  let pas = { cases: [], lignes: [] };

  // The version of each row, read once of a list that may name thousands.
  let lues = "";
  let parLigne = new Map();
  const versionDe = (cle) => {
    if (lues !== versions.value) {
      lues = versions.value;
      parLigne = new Map(lues.split(",").map((couple) => couple.split(":")));
    }
    return parLigne.get(cle);
  };

  formulaire.saisie = {
    prete: grilleSaisie.complete,
    champ,
    formule,
    ligne: (champ) => marque(ligneDe(champ))?.value,
    version: (champ) => versionDe(ligneDe(champ)?.dataset.ligne),
    place: (nom, { ligne }) => {
      const [, cle, colonne] = DE_LIGNE.exec(nom) ?? [];
      if (!cle || "liee" in formulaire.dataset) return nom;
      if (remises.has(cle)) return `c-${remises.get(cle)}-${colonne}`;
      const source = ligne?.split(":")[1];
      if (!source) return ajoutable ? "" : null;
      const presente = table.querySelector(`input[name=nouvelle][value$=":${source}"]`);
      return presente && `c-${ligneDe(presente).dataset.ligne}-${colonne}`;
    },
    creer: (nom) => {
      const [, cle, colonne] = DE_LIGNE.exec(nom);
      const rangee = ajouter();
      pas.lignes.push([rangee, null, true]);
      remises.set(cle, rangee.dataset.ligne);
      return `c-${rangee.dataset.ligne}-${colonne}`;
    },
    // The row is saved against what was seen when the typing began.
    verser: (champ, version) => {
      const cle = ligneDe(champ).dataset.ligne;
      versions.value = versions.value.split(",").map((couple) => (couple.startsWith(`${cle}:`) ? `${cle}:${version}` : couple)).join(",");
    },
    poser: (champ, texte) => {
      if (champ.type === "checkbox") {
        champ.checked = Boolean(texte);
        return;
      }
      pas.cases.push([champ, champ.value, texte]);
      poser(champ, texte);
    },
    // One gesture, one step back.
    finir: () => {
      if (pas.cases.length) grilleSaisie.fenetre?.reveler(pas.cases[0][0]);
      if (pas.cases.length || pas.lignes.length) noter(pas);
      pas = { cases: [], lignes: [] };
    },
  };
})();
