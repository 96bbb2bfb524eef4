// The keys of a field of a grid, and what is done to a block of them: emptied, filled down, copied whole, pasted.
// A paste is read by the server, as a save is: one reader of numbers and of names.
"use strict";

(() => {
  const grille = grilleSaisie;
  if (!grille) return;
  const { formulaire, table, tableau, poser, annoncer, noter, numerique, enTableur } = grille;
  const { position, plusieurs, voisin } = tableau;
  const choisies = tableau.bloc;
  const copierTout = document.querySelector("[data-copier]");

  // On a narrow screen, the first column of values stands beside the names from the start.
  const cadre = table.closest(".defile");
  const premier = [...position.keys()].find((champ) => !champ.closest(".nouvelle"));
  if (premier && window.innerWidth <= 640 && !formulaire.querySelector("[aria-invalid]")) {
    const approcher = () => {
      cadre.scrollLeft += premier.closest("td").getBoundingClientRect().left - table.querySelector("tbody th").getBoundingClientRect().right;
      return cadre.scrollLeft;
    };
    const place = approcher();
    // Columns fold and fonts come once the scripts have run.
    addEventListener("load", () => { if (cadre.scrollLeft === place) approcher(); });
  }

  const aller = (champ) => {
    if (!champ) return false;
    grille.fenetre?.reveler(champ);
    champ.focus();
    champ.select();
    return true;
  };
  // Several fields change in one step of the history; what changes nothing leaves none.
  const changer = (changements, lignes = []) => {
    const faits = changements.map(([champ, texte, erreur]) => [champ, champ.value, texte, erreur]).filter(([, avant, apres, erreur]) => avant !== apres || erreur);
    for (const [champ, , texte, erreur] of faits) poser(champ, texte, erreur);
    if (faits.length || lignes.length) noter({ cases: faits.map(([champ, avant, apres]) => [champ, avant, apres]), lignes });
    return faits.length;
  };
  const modifiables = (champs) => champs.filter((champ) => champ && !champ.readOnly);

  const recopier = (champ) => {
    const bloc = plusieurs() ? choisies() : null;
    if (bloc && bloc.length > 1) {
      const [premiere, ...suite] = bloc;
      return changer(suite.flatMap((ligne) => ligne.flatMap((cible, c) => cible && premiere[c] && !cible.readOnly ? [[cible, premiere[c].value]] : [])));
    }
    const source = voisin(...position.get(champ), -1, 0);
    return source && !champ.readOnly ? changer([[champ, source.value]]) : 0;
  };
  const vider = () => changer(modifiables(choisies().flat()).map((champ) => [champ, ""]));

  formulaire.addEventListener("focusin", ({ target }) => {
    if (!position.has(target)) return;
    tableau.prendre(target);
    target.select();
  });

  const touches = (evenement, champ) => {
    const { key, shiftKey } = evenement;
    const [ligne, colonne] = position.get(champ);
    const toutChoisi = champ.selectionStart === 0 && champ.selectionEnd === champ.value.length;
    const auDebut = champ.selectionStart === 0 && champ.selectionEnd === 0;
    const aLaFin = champ.selectionStart === champ.value.length;
    // While a name is being chosen from a list, arrows and Enter are the list's.
    const enListe = champ.list && champ.value !== grille.entree();
    const deCote = key === "ArrowLeft" || key === "ArrowRight";
    if (shiftKey && (key.startsWith("Arrow") || key.startsWith("Page"))) {
      if (deCote && !plusieurs() && !toutChoisi) return false;
      tableau.etendre(tableau.but(tableau.coin(), key));
      return true;
    }
    if (key === "Tab") {
      // From field to field, past the links of the rows; the ends lead out of the grid.
      const champs = [...position.keys()];
      return aller(champs[champs.indexOf(champ) + (shiftKey ? -1 : 1)]);
    }
    if (key === "Enter") {
      // Enter never sends the grid: one save is one press on its button.
      if (!aller(voisin(ligne, colonne, shiftKey ? -1 : 1, 0)) && !shiftKey && champ.closest(".nouvelle") && champ.value) {
        const rangee = grille.ajouter();
        noter({ lignes: [[rangee, null, true]] });
        aller(rangee.querySelector("input[data-champ]"));
      }
      return true;
    }
    if (key.startsWith("Page") || (key.startsWith("Arrow") && !deCote)) return !enListe && aller(tableau.but(champ, key));
    if (deCote) return (toutChoisi || (key === "ArrowLeft" ? auDebut : aLaFin)) && aller(tableau.but(champ, key));
    if (key === "Escape" && plusieurs()) {
      tableau.lacher();
      return true;
    }
    if (key === "Escape" && champ.value !== grille.entree()) {
      poser(champ, grille.entree());
      champ.select();
      return true;
    }
    if ((key === "Delete" || key === "Backspace") && plusieurs()) {
      const nombre = vider();
      annoncer(`${nombre} case${nombre > 1 ? "s vidées" : " vidée"}.`);
      return true;
    }
    return false;
  };
  formulaire.addEventListener("keydown", (evenement) => {
    const champ = evenement.target;
    const commande = evenement.ctrlKey || evenement.metaKey;
    const lettre = evenement.key.toLowerCase();
    if (commande && !evenement.altKey && position.has(champ) && grille.modifiable) {
      if (evenement.key === "Enter") champ.parentElement.querySelector(".plus")?.click();
      else if (lettre === "d") {
        const nombre = recopier(champ);
        annoncer(`${nombre} case${nombre > 1 ? "s recopiées" : " recopiée"} vers le bas.`);
      } else if (!["Home", "End"].includes(evenement.key)) return;
      else if (evenement.shiftKey) tableau.etendre(tableau.but(tableau.coin(), evenement.key, true));
      else aller(tableau.but(champ, evenement.key, true));
      evenement.preventDefault();
      return;
    }
    if (!position.has(champ) || commande || evenement.altKey) return;
    if (touches(evenement, champ)) evenement.preventDefault();
  });

  // The whole grid, with its heads
  if (copierTout && navigator.clipboard) {
    copierTout.hidden = false;
    copierTout.addEventListener("click", async () => {
      const texteDe = (cellule) => {
        const champ = cellule.querySelector("input[data-champ]");
        // What a narrow screen shows under a name has a column of its own.
        const nue = [...cellule.childNodes].filter((contenu) => !contenu.matches?.(".complement")).map((contenu) => contenu.textContent).join("");
        return enTableur(champ ? champ.value : nue, champ ? numerique(champ) : cellule.classList.contains("n"));
      };
      await grille.complete;
      const rangees = [table.tHead.rows[0], ...grille.rangees()];
      try {
        await navigator.clipboard.writeText(tableau.enTexte(rangees.map((rangee) => [...rangee.cells].filter((cellule) => !cellule.matches("[hidden], .avant, .retrait")).map(texteDe))));
        annoncer(`La grille est copiée, avec ses titres : ${grille.rangees().length} lignes.`);
      } catch {
        annoncer("Le navigateur ne permet pas de copier : exportez plutôt la liste.");
      }
    });
  }
  if (!grille.modifiable) {
    formulaire.addEventListener("paste", () => annoncer("Ces lignes se lisent, elles ne se modifient plus : rien n’a été collé."));
    return;
  }

  // Pasting
  const cles = (rangee) => Object.fromEntries(
    rangee.classList.contains("nouvelle") ? [...rangee.querySelectorAll("input[data-champ]")].map((champ) => [champ.dataset.champ, champ.value]) : [],
  );
  const lireBloc = async (texte, champ) => {
    const [ligne, colonne] = position.get(champ);
    const demande = {
      texte,
      ligne,
      colonne,
      champs: grille.champs(),
      replies: grille.replies(),
      lignes: grille.rangees().map((rangee) => [rangee.dataset.ligne, cles(rangee)]),
    };
    const donnees = new FormData();
    donnees.set("csrfmiddlewaretoken", formulaire.elements.csrfmiddlewaretoken.value);
    donnees.set("collage", JSON.stringify(demande));
    const reponse = await fetch(formulaire.action, { method: "POST", body: donnees, headers: { Accept: "application/json" } });
    // A session that ended leads to the sign-in page; what was typed here waits for another tab to sign in.
    if (reponse.redirected) throw new Error("session");
    if (!reponse.ok) throw new Error(String(reponse.status));
    return reponse.json();
  };
  const appliquer = (resultat, nouvelles, titres) => {
    const lignes = [];
    // Heads may lead to a folded column, which opens.
    if (resultat.cellules.some(({ nom }) => grille.champ(nom)?.closest("td[hidden]"))) grille.deplier();
    const visees = resultat.cellules.map(({ nom, texte, erreur }) => [grille.champ(nom), texte, erreur]).filter(([cible]) => cible);
    const changements = visees.filter(([cible]) => !cible.readOnly);
    const tues = visees.length - changements.length;
    for (const { cellules } of nouvelles) {
      const rangee = grille.ajouter();
      lignes.push([rangee, null, true]);
      for (const { champ, texte, erreur } of cellules) {
        const cible = rangee.querySelector(`input[data-champ="${champ}"]`);
        if (cible) changements.push([cible, texte, erreur]);
      }
    }
    changer(changements, lignes);
    const ajout = lignes.length ? ` ${lignes.length} ligne${lignes.length > 1 ? "s ajoutées" : " ajoutée"}.` : "";
    const tete = titres.length ? ` Les titres fusionnés (« ${titres.join(", ")} ») n’ont pas été pris.` : "";
    const retirees = tues ? ` Sur une ligne à supprimer, rien n’a été collé (${tues} case${tues > 1 ? "s" : ""}).` : "";
    annoncer(`${resultat.message}${ajout}${tete}${retirees}`);
  };

  const confirmation = formulaire.querySelector("[data-confirmation]");
  // The answer chosen, null for none: nothing is pasted.
  const interroger = (titre, lignes, reponses) => new Promise((repondre) => {
    const finir = (reponse) => {
      confirmation.hidden = true;
      repondre(reponse);
    };
    confirmation.querySelector("h2").textContent = titre;
    confirmation.querySelector("ul").replaceChildren(...lignes.map((texte) => {
      const element = document.createElement("li");
      element.textContent = texte;
      return element;
    }));
    confirmation.querySelector(".boutons").replaceChildren(...[...reponses, ["Ne rien coller", null]].map(([texte, reponse], rang) => {
      const bouton = document.createElement("button");
      Object.assign(bouton, { type: "button", className: `bouton ${reponse === null ? "discret" : rang ? "" : "premier"}`, textContent: texte });
      bouton.addEventListener("click", () => finir(reponse));
      return bouton;
    }));
    annoncer("");
    confirmation.hidden = false;
    confirmation.focus();
    confirmation.onkeydown = ({ key }) => { if (key === "Escape") finir(null); };
  });
  const demander = ({ sans_place: sansPlace, cellules: connues }) => {
    const ajoutables = grille.ajoutable ? sansPlace.filter(({ cellules }) => cellules.length) : [];
    const s = ajoutables.length > 1 ? "s" : "";
    const suite = ajoutables.length === sansPlace.length ? "tout coller" : "coller le reste connu";
    return interroger(
      "Des lignes du bloc n’ont pas de place dans la grille ; rien n’est encore collé.",
      sansPlace.map(({ rang, nom, raison, cellules }) => `ligne ${rang} du bloc, « ${nom} » : ${raison}${cellules.length && grille.ajoutable ? " ; peut être ajoutée" : ""}`),
      [
        ...(ajoutables.length ? [[`Ajouter ${ajoutables.length} ligne${s} et ${suite}`, ajoutables]] : []),
        ...(connues.length ? [["Coller seulement les lignes connues", []]] : []),
      ],
    );
  };
  // The cells of a table of the clipboard, where it reads in one way or once its author has said which.
  const lireTable = async ({ lignes, masquees, fusionnees }) => {
    const s = masquees > 1 ? "s" : "";
    const cachees = masquees && await interroger(
      `${masquees} case${s} du bloc ${masquees > 1 ? "sont masquées" : "est masquée"} dans le tableur ; rien n’est encore collé.`,
      [],
      [["Coller ce qui se voit", "non"], ["Coller aussi ce qui est masqué", "oui"]],
    );
    if (cachees === null) return null;
    const etendre = fusionnees && await interroger(
      "Des cases du bloc sont fusionnées ; rien n’est encore collé.",
      [],
      [["Leur valeur dans la première case seulement", "non"], ["Leur valeur dans chacune des cases", "oui"]],
    );
    return etendre === null ? null : tableau.enTexte(lignes(cachees === "oui", etendre === "oui"));
  };

  // A value that must not go in as if it were typed: one that reads two ways, a formula, a failed calculation.
  const douteux = (champ, texte) => /^[=#]|^Err/.test(texte) || (numerique(champ) && /^[(−-]?\d{1,3},\d{3}\)?$/.test(texte));

  formulaire.addEventListener("paste", async (evenement) => {
    const champ = evenement.target;
    const presse = lirePresse(evenement.clipboardData);
    let { texte } = presse;
    if (!position.has(champ)) return;
    if (champ.readOnly && !plusieurs()) return void annoncer("Cette ligne sera supprimée à l’enregistrement : rien n’a été collé.");
    const entier = plusieurs() || champ.selectionEnd - champ.selectionStart === champ.value.length;
    if (entier && !/[\t\r\n]/.test(texte) && douteux(champ, texte.trim())) {
      texte = tableau.enTexte(plusieurs() ? choisies().map((ligne) => ligne.map(() => texte)) : [[texte]]);
    } else if (!/[\t\r\n]/.test(texte)) {
      // One value in a chosen block fills it.
      if (!plusieurs()) return;
      evenement.preventDefault();
      changer(modifiables(choisies().flat()).map((cible) => [cible, texte.trim()]));
      return;
    }
    evenement.preventDefault();
    const depart = choisies().flat().find(Boolean) ?? champ;
    if (presse.table && /[\t\r\n]/.test(presse.texte)) {
      texte = await lireTable(presse.table);
      if (texte === null) {
        depart.focus();
        return void annoncer("Rien n’a été collé.");
      }
    }
    annoncer("Lecture du bloc…");
    await grille.complete;
    let resultat;
    try {
      resultat = await lireBloc(texte, depart);
    } catch (erreur) {
      annoncer(erreur.message === "session"
        ? "Votre session a pris fin : connectez-vous dans un autre onglet, puis collez à nouveau."
        : "Le bloc n’a pas pu être lu : vérifiez la connexion, puis collez à nouveau.");
      return;
    }
    const nouvelles = resultat.sans_place.length ? await demander(resultat) : [];
    if (nouvelles === null) annoncer("Rien n’a été collé.");
    else appliquer(resultat, nouvelles, presse.table?.titres ?? []);
    depart.focus();
  });

  // Back from the page that creates what a cell names.
  grille.champ(formulaire.dataset.revenue ?? "")?.focus();

  // Names too many for the page: a few that match are asked for.
  let attente = 0;
  formulaire.addEventListener("input", ({ target, isTrusted }) => {
    const liste = isTrusted && position.has(target) ? target.list : null;
    if (!liste?.dataset.suggestions) return;
    clearTimeout(attente);
    attente = setTimeout(async () => {
      if (target.value.trim().length < 2) return;
      const adresse = new URL(liste.dataset.suggestions, location.href);
      adresse.searchParams.set("champ", target.dataset.champ);
      adresse.searchParams.set("q", target.value);
      const reponse = await fetch(adresse, { headers: { Accept: "application/json" } });
      if (!reponse.ok) return;
      const { noms } = await reponse.json();
      liste.replaceChildren(...noms.map((nom) => new Option(nom, nom)));
    }, 200);
  });
})();
