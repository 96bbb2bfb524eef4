"""A small report of our own, with what pages cut: paragraphs, a list, tables, a matrix; and two charts."""

from siim94.bilan.assemblage import assembler
from siim94.bilan.feuillets import Partie
from siim94.bilan.impression import RACINE
from siim94.bilan.pdf import mettre_en_page
from siim94.ui import graphiques

BARRES = graphiques.BarChart("Contributions", [("Nord", 1234567), ("Sud", 42)], unite="€")
COURBE = graphiques.LineChart("Stagiaires", ["2019", "2020", "2021"], {"Stagiaires": [5, None, 7]})

DESSINS = {chart.empreinte(): chart.dessin() for chart in (BARRES, COURBE)}

POLICES = (RACINE / "siim94" / "ui" / "static" / "ui" / "fonts").as_uri()
STYLE = f"""
@font-face {{ font-family: "SIIM94 Sans"; src: url({POLICES}/siim94-sans.woff2); font-weight: 400 700 }}
@page {{ size: A5; margin: 18mm 14mm;
  @bottom-right {{ content: counter(page) }} @top-left {{ content: "Essai" }} }}
html {{ font: 10pt/1.4 "SIIM94 Sans" }} table {{ width: 100%; border-spacing: 0 }}
"""

PHRASE = "Les recettes de fonctionnement progressent de 10,8\u00a0% par rapport à l’exercice précédent. "


def imprimer(html: str, *, dessins=None, base_url="file:///", titre="Bilan", auteur="Le syndicat") -> bytes:
    """The PDF of a document that is a report of one part."""
    partie = Partie("essai", html, "", dessins or {}, titre, auteur)
    return assembler([mettre_en_page(partie, base_url=base_url)])


def image(chart: graphiques.Chart) -> str:
    return (
        f'<figure><figcaption>{chart.titre}</figcaption><img src="graphique:{chart.empreinte()}"'
        f' alt="{chart.alternative}" style="width:100%"></figure>'
    )


def tableau(lignes: int) -> str:
    corps = "".join(
        f"<tr><td>{i}</td><th scope=row>Article {i}</th><td>1\u202f{i:03}</td><td></td></tr>"
        for i in range(lignes)
    )
    return f"""<table><caption>Tableau long</caption><thead>
      <tr><th rowspan=2>Code</th><th rowspan=2>Libellé</th><th colspan=2>Montants</th></tr>
      <tr><th>2020</th><th>2021</th></tr></thead><tbody>{corps}</tbody></table>"""


MATRICE = """<table><caption>Matrice</caption>
  <thead><tr><th scope=col>Fonction</th><th scope=col>Nord</th><th scope=col>Sud</th></tr></thead>
  <tbody><tr><th scope=rowgroup colspan=3>Domaine un</th></tr>
    <tr><th scope=row>Paie</th><td>●</td><td></td></tr></tbody>
  <tbody><tr><th scope=rowgroup colspan=3>Domaine deux</th></tr>
    <tr><th scope=row>État civil</th><td></td><td>●</td></tr></tbody></table>"""

POINT = "<li>Un point, <a href='https://www.example.org/'>un lien</a>.</li>"

DOCUMENT = f"""<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Essai</title>
<style>{STYLE}</style></head>
<body><section><h1>Premier chapitre</h1><h2>Recettes</h2>{image(BARRES)}
{"".join(f"<p>{PHRASE * 12}</p>" for _ in range(3))}{tableau(60)}{tableau(2)}</section>
<section><h1>Second chapitre</h1>{image(COURBE)}<ul>{POINT * 60}</ul>
<dl><dt>RAR</dt><dd>Restes à réaliser</dd></dl>{MATRICE}</section></body></html>"""
