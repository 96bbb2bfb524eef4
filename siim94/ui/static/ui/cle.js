// A key that does not answer is said on the page.
document.addEventListener("allauth.error", (evenement) => {
  evenement.preventDefault();
  document.querySelector("[data-erreur-cle]").hidden = false;
});
