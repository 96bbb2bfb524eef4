// A grid of fields: values and their errors, sums that follow, rows added and marked, one undo for all.
// Without it the page is a plain form. ``grille_bloc.js`` moves, selects, copies and pastes on top of it.
"use strict";

const grilleSaisie = (() => {
  const formulaire = document.querySelector("form[data-grille]");
  if (!formulaire) return null;
  const table = formulaire.querySelector("table");
  const etat = formulaire.querySelector("[data-etat]");
  const modele = formulaire.querySelector("template[data-modele]");
  const racines = table.dataset.racines?.split(",") ?? [];

  const numerique = (champ) => champ.inputMode === "decimal";
  const annoncer = (texte) => { etat.textContent = texte; };
  // Numbers go without their spaces of thousands, which some spreadsheets do not know. Three decimals could be
  // thousands to whoever pastes them: a fourth says that they are not.
  const enTableur = (texte, nombre) => (nombre && /\d/.test(texte)
    ? texte.replace(/\s/g, "").replaceAll("−", "-").replace(/^(-?[1-9]\d{0,2},\d{3})$/, "$10")
    : texte.trim().replace(/\s+/g, " "));
  const bouton = (nom) => formulaire.querySelector(`[data-${nom}]`);
  const tableau = tableauDeCases({
    table,
    annoncer,
    clore: () => { if (position.has(document.activeElement)) valider(document.activeElement); },
    jouer: (pas, sens) => rejouer(pas, sens),
    boutons: { defaire: bouton("defaire"), refaire: bouton("refaire") },
    texteDe: (champ) => enTableur(champ.value, numerique(champ)),
    reveler: (champ) => grille.fenetre?.reveler(champ),
  });
  const { position } = tableau;

  // Rows of fields, one place for each column on screen that any row fills in; one that a row does not is a hole.
  // ``champs`` is the field of each place: new rows may fill in columns that no row shows yet. ``replies`` are the
  // fields of columns that are folded.
  let rangees = [];
  let champs = [];
  let replies = [];
  const lues = new WeakMap();
  const champsDe = (rangee) => {
    if (!lues.has(rangee)) lues.set(rangee, [...rangee.children].map((cellule) => cellule.querySelector(":scope > input[data-champ]") ?? undefined));
    return lues.get(rangee);
  };
  const relire = () => {
    // A row that the filter hides is out of reach of keys, blocks and pastes.
    rangees = [...table.querySelectorAll("tr[data-ligne]:not([hidden])")];
    const modeles = modele ? [modele.content.firstElementChild] : [];
    const rangs = new Map();
    for (const rangee of [...modeles, ...rangees]) champsDe(rangee).forEach((champ, rang) => { if (champ) rangs.set(rang, champ.dataset.champ); });
    const places = [...rangs.keys()].sort((a, b) => a - b).filter((rang) => !table.tHead.rows[0].cells[rang].hidden);
    champs = places.map((rang) => rangs.get(rang));
    replies = [...rangs.values()].filter((nom) => !champs.includes(nom));
    tableau.relire(rangees.map((rangee) => places.map((rang) => champsDe(rangee)[rang])));
  };
  relire();

  const stocke = (champ) => champ.dataset.stocke ?? champ.defaultValue;
  // Names as people type them, as the server compares them.
  const reduire = (texte) => texte.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
    .replaceAll("œ", "oe").replaceAll("æ", "ae").replace(/[’‘ʼ‛]/g, "'").replace(/[‐‑‒–—―−]/g, "-").replace(/\s+/g, " ").trim();

  // Numbers as people type them, in ten-thousandths; null when empty, undefined when unreadable.
  const lire = (texte) => {
    let brut = texte.replace(/[\s€%]/g, "").replace(/[–—−]/g, "-");
    if (brut === "" || brut === "-") return null;
    const negatif = /^\(.*\)$/.test(brut) || brut.startsWith("-");
    brut = brut.replace(/[()+-]/g, "");
    if (brut.includes(",") && brut.includes(".")) {
      brut = brut.lastIndexOf(",") > brut.lastIndexOf(".") ? brut.replaceAll(".", "") : brut.replaceAll(",", "");
    }
    const morceaux = /^(\d*)(?:[.,](\d{1,4}))?$/.exec(brut);
    if (!morceaux) return undefined;
    const valeur = BigInt(morceaux[1] + (morceaux[2] ?? "").padEnd(4, "0"));
    return negatif ? -valeur : valeur;
  };
  const ecrire = (valeur, centimes) => {
    const absolue = valeur < 0n ? -valeur : valeur;
    const entiere = String(absolue / 10000n).replace(/\B(?=(\d{3})+$)/g, "\u202f");
    let decimales = String(absolue % 10000n).padStart(4, "0").replace(/0+$/, "");
    if (centimes) decimales = decimales.padEnd(2, "0");
    return `${valeur < 0n ? "−" : ""}${entiere}${decimales ? `,${decimales}` : ""}`;
  };

  // Sums: what is stored for the whole list, and the difference that each changed cell makes.
  const ecarts = new Map();
  // What is not stored: fields of another value, boxes of rows to be deleted.
  const changes = new Set();
  const supprimees = new Set();
  const classer = (ensemble, element, dedans) => ensemble[dedans ? "add" : "delete"](element);
  const totaux = [...table.querySelectorAll("[data-total]")].map((cellule) => ({
    cellule,
    colonne: cellule.dataset.total,
    groupe: cellule.parentElement.dataset.totalGroupe,
    texte: cellule.textContent.trim(),
  }));
  const groupe = (rangee) => {
    if (!rangee.classList.contains("nouvelle")) return rangee.dataset.groupe ?? "";
    return racines.map((racine) => {
      const champ = rangee.querySelector(`input[data-champ="${racine}"]`);
      const choisie = champ && [...champ.list?.options ?? []].find((o) => o.value === champ.value);
      return choisie?.dataset.code ?? "";
    }).join("|");
  };
  // What a field counts for, a formula by its result.
  const estFormule = (champ) => numerique(champ) && champ.value.trimStart().startsWith("=");
  const calculer = (champ) => grilleCalcul(champ.value, Number(champ.dataset.decimales));
  const compte = (champ) => (estFormule(champ) ? calculer(champ).valeur : lire(champ.value));
  const suivre = (champ) => {
    const rangee = champ.closest("tr");
    const absente = !rangee.isConnected || rangee.classList.contains("supprimee");
    const change = champ.value !== stocke(champ);
    champ.parentElement.classList.toggle("modifiee", change && !absente);
    classer(changes, champ, change && !absente);
    const nouvelle = rangee.classList.contains("nouvelle");
    if (!numerique(champ) || (nouvelle && absente) || !(change || absente)) {
      ecarts.delete(champ);
      return;
    }
    const avant = nouvelle ? null : lire(stocke(champ));
    const apres = absente ? null : compte(champ);
    ecarts.set(champ, {
      colonne: champ.dataset.champ,
      groupe: groupe(rangee),
      lisible: apres !== undefined,
      valeur: (apres ?? 0n) - (avant ?? 0n),
    });
  };
  let attendue = 0;
  const additionner = () => {
    attendue = 0;
    for (const { cellule, colonne, groupe: nom, texte } of totaux) {
      const siens = [...ecarts.values()].filter((ecart) => ecart.colonne === colonne && ecart.groupe === nom);
      const change = siens.some((ecart) => ecart.valeur !== 0n || !ecart.lisible);
      cellule.classList.toggle("modifiee", change);
      if (!change) {
        cellule.textContent = texte;
        continue;
      }
      const total = siens.reduce((somme, ecart) => somme + ecart.valeur, lire(texte) ?? 0n);
      const note = document.createElement("small");
      note.textContent = `enregistré : ${texte || "n. r."}`;
      const lisible = siens.every((ecart) => ecart.lisible);
      cellule.replaceChildren(lisible ? ecrire(total, /,\d\d$/.test(texte)) : "à corriger", note);
    }
  };
  const compter = (champ) => {
    const rangee = champ.closest("tr");
    // The group of a new row hangs on its keys.
    const touches = rangee.classList.contains("nouvelle") ? rangee.querySelectorAll("input[data-champ]") : [champ];
    for (const touche of touches) suivre(touche);
    if (!attendue) attendue = requestAnimationFrame(additionner);
  };

  const dire = (champ, erreur) => {
    const id = `e-${champ.name}`;
    let message = document.getElementById(id);
    if (erreur && !message) {
      message = document.createElement("span");
      message.className = "erreur";
      message.id = id;
      champ.parentElement.append(message);
    }
    if (message && message.tagName === "SPAN") {
      message.textContent = erreur;
      if (!erreur) message.remove();
    }
    champ.parentElement.classList.toggle("en-erreur", Boolean(erreur));
    if (erreur) {
      champ.setAttribute("aria-invalid", "true");
      champ.setAttribute("aria-describedby", id);
    } else {
      champ.removeAttribute("aria-invalid");
      champ.removeAttribute("aria-describedby");
    }
  };
  const enChoix = (champ) => champ.parentElement.querySelector(".choix") !== null;

  // Texts that were pasted and cannot be read, until a hand corrects them: the server reads them as pasted.
  const collees = new Map();
  for (const champ of table.querySelectorAll("[data-colle]")) {
    collees.set(champ, { texte: champ.value, erreur: document.getElementById(`e-${champ.name}`)?.textContent ?? "" });
  }

  // The calculation behind a result that still stands: what is sent is the calculation.
  const formules = new Map();
  const retenir = (champ, formule) => {
    formules.set(champ, { formule, resultat: champ.value });
    champ.title = formule;
  };
  const resoudre = (champ) => {
    const { valeur, erreur } = calculer(champ);
    if (erreur) return dire(champ, erreur);
    const formule = champ.value.trim();
    champ.value = ecrire(valeur, champ.dataset.decimales === "2");
    retenir(champ, formule);
    return annoncer(`${formule} donne ${champ.value}.`);
  };

  // The value that Escape gives back: what the cell held when it was entered.
  let entree = "";
  const poser = (champ, texte, erreur = "") => {
    champ.value = texte;
    if (champ === document.activeElement) entree = texte;
    if (erreur) collees.set(champ, { texte, erreur });
    const collee = collees.get(champ);
    if (!enChoix(champ)) dire(champ, collee?.texte === texte ? collee.erreur : erreur);
    champ.dispatchEvent(new Event("input", { bubbles: true }));
  };

  // A step of the history holds cells (field, before, after), rows (row, its place, added or not) and marks of
  // deletion (box, after).
  const noter = (pas) => tableau.noter({ cases: [], lignes: [], marques: [], ...pas });
  const marquer = (boite, supprimee) => {
    boite.checked = supprimee;
    classer(supprimees, boite, supprimee);
    const rangee = boite.closest("tr");
    rangee.classList.toggle("supprimee", supprimee);
    for (const champ of rangee.querySelectorAll("input[data-champ]")) {
      champ.readOnly = supprimee;
      suivre(champ);
    }
    if (!attendue) attendue = requestAnimationFrame(additionner);
  };
  const placer = (rangee, suivante, presente) => {
    const corps = table.querySelector("[data-nouvelles]");
    if (presente) corps.insertBefore(rangee, suivante?.isConnected ? suivante : null);
    else rangee.remove();
    relire();
    const premier = rangee.querySelector("input[data-champ]");
    if (premier) compter(premier);
  };
  const rejouer = (pas, sens) => {
    const lignes = sens > 0 ? pas.lignes : [...pas.lignes].reverse();
    for (const [rangee, suivante, ajoutee] of lignes) placer(rangee, suivante, ajoutee === (sens > 0));
    for (const [boite, apres] of pas.marques) marquer(boite, apres === (sens > 0));
    const changes = sens > 0 ? pas.cases : [...pas.cases].reverse();
    for (const [champ, avant, apres] of changes) poser(champ, sens > 0 ? apres : avant);
    // What is undone is seen, whatever the filter.
    const cachees = [...pas.cases, ...pas.marques].map(([touche]) => touche.closest("tr")).filter((rangee) => rangee?.hidden);
    for (const rangee of cachees) rangee.hidden = false;
    if (cachees.length) relire();
    const cible = pas.cases[0]?.[0] ?? pas.marques[0]?.[0] ?? null;
    if (!cible?.isConnected) return;
    grille.fenetre?.reveler(cible);
    cible.focus();
  };
  const valider = (champ) => {
    if (champ.value === entree) return;
    if (champ.list && champ.value) {
      // A name typed without its accents, or a code, becomes the name in full.
      const voulu = reduire(champ.value);
      const options = [...champ.list.options];
      const exactes = options.filter((o) => reduire(o.value) === voulu);
      const debuts = exactes.length ? exactes : options.filter((o) => reduire(o.value).startsWith(`${voulu} `));
      if (debuts.length === 1) champ.value = debuts[0].value;
    } else if (estFormule(champ)) {
      if (!collees.has(champ)) resoudre(champ);
    } else if (numerique(champ) && !enChoix(champ) && lire(champ.value) === undefined) {
      dire(champ, `« ${champ.value} » n’est pas un nombre.`);
    }
    noter({ cases: [[champ, entree, champ.value]] });
    entree = champ.value;
    compter(champ);
  };
  // A new row, at the end; the caller notes it.
  const ajouter = () => {
    grille.deplier?.();
    const numeros = [...table.querySelectorAll("input[name=nouvelle]")].map((champ) => parseInt(champ.value.slice(1), 10));
    ajouter.dernier = Math.max(ajouter.dernier ?? 0, 0, ...numeros) + 1;
    const cle = `n${ajouter.dernier}`;
    const rangee = modele.content.firstElementChild.cloneNode(true);
    for (const element of [rangee, ...rangee.querySelectorAll("*")]) {
      for (const attribut of ["id", "name", "aria-labelledby", "data-ligne", "value"]) {
        const valeur = element.getAttribute(attribut);
        if (valeur?.includes("__n__")) element.setAttribute(attribut, valeur.replaceAll("__n__", cle));
      }
    }
    rangee.querySelector("[data-retirer]").hidden = false;
    placer(rangee, null, true);
    return rangee;
  };

  formulaire.addEventListener("focusin", ({ target }) => {
    if (position.has(target)) entree = target.value;
  });
  formulaire.addEventListener("focusout", ({ target }) => {
    if (position.has(target)) valider(target);
  });
  formulaire.addEventListener("input", ({ target, isTrusted }) => {
    if (!target.dataset.champ) return;
    // A hand that corrects takes the message away; a choice between two people stays.
    if (isTrusted) collees.delete(target);
    if (isTrusted && !enChoix(target)) dire(target, "");
    compter(target);
  });
  formulaire.addEventListener("change", ({ target }) => {
    if (!target.name?.startsWith("s-")) return;
    marquer(target, target.checked);
    noter({ marques: [[target, target.checked]] });
    annoncer(target.checked ? "Cette ligne sera supprimée à l’enregistrement." : "Cette ligne est gardée.");
  });
  formulaire.addEventListener("click", ({ target }) => {
    const rangee = target.closest("[data-retirer]")?.closest("tr");
    if (!rangee) return;
    const suivante = rangee.nextElementSibling;
    const voisin = (suivante ?? rangee.previousElementSibling)?.querySelector("input[data-champ]");
    placer(rangee, suivante, false);
    noter({ lignes: [[rangee, suivante, false]] });
    (voisin ?? formulaire.querySelector("[data-ajouter]"))?.focus();
    annoncer("La nouvelle ligne est retirée.");
  });
  formulaire.querySelector("[data-ajouter]")?.addEventListener("click", (evenement) => {
    evenement.preventDefault();
    const rangee = ajouter();
    noter({ lignes: [[rangee, null, true]] });
    rangee.querySelector("input[data-champ]").focus();
    annoncer("Une ligne est ajoutée au bas de la grille.");
  });
  for (const bouton of table.querySelectorAll("[data-retirer]")) bouton.hidden = false;
  for (const boite of table.querySelectorAll("input[name^='s-']:checked")) marquer(boite, true);
  for (const champ of position.keys()) {
    if (champ.dataset.formule) retenir(champ, champ.dataset.formule);
    if (champ.value !== stocke(champ)) compter(champ);
  }

  const grille = {
    formulaire,
    table,
    tableau,
    changes,
    supprimees,
    formules,
    collees,
    // A field is called as it is named, in the form or out of it.
    champ: (nom) => document.getElementById(nom),
    modifiable: modele !== null || (position.size > 0 && ![...position.keys()].every((champ) => champ.readOnly)),
    ajoutable: modele !== null,
    rangees: () => rangees,
    champs: () => champs,
    replies: () => replies,
    entree: () => entree,
    formule: (champ) => (formules.get(champ)?.resultat === champ.value ? formules.get(champ).formule : undefined),
    ajouter,
    annoncer,
    compte,
    enTableur,
    lire,
    noter,
    numerique,
    poser,
    reduire,
    relire,
    stocke,
  };
  return grille;
})();
