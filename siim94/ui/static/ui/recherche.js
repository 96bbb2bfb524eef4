// Suggestions under the search field while one types: a combobox after the WAI-ARIA pattern. Without script the field
// is a plain form, and Enter without a chosen suggestion sends that form.
"use strict";

(() => {
  const champ = document.getElementById("recherche");
  if (!champ || !champ.dataset.suggestions) return;

  const ATTENTE_MS = 140;
  const cadre = document.getElementById("suggestions-cadre");
  const liste = document.getElementById("suggestions");
  const etat = document.getElementById("suggestions-etat");
  let minuterie = 0;
  let demande = null;
  let montree = "";
  let active = null;

  champ.setAttribute("role", "combobox");
  champ.setAttribute("aria-autocomplete", "list");
  champ.setAttribute("aria-controls", "suggestions");
  champ.setAttribute("aria-expanded", "false");

  const options = () => [...liste.querySelectorAll('[role="option"]')];
  const ouverte = () => !cadre.hidden;

  function activer(option) {
    active?.setAttribute("aria-selected", "false");
    active = option;
    if (!option) {
      champ.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    champ.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function fermer() {
    clearTimeout(minuterie);
    demande?.abort();
    demande = null;
    activer(null);
    cadre.hidden = true;
    champ.setAttribute("aria-expanded", "false");
  }

  function ouvrir() {
    const nombre = options().length;
    cadre.hidden = nombre === 0;
    champ.setAttribute("aria-expanded", String(nombre > 0));
    etat.textContent = liste.firstElementChild?.dataset.etat || "";
  }

  async function chercher() {
    const texte = champ.value.trim();
    demande?.abort();
    if (texte.length < 2) {
      montree = "";
      liste.replaceChildren();
      etat.textContent = "";
      fermer();
      return;
    }
    if (texte === montree) {
      ouvrir();
      return;
    }
    const mienne = new AbortController();
    demande = mienne;
    try {
      const adresse = `${champ.dataset.suggestions}?q=${encodeURIComponent(texte)}`;
      const reponse = await fetch(adresse, { signal: mienne.signal, headers: { "X-Requested-With": "fetch" } });
      // A session that ended leads to the sign-in page: nothing to suggest.
      if (!reponse.ok || reponse.redirected) throw new Error(String(reponse.status));
      const morceau = await reponse.text();
      if (mienne.signal.aborted || document.activeElement !== champ) return;
      activer(null);
      liste.innerHTML = morceau;
      montree = texte;
      ouvrir();
    } catch (erreur) {
      if (erreur.name === "AbortError") return;
      montree = "";
      fermer();
    }
  }

  champ.addEventListener("input", () => {
    activer(null);
    clearTimeout(minuterie);
    minuterie = setTimeout(chercher, ATTENTE_MS);
  });

  champ.addEventListener("keydown", (evenement) => {
    if (evenement.isComposing) return;
    const toutes = options();
    const rang = toutes.indexOf(active);
    switch (evenement.key) {
      case "ArrowDown":
      case "ArrowUp": {
        evenement.preventDefault();
        if (!ouverte()) {
          chercher();
          return;
        }
        // One place more than the options: the field itself stands between the last and the first.
        const pas = evenement.key === "ArrowDown" ? 1 : -1;
        const places = toutes.length + 1;
        const suivant = (rang + 1 + pas + places) % places;
        activer(suivant ? toutes[suivant - 1] : null);
        return;
      }
      case "Enter":
        if (ouverte() && active) {
          evenement.preventDefault();
          active.click();
        }
        return;
      case "Escape":
        if (ouverte()) {
          evenement.preventDefault();
          evenement.stopPropagation();
          fermer();
        }
        return;
      case "Tab":
        fermer();
    }
  });

  // A press on a suggestion must not take the focus from the field before the click is done.
  liste.addEventListener("mousedown", (evenement) => evenement.preventDefault());
  champ.addEventListener("blur", () => fermer());
  champ.form.addEventListener("submit", () => fermer());
})();
