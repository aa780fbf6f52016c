"""JSON schemas of Kubernetes' kinds as kubeconform wants them.

usage: schemas.py core IN OUT      Kubernetes' own: the schemas of IN, which refer to each other by address, by file name
       schemas.py custom IN OUT    custom resource definitions (YAML files in IN) as KIND-GROUP-VERSION.json

Custom ones are stricter than the API server in two ways: a key that a definition does not know is an error, as it is for `kubectl apply`
with strict field validation; and the metadata of KEDA's triggers, which its definition leaves open, may hold only the
parameters that the scaler has, if its list of scalers is there too.
"""

import json
import pathlib
import sys

import yaml


def strict(schema):
    """The schema with unknown keys refused, wherever the definition lists the known ones."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: strict(value) for key, value in schema.items()}
    if "properties" in schema and isinstance(schema["properties"], dict) and schema.get("type") == "object":
        if not schema.get("x-kubernetes-preserve-unknown-fields") and "additionalProperties" not in schema:
            made["additionalProperties"] = False
    if schema.get("x-kubernetes-int-or-string"):
        made.pop("type", None)
        made["anyOf"] = [{"type": "integer"}, {"type": "string"}]
    return made


def trigger_rules(scalers):
    """For each scaler of the list: if a trigger is of its type, its metadata has no other keys."""
    rules = []
    for scaler in scalers["scalers"]:
        known = {part["name"]: {"type": "string"} for part in scaler["parameters"] if part.get("metadataVariableReadable")}
        rules.append({
            "if": {"properties": {"type": {"const": scaler["type"]}}},
            "then": {"properties": {"metadata": {"type": "object", "properties": known, "additionalProperties": False}}},
        })
    return rules


def core(folder, out):
    for file in folder.glob("*.json"):
        schema = json.loads(file.read_text().replace('"/api/_definitions.json#', '"_definitions.json#'))
        schema.pop("$id", None)
        (out / file.name).write_text(json.dumps(schema))


def custom(folder, out):
    scalers = folder / "scalers-schema.json"
    for file in sorted(folder.glob("*.yaml")):
        definition = yaml.safe_load(file.read_text())["spec"]
        for version in definition["versions"]:
            schema = strict(version["schema"]["openAPIV3Schema"])
            schema["properties"]["metadata"] = {"type": "object"}
            kind = definition["names"]["kind"]
            if kind == "ScaledObject" and scalers.exists():
                triggers = schema["properties"]["spec"]["properties"]["triggers"]
                triggers["items"]["allOf"] = trigger_rules(json.loads(scalers.read_text()))
            name = f"{kind}-{definition['group'].split('.')[0]}-{version['name']}.json".lower()
            # `if` and `const` are of this draft.
            (out / name).write_text(json.dumps({"$schema": "http://json-schema.org/draft-07/schema#", **schema}))


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in ("core", "custom"):
        sys.exit(__doc__)
    made = pathlib.Path(sys.argv[3])
    made.mkdir(parents=True, exist_ok=True)
    {"core": core, "custom": custom}[sys.argv[1]](pathlib.Path(sys.argv[2]), made)
