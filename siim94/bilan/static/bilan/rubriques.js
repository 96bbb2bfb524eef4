// A figure found in the list goes where the cursor stands in the text (or in the heading, if one was there).
"use strict";

(() => {
  const liste = document.querySelector("[data-inserer]");
  const texte = document.getElementById("id_corps");
  if (!liste || !texte) return;
  const titre = document.getElementById("id_titre");
  let cible = texte;
  for (const champ of [texte, titre]) champ.addEventListener("focus", () => { cible = champ; });

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
  });

  liste.addEventListener("click", (evenement) => {
    const bouton = evenement.target.closest(".inserer");
    if (!bouton) return;
    cible.focus();
    cible.setRangeText(bouton.textContent, cible.selectionStart, cible.selectionEnd, "end");
    cible.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
