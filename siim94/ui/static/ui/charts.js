// Draws the charts of a page with plotly.js over their static drawings, each as it comes near the window, under a
// strict Content-Security-Policy.
//
// A chart is  <div class="graphique" data-graphique>
//               <div class="graphique-dessin" role="img" aria-label="…">static SVG, kept when this script does not run</div>
//               <script type="application/json">{"data": traces, "layout": layout, "etroit": layout on a narrow page}</script>
//             </div>
// and the theme of all is in  <script type="application/json" id="theme-des-graphiques">.
"use strict";

(() => {
  const ETROIT = 560;
  let theme;
  // The colours of a figure (siim94/ui/graphiques/couleurs.py) and the custom property that restyles each.
  const PROPRIETES = {
    "#17212b": "--encre",
    "#4a5866": "--encre-2",
    "#66737f": "--encre-3",
    "#ffffff": "--papier",
    "#d8d3c8": "--filet",
    "#8b9199": "--filet-fort",
    "#14507a": "--accent",
    "#d9a441": "--graphique-2",
    "#5b93bb": "--graphique-3",
    "#8a5a01": "--graphique-4",
    "#a9cbe3": "--graphique-5",
    "#17212c": "--graphique-6",
    "#17212d": "--sur-graphique",
  };

  function recolorer(valeur, style) {
    if (Array.isArray(valeur)) return valeur.map((v) => recolorer(v, style));
    if (valeur && typeof valeur === "object") {
      return Object.fromEntries(Object.entries(valeur).map(([cle, v]) => [cle, recolorer(v, style)]));
    }
    const propriete = typeof valeur === "string" && PROPRIETES[valeur];
    return propriete ? style.getPropertyValue(propriete).trim() || valeur : valeur;
  }

  function lire(noeud) {
    return JSON.parse(noeud.textContent);
  }

  function figure(graphique) {
    graphique.figure ??= lire(graphique.querySelector('script[type="application/json"]'));
    return graphique.figure;
  }

  function variante_de(largeur) {
    return largeur < ETROIT ? "etroit" : "layout";
  }

  function tracer(graphique) {
    const cadre = graphique.querySelector(".graphique-dessin");
    const largeur = Math.floor(cadre.clientWidth);
    if (!largeur) return;
    theme ??= lire(document.getElementById("theme-des-graphiques"));
    const variante = variante_de(largeur);
    const style = getComputedStyle(graphique);
    const layout = recolorer({ ...figure(graphique)[variante], template: theme }, style);
    if (!graphique.dataset.trace) cadre.replaceChildren();
    cadre.style.removeProperty("--hauteur");
    graphique.dataset.trace = variante === "layout" ? "large" : "etroit";
    graphique.largeurTracee = layout.width = largeur;
    Plotly.react(cadre, recolorer(figure(graphique).data, style), layout, { displayModeBar: false, doubleClick: false });
  }

  const tailles = new ResizeObserver((entrees) => {
    for (const { target } of entrees) {
      const graphique = target.closest("[data-graphique]");
      if (Math.floor(target.clientWidth) !== graphique.largeurTracee) requestAnimationFrame(() => tracer(graphique));
    }
  });

  // A screen ahead: who scrolls finds them drawn, and a long report does not wait for all of its own.
  const abords = new IntersectionObserver(
    (entrees) => {
      for (const { target } of entrees.filter((entree) => entree.isIntersecting)) {
        abords.unobserve(target);
        tracer(target.closest("[data-graphique]"));
        tailles.observe(target);
      }
    },
    { rootMargin: "100% 0px" },
  );

  async function tout(racine) {
    const graphiques = [...racine.querySelectorAll("[data-graphique]:not([data-trace])")];
    if (!graphiques.length || typeof Plotly === "undefined") return;
    await document.fonts.load('12px "SIIM94 Sans"');
    const cadres = graphiques.map((graphique) => graphique.querySelector(".graphique-dessin"));
    const largeurs = cadres.map((cadre) => cadre.clientWidth);
    graphiques.forEach((graphique, rang) => {
      // The place that it will take: nothing moves when it is drawn.
      const { height } = figure(graphique)[variante_de(largeurs[rang])];
      cadres[rang].style.setProperty("--hauteur", `${height}px`);
      abords.observe(cadres[rang]);
    });
  }

  function retracer() {
    document.querySelectorAll("[data-graphique][data-trace]").forEach(tracer);
  }

  function demarrer() {
    tout(document);
    document.body.addEventListener("htmx:load", (evenement) => tout(evenement.detail.elt));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", retracer);
    // Paper is light, whatever the screen: charts hold their colours, and take those of the light theme meanwhile.
    const racine = document.documentElement;
    let choisi;
    addEventListener("beforeprint", () => {
      choisi = racine.dataset.theme;
      racine.dataset.theme = "light";
      retracer();
    });
    addEventListener("afterprint", () => {
      if (choisi === undefined) delete racine.dataset.theme;
      else racine.dataset.theme = choisi;
    });
    new MutationObserver(retracer).observe(document.documentElement, {
      attributes: true,
      attributeFilter: ["data-theme"],
    });
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", demarrer);
  else demarrer();
})();
