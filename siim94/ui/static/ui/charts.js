// Draws the charts of a page with plotly.js over their static drawings, under a strict Content-Security-Policy.
//
// A chart is  <div class="graphique" data-graphique>
//               <div class="graphique-dessin" role="img" aria-label="…">static SVG, kept when this script does not run</div>
//               <script type="application/json">{"large": figure, "telephone": figure}</script>
//             </div>
// The narrow figure is drawn where the container is narrow: labels keep their size instead of shrinking with the picture.
"use strict";

(() => {
  const ETROIT = 560;
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

  function tracer(graphique) {
    const cadre = graphique.querySelector(".graphique-dessin");
    const largeur = Math.floor(cadre.clientWidth);
    if (!largeur) return;
    graphique.figures ??= JSON.parse(graphique.querySelector('script[type="application/json"]').textContent);
    const variante = largeur < ETROIT ? "telephone" : "large";
    const figure = recolorer(graphique.figures[variante], getComputedStyle(graphique));
    const style = getComputedStyle(graphique);
    figure.layout.width = largeur;
    figure.layout.hoverlabel.bgcolor = style.getPropertyValue("--papier").trim() || "#ffffff";
    figure.layout.hoverlabel.bordercolor = style.getPropertyValue("--filet-fort").trim() || "#8b9199";
    figure.layout.hoverlabel.font.color = figure.layout.font.color;
    if (!graphique.dataset.trace) cadre.replaceChildren();
    graphique.dataset.trace = variante;
    graphique.largeurTracee = largeur;
    Plotly.react(cadre, figure.data, figure.layout, { displayModeBar: false, responsive: false, doubleClick: false });
  }

  const tailles = new ResizeObserver((entrees) => {
    for (const { target } of entrees) {
      const graphique = target.closest("[data-graphique]");
      if (Math.floor(target.clientWidth) !== graphique.largeurTracee) requestAnimationFrame(() => tracer(graphique));
    }
  });

  async function tout(racine) {
    const graphiques = [...racine.querySelectorAll("[data-graphique]")].filter((g) => !g.dataset.trace);
    if (!graphiques.length || typeof Plotly === "undefined") return;
    await document.fonts.load('12px "Source Sans 3"');
    for (const graphique of graphiques) {
      tracer(graphique);
      tailles.observe(graphique.querySelector(".graphique-dessin"));
    }
  }

  function retracer() {
    document.querySelectorAll("[data-graphique][data-trace]").forEach(tracer);
  }

  function demarrer() {
    tout(document);
    document.body.addEventListener("htmx:load", (evenement) => tout(evenement.detail.elt));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", retracer);
    new MutationObserver(retracer).observe(document.documentElement, {
      attributes: true,
      attributeFilter: ["data-theme"],
    });
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", demarrer);
  else demarrer();
})();
