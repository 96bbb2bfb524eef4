// A calculation typed in a cell, as the server makes it (siim94/formats/formules.py): numbers, + - * / and parentheses.
"use strict";

// What a text that begins with "=" gives, in ten-thousandths, or the sentence that says why it gives nothing.
const grilleCalcul = (texte, decimales) => {
  const formule = texte.trim();
  const illisible = `« ${formule} » ne se calcule pas : une formule n’a que des nombres, + - * / et des parenthèses, comme =1200+350.`;
  const signes = formule.slice(1).replace(/[−–—]/g, "-").replaceAll("×", "*").replaceAll("÷", "/");
  const jetons = signes.match(/[0-9](?:[0-9.,\s]*[0-9])?|[-+*/()%]|[^\s]/g) ?? [];
  const prendre = (...voulus) => (voulus.includes(jetons[0]) ? jetons.shift() : "");
  // Exact, as a numerator over a denominator.
  const nombre = (jeton) => {
    if (/^\d{1,3},\d{3}$/.test(jeton)) throw new Error(`« ${jeton} » se lit de deux façons : écrivez ${jeton.replace(",", "")} ou ${jeton}0.`);
    const net = jeton.replace(/\s/g, "");
    const milliers = net.includes(",") && net.includes(".") ? net.replaceAll(net.lastIndexOf(",") > net.lastIndexOf(".") ? "." : ",", "") : net;
    const morceaux = /^(\d+)(?:[.,](\d+))?$/.exec(milliers);
    if (!morceaux) throw new Error(illisible);
    return [BigInt(morceaux[1] + (morceaux[2] ?? "")), 10n ** BigInt(morceaux[2]?.length ?? 0)];
  };
  const facteur = () => {
    const signe = prendre("+", "-");
    if (signe) {
      const [n, d] = facteur();
      return [signe === "-" ? -n : n, d];
    }
    let valeur;
    if (prendre("(")) {
      valeur = somme();
      if (!prendre(")")) throw new Error(illisible);
    } else {
      if (!/^\d/.test(jetons[0] ?? "")) throw new Error(illisible);
      valeur = nombre(jetons.shift());
    }
    return prendre("%") ? [valeur[0], valeur[1] * 100n] : valeur;
  };
  const produit = () => {
    let [n, d] = facteur();
    for (let signe = prendre("*", "/"); signe; signe = prendre("*", "/")) {
      const [m, e] = facteur();
      if (signe === "/" && m === 0n) throw new Error("Une formule ne peut pas diviser par zéro.");
      [n, d] = signe === "*" ? [n * m, d * e] : [n * e, d * m];
    }
    return [n, d];
  };
  const somme = () => {
    let [n, d] = produit();
    for (let signe = prendre("+", "-"); signe; signe = prendre("+", "-")) {
      const [m, e] = produit();
      [n, d] = [signe === "+" ? n * e + m * d : n * e - m * d, d * e];
    }
    return [n, d];
  };
  try {
    let [n, d] = somme();
    if (jetons.length) throw new Error(illisible);
    if (d < 0n) [n, d] = [-n, -d];
    // Half away from zero, to the decimals of the column; a count is not rounded.
    const echelle = 10n ** BigInt(decimales || 4);
    const absolue = ((n < 0n ? -n : n) * echelle * 2n + d) / (d * 2n);
    const valeur = absolue * (10000n / echelle);
    if (!decimales && valeur % 10000n) throw new Error(`« ${formule} » ne donne pas un nombre entier.`);
    return { valeur: n < 0n ? -valeur : valeur };
  } catch (erreur) {
    return { erreur: erreur.message };
  }
};
