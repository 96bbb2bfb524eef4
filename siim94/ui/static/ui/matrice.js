// The catalogue changed in place: a cell or a block of cells at once, each change written at once and taken back
// at will. Without it each cell is a link to the ordinary form.
"use strict";

(() => {
  const table = document.querySelector("table[data-matrice]");
  if (!table) return;
  const barre = document.querySelector(".matrice-barre");
  const statut = barre.querySelector("[data-statut]");
  const [annuler, refaire, ouvrir] = ["annuler", "refaire", "ouvrir"].map((nom) => barre.querySelector(`[data-${nom}]`));
  const formulaire = barre.querySelector("[data-case]");
  const options = [...formulaire.elements.etat.options];
  const poseurs = [...barre.querySelectorAll("[data-poser]")];
  const rangees = [...table.querySelectorAll("tr[data-ligne]")];
  const cases = rangees.map((rangee) => [...rangee.querySelectorAll("a[data-adherent]")]);
  const position = new Map();
  const parCle = new Map();
  cases.forEach((ligne, l) => ligne.forEach((cellule, c) => {
    position.set(cellule, [l, c]);
    parCle.set(`${rangees[l].dataset.ligne}-${cellule.dataset.adherent}`, cellule);
  }));
  let active = cases[0]?.[0];
  if (!active) return;
  // The block: from the active cell to the other corner.
  let coin = active;
  barre.querySelector("[data-outils]").hidden = false;

  // One stop for Tab in the whole matrix; arrows move it.
  for (const cellule of position.keys()) {
    cellule.tabIndex = -1;
    cellule.setAttribute("role", "button");
  }
  active.tabIndex = 0;

  const titres = (cellule) => cellule.getAttribute("aria-labelledby").split(" ").slice(0, 2);
  const nom = (cellule) => titres(cellule).map((id) => document.getElementById(id).textContent.trim()).join(", ");
  const option = (etat) => options.find((choix) => choix.value === etat);
  const lire = (cellule) => ({
    etat: cellule.dataset.etat,
    depuis: cellule.dataset.depuis ?? "",
    jusque: cellule.dataset.jusque ?? "",
  });

  const bloc = () => {
    const [[la, ca], [lb, cb]] = [position.get(active), position.get(coin)];
    return cases.slice(Math.min(la, lb), Math.max(la, lb) + 1).flatMap((ligne) => ligne.slice(Math.min(ca, cb), Math.max(ca, cb) + 1));
  };
  const montrerBloc = () => {
    for (const cellule of table.querySelectorAll("td.choisie")) cellule.classList.remove("choisie");
    if (coin === active) return;
    const choisies = bloc();
    for (const cellule of choisies) cellule.parentElement.classList.add("choisie");
    statut.textContent = `${choisies.length} cases choisies.`;
  };
  const etendre = (cellule) => {
    if (!cellule) return;
    coin = cellule;
    montrerBloc();
    cellule.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const choisirLigne = (l) => {
    cases[l][0].focus();
    etendre(cases[l].at(-1));
  };
  const choisirColonne = (c) => {
    cases[0][c].focus();
    etendre(cases.at(-1)[c]);
  };
  const choisir = (cellule) => {
    active.tabIndex = -1;
    active = coin = cellule;
    active.tabIndex = 0;
    montrerBloc();
    if (!formulaire.hidden) remplir();
  };
  const remplir = () => {
    const { etat, depuis, jusque } = lire(active);
    formulaire.querySelector("#case-titre").textContent = nom(active);
    formulaire.elements.etat.value = etat;
    formulaire.elements.depuis.value = depuis;
    formulaire.elements.jusque.value = jusque;
  };

  const marque = (avant, etat) => {
    if (avant === undefined || avant === etat) return "";
    return avant && etat ? "autre" : etat ? "ajout" : "retrait";
  };
  const montrer = (recu) => {
    const cellule = parCle.get(`${recu.ligne}-${recu.adherent}`);
    if (!cellule) return;
    Object.assign(cellule.dataset, { etat: recu.etat, version: recu.version, cle: recu.cle, depuis: recu.depuis, jusque: recu.jusque });
    cellule.textContent = option(recu.etat).dataset.signe;
    const signe = marque(cellule.dataset.avant, recu.etat);
    cellule.parentElement.classList.remove("ajout", "retrait", "autre");
    if (signe) cellule.parentElement.classList.add(signe);
    cellule.setAttribute("aria-labelledby", [...titres(cellule), `e-${recu.etat || "vide"}`, ...(signe ? [`m-${signe}`] : [])].join(" "));
  };
  const compter = (recu) => {
    for (const [ligne, usages] of Object.entries(recu.usages ?? {})) {
      table.querySelector(`tr[data-ligne="${ligne}"] [data-usages]`).textContent = usages;
    }
    for (const [adherent, fonctions] of Object.entries(recu.fonctions ?? {})) {
      const cellule = table.querySelector(`[data-fonctions="${adherent}"]`);
      if (cellule) cellule.textContent = fonctions;
    }
    if ("total" in recu) table.querySelector("[data-total]").textContent = recu.total;
  };

  const passe = [];
  const avenir = [];
  const montrerBoutons = () => {
    annuler.disabled = passe.length === 0;
    refaire.disabled = avenir.length === 0;
  };

  // Writes [cell, wanted] pairs in one request; true once they are stored. A second change before the answer
  // would carry versions that are already old.
  const envoyer = async (changements, motif) => {
    if (changements.some(([cellule]) => cellule.getAttribute("aria-busy") === "true")) return false;
    const donnees = new FormData();
    donnees.set("csrfmiddlewaretoken", formulaire.elements.csrfmiddlewaretoken.value);
    donnees.set("cases", JSON.stringify(changements.map(([cellule, voulu]) => ({
      ligne: cellule.closest("tr").dataset.ligne,
      adherent: cellule.dataset.adherent,
      version: cellule.dataset.version,
      cle: cellule.dataset.cle ?? "",
      ...voulu,
    }))));
    if (motif) donnees.set("motif_journal", motif);
    for (const [cellule] of changements) cellule.setAttribute("aria-busy", "true");
    try {
      const reponse = await fetch(location.pathname, { method: "POST", body: donnees, headers: { Accept: "application/json" } });
      if (reponse.redirected) throw new Error("Votre session a pris fin : rechargez la page. Rien n’a été enregistré.");
      if (reponse.status === 403) throw new Error("Votre compte ne permet pas ce changement.");
      if (![200, 409, 422].includes(reponse.status)) throw new Error("Le changement n’a pas été enregistré : rechargez la page.");
      const recu = await reponse.json();
      for (const contenu of recu.cases ?? []) montrer(contenu);
      compter(recu);
      const [[premiere]] = changements;
      statut.textContent = changements.length === 1 && recu.cases ? `${nom(premiere)} : ${option(premiere.dataset.etat).text.toLowerCase()}. ${recu.message}` : recu.message;
      // What was refused stays in the fields, to be corrected.
      if (!formulaire.hidden && reponse.status !== 422) remplir();
      return reponse.status === 200;
    } catch (erreur) {
      statut.textContent = erreur instanceof TypeError ? "Le changement n’a pas été enregistré : vérifiez la connexion." : erreur.message;
      return false;
    } finally {
      for (const [cellule] of changements) cellule.removeAttribute("aria-busy");
    }
  };
  const ecrire = async (changements) => {
    const pas = changements.map(([cellule, voulu]) => ({ cellule, avant: lire(cellule), apres: voulu }));
    if (!pas.length || !await envoyer(changements)) return false;
    passe.push(pas);
    avenir.length = 0;
    montrerBoutons();
    return true;
  };
  const rejouer = async (depuis, vers, cote, motif, mot) => {
    const pas = depuis.at(-1);
    if (!pas) return;
    pas[0].cellule.focus();
    // A refusal leaves the step where it is: it can be asked for again once the cell is seen.
    if (!await envoyer(pas.map((changement) => [changement.cellule, changement[cote]]), motif)) return;
    depuis.pop();
    vers.push(pas);
    montrerBoutons();
    statut.textContent = `${mot} ${statut.textContent}`;
  };
  const reprendre = () => rejouer(passe, avenir, "avant", "Annulation dans la matrice", "Annulé.");
  const reposer = () => rejouer(avenir, passe, "apres", "", "Refait.");

  // An empty cell has no dates; "Annuler" brings back those that it had.
  const enEtat = (cellule, etat) => (etat ? { ...lire(cellule), etat } : { etat: "", depuis: "", jusque: "" });
  const poser = (etat) => {
    const changements = bloc().filter((cellule) => cellule.dataset.etat !== etat).map((cellule) => [cellule, enEtat(cellule, etat)]);
    if (!changements.length) statut.textContent = "Ces cases sont déjà dans cet état.";
    return ecrire(changements);
  };
  const tourner = (cellule) => {
    const suivant = options[(options.indexOf(option(cellule.dataset.etat)) + 1) % options.length].value;
    return ecrire([[cellule, enEtat(cellule, suivant)]]);
  };
  const montrerDates = () => {
    formulaire.hidden = false;
    coin = active;
    montrerBloc();
    remplir();
    formulaire.elements.etat.focus();
  };

  table.addEventListener("click", (evenement) => {
    const cellule = evenement.target.closest("a[data-adherent]");
    if (!cellule) {
      const titre = evenement.target.closest("th");
      const rangee = rangees.indexOf(titre?.parentElement);
      const colonne = cases[0].findIndex((premiere) => titres(premiere)[1] === titre?.id);
      if (titre && rangee >= 0) choisirLigne(rangee);
      else if (titre?.id && colonne >= 0) choisirColonne(colonne);
      return;
    }
    if (evenement.ctrlKey || evenement.metaKey) return;
    evenement.preventDefault();
    if (evenement.shiftKey) {
      etendre(cellule);
      return;
    }
    cellule.focus();
    choisir(cellule);
    tourner(cellule);
  });
  table.addEventListener("mousedown", (evenement) => {
    // Shift chooses cells here, not text; the active cell keeps the focus.
    if (evenement.shiftKey && evenement.target.closest("a[data-adherent]")) evenement.preventDefault();
  });
  table.addEventListener("focusin", ({ target }) => {
    if (position.has(target)) choisir(target);
  });
  table.addEventListener("keydown", (evenement) => {
    const cellule = evenement.target;
    if (!position.has(cellule) || evenement.altKey) return;
    const { key, shiftKey } = evenement;
    const commande = evenement.ctrlKey || evenement.metaKey;
    const [l, c] = position.get(shiftKey ? coin : cellule);
    const derniere = cases[l].length - 1;
    const buts = {
      ArrowUp: [l - 1, c],
      ArrowDown: [l + 1, c],
      ArrowLeft: [l, c - 1],
      ArrowRight: [l, c + 1],
      Home: [commande ? 0 : l, 0],
      End: [commande ? cases.length - 1 : l, derniere],
      PageUp: [Math.max(0, l - 10), c],
      PageDown: [Math.min(cases.length - 1, l + 10), c],
    };
    const poseur = commande ? null : poseurs.find((bouton) => bouton.dataset.touches.includes(key.toUpperCase()));
    if (key in buts) {
      const [ligne, colonne] = buts[key];
      const but = cases[ligne]?.[colonne];
      if (shiftKey) etendre(but);
      else but?.focus();
    } else if (commande && key.toLowerCase() === "z" && !shiftKey) reprendre();
    else if (commande && ["y", "z"].includes(key.toLowerCase())) reposer();
    else if (key === " " && commande) choisirColonne(c);
    else if (key === " " && shiftKey) choisirLigne(l);
    else if (key === " ") tourner(cellule);
    else if (commande) return;
    else if (poseur) poser(poseur.dataset.poser);
    else if (key === "Delete" || key === "Backspace") poser("");
    else if (key === "Enter") montrerDates();
    else if (key === "Escape" && coin !== active) {
      coin = active;
      montrerBloc();
      statut.textContent = "";
    } else return;
    evenement.preventDefault();
  });

  for (const bouton of poseurs) bouton.addEventListener("click", () => poser(bouton.dataset.poser));
  ouvrir.addEventListener("click", montrerDates);
  annuler.addEventListener("click", reprendre);
  refaire.addEventListener("click", reposer);
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
    if (await ecrire([[active, voulu]])) fermer();
  });
})();
