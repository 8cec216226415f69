import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';

/** The versions of the function protocol that Crossplane speaks. */
export const VERSIONS = ['v1', 'v1beta1'] as const;
export type Version = (typeof VERSIONS)[number];

const PROTO = fileURLToPath(new URL('../../proto', import.meta.url));

/** The protocol as `proto/` defines it, with the field names of the files. */
export function loadProtocol(version: Version): protobuf.Namespace {
  const root = new protobuf.Root();
  const bundled = root.resolvePath;
  root.resolvePath = (origin, target) =>
    target.startsWith('apiextensions/') ? `${PROTO}/${target}` : bundled.call(root, origin, target);
  root.loadSync(`apiextensions/fn/proto/${version}/run_function.proto`, { keepCase: true }).resolveAll();
  return root.lookup(`apiextensions.fn.proto.${version}`, [protobuf.Namespace]) as protobuf.Namespace;
}

/** The fields of a type in the order of the file, each with its type looked up. */
export function fieldsOf(type: protobuf.Type): readonly protobuf.Field[] {
  return type.fieldsArray.map((field) => field.resolve());
}

/** A field's message type, or `undefined` for a scalar or an enum. */
export function messageTypeOf(field: protobuf.Field): protobuf.Type | undefined {
  return field.resolvedType instanceof protobuf.Type ? field.resolvedType : undefined;
}

/** A field's enum, or `undefined` for a scalar or a message. */
export function enumOf(field: protobuf.Field): protobuf.Enum | undefined {
  return field.resolvedType instanceof protobuf.Enum ? field.resolvedType : undefined;
}

/** Whether a decoded message has a field set: protobufjs gives every message its own empty lists and maps. */
export function isSet(field: protobuf.Field, message: Readonly<Record<string, unknown>>): boolean {
  if (!Object.hasOwn(message, field.name)) return false;
  const value = message[field.name];
  return !(field.map || field.repeated) || Object.keys(value ?? {}).length > 0;
}
