// On a phone a list shows the name of its rows and their first figure side by side: columns between the two that say
// least there are folded, which is told, and undone by a button.
"use strict";

(() => {
  const etroit = matchMedia("(max-width: 520px)");
  const CODE = 8; // signs
  const feuille = new CSSStyleSheet();
  document.adoptedStyleSheets.push(feuille);
  let toutes = false; // asked for

  const nomDe = (tete) => tete.textContent.trim().replace(/\s*[↑↓].*$/s, "");
  // From what says least, told by how many different things it says; of two that say as many, the farthest from the name.
  const candidats = (tetes, rangees, chiffre) => {
    const textes = (tete) => new Set(rangees.map((rangee) => rangee.cells[tete.cellIndex].textContent.trim()).filter(Boolean));
    const entre = tetes.slice(1, tetes.indexOf(chiffre)).map((tete) => [textes(tete).size, tete]);
    return entre.reverse().sort(([a], [b]) => a - b).map(([, tete]) => tete);
  };

  const replier = () => {
    feuille.replaceSync("");
    document.querySelector("[data-repliees]")?.remove();
    const table = document.querySelector("#resultats table.liste");
    const rangees = [...table?.tBodies[0].rows ?? []];
    if (!rangees.length || !etroit.matches || toutes) return;
    const tetes = [...table.tHead.rows[0].cells].filter((tete) => !tete.matches(".selection"));
    const donnee = (tete) => rangees.some((rangee) => !rangee.cells[tete.cellIndex].querySelector("abbr"));
    const chiffre = tetes.find((tete) => tete.matches(".n") && donnee(tete));
    if (!chiffre) return;
    const cadre = table.parentElement;
    // A code needs less room than a name.
    const [premiere] = tetes;
    const court = rangees.every((rangee) => rangee.cells[premiere.cellIndex].textContent.trim().length <= CODE);
    const largeur = court ? `#resultats .liste tr > :nth-child(${premiere.cellIndex + 1}) { min-width: 0; } ` : "";
    feuille.replaceSync(largeur);
    const enVue = () => chiffre.getBoundingClientRect().right <= cadre.getBoundingClientRect().right + 1;
    const reste = candidats(tetes, rangees, chiffre);
    const repliees = [];
    while (!enVue() && reste.length) {
      repliees.push(reste.shift());
      const places = repliees.map((tete) => `#resultats .liste tr > :nth-child(${tete.cellIndex + 1})`);
      feuille.replaceSync(`${largeur}${places.join(", ")} { display: none; }`);
    }
    if (!repliees.length) return;
    const mot = document.createElement("p");
    mot.className = "source";
    mot.dataset.repliees = "";
    const bouton = document.createElement("button");
    Object.assign(bouton, { type: "button", className: "bouton", textContent: repliees.length > 1 ? "Les montrer" : "La montrer" });
    bouton.addEventListener("click", () => {
      toutes = true;
      replier();
      document.querySelector("[data-nombre-lignes]").focus();
    });
    const noms = tetes.filter((tete) => repliees.includes(tete)).map(nomDe);
    mot.append(`${noms.length > 1 ? "Colonnes repliées" : "Colonne repliée"} : ${noms.join(", ")}. `, bouton);
    table.closest(".panneau-table").before(mot);
  };
  replier();
  etroit.addEventListener("change", replier);
  document.addEventListener("htmx:afterSettle", replier);
  document.fonts?.ready.then(replier);
})();
