// What a spreadsheet puts on the clipboard: a text, and a table in HTML that tells what the text does not: rows and
// columns that are hidden, cells that are merged. Read in a document apart, of which nothing runs.
"use strict";

// The text; with exactly one table, also its first rows that merge cells, which are heads (``titres``), how many other
// cells are hidden (``masquees``) or merged over others (``fusionnees``), and its cells: with the hidden ones or not,
// what is merged in the first cell only or in each.
const lirePresse = (donnees) => {
  const texte = donnees.getData("text/plain");
  const html = donnees.getData("text/html");
  // The security policy refuses the styles of a document that is only read: they are read as data.
  const muet = html.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/\sstyle\s*=/gi, " data-style=");
  const tables = html ? new DOMParser().parseFromString(muet, "text/html").querySelectorAll("table") : [];
  if (tables.length !== 1) return { texte, table: null };
  const style = (element) => (element.dataset.style ?? "").replace(/\s/g, "").toLowerCase();
  const estCache = (element) => element.hidden || /display:none|visibility:(hidden|collapse)/.test(style(element));
  const dire = (cellule) => {
    for (const saut of cellule.querySelectorAll("br")) saut.replaceWith("\u2028");
    return cellule.textContent.replace(/[ \t\r\n]+/g, " ").split("\u2028").map((ligne) => ligne.trim()).join("\n").trim();
  };

  const [{ rows }] = tables;
  const colonnesCachees = [...tables[0].querySelectorAll("col")].flatMap((col) => Array(col.span).fill(estCache(col)));
  const places = [...rows].map(() => []);
  [...rows].forEach((rangee, l) => {
    let c = 0;
    for (const cellule of rangee.cells) {
      while (places[l][c]) c += 1;
      const contenu = dire(cellule);
      const hauteur = Math.min(cellule.rowSpan, rows.length - l);
      // Excel spans a text that overflows its cell, and says that it is not merged.
      const fusion = (cellule.colSpan > 1 || hauteur > 1) && !style(cellule).includes("mso-ignore:colspan") && contenu !== "";
      for (let i = 0; i < hauteur; i += 1) {
        for (let k = 0; k < cellule.colSpan; k += 1) {
          places[l + i][c + k] = {
            seul: i || k ? "" : contenu,
            etendu: fusion ? contenu : i || k ? "" : contenu,
            cache: estCache(rows[l + i]) || estCache(cellule) || Boolean(colonnesCachees[c + k]),
            sous: fusion && (i || k),
            large: fusion && cellule.colSpan > 1 && hauteur === 1,
          };
        }
      }
      c += cellule.colSpan;
    }
  });
  const VIDE = { seul: "", etendu: "", cache: false };
  const pleines = places.map((ligne) => [...ligne].map((place) => place ?? VIDE));
  const premiere = pleines.findIndex((ligne) => !ligne.some((place) => place.large));
  const [tete, corps] = premiere > 0 ? [pleines.slice(0, premiere), pleines.slice(premiere)] : [[], pleines];
  const lignes = (avecCachees, etendre) => corps
    .map((ligne) => ligne.filter((place) => avecCachees || !place.cache).map((place) => (etendre ? place.etendu : place.seul)))
    .filter((ligne, l) => ligne.length && !(corps[l].every((place) => place.cache) && ligne.every((contenu) => contenu === "")));
  return {
    texte,
    table: {
      lignes,
      titres: tete.flat().map((place) => place.seul).filter(Boolean),
      masquees: corps.flat().filter((place) => place.cache && place.seul !== "").length,
      fusionnees: corps.flat().filter((place) => place.sous && !place.cache).length,
    },
  };
};
