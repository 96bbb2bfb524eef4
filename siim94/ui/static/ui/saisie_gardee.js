// What is typed in a page is kept before it is saved: on the server after a pause, in the browser meanwhile. Who comes
// back is offered it, compared with what the page holds today. ``garderSaisie`` follows one page, of which
// ``saisie_formulaires.js`` and the matrix each say what a field is.
"use strict";

const elementDe = (balise, proprietes = {}, ...enfants) => {
  const element = Object.assign(document.createElement(balise), proprietes);
  element.append(...enfants);
  return element;
};

// ``lire()`` gives what is typed and not saved, by name: { saisi, avant, libelle, dit, dit_avant, … }. ``voir(nom,
// champ)`` gives what stands there now, { valeur, dit }, or null when the page has no such field. ``poser(nom, champ)``
// puts it back, false when it cannot. ``adopter(nom, champ)``: the field holds it already. ``finir()``: once all is
// put back. ``liberer()``: the page may be left without a word. ``liee``: the page came back with what was typed;
// ``prete``: once its fields are all there.
const garderSaisie = ({ page, exercice, prete, liee, avant, pied, lire, voir, poser, adopter, finir, liberer }) => {
  const [PAUSE, COPIE, ATTENTE, ESSAI] = [1500, 300, 10_000, 10_000]; // milliseconds
  const [MONTREES, LONGUE, BORD] = [30, 300, 60];
  const onglet = [...crypto.getRandomValues(new Uint8Array(12))].map((octet) => octet.toString(16).padStart(2, "0")).join("");
  const etat = pied.appendChild(elementDe("p", { className: "saisie-etat" }));
  etat.setAttribute("role", "status");
  // What was found and is neither taken up nor given up yet.
  let offerts = {};
  let apres = "";
  let trouvees = [];
  let bande = null;
  let sale = false;
  let connue = false;
  let envoyee = false;
  // The author goes away only to sign in again: what was typed is then put back by itself.
  let revenir = false;
  let [copie, pause, essai, depuis] = [0, 0, 0, 0];

  const egaux = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const contenu = () => ({ ...offerts, ...lire() });
  const paquet = () => ({ compte: saisies.compte, page, titre: document.querySelector("h1").textContent.trim(), exercice, onglet, apres, champs: contenu() });
  const copier = () => {
    const moi = paquet();
    if (Object.keys(moi.champs).length) saisies.garder({ ...moi, revenir });
    else saisies.oublier(moi);
  };
  const dire = (...mots) => {
    const texte = mots.map((mot) => mot.textContent ?? mot).join("");
    if (etat.textContent !== texte) etat.replaceChildren(...mots);
  };

  const envoyer = async () => {
    clearTimeout(pause);
    depuis = 0;
    if (!sale) return true;
    const moi = paquet();
    if (!Object.keys(moi.champs).length && !connue) {
      sale = false;
      for (const inutile of [moi, ...trouvees]) saisies.oublier(inutile);
      dire("");
      return true;
    }
    // The page may be gone before the server answers.
    clearTimeout(copie);
    copier();
    sale = false;
    const { sort, autre, message } = await saisies.envoyer(moi, { frais: revenir });
    if (sort === "gardee") {
      connue = Object.keys(moi.champs).length > 0;
      apres = "";
      revenir = false;
      for (const trouvee of trouvees) saisies.oublier(trouvee);
      if (!sale) saisies.oublier(moi);
      if (autre) dire("Cette page se remplit aussi dans une autre fenêtre : les deux saisies sont gardées ensemble. Dans un même champ, la dernière frappe l’emporte.");
      else if (!etat.textContent.startsWith("Cette page") || !connue) dire(connue ? "Votre saisie est gardée. Elle n’est pas encore enregistrée." : "");
      return true;
    }
    if (sort === "refusee") {
      saisies.oublier(moi);
      dire(message);
      return true;
    }
    sale = true;
    revenir = sort === "finie";
    copier();
    if (sort === "finie") {
      const lien = elementDe("a", { href: `${document.body.dataset.connexion}?${new URLSearchParams({ next: page })}`, textContent: "reconnectez-vous" });
      lien.addEventListener("click", () => liberer());
      dire("Votre session a pris fin. Votre saisie est gardée ici : ", lien, " pour la retrouver.");
    } else {
      dire("Le serveur ne répond pas. Votre saisie est gardée dans ce navigateur.");
      clearTimeout(essai);
      essai = setTimeout(vider, ESSAI);
    }
    return false;
  };
  // One after the other, the first once it is known what was there.
  let cours = Promise.resolve();
  const vider = () => {
    cours = cours.then(envoyer);
    return cours;
  };
  const toucher = () => {
    if (envoyee) return;
    sale = true;
    depuis ||= Date.now();
    clearTimeout(copie);
    clearTimeout(pause);
    copie = setTimeout(copier, COPIE);
    pause = setTimeout(vider, Math.max(0, Math.min(PAUSE, depuis + ATTENTE - Date.now())));
  };

  const reprendre = () => {
    const reste = {};
    for (const [nom, champ] of Object.entries(offerts)) if (!voir(nom, champ) || poser(nom, champ) === false) reste[nom] = champ;
    offerts = reste;
    finir();
    toucher();
    montrer();
  };
  const abandonner = () => {
    offerts = {};
    sale = connue = true;
    montrer();
    for (const trouvee of trouvees) saisies.oublier(trouvee);
    vider();
    document.getElementById("contenu").focus();
  };

  const texteDe = (valeur) => (Array.isArray(valeur) ? valeur.join(", ") : valeur);
  // Of a long text, what differs from another.
  const extrait = (texte, autre) => {
    if (texte.length <= LONGUE) return texte;
    let [debut, fin] = [0, 0];
    while (debut < texte.length && texte[debut] === autre[debut]) debut += 1;
    while (fin < texte.length - debut && texte.at(-1 - fin) === autre.at(-1 - fin)) fin += 1;
    const [de, a] = [Math.max(0, debut - BORD), Math.min(texte.length - fin + BORD, debut + 2 * LONGUE)];
    return `${de ? "…" : ""}${texte.slice(de, a)}${a < texte.length ? "…" : ""}`;
  };
  const COLONNES = ["À l’ouverture", "Aujourd’hui", "Votre saisie"];
  const SAISIE = COLONNES.length - 1;
  const comparer = ([nom, champ]) => {
    const present = voir(nom, champ);
    return {
      libelle: champ.libelle,
      changee: !egaux(present.valeur, champ.avant),
      textes: [champ.dit_avant ?? texteDe(champ.avant), present.dit ?? texteDe(present.valeur), champ.dit ?? texteDe(champ.saisi)],
    };
  };
  const ligne = ({ libelle, changee, textes }, colonnes) => {
    const tete = elementDe("th", { scope: "row", textContent: libelle });
    if (changee) tete.append(" ", elementDe("span", { className: "puce attention", textContent: "changé depuis" }));
    return elementDe("tr", {}, tete, ...colonnes.map((rang) => {
      const cellule = elementDe("td", { className: "saisi", textContent: extrait(textes[rang], textes[rang === SAISIE ? 1 : SAISIE]) });
      cellule.dataset.titre = COLONNES[rang];
      return cellule;
    }));
  };
  const tableau = (champs) => {
    const lignes = champs.slice(0, MONTREES).map(comparer);
    // What is not there yet has nothing to be compared with.
    const colonnes = [...COLONNES.keys()].filter((rang) => rang === SAISIE || lignes.some(({ textes, changee }) => textes[rang] || changee));
    const tetes = ["Champ", ...colonnes.map((rang) => COLONNES[rang])].map((titre) => elementDe("th", { scope: "col", textContent: titre }));
    const cadre = elementDe("div", { className: "defile", tabIndex: 0 }, elementDe("table", { className: "liste conflit empilee" },
      elementDe("caption", { className: "hors-ecran", textContent: colonnes.length > 1 ? "Votre saisie et ce que la page contient" : "Votre saisie" }),
      elementDe("thead", {}, elementDe("tr", {}, ...tetes)),
      elementDe("tbody", {}, ...lignes.map((une) => ligne(une, colonnes)))));
    cadre.setAttribute("role", "region");
    cadre.setAttribute("aria-label", cadre.querySelector("caption").textContent);
    return champs.length > MONTREES ? [cadre, elementDe("p", { className: "source", textContent: `Et ${champs.length - MONTREES} autres.` })] : [cadre];
  };
  const copiables = (champs) => champs.map(([nom, champ], rang) => {
    const id = `saisie-${onglet}-${rang}`;
    const texte = champ.dit ?? texteDe(champ.saisi);
    const zone = elementDe("textarea", { id, readOnly: true, rows: Math.min(8, 1 + texte.split("\n").length), value: texte });
    return elementDe("div", { className: "champ" }, elementDe("label", { htmlFor: id, textContent: champ.libelle || nom }), zone);
  });
  const bouton = (texte, classe, faire) => {
    const element = elementDe("button", { type: "button", className: `bouton ${classe}`, textContent: texte });
    element.addEventListener("click", faire);
    return element;
  };
  const accord = (nombre, mot) => `${nombre} ${mot}${nombre > 1 ? "s" : ""}`;
  // What is offered, and what finds no place any more: its text is there to be copied.
  const montrer = (tete = [], autres = []) => {
    bande?.remove();
    bande = null;
    const tous = Object.entries(offerts);
    const presents = tous.filter(([nom, champ]) => voir(nom, champ));
    const partis = tous.filter(([nom]) => !presents.some(([autre]) => autre === nom));
    if (!tous.length && !tete.length && !autres.length) return;
    const id = `saisie-${onglet}`;
    bande = elementDe("section", { className: "panneau saisie-gardee" }, elementDe("h2", { id, textContent: "Saisie non enregistrée" }), ...tete);
    bande.setAttribute("aria-labelledby", id);
    if (presents.length) bande.append(...tableau(presents));
    if (partis.length) bande.append(elementDe("p", { textContent: `${accord(partis.length, "champ")} que cette page ne montre plus, ou qui ne pren${partis.length > 1 ? "nent" : "d"} plus cette valeur : le texte reste ici, à copier.` }), ...copiables(partis));
    const boutons = [];
    if (presents.length) boutons.push(bouton("Reprendre", "premier", reprendre));
    if (tous.length) boutons.push(bouton(presents.length ? "Abandonner" : "Ne plus garder ce texte", "", abandonner));
    if (boutons.length) bande.append(elementDe("p", { className: "boutons" }, ...boutons));
    if (autres.length) bande.append(elementDe("p", {}, "Une autre saisie non enregistrée : ", ...autres.flatMap((autre, rang) => [rang ? ", " : "", elementDe("a", { href: autre.page, textContent: autre.titre })]), "."));
    avant.before(bande);
  };

  const commencer = async () => {
    let recues = [];
    try {
      recues = await saisies.trouver(new URL(page, location.href).pathname);
    } catch {
      // What the browser has is there all the same.
    }
    await prete;
    trouvees = saisies.copies(page);
    const sienne = recues.find((saisie) => saisie.page === page);
    const champs = Object.assign({}, sienne?.champs, ...trouvees.map((trouvee) => trouvee.champs));
    apres = sienne?.onglet ?? "";
    connue = Boolean(sienne);
    if (liee) {
      for (const [nom, champ] of Object.entries(champs)) {
        if (voir(nom, champ)) adopter(nom, champ);
        else offerts[nom] = champ;
      }
      if (connue || trouvees.length) toucher();
      montrer();
      return;
    }
    const saisis = lire();
    for (const [nom, champ] of Object.entries(champs)) if (!(nom in saisis) && !egaux(voir(nom, champ)?.valeur, champ.saisi)) offerts[nom] = champ;
    const autres = recues.filter((saisie) => saisie.page !== page && !saisie.finie && saisie.page.split("#")[1] === page.split("#")[1]);
    const tete = [];
    if (sienne?.finie) {
      const oublier = bouton("Ne plus le dire", "discret", () => { abandonner(); });
      tete.push(elementDe("p", {}, sienne.mot, " ", oublier));
    } else if (!Object.keys(offerts).length) {
      // All of it is what the page holds: it was saved.
      if (sienne || trouvees.length) {
        sale = true;
        setTimeout(vider);
        for (const trouvee of trouvees) saisies.oublier(trouvee);
      }
    } else if (trouvees.some((trouvee) => trouvee.revenir) && Object.entries(offerts).every(([nom, champ]) => egaux(voir(nom, champ)?.valeur, champ.avant))) {
      reprendre();
      dire("Votre saisie est de retour. Elle n’est pas enregistrée.");
      return;
    } else {
      const ailleurs = sienne && sienne.age < 60 ? " Elle vient de changer, peut-être dans une autre fenêtre encore ouverte." : "";
      tete.push(elementDe("p", { textContent: sienne ? `Commencée le ${sienne.debut}.${ailleurs} ${sienne.mot}` : "Elle n’a pas pu partir de ce navigateur." }));
    }
    montrer(tete, autres);
  };

  addEventListener("online", () => { if (sale) vider(); });
  addEventListener("pagehide", () => {
    if (!sale || envoyee) return;
    copier();
    saisies.envoyer(paquet());
  });
  // The page comes back whole, as it was left.
  addEventListener("pageshow", ({ persisted }) => { if (persisted) envoyee = false; });
  document.addEventListener("visibilitychange", () => {
    if (!sale || envoyee) return;
    if (document.hidden) copier();
    else vider();
  });

  cours = commencer();
  const moteur = {
    toucher,
    abandonner,
    // What the server is told when the page is saved: whose work this ends, and what it leaves.
    marque: () => JSON.stringify({ page, onglets: [onglet, apres], restent: Object.keys(offerts) }),
    // Saved or not, the next page tells; without an answer the copy is there.
    partir: () => {
      clearTimeout(pause);
      clearTimeout(copie);
      revenir = true;
      copier();
      // What this page took up goes with it: a copy of the page before would come back once this one is saved.
      for (const reprise of liee ? saisies.copies(page) : trouvees) if (reprise.onglet !== onglet) saisies.oublier(reprise);
      envoyee = true;
    },
    quitter: async () => {
      if (await vider()) liberer();
    },
  };
  saisies.moteurs.set(page, moteur);
  return moteur;
};
