"""Every document that the State's schema admits is read, whatever it leaves out."""

import re

from hypothesis import HealthCheck, Phase, given, settings

from siim94.formats.plan_de_comptes import lire_plan
from siim94.formats.totem import MONTANTS_TOTEM, lire_totem
from siim94.formats.totem_chapitres import affecter
from siim94.formats.totem_personnel import agreger_personnel
from tests.formats.echantillons import PLAN
from tests.formats.schema_totem import documents, montant_de


@settings(
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(documents())
def test_a_document_of_the_schema_is_read_whole(octets):
    document = lire_totem(octets)
    texte = octets.decode("latin-1")  # only tags and amounts are looked at
    ecrites = texte.split("<LigneBudget>")[1:]
    affectees = list(affecter(document, lire_plan(PLAN.encode())))
    assert len(affectees) == len(document.lignes) == len(ecrites)
    for ligne, ecrite in zip(document.lignes, ecrites, strict=True):
        for leur, notre in MONTANTS_TOTEM.items():
            trouve = re.search(f'<{leur} V="([^"]*)"', ecrite)
            assert getattr(ligne.montants, notre) == (montant_de(trouve[1]) if trouve else None)
        assert ligne.sens in ecrite and (ligne.article_specialise is None) == ("<ArtSpe" not in ecrite)
    effectifs = agreger_personnel(document.personnel)
    assert sum(effectif.lignes for effectif in effectifs) == texte.count("<PERSONNEL>")
    budgetes = [montant_de(t) for t in re.findall('<EffectifBud V="([^"]*)"', texte)]
    assert sum(effectif.effectif_budgetaire or 0 for effectif in effectifs) == sum(budgetes)
