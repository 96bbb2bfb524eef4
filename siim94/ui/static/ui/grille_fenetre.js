// A grid of many rows. Those that the page came without are asked for once it is there; of all of them, only the blocks
// near what is in view are laid out, above and below which the room of the others is kept.
"use strict";

(() => {
  const grille = grilleSaisie;
  if (!grille) return;
  const { formulaire, table, annoncer } = grille;
  const cadre = table.closest(".defile");
  const pages = document.querySelector(".grille-pages");
  const [TAILLE, SEUIL, MARGE, RANGEE] = [25, 150, 600, 35]; // rows, rows, pixels, pixels
  const longue = "suite" in table.dataset;
  const tetes = [...table.tHead.rows[0].cells];
  const stockees = () => [...table.querySelectorAll("tr[data-ligne]:not(.nouvelle)")];

  let blocs = [];
  const cales = ["avant", "apres"].map(() => {
    const corps = document.createElement("tbody");
    corps.hidden = true;
    corps.setAttribute("aria-hidden", "true");
    corps.append(document.createElement("tr"));
    return corps;
  });
  const caler = (corps, hauteur) => {
    corps.hidden = hauteur === 0;
    corps.firstElementChild.style.height = `${hauteur}px`;
  };
  // What a block takes: as it was last seen, else by its rows.
  const hauteur = (bloc) => {
    bloc.hauteur ??= RANGEE * [...bloc.corps.rows].filter((rangee) => !rangee.hidden).length;
    return bloc.hauteur;
  };
  const mesurer = () => {
    for (const bloc of blocs) if (!bloc.corps.hidden) bloc.hauteur = bloc.corps.getBoundingClientRect().height;
  };
  // Columns grow with what comes in view, and never shrink: nothing moves under the hand.
  const largeurs = new Map();
  const tenir = () => {
    let change = false;
    for (const tete of tetes.filter(({ hidden }) => !hidden)) {
      const large = tete.getBoundingClientRect().width;
      if (large < (largeurs.get(tete) ?? 0) + 0.5) continue;
      largeurs.set(tete, large);
      change = true;
    }
    if (!change) return;
    for (const [tete, large] of largeurs) tete.style.minWidth = `${large}px`;
    grille.figer?.();
  };
  const elargir = () => {
    for (const tete of largeurs.keys()) tete.style.minWidth = "";
    largeurs.clear();
    tenir();
  };
  // Where the frame was when its blocks were last chosen.
  let cadree = { haut: 0, hauteur: 0 };
  const cadrer = () => {
    cadree = { haut: cadre.scrollTop, hauteur: cadre.clientHeight };
    const [haut, bas] = [cadre.scrollTop - MARGE, cadre.scrollTop + cadre.clientHeight + MARGE];
    const actif = document.activeElement.closest("tbody");
    const places = [0, 0];
    const ouverts = [];
    let y = 0;
    for (const bloc of blocs) {
      const haute = hauteur(bloc);
      const vu = (y + haute > haut && y < bas) || bloc.corps === actif;
      if (vu && bloc.corps.hidden) ouverts.push(bloc);
      if (!vu) places[y < haut ? 0 : 1] += haute;
      bloc.corps.hidden = !vu;
      y += haute;
    }
    cales.forEach((corps, rang) => caler(corps, places[rang]));
    if (!ouverts.length) return;
    mesurer();
    tenir();
  };
  const numeroter = (rangees) => {
    table.setAttribute("aria-rowcount", rangees.length + 1);
    rangees.forEach((rangee, rang) => rangee.setAttribute("aria-rowindex", rang + 2));
  };
  // Rows in their order, in blocks.
  const ranger = (rangees) => {
    if (rangees.length < SEUIL && !longue) {
      table.tBodies[0].append(...rangees);
      return;
    }
    const nouvelles = table.querySelector("[data-nouvelles]");
    const anciens = [...table.tBodies].filter((corps) => corps !== nouvelles);
    blocs = [];
    for (let rang = 0; rang < rangees.length; rang += TAILLE) {
      const corps = document.createElement("tbody");
      corps.hidden = rang > 0;
      corps.append(...rangees.slice(rang, rang + TAILLE));
      blocs.push({ corps, hauteur: null });
    }
    nouvelles.before(cales[0], ...blocs.map(({ corps }) => corps), cales[1]);
    for (const corps of anciens) if (!cales.includes(corps)) corps.remove();
    numeroter(rangees);
    cadrer();
  };
  // Rows hidden or shown: blocks are of another height.
  const revoir = () => {
    for (const bloc of blocs) bloc.hauteur = null;
    cadrer();
  };
  const reveler = (element) => {
    const corps = element.closest("tbody");
    if (!corps?.hidden) return;
    const avant = blocs.slice(0, blocs.findIndex((bloc) => bloc.corps === corps)).reduce((somme, bloc) => somme + hauteur(bloc), 0);
    corps.hidden = false;
    caler(cales[0], avant);
    cadre.scrollTop = avant + element.closest("tr").offsetTop - corps.offsetTop - cadre.clientHeight / 3;
    cadrer();
  };
  grille.fenetre = { ranger, revoir, reveler, elargir };

  let prevu = 0;
  const prevoir = () => {
    prevu ||= requestAnimationFrame(() => {
      prevu = 0;
      const pres = Math.abs(cadre.scrollTop - cadree.haut) < MARGE / 2 && cadre.clientHeight === cadree.hauteur;
      if (!blocs.length || pres) return;
      mesurer();
      cadrer();
    });
  };
  cadre.addEventListener("scroll", prevoir, { passive: true });
  new ResizeObserver(prevoir).observe(cadre);
  // An error leads to its cell, a page of paper holds all rows.
  document.addEventListener("click", ({ target }) => {
    const cellule = document.getElementById(target.closest("a[href^='#c-']")?.hash.slice(1));
    if (cellule) reveler(cellule);
  });
  addEventListener("beforeprint", () => {
    for (const { corps } of blocs) corps.hidden = false;
    for (const corps of cales) corps.hidden = true;
  });
  addEventListener("afterprint", cadrer);

  // The rows of the other pages, without pages. They are made in slices, between which keys are answered; a browser
  // that is never idle rests all the same, and not once a block: of a hundred, that alone took many seconds.
  const [TRANCHE, PATIENCE] = [12, 50]; // milliseconds
  const repos = () => new Promise((fini) => {
    if (window.requestIdleCallback) requestIdleCallback(fini, { timeout: PATIENCE });
    else setTimeout(fini);
  });
  const posee = async () => {
    if (document.readyState !== "complete") await new Promise((fini) => addEventListener("load", fini, { once: true }));
    await repos();
  };
  const suite = async () => {
    const donnees = new FormData();
    donnees.set("csrfmiddlewaretoken", formulaire.elements.csrfmiddlewaretoken.value);
    donnees.set("suite", stockees().map((rangee) => rangee.dataset.ligne).join(","));
    const reponse = await fetch(formulaire.action, { method: "POST", body: donnees, headers: { Accept: "application/json" } });
    if (reponse.redirected || !reponse.ok) throw new Error(String(reponse.status));
    const { blocs: recus, versions } = await reponse.json();
    const caches = tetes.filter(({ hidden }) => hidden).map(({ cellIndex }) => cellIndex);
    const arrives = [];
    let debut = -Infinity;
    for (const html of recus) {
      if (performance.now() - debut > TRANCHE) {
        await repos();
        debut = performance.now();
      }
      const corps = document.createElement("tbody");
      corps.hidden = true;
      corps.innerHTML = html;
      for (const { cells } of corps.rows) for (const rang of caches) cells[rang].hidden = true;
      arrives.push(corps);
    }
    // Behind those that are there, which stay where they are: somebody may be typing in one. All at once, for the
    // browser reads every field again when some come.
    cales[1].before(...arrives);
    blocs.push(...arrives.map((corps) => ({ corps, hauteur: null })));
    formulaire.elements.versions.value = [formulaire.elements.versions.value, versions].filter(Boolean).join(",");
  };
  const charger = async () => {
    if (longue || stockees().length >= SEUIL) ranger(stockees());
    if (!longue) return;
    pages?.setAttribute("hidden", "");
    annoncer("Les autres lignes arrivent…");
    try {
      // The first rows are typed in before the server is busy with the others.
      await posee();
      await suite();
    } catch {
      pages?.removeAttribute("hidden");
      annoncer("Les autres lignes ne sont pas arrivées : rechargez la page, ou parcourez la grille page par page.");
      return;
    }
    const rangees = stockees();
    numeroter(rangees);
    cadrer();
    grille.relire();
    grille.recues?.(rangees);
    annoncer(`${rangees.length} lignes.`);
  };
  grille.complete = charger();
})();
