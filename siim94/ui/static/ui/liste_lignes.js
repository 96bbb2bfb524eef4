// The rows of a list by keyboard, mouse and finger: one row holds the place of all for Tab, arrows lead to the others
// and from column to column. Keys act on a row that has the focus, nowhere else.
"use strict";

const lignesDeListe = (() => {
  const PAGE = 10; // rows
  const corrigeable = "[data-champ]";
  const annonce = document.getElementById("annonce");
  const etat = document.querySelector("[data-etat-liste]");
  const table = () => document.querySelector("#resultats table.liste");
  const rangees = () => [...table()?.tBodies[0].rows ?? []];
  const tete = (cellule) => table().tHead.rows[0].cells[cellule.cellIndex];
  const colonnes = () => [...table().tHead.rows[0].cells]
    .filter((titre) => titre.checkVisibility() && titre.matches(table().dataset.fixe ? ":not(.selection)" : "[data-champ], [data-fixe]"));
  const nomDe = (cellule) => tete(cellule).textContent.trim().replace(/\s*[↑↓].*$/s, "");
  const cle = (rangee) => rangee.querySelector("input[name=selection]")?.value;

  // What was done or cannot be, in view until the next gesture.
  const dire = (texte) => {
    etat.querySelector("[role=status]").textContent = texte;
    // What is kept and not saved yet (liste_saisie.js) has its own word.
    etat.hidden = texte === "" && ![...etat.querySelectorAll(".saisie-etat")].some((mot) => mot.textContent);
  };
  etat.querySelector("[data-fermer]").addEventListener("click", () => {
    etat.hidden = true;
    actuelle?.focus();
  });

  let actuelle = null;
  let colonne = -1; // rank of the current cell in its row
  const cellule = () => actuelle?.cells[colonne];
  // The usual column to correct: the first figure that is given, else the first column that can be, else the row alone.
  const colonneUsuelle = ([premiere]) => {
    const titres = colonnes().filter((titre) => titre.matches(corrigeable));
    const donnee = ({ cellIndex }) => !premiere.cells[cellIndex].querySelector("abbr");
    const chiffres = titres.filter((titre) => titre.matches(".n"));
    return (chiffres.find(donnee) ?? chiffres[0] ?? titres[0] ?? colonnes()[0])?.cellIndex ?? -1;
  };
  const crayon = document.createElement("button");
  crayon.type = "button";
  crayon.className = "crayon";
  crayon.innerHTML = '<svg viewBox="0 0 24 24" width="16" height="16" aria-hidden="true"><path d="M4 20l1-5L16 4l4 4L9 19z" /></svg>';
  const pourquoi = (place) => table().dataset.fixe ?? tete(place).dataset.fixe ?? "";
  const choisir = (rangee, rang = colonne) => {
    for (const autre of table().querySelectorAll(".courante")) autre.classList.remove("courante");
    crayon.remove();
    if (actuelle !== rangee) actuelle?.setAttribute("tabindex", "-1");
    actuelle = rangee;
    colonne = rang;
    actuelle.tabIndex = 0;
    const place = cellule();
    if (!place) return;
    place.classList.add("courante");
    if (!tete(place).matches(corrigeable) || place.querySelector(".en-place")) return;
    crayon.setAttribute("aria-label", `Modifier ${nomDe(place)}`);
    place.append(crayon);
  };
  const aller = (rangee, rang) => {
    choisir(rangee, rang);
    rangee.focus({ preventScroll: true });
    rangee.scrollIntoView({ block: "nearest" });
  };
  const direCellule = () => {
    const place = cellule();
    place.scrollIntoView({ block: "nearest", inline: "nearest" });
    annonce.textContent = `${nomDe(place)} : ${place.innerText.trim() || "vide"}`;
  };

  const ouvrir = (rangee) => (rangee.querySelector("th a") ?? rangee.querySelector("td:last-child > a[id^='modifier-']"))?.click();
  const corriger = () => {
    const place = cellule();
    if (!place) return dire(table().dataset.fixe ?? "");
    if (pourquoi(place)) return dire(pourquoi(place));
    return place.dispatchEvent(new CustomEvent("corriger", { bubbles: true }));
  };
  const touches = {
    ArrowDown: (toutes, rang) => toutes[rang + 1] && aller(toutes[rang + 1]),
    ArrowUp: (toutes, rang) => toutes[rang - 1] && aller(toutes[rang - 1]),
    PageDown: (toutes, rang) => aller(toutes[Math.min(rang + PAGE, toutes.length - 1)]),
    PageUp: (toutes, rang) => aller(toutes[Math.max(rang - PAGE, 0)]),
    Home: (toutes) => aller(toutes[0]),
    End: (toutes) => aller(toutes.at(-1)),
    Enter: (toutes, rang) => ouvrir(toutes[rang]),
    F2: corriger,
    " ": (toutes, rang) => toutes[rang].querySelector("input[name=selection]")?.click(),
  };
  const deCote = (pas) => {
    const rangs = colonnes().map((titre) => titre.cellIndex);
    const rang = rangs[rangs.indexOf(colonne) + pas];
    if (rang === undefined) return;
    choisir(actuelle, rang);
    direCellule();
  };
  document.addEventListener("keydown", (evenement) => {
    const { target, key, shiftKey } = evenement;
    if (target !== actuelle || evenement.ctrlKey || evenement.metaKey || evenement.altKey || shiftKey) return;
    if (key === "e" && toucheSeule.vaut(evenement)) corriger();
    else if (key === "ArrowLeft" || key === "ArrowRight") deCote(key === "ArrowLeft" ? -1 : 1);
    else if (touches[key]) {
      const toutes = rangees();
      dire("");
      touches[key](toutes, toutes.indexOf(actuelle));
    } else return;
    evenement.preventDefault();
  });
  // From the text that is searched, down into its rows; from the top of the page, past all that stands above them.
  document.addEventListener("keydown", (evenement) => {
    if (evenement.key !== "ArrowDown" || !evenement.target.matches("#filtres input[type=search]") || !actuelle) return;
    evenement.preventDefault();
    aller(actuelle);
  });
  document.querySelector("[data-aux-lignes]")?.addEventListener("click", (evenement) => {
    if (!actuelle) return;
    evenement.preventDefault();
    aller(actuelle);
  });

  const liste = document.getElementById("contenu");
  const placeDe = (cible) => {
    const place = cible.closest("#resultats .liste > tbody > tr > *");
    return place && !cible.closest("a, button, input, label, form") && !place.matches(".selection") && colonnes().includes(tete(place)) ? place : null;
  };
  liste.addEventListener("click", ({ target }) => {
    if (target.closest(".crayon")) return corriger();
    const place = placeDe(target);
    if (!place || String(getSelection())) return undefined;
    dire("");
    choisir(place.parentElement, place.cellIndex);
    return place.parentElement.focus({ preventScroll: true });
  });
  liste.addEventListener("mousedown", (evenement) => {
    // The second press of two corrects the cell, it selects no word.
    if (evenement.detail > 1 && placeDe(evenement.target)) evenement.preventDefault();
  });
  liste.addEventListener("dblclick", ({ target }) => {
    const place = placeDe(target);
    if (!place) return;
    choisir(place.parentElement, place.cellIndex);
    corriger();
  });

  // Where a hand may correct is shown under it; rules by column, nothing by cell.
  const feuille = new CSSStyleSheet();
  document.adoptedStyleSheets.push(feuille);
  let preparee = null;
  const preparer = () => {
    if (table() === preparee) return;
    preparee = table();
    actuelle = null;
    crayon.remove();
    const [premiere] = rangees();
    if (!premiere) return;
    if (!colonnes().some(({ cellIndex }) => cellIndex === colonne)) colonne = colonneUsuelle(rangees());
    const places = colonnes().filter((titre) => titre.matches(corrigeable)).map(({ cellIndex }) => `#resultats .liste > tbody > tr > :nth-child(${cellIndex + 1}):hover`);
    feuille.replaceSync(places.length ? `${places.join(", ")} { cursor: cell; box-shadow: inset 0 0 0 1px var(--filet-fort); }` : "");
    actuelle = premiere;
    premiere.tabIndex = 0;
  };
  preparer();
  document.addEventListener("htmx:afterSettle", preparer);

  return { actuelle: () => actuelle, aller, choisir, cle, dire, etat, nomDe, rangees, table, tete };
})();
