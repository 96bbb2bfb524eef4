"""What makes the report's PDF an archive too (PDF/A-3a): its colours, what it says of itself, links that
print; and the files that go with it. ``docs/decisions/archive-pdf.md`` has the points of the norm.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from html import escape
from importlib.resources import files
from io import BytesIO

import pikepdf
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, ObjectStreamMode, Stream, String

COULEURS = "sRGB2014"
# Flags of an annotation: it prints, and is neither hidden nor kept from sight.
IMPRIMEE = 4
# PDF/A knows no property of PDF/UA: the file says what it is (ISO 19005-3, 6.6.2.3).
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{titre}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{auteur}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{langue}</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{producteur}</pdf:Producer>
<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""
_DITS = {"titre": "/Title", "auteur": "/Author", "producteur": "/Producer"}


def archiver(pdf: pikepdf.Pdf) -> None:
    """Makes a tagged file whose fonts are embedded PDF/A-3a besides PDF/UA-1."""
    pdf.Root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFA1,
                OutputConditionIdentifier=String(COULEURS),
                Info=String(COULEURS),
                DestOutputProfile=pdf.make_stream(_profil(), N=3),
            )
        ]
    )
    dits = {nom: escape(str(pdf.docinfo.get(cle, ""))) for nom, cle in _DITS.items()}
    ecrit = _XMP.format(langue=pdf.Root.Lang, **dits)
    pdf.Root.Metadata = pdf.make_stream(ecrit.encode(), Type=Name.Metadata, Subtype=Name.XML)
    for page in pdf.pages:
        for lien in page.obj.get("/Annots", ()):
            lien.F = IMPRIMEE
    for objet in pdf.objects:
        if isinstance(objet, Stream) and "/Interpolate" in objet:
            # What a reader draws between two points is its own: an archive shows those that it holds.
            objet.Interpolate = False


@cache
def _profil() -> bytes:
    """The colours of screens as the International Color Consortium describes them, which lets anyone embed
    its file: the copy that comes with WeasyPrint.
    """
    return files("weasyprint.pdf").joinpath(f"{COULEURS}.icc").read_bytes()


def joindre(pdf: bytes, fichiers: Mapping[str, tuple[bytes, str]], quand: datetime) -> bytes:
    """The file with the data that it was made from inside it, by their names: bytes, and what they are in
    words. The same input gives the same bytes.
    """
    moment = quand.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ")
    with pikepdf.open(BytesIO(pdf)) as ouvert:
        for nom, (octets, description) in fichiers.items():
            ouvert.attachments[nom] = AttachedFileSpec(
                ouvert,
                octets,
                filename=nom,
                description=description,
                mime_type="application/json",
                creation_date=moment,
                mod_date=moment,
                relationship=Name.Data,
            )
        ouvert.Root.AF = Array([ouvert.attachments[nom].obj for nom in fichiers])
        sortie = BytesIO()
        ouvert.save(sortie, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
    return sortie.getvalue()
