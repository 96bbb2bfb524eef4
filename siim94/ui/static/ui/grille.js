// A grid of fields that moves like a spreadsheet: arrows, Enter, Escape, a block pasted, sums that follow.
// Without it the page is a plain form. A paste is read by the server, as a save is: one reader of numbers.
"use strict";

(() => {
  const formulaire = document.querySelector("form[data-grille]");
  if (!formulaire) return;

  const rangees = [...formulaire.querySelectorAll("tr[data-ligne]")];
  const cases = rangees.map((rangee) => [...rangee.querySelectorAll(".case > input")]);
  const champs = cases.flat();
  if (!champs.length || champs[0].readOnly) return;
  const position = new Map();
  cases.forEach((ligne, l) => ligne.forEach((champ, c) => position.set(champ, [l, c])));
  const etat = formulaire.querySelector("[data-etat]");
  const defaire = formulaire.querySelector("[data-defaire]");
  const stocke = (champ) => champ.dataset.stocke ?? champ.defaultValue;

  const aller = (ligne, colonne) => {
    const cible = cases[ligne]?.[colonne];
    if (!cible) return false;
    cible.focus();
    cible.select();
    return true;
  };

  // Numbers as people type them, in ten-thousandths; null when empty, undefined when unreadable.
  const lire = (texte) => {
    let brut = texte.replace(/[\s€%]/g, "").replace(/[–—−]/g, "-");
    if (brut === "" || brut === "-") return null;
    const negatif = /^\(.*\)$/.test(brut) || brut.startsWith("-");
    brut = brut.replace(/[()+-]/g, "");
    if (brut.includes(",") && brut.includes(".")) {
      brut = brut.lastIndexOf(",") > brut.lastIndexOf(".") ? brut.replaceAll(".", "") : brut.replaceAll(",", "");
    }
    const morceaux = /^(\d+)(?:[.,](\d{1,4}))?$/.exec(brut);
    if (!morceaux) return undefined;
    const valeur = BigInt(morceaux[1] + (morceaux[2] ?? "").padEnd(4, "0"));
    return negatif ? -valeur : valeur;
  };
  const ecrire = (valeur) => {
    const absolue = valeur < 0n ? -valeur : valeur;
    const entiere = String(absolue / 10000n).replace(/\B(?=(\d{3})+$)/g, "\u202f");
    const reste = String(absolue % 10000n).padStart(4, "0");
    const decimales = reste.endsWith("00") ? reste.slice(0, 2) : reste.replace(/0+$/, "");
    return `${valeur < 0n ? "−" : ""}${entiere},${decimales}`;
  };

  const sommes = [...formulaire.querySelectorAll("[data-apres-total]")];
  const compter = () => {
    let modifiees = 0;
    for (const champ of champs) {
      const modifie = champ.value !== stocke(champ);
      champ.parentElement.classList.toggle("modifiee", modifie);
      modifiees += modifie ? 1 : 0;
    }
    for (const cellule of sommes) {
      const nom = cellule.dataset.apresTotal;
      let total = lire(formulaire.querySelector(`[data-total="${nom}"]`).textContent) ?? 0n;
      let lisible = true;
      for (const champ of champs) {
        if (champ.dataset.champ !== nom || champ.value === stocke(champ)) continue;
        const valeur = lire(champ.value);
        if (valeur === undefined) lisible = false;
        else total += (valeur ?? 0n) - (lire(stocke(champ)) ?? 0n);
      }
      cellule.textContent = lisible ? ecrire(total) : "à corriger";
    }
    const apres = formulaire.querySelector("[data-apres]");
    if (apres) apres.hidden = modifiees === 0;
    return modifiees;
  };

  const dire = (champ, erreur) => {
    const id = `e-${champ.name}`;
    let message = document.getElementById(id);
    if (erreur && !message) {
      message = document.createElement("span");
      message.className = "erreur";
      message.id = id;
      champ.after(message);
    }
    if (message && message.tagName === "SPAN") {
      message.textContent = erreur;
      if (!erreur) message.remove();
    }
    champ.parentElement.classList.toggle("en-erreur", Boolean(erreur));
    if (erreur) {
      champ.setAttribute("aria-invalid", "true");
      champ.setAttribute("aria-describedby", id);
    } else {
      champ.removeAttribute("aria-invalid");
      champ.removeAttribute("aria-describedby");
    }
  };

  const poser = (champ, texte, erreur = "") => {
    champ.value = texte;
    dire(champ, erreur);
    champ.dispatchEvent(new Event("input", { bubbles: true }));
  };

  // The value that Escape gives back: what the cell held when it was entered.
  let entree = "";
  formulaire.addEventListener("focusin", (evenement) => {
    if (!position.has(evenement.target)) return;
    entree = evenement.target.value;
    evenement.target.select();
  });

  formulaire.addEventListener("keydown", (evenement) => {
    const champ = evenement.target;
    if (!position.has(champ) || evenement.ctrlKey || evenement.metaKey || evenement.altKey) return;
    const [ligne, colonne] = position.get(champ);
    const toutChoisi = champ.selectionStart === 0 && champ.selectionEnd === champ.value.length;
    const auDebut = champ.selectionStart === 0 && champ.selectionEnd === 0;
    const aLaFin = champ.selectionStart === champ.value.length;
    let bouge = false;
    if (evenement.key === "Tab") {
      // From field to field, past the links of the rows; the ends lead out of the grid.
      const voisin = champs[champs.indexOf(champ) + (evenement.shiftKey ? -1 : 1)];
      bouge = Boolean(voisin) && aller(...position.get(voisin));
    } else if (evenement.key === "ArrowUp" || (evenement.key === "Enter" && evenement.shiftKey)) bouge = aller(ligne - 1, colonne);
    else if (evenement.key === "ArrowDown" || evenement.key === "Enter") bouge = aller(ligne + 1, colonne);
    else if (evenement.shiftKey) return;
    else if (evenement.key === "ArrowLeft" && (toutChoisi || auDebut)) bouge = aller(ligne, colonne - 1);
    else if (evenement.key === "ArrowRight" && (toutChoisi || aLaFin)) bouge = aller(ligne, colonne + 1);
    else if (evenement.key === "Escape" && champ.value !== entree) {
      poser(champ, entree);
      champ.select();
      bouge = true;
    }
    // Enter never sends the grid: one save is one press on its button.
    if (bouge || evenement.key === "Enter") evenement.preventDefault();
  });

  formulaire.addEventListener("input", (evenement) => {
    if (!position.has(evenement.target)) return;
    // A hand that corrects takes the message away; a choice between two people stays.
    if (!evenement.target.parentElement.querySelector(".choix") && evenement.isTrusted) dire(evenement.target, "");
    compter();
  });

  let avantCollage = null;
  formulaire.addEventListener("paste", async (evenement) => {
    const champ = evenement.target;
    const texte = evenement.clipboardData?.getData("text/plain") ?? "";
    if (!position.has(champ) || !/[\t\r\n]/.test(texte)) return;
    evenement.preventDefault();
    const [ligne, colonne] = position.get(champ);
    const demande = {
      texte,
      ligne,
      colonne,
      champs: cases[ligne].map((voisin) => voisin.dataset.champ),
      lignes: rangees.map((rangee) => [rangee.dataset.ligne, rangee.dataset.nom, "pourcent" in rangee.dataset]),
    };
    const donnees = new FormData();
    donnees.set("csrfmiddlewaretoken", formulaire.elements.csrfmiddlewaretoken.value);
    donnees.set("collage", JSON.stringify(demande));
    etat.textContent = "Lecture du bloc…";
    let resultat;
    try {
      const reponse = await fetch(location.href, { method: "POST", body: donnees, headers: { Accept: "application/json" } });
      if (!reponse.ok) throw new Error(String(reponse.status));
      resultat = await reponse.json();
    } catch {
      etat.textContent = "Le bloc n’a pas pu être lu : vérifiez la connexion, puis collez à nouveau.";
      return;
    }
    avantCollage = [];
    for (const { nom, texte: lu, erreur } of resultat.cellules) {
      const cible = formulaire.elements[nom];
      avantCollage.push([cible, cible.value]);
      poser(cible, lu, erreur);
    }
    defaire.hidden = avantCollage.length === 0;
    compter();
    etat.textContent = resultat.message;
  });

  defaire?.addEventListener("click", () => {
    for (const [champ, texte] of avantCollage.reverse()) poser(champ, texte);
    defaire.hidden = true;
    etat.textContent = "Le collage est défait.";
  });

  compter();
})();
