// A cell of a list corrected where it is read: the server gives its field and reads it, as a grid's; the row and the
// totals follow. What was done is undone from the same history as in a grid.
"use strict";

const casesDeListe = (() => {
  const { aller, choisir, cle, dire, etat, nomDe, rangees, table, tete } = lignesDeListe;
  const bouton = (nom) => etat.querySelector(`[data-${nom}]`);
  const SESSION = "Votre session a pris fin : connectez-vous dans un autre onglet, puis réessayez.";
  const AUTRE = "Un autre compte est connecté dans ce navigateur : rien n’a été enregistré.";
  const contenu = document.getElementById("contenu");
  let ouverte = null;
  let libre = false;

  const adresse = (pk, champ) => table().dataset.cellules.replace("/0/case/champ/", `/${pk}/case/${champ}/`) + location.search;
  const demander = async (url, options, encore = true) => {
    let reponse;
    try {
      reponse = await fetch(url, { headers: { Accept: "application/json" }, ...options });
    } catch {
      return { message: "Rien n’a été enregistré : vérifiez la connexion, puis réessayez." };
    }
    // A session that ended leads to the sign-in page.
    if (reponse.redirected) return { message: SESSION };
    if (reponse.status === 403 && encore && options) {
      // Its author may have signed in again in another tab: the mark of the page is of the session before.
      if (!await saisies.renouer()) return { message: AUTRE };
      options.body.set("csrfmiddlewaretoken", saisies.jeton());
      return demander(url, options, false);
    }
    if (reponse.status === 403) return { message: "Votre compte ne permet pas ce changement." };
    if (![200, 409, 410, 422].includes(reponse.status)) return { message: "Le changement n’a pas été enregistré." };
    return { ...await reponse.json(), accepte: reponse.status === 200, disparue: reponse.status === 410 };
  };

  const rangeeDe = (pk) => rangees().find((rangee) => cle(rangee) === pk);
  const corps = (html) => {
    const modele = document.createElement("template");
    modele.innerHTML = `<table>${html}</table>`;
    return modele.content.firstElementChild;
  };
  // The row and the totals as the server says them; a row keeps its box and its place.
  const versions = new Map();
  const recevoir = (pk, { ligne, version, pied }) => {
    if (version) versions.set(pk, version);
    const rangee = rangeeDe(pk);
    if (!rangee || !ligne) return rangee;
    const cochee = rangee.querySelector("input[name=selection]").checked;
    const [nouvelle] = corps(ligne).rows;
    rangee.dataset.version = nouvelle.dataset.version;
    rangee.replaceChildren(...nouvelle.children);
    rangee.querySelector("input[name=selection]").checked = cochee;
    const bas = corps(pied).tFoot;
    if (table().tFoot && bas) table().tFoot.replaceWith(bas);
    return rangee;
  };

  const change = () => ouverte !== null && (ouverte.repris !== undefined || ouverte.champ.value !== ouverte.avant);
  const fermer = () => {
    if (!ouverte) return;
    const { place } = ouverte;
    ouverte = null;
    contenu.dispatchEvent(new Event("case:fermee"));
    place.classList.remove("ouverte", "vers-la-gauche");
    place.querySelector(".en-place")?.remove();
  };
  // Over its cell and its neighbours, so that nothing else moves: to the right, or to the left from the second half.
  const poser = (place) => {
    const [cadre, boite] = [table().parentElement, place].map((element) => element.getBoundingClientRect());
    place.classList.add("ouverte");
    place.classList.toggle("vers-la-gauche", boite.left + boite.right > cadre.left + cadre.right);
    ouverte.place = place;
  };
  const montrer = (html) => {
    const { place } = ouverte;
    place.querySelector(".en-place")?.remove();
    place.insertAdjacentHTML("beforeend", html);
    ouverte.formulaire = place.querySelector("form");
    ouverte.champ = place.querySelector("input[data-champ]");
    const liste = ouverte.champ.list;
    if (liste?.dataset.suggestions) ouverte.champ.dataset.suggestions = liste.dataset.suggestions;
    ouverte.formulaire.scrollIntoView({ block: "nearest", inline: "nearest" });
  };

  // ``repris``: what was typed in it before, and the version of the row that was seen then.
  const ouvrir = async (place, repris) => {
    if (change()) {
      dire("Enregistrez d’abord la case ouverte, ou annulez.");
      return ouverte.champ.focus();
    }
    fermer();
    const rangee = place.parentElement;
    const [pk, nom] = [cle(rangee), tete(place).dataset.champ];
    // What is typed before the field has come goes to the field.
    const attente = document.createElement("input");
    Object.assign(attente, { type: "text", className: "en-place", ariaLabel: `${nomDe(place)}, ouverture…` });
    place.querySelector(".crayon")?.remove();
    const mienne = { place, pk, nom, champ: attente, avant: "", repris, dit: place.innerText.trim() };
    ouverte = mienne;
    poser(place);
    place.append(attente);
    attente.focus();
    let envoyer = false;
    attente.addEventListener("keydown", (evenement) => {
      if (evenement.key === "Enter") envoyer = true;
      if (evenement.key === "Escape") {
        fermer();
        aller(rangee);
      }
    });
    const recu = await demander(`${adresse(pk, nom)}${location.search ? "&" : "?"}version=${rangee.dataset.version}`);
    if (ouverte !== mienne) return undefined;
    if (!recu.champ) {
      fermer();
      rangee.classList.toggle("disparue", Boolean(recu.disparue));
      aller(rangee);
      return dire(recu.message);
    }
    if (recu.ligne) {
      const rang = place.cellIndex;
      recevoir(pk, recu);
      poser(rangee.cells[rang]);
    }
    montrer(recu.champ);
    dire(recu.message);
    const { champ, formulaire } = mienne;
    mienne.avant = repris?.avant ?? champ.value;
    mienne.repris = undefined;
    champ.focus();
    champ.select();
    if (repris) {
      champ.value = repris.saisi;
      formulaire.elements.version.value = repris.version;
      return undefined;
    }
    if (attente.value === "" && !envoyer) return undefined;
    champ.value = attente.value;
    champ.setSelectionRange(champ.value.length, champ.value.length);
    return envoyer ? formulaire.requestSubmit() : undefined;
  };

  const enregistrer = async () => {
    const mienne = ouverte;
    const { pk, nom, formulaire } = mienne;
    if (mienne.envoyee) return undefined;
    mienne.envoyee = true;
    formulaire.setAttribute("aria-busy", "true");
    const recu = await demander(adresse(pk, nom), { method: "POST", body: new FormData(formulaire) });
    mienne.envoyee = false;
    formulaire.removeAttribute("aria-busy");
    if (ouverte !== mienne) return undefined;
    const rang = mienne.place.cellIndex;
    if (recu.champ) {
      const rangee = recevoir(pk, recu);
      poser(rangee.cells[rang]);
      montrer(recu.champ);
      (mienne.place.querySelector("input[type=radio]") ?? mienne.champ).focus();
      return dire(recu.message);
    }
    if (!recu.accepte && !recu.disparue) return dire(recu.message);
    const rangee = mienne.place.parentElement;
    fermer();
    recevoir(pk, recu);
    rangee.classList.toggle("disparue", Boolean(recu.disparue));
    if (recu.pas) historique.noter({ pk, nom, rang, textes: recu.pas });
    choisir(rangee, rang);
    aller(rangee);
    return dire(recu.message);
  };

  contenu.addEventListener("corriger", ({ target }) => ouvrir(target));
  contenu.addEventListener("submit", (evenement) => {
    if (!evenement.target.matches(".en-place")) return;
    evenement.preventDefault();
    enregistrer();
  });
  const renoncer = () => {
    const rangee = ouverte.place.parentElement;
    fermer();
    aller(rangee);
  };
  contenu.addEventListener("click", ({ target }) => { if (target.closest(".en-place [data-annuler]")) renoncer(); });
  contenu.addEventListener("keydown", (evenement) => {
    if (!evenement.target.closest("form.en-place")) return;
    // Ctrl + Z is the field's own while one types.
    if (evenement.ctrlKey || evenement.metaKey) evenement.stopPropagation();
    if (evenement.key === "Escape") renoncer();
  }, true);

  // One history for the page, whatever table it shows: the table alone is new after a sort or another page.
  const jouer = async ({ pk, nom, rang, textes }, sens) => {
    const donnees = new FormData();
    const rangee = rangeeDe(pk);
    donnees.set("csrfmiddlewaretoken", document.querySelector("#lot input[name=csrfmiddlewaretoken]").value);
    donnees.set("version", rangee?.dataset.version ?? versions.get(pk));
    donnees.set(`c-${pk}-${nom}`, sens < 0 ? textes[0] : textes[1]);
    if (sens < 0) donnees.set("motif_journal", "Annulation dans la liste");
    const recu = await demander(adresse(pk, nom), { method: "POST", body: donnees });
    recevoir(pk, recu);
    if (rangee) aller(rangee, rang);
    if (recu.accepte) return recu.message.replace("Enregistré. ", "");
    dire(recu.message || `La case a changé depuis : rien n’a été ${sens < 0 ? "défait" : "refait"}.`);
    return false;
  };
  let historique = null;
  let preparee = null;
  const preparer = () => {
    if (!table() || table() === preparee) return;
    preparee = table();
    ouverte = null;
    const { passe, avenir } = historique?.historique ?? { passe: [], avenir: [] };
    const boutons = { defaire: bouton("defaire"), refaire: bouton("refaire") };
    // Their listeners are of the table before.
    for (const [role, ancien] of Object.entries(boutons)) {
      boutons[role] = ancien.cloneNode(true);
      ancien.replaceWith(boutons[role]);
    }
    historique = tableauDeCases({ table: table(), annoncer: dire, jouer, boutons, texteDe: (place) => place.innerText });
    historique.historique.passe.push(...passe);
    historique.historique.avenir.push(...avenir);
    historique.historique.montrer();
  };
  preparer();
  document.addEventListener("htmx:afterSettle", preparer);

  // What is typed and not saved is left by choice only.
  document.addEventListener("htmx:beforeRequest", (evenement) => {
    if (!change()) return;
    evenement.preventDefault();
    dire("Enregistrez d’abord la case ouverte, ou annulez.");
    ouverte.champ.focus();
  });
  window.addEventListener("beforeunload", (evenement) => { if (change() && !libre) evenement.preventDefault(); });

  return { changee: () => (change() ? ouverte : null), liberer: () => { libre = true; }, ouvrir, rangeeDe };
})();
