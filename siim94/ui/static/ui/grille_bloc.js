// Moving in a grid as in a spreadsheet, and blocks of its cells: chosen, copied, emptied, filled down, pasted.
// A paste is read by the server, as a save is: one reader of numbers and of names.
"use strict";

(() => {
  const grille = grilleSaisie;
  if (!grille) return;
  const { formulaire, table, position, poser, annoncer, noter, numerique } = grille;
  const copierTout = document.querySelector("[data-copier]");

  // On a narrow screen, the first column of values stands beside the names from the start.
  const cadre = table.closest(".defile");
  const premier = [...position.keys()].find((champ) => !champ.closest(".nouvelle"));
  if (premier && window.innerWidth <= 640 && !formulaire.querySelector("[aria-invalid]")) {
    cadre.scrollLeft = premier.closest("td").offsetLeft - table.querySelector("tbody th").offsetWidth;
  }

  const aller = (champ) => {
    if (!champ) return false;
    champ.focus();
    champ.select();
    return true;
  };
  // The next field from a place, past the holes.
  const voisin = (ligne, colonne, dl, dc) => {
    const cases = grille.cases();
    let [l, c] = [ligne + dl, colonne + dc];
    while (cases[l] && c >= 0 && c < cases[l].length) {
      if (cases[l][c]) return cases[l][c];
      [l, c] = [l + dl, c + dc];
    }
    return null;
  };

  // A chosen block: from the anchor to the other corner.
  let ancre = null;
  let coin = null;
  const choisies = () => {
    if (!ancre || !coin || !position.has(ancre) || !position.has(coin)) return [];
    const [[la, ca], [lb, cb]] = [position.get(ancre), position.get(coin)];
    const lignes = grille.cases().slice(Math.min(la, lb), Math.max(la, lb) + 1);
    return lignes.map((ligne) => ligne.slice(Math.min(ca, cb), Math.max(ca, cb) + 1));
  };
  const plusieurs = () => ancre !== null && coin !== null && ancre !== coin;
  const montrer = () => {
    for (const cellule of table.querySelectorAll(".choisie")) cellule.classList.remove("choisie");
    if (!plusieurs()) return;
    const bloc = choisies();
    for (const champ of bloc.flat()) champ?.parentElement.classList.add("choisie");
    annoncer(`${bloc.length} ligne${bloc.length > 1 ? "s" : ""} × ${bloc[0].length} colonne${bloc[0].length > 1 ? "s" : ""} choisies.`);
  };
  const etendre = (champ) => {
    if (!champ) return false;
    coin = champ;
    montrer();
    champ.scrollIntoView({ block: "nearest", inline: "nearest" });
    return true;
  };
  const lacher = () => {
    coin = ancre;
    montrer();
  };

  // Several fields change in one step of the history.
  const changer = (changements, lignes = []) => {
    const faits = changements.map(([champ, texte, erreur]) => [champ, champ.value, texte, erreur]);
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
    ancre = coin = target;
    montrer();
    target.select();
  });
  table.addEventListener("pointerdown", (evenement) => {
    const champ = evenement.target;
    if (!position.has(champ) || !evenement.shiftKey || !ancre) return;
    evenement.preventDefault();
    etendre(champ);
  });
  // A mouse that drags from one cell to another chooses a block; within one cell it chooses text.
  table.addEventListener("pointerover", (evenement) => {
    if (evenement.buttons !== 1 || evenement.pointerType !== "mouse" || !ancre) return;
    const champ = evenement.target.closest("td, th")?.querySelector("input[data-champ]");
    if (champ && position.has(champ) && (champ !== ancre || plusieurs()) && document.activeElement === ancre) etendre(champ);
  });

  const touches = (evenement, champ) => {
    const { key, shiftKey } = evenement;
    const [ligne, colonne] = position.get(champ);
    const toutChoisi = champ.selectionStart === 0 && champ.selectionEnd === champ.value.length;
    const auDebut = champ.selectionStart === 0 && champ.selectionEnd === 0;
    const aLaFin = champ.selectionStart === champ.value.length;
    // While a name is being chosen from a list, arrows and Enter are the list's.
    const enListe = champ.list && champ.value !== grille.entree();
    const pas = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[key];
    if (pas && shiftKey) {
      if (pas[1] && !plusieurs() && !toutChoisi) return false;
      etendre(voisin(...position.get(coin), ...pas));
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
    if (key === "ArrowUp" || key === "ArrowDown") return !enListe && aller(voisin(ligne, colonne, ...pas));
    if (key === "ArrowLeft") return (toutChoisi || auDebut) && aller(voisin(ligne, colonne, 0, -1));
    if (key === "ArrowRight") return (toutChoisi || aLaFin) && aller(voisin(ligne, colonne, 0, 1));
    if (key === "Escape" && plusieurs()) {
      lacher();
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
    if (commande && !evenement.altKey && table.contains(champ) && grille.modifiable) {
      if (lettre === "z" && !evenement.shiftKey) grille.defaire();
      else if (lettre === "y" || lettre === "z") grille.refaire();
      else if (lettre === "d" && position.has(champ)) {
        const nombre = recopier(champ);
        annoncer(`${nombre} case${nombre > 1 ? "s recopiées" : " recopiée"} vers le bas.`);
      } else return;
      evenement.preventDefault();
      return;
    }
    if (!position.has(champ) || commande || evenement.altKey) return;
    if (touches(evenement, champ)) evenement.preventDefault();
  });

  // Copying out. Numbers go without their spaces of thousands, which some spreadsheets do not know.
  const enTableur = (texte, nombre) => {
    // Three decimals could be thousands to whoever pastes them: a fourth says that they are not.
    const net = nombre && /\d/.test(texte)
      ? texte.replace(/\s/g, "").replaceAll("−", "-").replace(/^(-?[1-9]\d{0,2},\d{3})$/, "$10")
      : texte.trim().replace(/\s+/g, " ");
    return /^"|[\t\n\r]/.test(net) ? `"${net.replaceAll('"', '""')}"` : net;
  };
  const enTexte = (lignes) => lignes.map((ligne) => ligne.join("\t")).join("\r\n");
  formulaire.addEventListener("copy", (evenement) => {
    if (!plusieurs() || !position.has(evenement.target)) return;
    const bloc = choisies();
    evenement.clipboardData.setData("text/plain", enTexte(bloc.map((ligne) => ligne.map((champ) => champ ? enTableur(champ.value, numerique(champ)) : ""))));
    evenement.preventDefault();
    annoncer(`${bloc.length} ligne${bloc.length > 1 ? "s" : ""} × ${bloc[0].length} copiées.`);
  });
  if (copierTout && navigator.clipboard) {
    copierTout.hidden = false;
    copierTout.addEventListener("click", async () => {
      const texteDe = (cellule) => {
        const champ = cellule.querySelector("input[data-champ]");
        return enTableur(champ ? champ.value : cellule.textContent, champ ? numerique(champ) : cellule.classList.contains("n"));
      };
      const rangees = [table.tHead.rows[0], ...grille.rangees()];
      try {
        await navigator.clipboard.writeText(enTexte(rangees.map((rangee) => [...rangee.cells].filter((cellule) => !cellule.matches("[hidden], .avant, .retrait")).map(texteDe))));
        annoncer(`La grille est copiée, avec ses titres : ${grille.rangees().length} lignes.`);
      } catch {
        annoncer("Le navigateur ne permet pas de copier : exportez plutôt la liste.");
      }
    });
  }
  if (!grille.modifiable) return;

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
  const appliquer = (resultat, nouvelles) => {
    const lignes = [];
    // Heads may lead to a folded column, which opens.
    if (resultat.cellules.some(({ nom }) => formulaire.elements[nom]?.closest("[hidden]"))) grille.deplier();
    const changements = resultat.cellules.flatMap(({ nom, texte, erreur }) => {
      const cible = formulaire.elements[nom];
      return cible && !cible.readOnly ? [[cible, texte, erreur]] : [];
    });
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
    annoncer(`${resultat.message}${ajout}`);
  };

  const confirmation = formulaire.querySelector("[data-confirmation]");
  const demander = (resultat) => new Promise((repondre) => {
    const ajoutables = grille.ajoutable ? resultat.sans_place.filter(({ cellules }) => cellules.length) : [];
    const s = ajoutables.length > 1 ? "s" : "";
    confirmation.querySelector("ul").replaceChildren(...resultat.sans_place.map(({ rang, nom, raison, cellules }) => {
      const element = document.createElement("li");
      element.textContent = `ligne ${rang} du bloc, « ${nom} » : ${raison}${cellules.length && grille.ajoutable ? " ; peut être ajoutée" : ""}`;
      return element;
    }));
    const [tout, reste, rien] = ["tout", "reste", "rien"].map((quoi) => confirmation.querySelector(`[data-coller=${quoi}]`));
    tout.hidden = ajoutables.length === 0;
    tout.textContent = ajoutables.length === resultat.sans_place.length ? `Ajouter ${ajoutables.length} ligne${s} et tout coller` : `Ajouter ${ajoutables.length} ligne${s} et coller le reste connu`;
    reste.hidden = resultat.cellules.length === 0;
    reste.textContent = "Coller seulement les lignes connues";
    annoncer("");
    confirmation.hidden = false;
    confirmation.focus();
    const finir = (reponse) => {
      confirmation.hidden = true;
      repondre(reponse);
    };
    tout.onclick = () => finir(ajoutables);
    reste.onclick = () => finir([]);
    rien.onclick = () => finir(null);
    confirmation.onkeydown = ({ key }) => { if (key === "Escape") finir(null); };
  });

  // A value that must not go in as if it were typed: one that reads two ways, a formula, a failed calculation.
  const douteux = (champ, texte) => /^[=#]|^Err/.test(texte) || (numerique(champ) && /^[(−-]?\d{1,3},\d{3}\)?$/.test(texte));

  formulaire.addEventListener("paste", async (evenement) => {
    const champ = evenement.target;
    let texte = evenement.clipboardData?.getData("text/plain") ?? "";
    if (!position.has(champ) || champ.readOnly) return;
    const entier = plusieurs() || champ.selectionEnd - champ.selectionStart === champ.value.length;
    if (entier && !/[\t\r\n]/.test(texte) && douteux(champ, texte.trim())) {
      texte = enTexte(plusieurs() ? choisies().map((ligne) => ligne.map(() => texte)) : [[texte]]);
    } else if (!/[\t\r\n]/.test(texte)) {
      // One value in a chosen block fills it.
      if (!plusieurs()) return;
      evenement.preventDefault();
      changer(modifiables(choisies().flat()).map((cible) => [cible, texte.trim()]));
      return;
    }
    evenement.preventDefault();
    const depart = choisies().flat().find(Boolean) ?? champ;
    annoncer("Lecture du bloc…");
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
    else appliquer(resultat, nouvelles);
    depart.focus();
  });

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
