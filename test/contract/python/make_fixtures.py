# python3 -m venv VENV && VENV/bin/pip install crossplane-function-sdk-python==0.15.1 && VENV/bin/python test/contract/python/make_fixtures.py
"""What the published Python SDK says about the protocol, as fixtures for the tests.

Without arguments: writes descriptor-<version>.json and messages-<version>.json beside fixtures/sample.json.
--out DIR: writes them to DIR instead.
--decode FILE: reads {"<version>": {"request": <base64>, "response": <base64>}} and prints the same with JSON for bytes.
"""

import argparse
import base64
import json
import pathlib

from crossplane.function.proto.v1 import run_function_pb2 as v1
from crossplane.function.proto.v1beta1 import run_function_pb2 as v1beta1
from google.protobuf import descriptor_pb2, json_format

FIXTURES = pathlib.Path(__file__).parent.parent / "fixtures"
VERSIONS = {"v1": v1, "v1beta1": v1beta1}
MESSAGES = {"request": "RunFunctionRequest", "response": "RunFunctionResponse"}
FIELD = descriptor_pb2.FieldDescriptorProto
SCALARS = {FIELD.TYPE_STRING: "string", FIELD.TYPE_BYTES: "bytes"}


def type_of(field):
    """The type as a proto file writes it; anything new must be added here."""
    if field.type in (FIELD.TYPE_MESSAGE, FIELD.TYPE_ENUM):
        return field.type_name.lstrip(".")
    return SCALARS[field.type]


def describe_field(field, message):
    """One field in one line, as a proto file has it."""
    entry = next((n for n in message.nested_type if n.options.map_entry and field.type_name.endswith("." + n.name)), None)
    if entry:
        label = ""
        kind = f"map<{type_of(entry.field[0])}, {type_of(entry.field[1])}>"
    else:
        label = {FIELD.LABEL_REPEATED: "repeated "}.get(field.label, "optional " if field.proto3_optional else "")
        kind = type_of(field)
    in_oneof = field.HasField("oneof_index") and not field.proto3_optional
    oneof = f"oneof {message.oneof_decl[field.oneof_index].name}: " if in_oneof else ""
    deprecated = " [deprecated]" if field.options.deprecated else ""
    return f"{oneof}{label}{kind} = {field.number}{deprecated}"


def describe(module):
    """Every message, enum and method of a module, in the notation of a proto file."""
    file = descriptor_pb2.FileDescriptorProto()
    module.DESCRIPTOR.CopyToProto(file)
    return {
        "package": file.package,
        "messages": {m.name: {f.name: describe_field(f, m) for f in m.field} for m in file.message_type},
        "enums": {e.name: {v.name: v.number for v in e.value} for e in file.enum_type},
        "services": {
            s.name: {m.name: f"{m.input_type.lstrip('.')} -> {m.output_type.lstrip('.')}" for m in s.method} for s in file.service
        },
    }


def encode(module, sample):
    """The sample's messages as bytes, and as JSON again after the SDK has read those bytes."""
    result = {}
    for key, name in MESSAGES.items():
        message = json_format.ParseDict(sample[key], getattr(module, name)())
        encoded = base64.b64encode(message.SerializeToString(deterministic=True)).decode()
        result[key] = {"bytes": encoded, "json": decode(module, name, encoded)}
    return result


def decode(module, name, encoded):
    message = getattr(module, name)()
    message.ParseFromString(base64.b64decode(encoded, validate=True))
    return json_format.MessageToDict(message)


def write(path, value):
    path.write_text(json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=pathlib.Path, default=FIXTURES)
    parser.add_argument("--decode", type=pathlib.Path)
    arguments = parser.parse_args()
    if arguments.decode:
        given = json.loads(arguments.decode.read_text(encoding="utf-8"))
        decoded = {
            version: {key: decode(VERSIONS[version], MESSAGES[key], encoded) for key, encoded in messages.items()}
            for version, messages in given.items()
        }
        print(json.dumps(decoded))
        return
    sample = json.loads((FIXTURES / "sample.json").read_text(encoding="utf-8"))
    for version, module in VERSIONS.items():
        write(arguments.out / f"descriptor-{version}.json", describe(module))
        write(arguments.out / f"messages-{version}.json", encode(module, sample))


if __name__ == "__main__":
    main()
