"""What browser tests do in a grid: find a cell, paste, say which one has the focus."""

from playwright.sync_api import expect

from siim94.ui.grille.enregistrement import nom_de

GRILLE = "/finances/contributions/grille/"


def case(page, contribution):
    return page.locator(f"[id='{nom_de(contribution.pk, 'montant')}']")


def coller(page, texte, html=""):
    """Paste a text, perhaps with its HTML, in the active field, as the browser would from the clipboard."""
    page.evaluate(
        """([texte, html]) => {
            const donnees = new DataTransfer();
            donnees.setData("text/plain", texte);
            if (html) donnees.setData("text/html", html);
            document.activeElement.dispatchEvent(
                new ClipboardEvent("paste", { clipboardData: donnees, bubbles: true, cancelable: true }));
        }""",
        [texte, html],
    )


def repondre_tard(page, secondes):
    """What the scripts of the page ask for comes that much later."""
    page.evaluate(
        """(attente) => {
            const demander = window.fetch;
            window.fetch = async (...mots) => {
                await new Promise((fini) => setTimeout(fini, attente));
                return demander(...mots);
            };
        }""",
        secondes * 1000,
    )


def sur(page, nom):
    """The hand is in the cell of that name."""
    expect(page.locator(":focus")).to_have_id(nom)


def contiennent(champs, textes):
    for champ, texte in zip(champs, textes, strict=True):
        expect(champ).to_have_value(texte)


def en_francais(montant):
    return f"{montant:,.2f}".replace(",", "\u202f").replace(".", ",")
