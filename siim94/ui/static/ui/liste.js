// A list changes in place: criteria, order, pages, columns. Without this script each of them loads a page.
"use strict";

(() => {
  const liste = () => document.getElementById("liste");
  const resultats = () => document.getElementById("resultats");

  // Text searches as one types, other criteria as soon as they are chosen (choices: see site.js).
  let attente = 0;
  document.addEventListener("input", (evenement) => {
    const champ = evenement.target;
    if (!champ.matches("#filtres input[type=search]")) return;
    clearTimeout(attente);
    attente = setTimeout(() => champ.form.requestSubmit(), 350);
  });
  document.addEventListener("change", (evenement) => {
    const champ = evenement.target;
    if (champ.matches("#filtres input:not([type=search])")) champ.form.requestSubmit();
  });
  document.addEventListener("submit", (evenement) => {
    if (evenement.target.id === "filtres") clearTimeout(attente);
  });

  // Empty criteria stay out of the address.
  document.addEventListener("htmx:configRequest", (evenement) => {
    const { verb, parameters } = evenement.detail;
    if (verb !== "get") return;
    for (const [nom, valeur] of [...parameters.entries()]) {
      if (valeur === "") parameters.delete(nom);
    }
  });

  // An answer that is no list (signed out, refused, failed) is shown as the page that it is.
  document.addEventListener("htmx:beforeSwap", (evenement) => {
    const { xhr, requestConfig } = evenement.detail;
    if (evenement.target.id === "etoile") return;
    if (evenement.detail.isError || !xhr.responseText.includes('id="resultats"')) {
      evenement.detail.shouldSwap = false;
      location.assign(requestConfig.verb === "get" ? evenement.detail.pathInfo.finalRequestPath : location.href);
    }
  });
  document.addEventListener("htmx:sendError", () => location.reload());

  document.addEventListener("htmx:beforeRequest", () => liste()?.setAttribute("aria-busy", "true"));
  document.addEventListener("htmx:afterRequest", () => liste()?.removeAttribute("aria-busy"));

  // The part that changed may have held the focus: it goes to the count rather than nowhere.
  let dedans = false;
  document.addEventListener("htmx:beforeSwap", () => {
    dedans = liste()?.contains(document.activeElement);
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (dedans && (!document.activeElement || document.activeElement === document.body)) {
      document.querySelector("[data-nombre-lignes]")?.focus({ preventScroll: true });
    }
    preparer();
  });

  // Boxes of the rows: all of the page at once, and how many.
  const BOITES = "input[name=selection], [data-a-cocher]";
  function compter() {
    const tout = document.querySelector("[data-tout-cocher]");
    const boites = [...document.querySelectorAll(BOITES)];
    if (!tout || !boites.length) return;
    const coches = boites.filter((boite) => boite.checked).length;
    tout.hidden = false;
    tout.checked = coches === boites.length;
    tout.indeterminate = coches > 0 && coches < boites.length;
    const nombre = document.querySelector("[data-nombre-coches]");
    if (nombre) nombre.textContent = coches ? ` (${coches})` : "";
  }
  document.addEventListener("change", (evenement) => {
    if (evenement.target.matches("[data-tout-cocher]")) {
      for (const boite of document.querySelectorAll(BOITES)) boite.checked = evenement.target.checked;
    }
    if (evenement.target.matches(`[data-tout-cocher], ${BOITES}`)) compter();
  });

  // The menu of columns: arrows move a line at once; what is moved is kept by "Appliquer".
  document.addEventListener("click", (evenement) => {
    const fleche = evenement.target.closest(".colonnes .fleches button");
    if (!fleche) return;
    evenement.preventDefault();
    const ligne = fleche.closest("li");
    const monte = fleche.name === "monter";
    const voisine = monte ? ligne.previousElementSibling : ligne.nextElementSibling;
    // The first column keeps its place.
    if (!voisine || !voisine.querySelector(".fleches")) return;
    if (monte) voisine.before(ligne);
    else voisine.after(ligne);
    fleche.focus();
    const rang = [...ligne.parentElement.children].indexOf(ligne) + 1;
    document.getElementById("annonce").textContent = `${ligne.querySelector("label").innerText.trim()} : place ${rang}`;
  });

  // A long menu opens where it can be seen whole.
  document.addEventListener("toggle", (evenement) => {
    const menu = evenement.target;
    if (menu.open && menu.matches(".outils .menu")) menu.lastElementChild.scrollIntoView({ block: "nearest" });
  }, true);

  // A table that fits its place needs no frame of its own: its heads then stick to the window.
  function preparer() {
    compter();
    const cadre = resultats()?.querySelector(".defile");
    if (!cadre) return;
    cadre.classList.remove("tient");
    cadre.classList.toggle("tient", cadre.scrollWidth <= cadre.clientWidth);
  }
  preparer();
  addEventListener("resize", preparer);
  document.fonts?.ready.then(preparer);
})();
