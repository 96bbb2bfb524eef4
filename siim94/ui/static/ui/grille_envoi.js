// What a grid sends: of its cells only those that were changed, and what saving them would do to the checks.
"use strict";

(() => {
  if (!grilleSaisie) return;
  const { formulaire, table, changes, supprimees, formules, collees } = grilleSaisie;

  // What a form says besides the fields of its cells: calculations, texts that were pasted.
  const completer = (donnees) => {
    // Of a long grid, the rows that are left as they are need not be read again.
    if ("suite" in table.dataset) {
      const touchees = new Set([...changes, ...supprimees].map((champ) => champ.closest("tr").dataset.ligne));
      donnees.set("versions", donnees.get("versions").split(",").filter((couple) => touchees.has(couple.split(":")[0])).join(","));
    }
    for (const [champ, { formule, resultat }] of formules) if (champ.isConnected && champ.value === resultat) donnees.set(champ.name, formule);
    for (const [champ, { texte }] of collees) if (champ.isConnected && champ.value === texte) donnees.set(`colle-${champ.name}`, "oui");
  };
  // The form without the cells that are left as they are: of a long grid, thousands.
  const changements = () => {
    const donnees = new FormData();
    const nouvelles = table.querySelector("[data-nouvelles]").querySelectorAll("input");
    const autres = [...formulaire.children, ...formulaire.querySelectorAll(".saisie-fin input")].filter((element) => element.matches("input"));
    const siens = [...changes].flatMap((champ) => [...champ.parentElement.querySelectorAll("input")]);
    for (const champ of new Set([...autres, ...nouvelles, ...siens, ...supprimees])) {
      if (champ.name && (champ.checked || !["checkbox", "radio"].includes(champ.type))) donnees.append(champ.name, champ.value);
    }
    completer(donnees);
    return donnees;
  };

  // Asked once the hand rests.
  const verdict = formulaire.querySelector("[data-controles]");
  const verifier = formulaire.querySelector("[data-verifier]");
  const REPOS = 1500; // milliseconds
  let repos = 0;
  let demande = null;
  const demander = async () => {
    clearTimeout(repos);
    repos = 0;
    demande?.abort();
    demande = new AbortController();
    const donnees = changements();
    donnees.set("verifier", "1");
    const envoi = { method: "POST", body: donnees, headers: { "X-Requested-With": "fetch" }, signal: demande.signal };
    try {
      const reponse = await fetch(formulaire.action, envoi);
      verdict.innerHTML = reponse.ok ? await reponse.text() : "";
    } catch (erreur) {
      if (erreur.name !== "AbortError") verdict.replaceChildren();
    }
  };
  if (verifier) {
    verifier.addEventListener("click", (evenement) => {
      evenement.preventDefault();
      demander();
    });
    // A hand that goes on typing puts it off.
    const remettre = () => {
      clearTimeout(repos);
      repos = setTimeout(demander, REPOS);
    };
    formulaire.addEventListener("change", remettre);
    formulaire.addEventListener("input", () => { if (repos) remettre(); });
  }

  // Cells left as they are need not travel; the page is whole again if the browser comes back to it.
  formulaire.addEventListener("submit", () => {
    for (const champ of table.querySelectorAll("tr:not(.nouvelle) > td > input[data-champ]")) champ.disabled = champ.value === champ.defaultValue && !champ.dataset.stocke;
  });
  formulaire.addEventListener("formdata", ({ formData }) => completer(formData));
  window.addEventListener("pageshow", () => table.querySelectorAll("input[data-champ]").forEach((champ) => { champ.disabled = false; }));
})();
