// The catalogue changed in place: a cell or a block of cells at once, each change written at once, in its order, and
// taken back at will. Without it each cell is a link to the ordinary form.
"use strict";

(() => {
  const table = document.querySelector("table[data-matrice]");
  if (!table) return;
  const CHAMPS = ["etat", "depuis", "jusque"];
  const DISPONIBLE = "disponible";
  const PAS_GARDES = 50;
  const SUITE = " Ce qui suivait n’a pas été fait.";
  const barre = document.querySelector(".matrice-barre");
  const statut = barre.querySelector("[data-statut]");
  const [attente, reessayer, ouvrir] = ["attente", "reessayer", "ouvrir"].map((nom) => barre.querySelector(`[data-${nom}]`));
  const formulaire = barre.querySelector("[data-case]");
  const options = [...formulaire.elements.etat.options];
  const poseurs = [...barre.querySelectorAll("[data-poser]")];
  const rangees = [...table.querySelectorAll("tr[data-ligne]")];
  const tableau = tableauDeCases({
    table,
    annoncer: (texte) => { statut.textContent = texte; },
    jouer: (pas, sens) => rejouer(pas, sens),
    boutons: { defaire: barre.querySelector("[data-defaire]"), refaire: barre.querySelector("[data-refaire]") },
    texteDe: (cellule) => option(cellule.dataset.etat).dataset.signe,
  });
  const { position, bloc, plusieurs } = tableau;
  tableau.relire(rangees.map((rangee) => [...rangee.querySelectorAll("a[data-adherent]")]));
  const cle = (cellule) => `${cellule.closest("tr").dataset.ligne}-${cellule.dataset.adherent}`;
  const parCle = new Map([...position.keys()].map((cellule) => [cle(cellule), cellule]));
  let active = [...position.keys()][0];
  if (!active) return;
  barre.querySelector("[data-outils]").hidden = false;

  // One stop for Tab in the whole matrix; arrows move it.
  for (const cellule of position.keys()) {
    cellule.tabIndex = -1;
    cellule.setAttribute("role", "button");
  }
  const choisir = (cellule) => {
    active.tabIndex = -1;
    active = cellule;
    active.tabIndex = 0;
    tableau.prendre(active);
    if (!formulaire.hidden) remplir();
  };

  const titres = (cellule) => cellule.getAttribute("aria-labelledby").split(" ").slice(0, 2);
  const nom = (cellule) => titres(cellule).map((id) => document.getElementById(id).textContent.trim()).join(", ");
  const option = (etat) => options.find((choix) => choix.value === etat);
  const lire = (cellule) => ({
    etat: cellule.dataset.etat,
    depuis: cellule.dataset.depuis ?? "",
    jusque: cellule.dataset.jusque ?? "",
  });

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
  const afficher = (cellule, { etat, depuis, jusque }) => {
    Object.assign(cellule.dataset, { etat, depuis, jusque });
    cellule.textContent = option(etat).dataset.signe;
    const signe = marque(cellule.dataset.avant, etat);
    cellule.parentElement.classList.remove("ajout", "retrait", "autre");
    if (signe) cellule.parentElement.classList.add(signe);
    const dits = [...titres(cellule), `e-${etat || "vide"}`, ...(signe ? [`m-${signe}`] : [])];
    if (cellule.parentElement.matches(".non-enregistree")) dits.push("m-non-enregistree");
    cellule.setAttribute("aria-labelledby", dits.join(" "));
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

  // What was asked for shows at once and is written in its order, one request after the other: a cell changed
  // again meanwhile carries the version that the answer before gave it.
  const stockes = new Map([...position.keys()].map((cellule) => [cellule, lire(cellule)]));
  const enCours = new Map();
  const perdues = new Map();
  let file = Promise.resolve();
  let salve = 0;
  const compterAttente = () => {
    const nombre = [...enCours.values()].filter(Boolean).length;
    attente.textContent = nombre ? `${nombre} en cours d’enregistrement…` : "";
    reessayer.hidden = perdues.size === 0;
    reessayer.textContent = `Réessayer (${perdues.size} non enregistrée${perdues.size > 1 ? "s" : ""})`;
  };
  const suivre = (cellule, sens) => {
    enCours.set(cellule, (enCours.get(cellule) ?? 0) + sens);
    cellule.setAttribute("aria-busy", String(enCours.get(cellule) > 0));
  };
  const demander = async (changements, motif) => {
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
    const reponse = await fetch(location.pathname, { method: "POST", body: donnees, headers: { Accept: "application/json" } });
    if (reponse.redirected) throw new Error("Votre session a pris fin : connectez-vous dans un autre onglet, puis réessayez.");
    if (reponse.status === 403) throw new Error("Votre compte ne permet pas ce changement.");
    if (![200, 409, 422].includes(reponse.status)) throw new Error("Le changement n’a pas été enregistré.");
    return { ...await reponse.json(), accepte: reponse.status === 200, aCorriger: reponse.status === 422 };
  };
  const perdre = (changements) => {
    for (const [cellule, voulu] of changements) {
      perdues.set(cellule, voulu);
      cellule.parentElement.classList.add("non-enregistree");
      afficher(cellule, lire(cellule));
    }
  };
  const rendre = (changements) => {
    for (const [cellule] of changements) if (enCours.get(cellule) === 1) afficher(cellule, stockes.get(cellule));
  };
  const recevoir = (recu, changements) => {
    for (const contenu of recu.cases ?? []) {
      const cellule = parCle.get(`${contenu.ligne}-${contenu.adherent}`);
      if (!cellule) continue;
      Object.assign(cellule.dataset, { version: contenu.version, cle: contenu.cle });
      stockes.set(cellule, { etat: contenu.etat, depuis: contenu.depuis, jusque: contenu.jusque });
      // A later wish for this cell stays in sight.
      if (!recu.accepte || enCours.get(cellule) === 1) afficher(cellule, contenu);
    }
    compter(recu);
    const [[premiere]] = changements;
    statut.textContent = changements.length === 1 && recu.cases ? `${nom(premiere)} : ${option(premiere.dataset.etat).text.toLowerCase()}. ${recu.message}` : recu.message;
    // What was refused stays in the fields, to be corrected.
    if (!formulaire.hidden && !recu.aCorriger) remplir();
  };
  // True once these [cell, wanted] pairs are stored. A refusal takes back what was asked for after it.
  const envoyer = (changements, motif) => {
    const mienne = salve;
    for (const [cellule, voulu] of changements) {
      perdues.delete(cellule);
      cellule.parentElement.classList.remove("non-enregistree");
      afficher(cellule, voulu);
      suivre(cellule, 1);
    }
    compterAttente();
    moteur.toucher();
    const suite = async () => {
      try {
        if (mienne !== salve) {
          rendre(changements);
          statut.textContent = `${statut.textContent.replace(SUITE, "")}${SUITE}`;
          return false;
        }
        const recu = await demander(changements, motif);
        if (!recu.accepte) {
          salve += 1;
          rendre(changements);
        }
        recevoir(recu, changements);
        return recu.accepte;
      } catch (erreur) {
        perdre(changements);
        statut.textContent = `${erreur instanceof TypeError ? "Le changement n’a pas été enregistré : vérifiez la connexion." : erreur.message}`;
        return false;
      } finally {
        for (const [cellule] of changements) suivre(cellule, -1);
        compterAttente();
        moteur.toucher();
      }
    };
    file = file.then(suite);
    return file;
  };
  const ecrire = async (changements) => {
    const pas = changements.map(([cellule, voulu]) => ({ cle: cle(cellule), avant: perdues.has(cellule) ? stockes.get(cellule) : lire(cellule), apres: voulu }));
    if (!pas.length || !await envoyer(changements)) return false;
    tableau.noter(pas);
    garder();
    return true;
  };
  reessayer.addEventListener("click", async () => { if (await ecrire([...perdues])) active.focus(); });
  let libre = false;
  window.addEventListener("beforeunload", (evenement) => {
    if (!libre && (perdues.size || [...enCours.values()].some(Boolean))) evenement.preventDefault();
  });

  // What is asked for and not stored yet is kept as what is typed in a form is. Put back, it is sent at will; of a
  // cell that someone else changed since, only its text comes back.
  const enMots = ({ etat, depuis, jusque }) => [option(etat).text, depuis && `depuis le ${depuis}`, jusque && `jusqu’au ${jusque}`].filter(Boolean).join(", ");
  const enClair = (contenu) => JSON.stringify(CHAMPS.map((champ) => contenu[champ]));
  const moteur = garderSaisie({
    page: `${location.pathname}?exercice=${table.dataset.annee}`,
    exercice: table.dataset.annee,
    liee: false,
    avant: table.closest(".panneau"),
    pied: barre,
    lire: () => {
      const voulus = new Map(perdues);
      for (const [cellule, nombre] of enCours) if (nombre) voulus.set(cellule, lire(cellule));
      return Object.fromEntries([...voulus].map(([cellule, voulu]) => [cle(cellule), {
        saisi: enClair(voulu), dit: enMots(voulu), avant: enClair(stockes.get(cellule)), dit_avant: enMots(stockes.get(cellule)), libelle: nom(cellule),
      }]));
    },
    voir: (nomDeCase) => {
      const cellule = parCle.get(nomDeCase);
      return cellule ? { valeur: enClair(stockes.get(cellule)), dit: enMots(stockes.get(cellule)) } : null;
    },
    poser: (nomDeCase, { saisi, avant }) => {
      const cellule = parCle.get(nomDeCase);
      if (enClair(stockes.get(cellule)) !== avant) return false;
      const voulu = Object.fromEntries(JSON.parse(saisi).map((valeur, rang) => [CHAMPS[rang], valeur]));
      perdre([[cellule, voulu]]);
      afficher(cellule, voulu);
      return true;
    },
    adopter: () => {},
    finir: () => {
      compterAttente();
      if (!reessayer.hidden) reessayer.focus();
    },
    liberer: () => { libre = true; },
  });

  // Steps live as long as the tab, for this account and this year: they name cells and states, and what someone
  // else changed since is refused.
  const COTES = ["avant", "apres"];
  const tiroir = `matrice:${table.dataset.compte}:${table.dataset.annee}`;
  const garder = () => {
    const { passe, avenir } = tableau.historique;
    sessionStorage.setItem(tiroir, JSON.stringify({ passe: passe.slice(-PAS_GARDES), avenir: avenir.slice(-PAS_GARDES) }));
  };
  const rejouer = async (pas, sens) => {
    await file;
    const [depuis, vers] = sens < 0 ? [...COTES].reverse() : COTES;
    const cellules = pas.map((changement) => [parCle.get(changement.cle), changement]);
    const changees = cellules.filter(([cellule, changement]) => !cellule || CHAMPS.some((champ) => lire(cellule)[champ] !== changement[depuis][champ]));
    if (changees.length) {
      statut.textContent = changees[0][0]
        ? `${nom(changees[0][0])} a changé depuis : rien n’a été ${sens < 0 ? "défait" : "refait"}.`
        : "Une case de ce changement n’est pas montrée ici : ôtez les critères, puis recommencez.";
      return false;
    }
    cellules[0][0].focus();
    if (!await envoyer(cellules.map(([cellule, changement]) => [cellule, changement[vers]]), sens < 0 ? "Annulation dans la matrice" : "")) return false;
    setTimeout(garder);
    return statut.textContent;
  };
  for (const nomDuTiroir of Object.keys(sessionStorage)) {
    if (nomDuTiroir.startsWith("matrice:") && !nomDuTiroir.startsWith(`matrice:${table.dataset.compte}:`)) sessionStorage.removeItem(nomDuTiroir);
  }
  const gardes = JSON.parse(sessionStorage.getItem(tiroir) ?? "{}");
  tableau.historique.passe.push(...gardes.passe ?? []);
  tableau.historique.avenir.push(...gardes.avenir ?? []);
  tableau.historique.montrer();

  // An empty cell has no dates; "Annuler" brings back those that it had.
  const enEtat = (cellule, etat) => (etat ? { ...lire(cellule), etat } : { etat: "", depuis: "", jusque: "" });
  const poser = (etat) => {
    const changements = bloc().flat().filter((cellule) => cellule.dataset.etat !== etat).map((cellule) => [cellule, enEtat(cellule, etat)]);
    if (!changements.length) statut.textContent = "Ces cases sont déjà dans cet état.";
    return ecrire(changements);
  };
  // A click knows two states; « sans objet » is set by its key or its button.
  const basculer = (cellule) => ecrire([[cellule, enEtat(cellule, cellule.dataset.etat === DISPONIBLE ? "" : DISPONIBLE)]]);
  const montrerDates = () => {
    formulaire.hidden = false;
    tableau.lacher();
    remplir();
    formulaire.elements.etat.focus();
  };

  table.addEventListener("click", (evenement) => {
    const cellule = evenement.target;
    if (!position.has(cellule) || evenement.ctrlKey || evenement.metaKey) return;
    evenement.preventDefault();
    if (evenement.shiftKey) return;
    cellule.focus();
    choisir(cellule);
    basculer(cellule);
  });
  table.addEventListener("focusin", ({ target }) => {
    if (position.has(target)) choisir(target);
  });
  table.addEventListener("keydown", (evenement) => {
    const cellule = evenement.target;
    if (!position.has(cellule) || evenement.altKey) return;
    const { key, shiftKey } = evenement;
    const commande = evenement.ctrlKey || evenement.metaKey;
    const [l, c] = position.get(cellule);
    const but = tableau.but(shiftKey ? tableau.coin() : cellule, key, commande);
    const poseur = commande ? null : poseurs.find((bouton) => bouton.dataset.touches.includes(key.toUpperCase()));
    if (but !== undefined) {
      if (shiftKey) tableau.etendre(but);
      else but?.focus();
    } else if (key === " " && commande) tableau.choisirColonne(c);
    else if (key === " " && shiftKey) tableau.choisirLigne(l);
    else if (key === " ") basculer(cellule);
    else if (commande) return;
    else if (poseur) poser(poseur.dataset.poser);
    else if (key === "Delete" || key === "Backspace") poser("");
    else if (key === "Enter") montrerDates();
    else if (key === "Escape" && plusieurs()) {
      tableau.lacher();
      statut.textContent = "";
    } else return;
    evenement.preventDefault();
  });

  // A block of signs, letters or words; one fills the chosen cells.
  const reduire = (texte) => texte.normalize("NFKD").replace(/\p{M}/gu, "").trim().toLowerCase();
  const etatDe = (texte) => {
    const lu = reduire(texte);
    const trouvee = options.find((choix) => [choix.dataset.signe, choix.text].some((mot) => reduire(mot) === lu));
    return trouvee?.value ?? (lu.length === 1 ? poseurs.find((bouton) => bouton.dataset.touches.includes(lu.toUpperCase()))?.dataset.poser : undefined);
  };
  document.addEventListener("paste", (evenement) => {
    if (!position.has(document.activeElement)) return;
    evenement.preventDefault();
    // What a spreadsheet hides is no mark to set.
    const { texte: brut, table: copiee } = lirePresse(evenement.clipboardData);
    const lignes = copiee?.lignes(false, false)
      ?? brut.replace(/(\r\n|\n|\r)$/, "").split(/\r\n|\n|\r/).map((ligne) => ligne.split("\t"));
    const inconnu = lignes.flat().find((texte) => etatDe(texte) === undefined);
    if (inconnu !== undefined) {
      statut.textContent = `« ${inconnu.trim()} » n’est pas un état : collez ${options.map((choix) => choix.dataset.signe || "rien").join(", ")} ou leurs noms. Rien n’a été collé.`;
      return;
    }
    const cases = bloc();
    if (lignes.length === 1 && lignes[0].length === 1) return void poser(etatDe(lignes[0][0]));
    const [l, c] = position.get(cases[0][0]);
    const places = lignes.flatMap((ligne, i) => ligne.map((texte, k) => [tableau.cases()[l + i]?.[c + k], etatDe(texte)]));
    if (places.some(([cellule]) => !cellule)) {
      statut.textContent = "Ce bloc dépasse le tableau : choisissez la case d’où il y tient. Rien n’a été collé.";
      return;
    }
    const changements = places.filter(([cellule, etat]) => cellule.dataset.etat !== etat).map(([cellule, etat]) => [cellule, enEtat(cellule, etat)]);
    if (changements.length) ecrire(changements);
    else statut.textContent = "Ces cases sont déjà dans cet état.";
  });

  for (const bouton of poseurs) bouton.addEventListener("click", () => poser(bouton.dataset.poser));
  ouvrir.addEventListener("click", montrerDates);
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

  choisir(active);
  // The row that was just added, past the heads that stay in view.
  window.addEventListener("load", () => requestAnimationFrame(() => {
    const ajoutee = table.querySelector("tr:has(> th:target) a[data-adherent]");
    ajoutee?.focus();
    ajoutee?.scrollIntoView({ block: "center" });
  }));
})();
