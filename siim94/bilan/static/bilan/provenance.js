// A number of the report, or of an overview that shows parts of it, leads to the rows that it comes from; the link
// under each section does so without a hand. That of a text leads to the figures that the text tells.
"use strict";

(() => {
  const liens = [...document.querySelectorAll("[data-origines] :is(.origine, .origine-texte) a")];
  document.addEventListener("click", (evenement) => {
    const cellule = evenement.target.closest("[data-origines] :is(td, li)");
    if (!cellule || evenement.target.closest("a, button") || !/\d/.test(cellule.textContent)) return;
    if (String(getSelection())) return;
    // The link that follows the number is that of its section, or of its text.
    const lien = liens.find((l) => cellule.compareDocumentPosition(l) & Node.DOCUMENT_POSITION_FOLLOWING);
    if (!lien) return;
    const adresse = new URL(lien.href);
    if (!adresse.searchParams.has("texte")) adresse.searchParams.set("nombre", cellule.textContent.trim());
    const rangee = cellule.closest("tr")?.querySelector("th[scope=row]");
    if (rangee) adresse.searchParams.set("ligne", rangee.textContent.trim());
    location.assign(adresse);
  });
})();
