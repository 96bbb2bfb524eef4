// The catalogue changed in place: a click or the space bar turns a cell, Enter opens its dates, each change is
// written at once and can be taken back. Without it each cell is a link to the ordinary form.
"use strict";

(() => {
  const table = document.querySelector("table[data-matrice]");
  if (!table) return;
  const barre = document.querySelector(".matrice-barre");
  const statut = barre.querySelector("[data-statut]");
  const annuler = barre.querySelector("[data-annuler]");
  const ouvrir = barre.querySelector("[data-ouvrir]");
  const formulaire = barre.querySelector("[data-case]");
  const options = [...formulaire.elements.etat.options];
  const rangees = [...table.querySelectorAll("tr[data-ligne]")];
  const cases = rangees.map((rangee) => [...rangee.querySelectorAll("a[data-adherent]")]);
  const position = new Map();
  cases.forEach((ligne, l) => ligne.forEach((cellule, c) => position.set(cellule, [l, c])));
  let active = cases[0]?.[0];
  if (!active) return;
  const passe = [];

  // One stop for Tab in the whole matrix; arrows move it.
  for (const cellule of position.keys()) {
    cellule.tabIndex = -1;
    cellule.setAttribute("role", "button");
  }
  active.tabIndex = 0;

  const nom = (cellule) => {
    const [ligne, membre] = cellule.getAttribute("aria-labelledby").split(" ");
    return `${document.getElementById(ligne).textContent.trim()}, ${document.getElementById(membre).textContent.trim()}`;
  };
  const option = (etat) => options.find((choix) => choix.value === etat);
  const lire = (cellule) => ({
    etat: cellule.dataset.etat,
    depuis: cellule.dataset.depuis ?? "",
    jusque: cellule.dataset.jusque ?? "",
  });

  const choisir = (cellule) => {
    active.tabIndex = -1;
    active = cellule;
    active.tabIndex = 0;
    ouvrir.hidden = false;
    if (!formulaire.hidden) remplir();
  };
  const remplir = () => {
    const { etat, depuis, jusque } = lire(active);
    formulaire.querySelector("#case-titre").textContent = nom(active);
    formulaire.elements.etat.value = etat;
    formulaire.elements.depuis.value = depuis;
    formulaire.elements.jusque.value = jusque;
  };
  const montrer = (cellule, recu) => {
    Object.assign(cellule.dataset, { etat: recu.etat, version: recu.version, cle: recu.cle, depuis: recu.depuis, jusque: recu.jusque });
    cellule.textContent = option(recu.etat).dataset.signe;
    const [ligne, membre] = cellule.getAttribute("aria-labelledby").split(" ");
    cellule.setAttribute("aria-labelledby", `${ligne} ${membre} e-${recu.etat || "vide"}`);
    cellule.closest("tr").querySelector("[data-usages]").textContent = recu.usages;
    table.querySelector(`[data-fonctions="${cellule.dataset.adherent}"]`).textContent = recu.fonctions;
    table.querySelector("[data-total]").textContent = recu.total;
  };

  const ecrire = async (cellule, voulu, retour = false) => {
    // A second click before the answer would carry a version that is already old.
    if (cellule.getAttribute("aria-busy") === "true") return false;
    cellule.setAttribute("aria-busy", "true");
    const avant = lire(cellule);
    const donnees = new FormData();
    donnees.set("csrfmiddlewaretoken", formulaire.elements.csrfmiddlewaretoken.value);
    donnees.set("ligne", cellule.closest("tr").dataset.ligne);
    donnees.set("adherent", cellule.dataset.adherent);
    donnees.set("version", cellule.dataset.version);
    donnees.set("cle", cellule.dataset.cle ?? "");
    if (retour) donnees.set("motif_journal", "Annulation dans la matrice");
    for (const [champ, valeur] of Object.entries(voulu)) donnees.set(champ, valeur);
    try {
      const reponse = await fetch(location.pathname, { method: "POST", body: donnees, headers: { Accept: "application/json" } });
      if (reponse.status === 403) throw new Error("Votre compte ne permet pas ce changement.");
      if (![200, 409, 422].includes(reponse.status)) throw new Error("Le changement n’a pas été enregistré : rechargez la page.");
      const recu = await reponse.json();
      if ("etat" in recu) montrer(cellule, recu);
      statut.textContent = `${nom(cellule)} : ${option(cellule.dataset.etat).text.toLowerCase()}. ${recu.message}`;
      if (reponse.status === 200 && !retour) passe.push([cellule, avant]);
      annuler.hidden = passe.length === 0;
      // What was refused stays in the fields, to be corrected.
      if (cellule === active && !formulaire.hidden && reponse.status !== 422) remplir();
      return reponse.status === 200;
    } catch (erreur) {
      statut.textContent = erreur instanceof TypeError ? "Le changement n’a pas été enregistré : vérifiez la connexion." : erreur.message;
      return false;
    } finally {
      cellule.removeAttribute("aria-busy");
    }
  };

  const tourner = (cellule) => {
    const { etat, depuis, jusque } = lire(cellule);
    const suivant = options[(options.indexOf(option(etat)) + 1) % options.length].value;
    // An empty cell has no dates; "Annuler" brings back those that it had.
    return ecrire(cellule, suivant ? { etat: suivant, depuis, jusque } : { etat: "", depuis: "", jusque: "" });
  };
  const reprendre = async () => {
    if (!passe.length) return;
    const [cellule, avant] = passe.at(-1);
    passe.pop();
    annuler.hidden = passe.length === 0;
    choisir(cellule);
    cellule.focus();
    if (await ecrire(cellule, avant, true)) statut.textContent = `Annulé. ${statut.textContent}`;
  };
  const montrerDates = () => {
    formulaire.hidden = false;
    remplir();
    formulaire.elements.etat.focus();
  };

  table.addEventListener("click", (evenement) => {
    const cellule = evenement.target.closest("a[data-adherent]");
    if (!cellule || evenement.ctrlKey || evenement.metaKey || evenement.shiftKey) return;
    evenement.preventDefault();
    choisir(cellule);
    cellule.focus();
    tourner(cellule);
  });
  table.addEventListener("focusin", (evenement) => {
    if (position.has(evenement.target)) choisir(evenement.target);
  });
  table.addEventListener("keydown", (evenement) => {
    const cellule = evenement.target;
    if (!position.has(cellule)) return;
    const [ligne, colonne] = position.get(cellule);
    const derniere = cases[ligne].length - 1;
    if ((evenement.ctrlKey || evenement.metaKey) && evenement.key === "z") {
      evenement.preventDefault();
      reprendre();
      return;
    }
    if (evenement.ctrlKey || evenement.metaKey || evenement.altKey) return;
    const buts = {
      ArrowUp: [ligne - 1, colonne],
      ArrowDown: [ligne + 1, colonne],
      ArrowLeft: [ligne, colonne - 1],
      ArrowRight: [ligne, colonne + 1],
      Home: [ligne, 0],
      End: [ligne, derniere],
    };
    if (evenement.key in buts) {
      const [l, c] = buts[evenement.key];
      cases[l]?.[c]?.focus();
    } else if (evenement.key === " ") tourner(cellule);
    else if (evenement.key === "Enter") montrerDates();
    else return;
    evenement.preventDefault();
  });

  ouvrir.addEventListener("click", montrerDates);
  annuler.addEventListener("click", reprendre);
  const fermer = () => {
    formulaire.hidden = true;
    active.focus();
  };
  formulaire.querySelector("[data-fermer]").addEventListener("click", fermer);
  formulaire.addEventListener("keydown", (evenement) => {
    if (evenement.key === "Escape") fermer();
  });
  formulaire.addEventListener("submit", async (evenement) => {
    evenement.preventDefault();
    const { etat, depuis, jusque } = formulaire.elements;
    const voulu = { etat: etat.value, depuis: etat.value ? depuis.value : "", jusque: etat.value ? jusque.value : "" };
    if (await ecrire(active, voulu)) fermer();
  });
})();
