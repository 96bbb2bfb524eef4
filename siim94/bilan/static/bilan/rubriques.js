// A figure found in the list, or a sentence offered, goes where the cursor stands in the text (or in the heading,
// if it was there); a heading offered takes the place of the one that is typed.
"use strict";

(() => {
  const texte = document.getElementById("id_corps");
  const titre = document.getElementById("id_titre");
  if (!texte || !titre) return;
  let cible = texte;
  for (const champ of [texte, titre]) champ.addEventListener("focus", () => { cible = champ; });

  const ecrire = (champ, mots, debut, fin) => {
    champ.focus();
    champ.setRangeText(mots, debut, fin, "end");
    champ.dispatchEvent(new Event("input", { bubbles: true }));
  };

  for (const liste of document.querySelectorAll("[data-inserer]")) {
    // The names that the server wrote become buttons: without scripts they are read and copied.
    liste.addEventListener("htmx:afterSwap", () => {
      for (const nom of liste.querySelectorAll("code")) {
        const bouton = document.createElement("button");
        bouton.type = "button";
        bouton.className = "inserer";
        bouton.textContent = nom.textContent;
        bouton.title = "Insérer dans le texte";
        nom.replaceWith(bouton);
      }
      for (const bouton of liste.querySelectorAll(".inserer[hidden]")) bouton.hidden = false;
    });

    liste.addEventListener("click", (evenement) => {
      const bouton = evenement.target.closest(".inserer");
      if (!bouton) return;
      const { texte: phrase, titre: propose } = bouton.dataset;
      if (propose) ecrire(titre, propose, 0, titre.value.length);
      else if (phrase) ecrire(texte, phrase, texte.selectionStart, texte.selectionEnd);
      else ecrire(cible, bouton.textContent, cible.selectionStart, cible.selectionEnd);
    });
  }
})();
