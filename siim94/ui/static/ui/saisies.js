// What is typed and not saved yet, as this browser keeps it: short copies that bridge a network or a session that is
// gone, each of one account and one window, given up as soon as the server has them. ``saisie_gardee.js`` makes them.
"use strict";

const saisies = (() => {
  const { compte, saisies: adresse } = document.body.dataset;
  const PREFIXE = "saisie:";
  const PATIENCE = 3000; // milliseconds
  const PORTEE = 60_000; // bytes that a page which is left may still send
  const sortie = document.querySelector("[data-sortie]");
  // The pages followed here, by their address: each may be asked to send what it has.
  const moteurs = new Map();
  let jeton = sortie.elements.csrfmiddlewaretoken.value;
  // A browser may be told to keep nothing: then only the server does.
  let magasin = null;
  try {
    magasin = localStorage;
  } catch {
    magasin = null;
  }

  const noms = () => Object.keys(magasin ?? {}).filter((nom) => nom.startsWith(PREFIXE));
  const nomDe = ({ onglet, page }) => `${PREFIXE}${compte}:${onglet}:${page}`;
  const lire = (nom) => {
    try {
      return JSON.parse(magasin.getItem(nom));
    } catch {
      return null;
    }
  };
  const copies = (page) => noms().map(lire).filter((copie) => copie?.compte === compte && (!page || copie.page === page));
  const oublier = (copie) => magasin?.removeItem(nomDe(copie));
  const garder = (copie) => {
    try {
      magasin?.setItem(nomDe(copie), JSON.stringify(copie));
    } catch {
      // Full: the server still has what it was sent.
    }
  };

  // The unsaved work of the pages at one path; an error when the server does not answer or asks who it is. Asked once
  // for all the forms of a page.
  const demandes = new Map();
  const trouver = (chemin) => {
    if (!demandes.has(chemin)) demandes.set(chemin, demander(chemin));
    return demandes.get(chemin);
  };
  const demander = async (chemin) => {
    const reponse = await fetch(`${adresse}?${new URLSearchParams({ chemin })}`, { redirect: "manual" });
    if (!reponse.ok) throw new Error(String(reponse.status));
    const recu = await reponse.json();
    // Who signed in again in another tab goes on in this one; somebody else does not.
    if (String(recu.compte) !== compte) throw new Error("compte");
    jeton = recu.jeton;
    for (const champ of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) champ.value = jeton;
    return recu.saisies;
  };
  // Who signed in again elsewhere goes on here with the mark of the new session; false for somebody else.
  const renouer = () => demander(location.pathname).then(() => true, () => false);
  // What became of it: gardee, refusee (with a message), finie (the session is over), perdue (no answer).
  const envoyer = async (copie, { frais = false } = {}) => {
    if (frais) {
      try {
        await demander(location.pathname);
      } catch {
        return { sort: "finie" };
      }
    }
    const { page, titre, exercice, onglet, apres, champs } = copie;
    const corps = new URLSearchParams({ compte: copie.compte, page, titre, exercice, onglet, apres, champs: JSON.stringify(champs), csrfmiddlewaretoken: jeton });
    let reponse;
    try {
      reponse = await fetch(adresse, { method: "POST", body: corps, redirect: "manual", keepalive: String(corps).length < PORTEE });
    } catch {
      return { sort: "perdue" };
    }
    if (reponse.type === "opaqueredirect") return { sort: "finie" };
    const dit = reponse.headers.get("Content-Type")?.startsWith("application/json") ? await reponse.json() : null;
    if (reponse.ok) return { sort: "gardee", ...dit };
    if (dit) return { sort: "refusee", ...dit };
    // Somebody signed in meanwhile, in another tab: the page asks for the mark of the session of now.
    if (reponse.status === 403 && !frais) return envoyer(copie, { frais: true });
    return { sort: "perdue" };
  };
  const deposer = async (copie) => {
    const { sort } = await envoyer(copie);
    if (sort === "gardee" || sort === "refusee") oublier(copie);
  };

  // Copies of somebody else, or of what was saved since, are nobody's here; those of pages that were closed without
  // a network go to the server at last.
  const ranger = () => {
    const enregistree = /(?:^|; )saisie_enregistree=([\w-]+)/.exec(document.cookie)?.[1];
    if (enregistree) document.cookie = "saisie_enregistree=; max-age=0; path=/; samesite=lax";
    for (const nom of noms()) {
      const copie = lire(nom);
      if (copie?.compte !== compte || copie.onglet === enregistree) magasin.removeItem(nom);
    }
  };
  ranger();
  addEventListener("load", () => {
    for (const copie of copies()) if (!moteurs.has(copie.page)) deposer(copie);
  });

  // A page of another session was opened in this browser: the forms of this one would be refused.
  const { depuis } = document.body.dataset;
  if (magasin && magasin.getItem("connexion") !== depuis) {
    try {
      magasin.setItem("connexion", depuis);
    } catch {
      // Full: a form that is refused asks by itself.
    }
  }
  addEventListener("storage", ({ key }) => { if (key === "connexion") renouer(); });

  // Who signs out leaves nothing here, and loses nothing.
  sortie.addEventListener("submit", async (evenement) => {
    if (!moteurs.size && !copies().length) return;
    evenement.preventDefault();
    const envois = [...moteurs.values()].map((moteur) => moteur.quitter());
    await Promise.race([Promise.all(envois), new Promise((fini) => { setTimeout(fini, PATIENCE); })]);
    await Promise.race([Promise.all(copies().map(deposer)), new Promise((fini) => { setTimeout(fini, PATIENCE); })]);
    sortie.submit();
  });

  return { compte, copies, envoyer, garder, jeton: () => jeton, moteurs, oublier, renouer, trouver };
})();
