// Cells in rows and columns, moved through as in a spreadsheet: the one in use, a block of them, what is copied, and
// one history. The fields of a grid and the marks of the matrix are such cells: each says what a cell is as a text,
// how a step of the history is played (``jouer``), and what must be finished before (``clore``).
"use strict";

const tableauDeCases = ({ table, annoncer, clore, jouer, boutons, texteDe, reveler = () => {} }) => {
  const PAGE = 10; // rows
  let cases = [];
  const position = new Map();
  // Cells by row and place; a row that has none at a place leaves a hole.
  const relire = (lues) => {
    cases = lues;
    position.clear();
    cases.forEach((ligne, l) => ligne.forEach((cellule, c) => { if (cellule) position.set(cellule, [l, c]); }));
  };

  // The block: from the cell in use to the other corner.
  let ancre = null;
  let coin = null;
  const plusieurs = () => ancre !== coin && position.has(ancre) && position.has(coin);
  const bloc = () => {
    if (!position.has(ancre)) return [];
    const [[la, ca], [lb, cb]] = [position.get(ancre), position.get(position.has(coin) ? coin : ancre)];
    const lignes = cases.slice(Math.min(la, lb), Math.max(la, lb) + 1);
    return lignes.map((ligne) => ligne.slice(Math.min(ca, cb), Math.max(ca, cb) + 1));
  };
  const mesure = (lignes) => {
    const [l, c] = [lignes.length, lignes[0].length];
    return `${l} ligne${l > 1 ? "s" : ""} × ${c} colonne${c > 1 ? "s" : ""}`;
  };
  let choisies = [];
  const montrer = () => {
    for (const cellule of choisies) cellule.parentElement?.classList.remove("choisie");
    choisies = [];
    if (!plusieurs()) return;
    choisies = bloc().flat().filter(Boolean);
    for (const cellule of choisies) cellule.parentElement.classList.add("choisie");
    annoncer(`${mesure(bloc())} choisies.`);
  };
  const prendre = (cellule) => {
    ancre = coin = cellule;
    montrer();
  };
  const etendre = (cellule) => {
    if (!cellule) return false;
    coin = cellule;
    montrer();
    reveler(cellule);
    cellule.scrollIntoView({ block: "nearest", inline: "nearest" });
    return true;
  };
  const lacher = () => {
    coin = ancre;
    montrer();
  };
  const entre = (cellules) => {
    const pleines = cellules.filter(Boolean);
    if (!pleines.length) return;
    reveler(pleines[0]);
    pleines[0].focus();
    etendre(pleines.at(-1));
  };
  const choisirLigne = (l) => entre(cases[l] ?? []);
  const choisirColonne = (c) => entre(cases.map((ligne) => ligne[c]));

  // The next cell from a place, past the holes.
  const voisin = (l, c, dl, dc) => {
    for (let [ligne, colonne] = [l + dl, c + dc]; cases[ligne] && colonne >= 0 && colonne < cases[ligne].length; ligne += dl, colonne += dc) {
      if (cases[ligne][colonne]) return cases[ligne][colonne];
    }
    return null;
  };
  const PAS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  // Where a key leads from a cell; undefined when it leads nowhere at all.
  const but = (cellule, key, commande) => {
    const [l, c] = position.get(cellule);
    if (PAS[key]) return voisin(l, c, ...PAS[key]);
    const ligne = { PageUp: Math.max(0, l - PAGE), PageDown: Math.min(cases.length - 1, l + PAGE) }[key];
    if (ligne !== undefined) return cases[ligne][c] ?? voisin(ligne, c, key === "PageUp" ? 1 : -1, 0);
    if (key === "Home") return (commande ? cases[0] : cases[l]).find(Boolean);
    if (key === "End") return (commande ? cases.at(-1) : cases[l]).findLast(Boolean);
    return undefined;
  };

  table.addEventListener("pointerdown", (evenement) => {
    const cellule = evenement.target;
    if (!position.has(cellule) || !evenement.shiftKey || !ancre) return;
    evenement.preventDefault();
    etendre(cellule);
  });
  table.addEventListener("mousedown", (evenement) => {
    // Shift chooses cells here, not text.
    if (evenement.shiftKey && position.has(evenement.target)) evenement.preventDefault();
  });
  // A mouse that drags from one cell to another chooses a block.
  table.addEventListener("pointerover", (evenement) => {
    if (evenement.buttons !== 1 || evenement.pointerType !== "mouse" || document.activeElement !== ancre) return;
    const place = evenement.target.closest("td, th");
    const cellule = place && [...place.children].find((contenu) => position.has(contenu));
    if (cellule && (cellule !== ancre || plusieurs())) etendre(cellule);
  });
  // A head chooses its row or its column.
  table.addEventListener("click", ({ target }) => {
    const titre = target.closest("th");
    if (!titre || target.closest("a, button, input, label")) return;
    const rangee = cases.findIndex((ligne) => ligne.some((cellule) => cellule && cellule.closest("tr") === titre.parentElement));
    if (rangee >= 0) return void choisirLigne(rangee);
    if (!titre.closest("thead")) return;
    const colonne = (cases[0] ?? []).findIndex((_, c) => cases.some((ligne) => ligne[c]?.parentElement.cellIndex === titre.cellIndex));
    if (colonne >= 0) choisirColonne(colonne);
  });

  // One history. A step that is refused stays where it is.
  const passe = [];
  const avenir = [];
  const montrerBoutons = () => {
    if (boutons.defaire) boutons.defaire.hidden = passe.length === 0;
    if (boutons.refaire) boutons.refaire.hidden = avenir.length === 0;
  };
  const noter = (pas) => {
    passe.push(pas);
    avenir.length = 0;
    montrerBoutons();
  };
  // One after the other: a step may wait for the server's answer, which says what became of it (``false``: refused).
  let cours = Promise.resolve();
  const rejouer = (depuis, vers, sens) => {
    cours = cours.then(async () => {
      clore?.();
      const pas = depuis.at(-1);
      if (!pas) return annoncer(sens < 0 ? "Rien à défaire." : "Rien à refaire.");
      const dit = await jouer(pas, sens);
      if (dit === false) return undefined;
      depuis.pop();
      vers.push(pas);
      montrerBoutons();
      return annoncer(`${sens < 0 ? "Défait." : "Refait."} ${dit ?? ""}`.trim());
    });
    return cours;
  };
  const defaire = () => rejouer(passe, avenir, -1);
  const refaire = () => rejouer(avenir, passe, 1);
  boutons.defaire?.addEventListener("click", defaire);
  boutons.refaire?.addEventListener("click", refaire);
  table.addEventListener("keydown", (evenement) => {
    const lettre = evenement.key.toLowerCase();
    if (!(evenement.ctrlKey || evenement.metaKey) || evenement.altKey || !["y", "z"].includes(lettre)) return;
    evenement.preventDefault();
    if (lettre === "z" && !evenement.shiftKey) defaire();
    else refaire();
  });

  // Copying out. A cell that holds a tab or a line break is quoted, as spreadsheets do.
  const enTexte = (lignes) => lignes
    .map((ligne) => ligne.map((texte) => (/^"|[\t\n\r]/.test(texte) ? `"${texte.replaceAll('"', '""')}"` : texte)).join("\t"))
    .join("\r\n");
  document.addEventListener("copy", (evenement) => {
    const active = document.activeElement;
    if (!position.has(active) || (!plusieurs() && active.matches("input"))) return;
    evenement.clipboardData.setData("text/plain", enTexte(bloc().map((ligne) => ligne.map((cellule) => (cellule ? texteDe(cellule) : "")))));
    evenement.preventDefault();
    annoncer(`${mesure(bloc())} copiées.`);
  });

  return {
    position, relire, bloc, plusieurs, prendre, etendre, lacher, choisirLigne, choisirColonne, voisin, but, noter, defaire, refaire, enTexte,
    cases: () => cases,
    ancre: () => ancre,
    coin: () => coin,
    historique: { passe, avenir, montrer: montrerBoutons },
  };
};
