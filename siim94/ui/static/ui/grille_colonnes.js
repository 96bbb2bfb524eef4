// The columns and the rows of a grid that are seen: columns that name the rows stay in view, the empty ones unfold, the
// year before is compared with what is being typed, and words keep only the rows that have them.
"use strict";

(() => {
  const grille = grilleSaisie;
  if (!grille) return;
  const { formulaire, table, stocke, lire, compte } = grille;
  const { position } = grille.tableau;
  const cadre = table.closest(".defile");
  const tetes = [...table.tHead.rows[0].cells];

  // Columns that name the rows stick to the left, as many as leave more than half of the frame to the figures.
  // Where each one stops depends on the widths of those before it.
  const PART = 0.45;
  const feuille = new CSSStyleSheet();
  document.adoptedStyleSheets.push(feuille);
  // Up to the first column that a stored row fills in.
  const premiere = [...position.keys()].find((champ) => !champ.closest(".nouvelle"))?.parentElement;
  const fixes = premiere ? tetes.slice(0, premiere.cellIndex) : tetes.slice(0, 1);
  const etaler = (nombre) => {
    // The name of a total has the place of all that stays in view.
    const sous = fixes.filter((tete) => !tete.hidden).slice(1, nombre).map(({ cellIndex }) => cellIndex);
    for (const { cells } of table.tFoot?.rows ?? []) {
      for (const { cellIndex, hidden } of fixes) cells[cellIndex].hidden = hidden || sous.includes(cellIndex);
      cells[0].colSpan = nombre;
    }
  };
  let large = 0;
  const figer = () => {
    large = cadre.clientWidth;
    const visibles = fixes.filter((tete) => !tete.hidden);
    const largeur = (tete) => tete.getBoundingClientRect().width;
    etaler(visibles.length);
    let gauche = 0;
    const nombre = visibles.findIndex((tete) => (gauche += largeur(tete)) > large * PART);
    const figees = visibles.slice(0, Math.max(1, nombre < 0 ? visibles.length : nombre));
    if (figees.length < visibles.length) etaler(figees.length);
    gauche = 0;
    const regles = [];
    for (const tete of figees) {
      const place = `> tr > :nth-child(${tete.cellIndex + 1})`;
      if (gauche) {
        regles.push(`.grille-saisie tbody ${place} { position: sticky; left: ${gauche}px; z-index: 1; }`);
        regles.push(`.grille-saisie thead ${place} { left: ${gauche}px; z-index: 3; }`);
      }
      gauche += largeur(tete);
    }
    // A cell that the keyboard reaches never stands under them, nor under heads and totals.
    const bas = table.tFoot?.matches(".fige") ? table.tFoot.offsetHeight : 0;
    regles.push(`.saisie .defile { scroll-padding: ${table.tHead.offsetHeight}px 0 ${bas}px ${gauche}px; }`);
    feuille.replaceSync(regles.join("\n"));
  };
  new ResizeObserver(() => { if (cadre.clientWidth !== large) figer(); }).observe(cadre);

  // Columns that are empty on every row
  const deplieur = document.querySelector("[data-deplier]");
  const deplier = () => {
    for (const cellule of formulaire.querySelectorAll("th[hidden], td[hidden]")) cellule.hidden = false;
    for (const cellule of formulaire.querySelector("template[data-modele]")?.content.querySelectorAll("[hidden]:not([data-retirer])") ?? []) cellule.hidden = false;
    deplieur?.remove();
    grille.relire();
    grille.fenetre?.elargir();
    figer();
  };
  deplieur?.addEventListener("click", (evenement) => {
    evenement.preventDefault();
    deplier();
    cadre.focus();
  });

  // The change since the year before, as the server writes it.
  const enregistres = new Map();
  const comparer = (champ) => {
    const cellule = champ.parentElement.nextElementSibling;
    const note = cellule?.querySelector("[data-change]");
    if (!note) return;
    if (!enregistres.has(note)) enregistres.set(note, note.textContent);
    const [avant, valeur] = [lire(cellule.dataset.avant), compte(champ)];
    if (champ.value === stocke(champ)) note.textContent = enregistres.get(note);
    else if (valeur === null || valeur === undefined) note.textContent = "";
    else if (valeur === avant) note.textContent = avant > 0n ? "0,0\u00a0%" : "inchangé";
    else if (avant <= 0n) note.textContent = avant ? "base négative" : "base nulle";
    else {
      const dixiemes = Math.round(Number(valeur - avant) * 1000 / Number(avant));
      const texte = Math.abs(dixiemes / 10).toFixed(1).replace(".", ",").replace(/\B(?=(\d{3})+,)/g, "\u202f");
      note.textContent = `${dixiemes < 0 ? "−" : dixiemes ? "+" : ""}${texte}\u00a0%`;
    }
  };
  formulaire.addEventListener("input", ({ target }) => { if (position.has(target)) comparer(target); });
  for (const champ of position.keys()) if (champ.value !== stocke(champ)) comparer(champ);

  // A row that was changed or added stays whatever its names: nobody loses sight of what is not saved.
  const filtre = document.querySelector("[data-filtre]");
  const retenue = document.querySelector("[data-retenues]");
  const noms = new Map([...table.querySelectorAll("tr[data-ligne]:not(.nouvelle)")].map((rangee) => [rangee, null]));
  const nommer = (rangee) => grille.reduire([...rangee.cells].filter((cellule) => !cellule.matches(".case, .avant, .retrait")).map((cellule) => cellule.textContent).join(" "));
  const filtrer = () => {
    const mots = grille.reduire(filtre.value).split(" ").filter(Boolean);
    let montrees = 0;
    for (const [rangee, connu] of noms) {
      const texte = connu ?? nommer(rangee);
      noms.set(rangee, texte);
      rangee.hidden = !mots.every((mot) => texte.includes(mot)) && !rangee.matches(":has(.modifiee, .en-erreur), .supprimee");
      montrees += !rangee.hidden;
    }
    grille.relire();
    grille.fenetre?.revoir();
    retenue.textContent = mots.length ? `${montrees} ligne${montrees > 1 ? "s" : ""} sur ${noms.size} : coller, recopier et vider ne touchent que celles-ci. Les totaux comptent toutes les lignes.` : "";
  };
  if (filtre && noms.size > 1) {
    filtre.closest("[hidden]").hidden = false;
    filtre.addEventListener("input", filtrer);
    filtre.addEventListener("keydown", (evenement) => {
      // Enter leads into the grid, it does not send it.
      if (evenement.key !== "Enter" && evenement.key !== "ArrowDown") return;
      evenement.preventDefault();
      const premier = grille.tableau.cases().flat().find(Boolean);
      if (!premier) return;
      grille.fenetre?.reveler(premier);
      premier.focus();
    });
  }

  // Rows that came after the page.
  grille.recues = (rangees) => {
    for (const rangee of rangees) if (!noms.has(rangee)) noms.set(rangee, null);
    if (filtre?.value) filtrer();
  };
  grille.deplier = deplier;
  grille.figer = figer;
})();
