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

  // Forms of a text: what is chosen goes between two marks, a block on lines of its own, a note where the cursor
  // stands with its text at the end.
  const formes = document.getElementById("formes");
  if (formes) {
    texte.before(formes);
    formes.hidden = false;
    formes.addEventListener("click", (evenement) => {
      const bouton = evenement.target.closest("button");
      if (!bouton) return;
      const { selectionStart: debut, selectionEnd: fin, value: tout } = texte;
      const { entoure, bloc } = bouton.dataset;
      if (entoure) {
        ecrire(texte, `${entoure}${tout.slice(debut, fin) || "texte"}${entoure}`, debut, fin);
      } else if (bloc) {
        const avant = tout.slice(0, fin).trimEnd();
        const apres = tout.slice(fin).trimStart();
        ecrire(texte, `${avant ? "\n\n" : ""}${bloc}\n${apres ? "\n" : ""}`, avant.length, tout.length - apres.length);
      } else {
        let numero = 1;
        while (tout.includes(`[^${numero}]`)) numero += 1;
        const note = `[^${numero}]`;
        ecrire(texte, `${tout.slice(fin).trimEnd()}\n\n${note}: texte de la note\n`, fin, tout.length);
        ecrire(texte, note, fin, fin);
      }
    });
  }

  // The proof is drawn while its panel is open: at once, then when the writer stops typing.
  const epreuve = document.getElementById("epreuve");
  if (epreuve) {
    let attente = 0;
    const tirer = () => { if (epreuve.open) htmx.trigger(epreuve.querySelector("[hx-post]"), "tirer"); };
    epreuve.addEventListener("toggle", tirer);
    texte.form.addEventListener("input", () => {
      clearTimeout(attente);
      attente = setTimeout(tirer, 1200);
    });
  }

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
