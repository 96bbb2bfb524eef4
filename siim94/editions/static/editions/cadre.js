// A place of the report (#…) asked of its page is shown in the frame, where the report is.
(() => {
  const cadre = document.querySelector("iframe[data-cadre]");
  const viser = () => {
    if (cadre && location.hash && location.hash !== "#contenu") {
      cadre.src = cadre.src.split("#")[0] + location.hash;
    }
  };
  viser();
  window.addEventListener("hashchange", viser);
})();
