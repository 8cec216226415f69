import protobuf from 'protobufjs';
import { fieldsOf } from './protocol.js';

/** Every message, enum and method of a package, one line each, in the words that `python/make_fixtures.py` uses. */
export interface ProtocolDescription {
  readonly package: string;
  readonly messages: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly enums: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly services: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Describes a whole package. */
export function describeProtocol(protocol: protobuf.Namespace): ProtocolDescription {
  const nested = protocol.nestedArray;
  return {
    package: nameOf(protocol),
    messages: byName(
      nested.filter((object) => object instanceof protobuf.Type),
      describeFields,
    ),
    enums: byName(
      nested.filter((object) => object instanceof protobuf.Enum),
      ({ values }) => ({ ...values }),
    ),
    services: byName(
      nested.filter((object) => object instanceof protobuf.Service),
      describeMethods,
    ),
  };
}

function byName<Kind extends protobuf.ReflectionObject, Description>(
  objects: readonly Kind[],
  describe: (object: Kind) => Description,
): Record<string, Description> {
  return Object.fromEntries(objects.map((object) => [object.name, describe(object)]));
}

function describeFields(type: protobuf.Type): Record<string, string> {
  return byName(fieldsOf(type), describeField);
}

function describeField(field: protobuf.Field): string {
  const optional = field.options?.proto3_optional === true;
  const oneof = field.partOf && !optional ? `oneof ${field.partOf.name}: ` : '';
  const label = optional ? 'optional ' : field.repeated ? 'repeated ' : '';
  const type = field.resolvedType ? nameOf(field.resolvedType) : field.type;
  const whole = field instanceof protobuf.MapField ? `map<${field.keyType}, ${type}>` : type;
  return `${oneof}${label}${whole} = ${field.id}${field.options?.deprecated === true ? ' [deprecated]' : ''}`;
}

function describeMethods(service: protobuf.Service): Record<string, string> {
  return byName(service.methodsArray, ({ parent, requestType, responseType }) => {
    const [request, response] = [requestType, responseType].map((name) => parent?.lookupType(name));
    return `${request && nameOf(request)} -> ${response && nameOf(response)}`;
  });
}

function nameOf(object: protobuf.ReflectionObject): string {
  return object.fullName.replace(/^\./, '');
}
