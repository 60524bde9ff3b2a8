"""What IEEE 1849-2016 (its clause on the XML serialisation) and OCEL 2.0 (its JSON format) ask of a document.

Written here from the standards, stricter where the library promises more: every value typed, nothing unknown.
"""

from __future__ import annotations

from lxml import etree

XES = """
<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="http://www.xes-standard.org/"
         datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
  <start><element name="log">
    <attribute name="xes.version"><data type="decimal"/></attribute>
    <optional><attribute name="xes.features"><data type="token"/></attribute></optional>
    <zeroOrMore><element name="extension">
      <attribute name="name"><data type="NCName"/></attribute>
      <attribute name="prefix"><data type="NCName"/></attribute>
      <attribute name="uri"><data type="anyURI"/></attribute>
    </element></zeroOrMore>
    <zeroOrMore><element name="global">
      <attribute name="scope"><choice><value>trace</value><value>event</value></choice></attribute>
      <ref name="attributes"/>
    </element></zeroOrMore>
    <zeroOrMore><element name="classifier">
      <attribute name="name"><data type="NCName"/></attribute>
      <optional><attribute name="scope"><data type="NCName"/></attribute></optional>
      <attribute name="keys"><data type="token"/></attribute>
    </element></zeroOrMore>
    <ref name="attributes"/>
    <zeroOrMore><element name="trace">
      <ref name="attributes"/>
      <zeroOrMore><element name="event"><ref name="attributes"/></element></zeroOrMore>
    </element></zeroOrMore>
  </element></start>
  <define name="attributes"><zeroOrMore><choice>
    <element name="string"><ref name="key"/><attribute name="value"/></element>
    <element name="date"><ref name="key"/><attribute name="value"><data type="dateTime"/></attribute></element>
    <element name="int"><ref name="key"/><attribute name="value"><data type="long"/></attribute></element>
    <element name="float"><ref name="key"/><attribute name="value"><data type="double"/></attribute></element>
    <element name="boolean"><ref name="key"/><attribute name="value"><data type="boolean"/></attribute></element>
  </choice></zeroOrMore></define>
  <define name="key"><attribute name="key"><data type="Name"/></attribute></define>
</grammar>
"""


def xes_faults(document: bytes) -> list[str]:
    """Whatever is not as IEEE 1849-2016 asks."""
    grammar = etree.RelaxNG(etree.fromstring(XES))
    root = etree.fromstring(document)
    grammar.validate(root)
    faults = [str(error) for error in grammar.error_log]
    prefixes = {element.get("prefix") for element in root.iterfind("{*}extension")}
    for place in ("trace", "event"):
        shared = {one.get("key") for one in root.iterfind(f"{{*}}global[@scope='{place}']/*")}
        for element in root.iter(f"{{*}}{place}"):
            keys = [one.get("key") for one in element if one.tag.rpartition("}")[2] != "event"]
            faults += [f"{key} stands twice" for key in keys if keys.count(key) > 1]
            faults += [f"{key} is global and missing" for key in shared - set(keys)]
            faults += [
                f"{key} of no extension" for key in keys if ":" in key and key.split(":")[0] not in prefixes
            ]
    return faults


def _list(of: dict, **more: object) -> dict:
    return {"type": "array", "items": of, **more}


def _record(optional: tuple[str, ...] = (), **properties: dict) -> dict:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


TEXT, TIME = {"type": "string", "minLength": 1}, {"type": "string", "format": "date-time"}
TYPED = _record(name=TEXT, type={"enum": ["string", "time", "integer", "float", "boolean"]})
RELATED = _list(_record(objectId=TEXT, qualifier={"type": "string"}), uniqueItems=True)
OCEL = _record(
    objectTypes=_list(_record(name=TEXT, attributes=_list(TYPED))),
    eventTypes=_list(_record(name=TEXT, attributes=_list(TYPED))),
    objects=_list(
        _record(
            id=TEXT,
            type=TEXT,
            attributes=_list(_record(name=TEXT, value={"type": "string"}, time=TIME)),
            relationships=RELATED,
        )
    ),
    events=_list(
        _record(
            id=TEXT,
            type=TEXT,
            time=TIME,
            attributes=_list(_record(name=TEXT, value={"type": "string"})),
            relationships=RELATED,
        )
    ),
)


def ocel_faults(document: dict) -> list[str]:
    """Whatever is not as OCEL 2.0 asks: its form, its types declared, its relations leading somewhere."""
    from jsonschema import Draft7Validator, FormatChecker

    faults = [
        error.message for error in Draft7Validator(OCEL, format_checker=FormatChecker()).iter_errors(document)
    ]
    ids = [one["id"] for one in document["objects"]]
    faults += [f"{one} stands twice" for one in ids if ids.count(one) > 1]
    for kinds, ones in (("objectTypes", "objects"), ("eventTypes", "events")):
        declared = {kind["name"]: {a["name"] for a in kind["attributes"]} for kind in document[kinds]}
        for one in document[ones]:
            if one["type"] not in declared:
                faults.append(f"{one['type']} is not declared")
            elif unknown := {a["name"] for a in one["attributes"]} - declared[one["type"]]:
                faults.append(f"{unknown} of {one['type']} is not declared")
            faults += [
                f"{r['objectId']} is nowhere" for r in one["relationships"] if r["objectId"] not in ids
            ]
    return faults
