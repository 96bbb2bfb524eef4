// The rows of a grid in the order of a column, on the page: nothing is left, nothing is asked again. What is typed later
// does not move a row until the column is sorted again.
"use strict";

(() => {
  const grille = grilleSaisie;
  if (!grille) return;
  const { table, annoncer, lire, compte, numerique } = grille;
  const collator = new Intl.Collator("fr", { numeric: true, sensitivity: "base" });
  const tetes = [...table.tHead.rows[0].cells].filter((tete) => !tete.matches(".retrait, .avant"));
  const lignes = () => [...table.querySelectorAll("tr[data-ligne]:not(.nouvelle)")];
  if (lignes().length < 2) return;
  const SENS = ["ascending", "descending", "none"];
  const DITS = { ascending: "croissant", descending: "décroissant" };
  // The place of each row in the list, as it came.
  const places = new Map();
  const retenir = () => { for (const rangee of lignes()) if (!places.has(rangee)) places.set(rangee, places.size); };

  // An amount, or a text: what a cell is sorted by; null for nothing.
  const valeurDe = (cellule) => {
    const champ = cellule.querySelector(":scope > input[data-champ]");
    if (champ && numerique(champ)) return compte(champ) ?? null;
    const texte = (champ ? champ.value : cellule.textContent).trim();
    if (!texte || texte === "n. r.") return null;
    return cellule.classList.contains("n") ? lire(texte) ?? texte : texte;
  };
  const comparer = (a, b) => {
    if (typeof a === "bigint" && typeof b === "bigint") return a < b ? -1 : Number(a > b);
    return collator.compare(String(a), String(b));
  };
  const trier = async (tete, sens) => {
    await grille.complete;
    retenir();
    const rangees = lignes();
    rangees.sort((a, b) => places.get(a) - places.get(b));
    if (sens !== "none") {
      const signe = sens === "ascending" ? 1 : -1;
      const valeurs = new Map(rangees.map((rangee) => [rangee, valeurDe(rangee.cells[tete.cellIndex])]));
      // What is not known comes last, whichever the order.
      rangees.sort((une, autre) => {
        const [a, b] = [valeurs.get(une), valeurs.get(autre)];
        return a === null || b === null ? Number(a === null) - Number(b === null) : signe * comparer(a, b);
      });
    }
    for (const autre of tetes) autre.removeAttribute("aria-sort");
    if (sens !== "none") tete.setAttribute("aria-sort", sens);
    grille.fenetre.ranger(rangees);
    grille.relire();
    table.closest(".defile").scrollTop = 0;
    const nom = tete.querySelector("button").dataset.nom;
    annoncer(sens === "none" ? "Les lignes sont dans l’ordre de la liste." : `${grille.rangees().length} lignes triées par « ${nom} », ordre ${DITS[sens]}.`);
  };
  for (const tete of tetes) {
    const nom = tete.textContent.trim().replace(/\s+/g, " ");
    if (!nom) continue;
    const bouton = document.createElement("button");
    Object.assign(bouton, { type: "button", className: "tri" });
    bouton.dataset.nom = nom;
    bouton.setAttribute("aria-label", `Trier par ${nom}`);
    bouton.addEventListener("click", () => trier(tete, SENS[(SENS.indexOf(tete.getAttribute("aria-sort") ?? "none") + 1) % 3]));
    tete.append("\u00a0", bouton);
  }
})();
