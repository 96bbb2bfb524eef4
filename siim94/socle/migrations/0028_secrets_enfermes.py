"""Tokens of the provider's sessions and seeds of second factors stand locked from here on."""

import json

from django.db import migrations

from siim94.socle.coffre import enfermer

JETONS = ("jeton_identite", "jeton_acces", "jeton_rafraichissement")
# Of what allauth keeps of a second factor: a text, or a list of them.
GRAINES = ("secret", "seed", "migrated_codes")


def _enfermer(valeur):
    if isinstance(valeur, list):
        return [_enfermer(texte) for texte in valeur]
    return enfermer(valeur, "second_facteur")


def enfermer_tout(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id, " + ", ".join(JETONS) + " FROM socle_sessionannuaire")
        for cle, *jetons in cursor.fetchall():
            gardes = [enfermer(jeton, nom) for nom, jeton in zip(JETONS, jetons)]
            cursor.execute(
                "UPDATE socle_sessionannuaire SET " + ", ".join(f"{nom} = %s" for nom in JETONS) + " WHERE id = %s",
                [*gardes, cle],
            )
        cursor.execute("SELECT id, data::text FROM mfa_authenticator")
        for cle, texte in cursor.fetchall():
            data = json.loads(texte)
            gardees = {nom: _enfermer(data[nom]) for nom in GRAINES if data.get(nom)}
            if gardees:
                cursor.execute(
                    "UPDATE mfa_authenticator SET data = %s::jsonb WHERE id = %s", [json.dumps(data | gardees), cle]
                )


class Migration(migrations.Migration):
    dependencies = [
        ("socle", "0027_purge_du_journal"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [
        migrations.RunPython(enfermer_tout, migrations.RunPython.noop),
    ]
