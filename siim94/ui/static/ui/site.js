// What pages do beyond plain HTML: menus close by themselves, "/" goes to the search field, "?" tells all keys. Nothing
// depends on it.
"use strict";

// Whether a letter alone acts: not while someone types, not with another key, not for whoever switched it off.
const toucheSeule = (() => {
  const TIROIR = "touches-seules";
  const actives = () => localStorage.getItem(TIROIR) !== "non";
  const regler = (oui) => localStorage.setItem(TIROIR, oui ? "oui" : "non");
  const vaut = ({ target, ctrlKey, metaKey, altKey }) => actives() && !ctrlKey && !metaKey && !altKey
    && !target.closest("input, textarea, select, [contenteditable], dialog");
  return { actives, regler, vaut };
})();

(() => {
  const MENUS = "details.menu[open]";

  document.addEventListener("click", (evenement) => {
    for (const menu of document.querySelectorAll(MENUS)) {
      if (!menu.contains(evenement.target)) menu.open = false;
    }
  });

  document.addEventListener("keydown", (evenement) => {
    if (evenement.key === "Escape") {
      for (const menu of document.querySelectorAll(MENUS)) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
      return;
    }
    if (!["/", "?"].includes(evenement.key) || !toucheSeule.vaut(evenement)) return;
    const champ = document.getElementById("recherche");
    if (evenement.key === "?" && touches) montrerTouches();
    else if (evenement.key === "/" && champ) {
      champ.focus();
      champ.select();
    } else return;
    evenement.preventDefault();
  });

  // All keys, in a dialog; there, those of one letter are switched off, for this browser.
  const touches = document.getElementById("touches");
  const montrerTouches = () => {
    touches.querySelector("[data-touches-seules]").checked = toucheSeule.actives();
    touches.showModal();
  };
  touches?.addEventListener("change", ({ target }) => toucheSeule.regler(target.checked));
  for (const bouton of document.querySelectorAll("[data-montrer-touches]")) {
    bouton.hidden = false;
    bouton.addEventListener("click", montrerTouches);
  }

  // A table wider than its place scrolls by keyboard too.
  function rendreDefilables() {
    for (const cadre of document.querySelectorAll(".defile:not([tabindex])")) {
      if (cadre.scrollWidth > cadre.clientWidth) {
        cadre.tabIndex = 0;
        cadre.setAttribute("role", "region");
        cadre.setAttribute("aria-label", cadre.querySelector("caption")?.textContent.trim() || "Tableau");
      }
    }
  }
  rendreDefilables();
  addEventListener("resize", rendreDefilables);

  // On a phone the menu scrolls sideways: the part of the site that is open is never out of sight.
  const onglet = document.querySelector(".barre nav [aria-current]");
  if (onglet) {
    const cadre = onglet.parentElement;
    // Once the page is laid out: asked here, it would be for this alone, all rows of a long grid with it.
    const pose = new ResizeObserver(() => {
      pose.disconnect();
      const place = onglet.getBoundingClientRect();
      cadre.scrollLeft += place.left + place.width / 2 - cadre.getBoundingClientRect().left - cadre.clientWidth / 2;
    });
    pose.observe(cadre);
  }

  // A star that does not come back (signed out, page forgotten meanwhile): the page says why.
  document.addEventListener("htmx:beforeSwap", (evenement) => {
    if (evenement.target.id !== "etoile" || evenement.detail.xhr.responseText.includes('id="etoile"')) return;
    evenement.detail.shouldSwap = false;
    location.reload();
  });

  // The browser's own button of a file may speak another language: ours lies under it, and says what was chosen.
  for (const champ of document.querySelectorAll("input[type=file]")) {
    const [depot, bouton, choisi] = ["span", "span", "span"].map((nom) => document.createElement(nom));
    const dire = (refus = "") => {
      const noms = [...champ.files].map((fichier) => fichier.name).join(", ");
      choisi.textContent = refus || noms || champ.dataset.vide || "Aucun fichier choisi";
      champ.setCustomValidity(refus);
    };
    // What the page would refuse is not sent for nothing, with all that is typed beside it.
    const choisir = () => {
      const maximum = Number(champ.dataset.octets) || Infinity;
      const gros = [...champ.files].find((fichier) => fichier.size > maximum);
      if (!gros) return dire();
      champ.value = "";
      const mega = (octets) => `${(Math.ceil(octets / 104857.6) / 10).toLocaleString("fr")} Mo`;
      dire(`« ${gros.name} » pèse ${mega(gros.size)}, la page en admet ${mega(maximum)}.`);
      champ.reportValidity();
    };
    depot.className = "choix-fichier";
    bouton.className = "bouton";
    bouton.textContent = champ.accept.includes("image/") ? "Choisir une image" : "Choisir un fichier";
    bouton.ariaHidden = choisi.ariaHidden = "true";
    champ.before(depot);
    depot.append(champ, bouton, choisi);
    champ.addEventListener("change", choisir);
    champ.form?.addEventListener("reset", () => setTimeout(dire));
    dire();
  }

  // What takes a narrow screen before the page itself is folded behind a button there: open without this script.
  const replier = (racine) => {
    for (const repli of racine.querySelectorAll("details[data-replie-sous]")) {
      repli.open = innerWidth >= Number(repli.dataset.replieSous);
    }
  };
  replier(document);
  document.addEventListener("htmx:load", (evenement) => replier(evenement.detail.elt));
  for (const largeur of [521, 1080]) {
    matchMedia(`(min-width: ${largeur}px)`).addEventListener("change", () => replier(document));
  }

  // A choice in the criteria of a list is applied at once; the button serves the other fields, and those without script.
  document.addEventListener("change", (evenement) => {
    const { target: champ } = evenement;
    // What a form would write waits for its button.
    if (champ.matches(".filtres select:not([multiple])") && champ.form.method === "get") champ.form.requestSubmit();
  });
})();
