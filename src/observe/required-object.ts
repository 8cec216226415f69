import { asList, asObject, asString, at, type JsonObject } from '../lib/json.js';
import type { RunFunctionRequest } from '../wire/request.js';
import type { NamedSelector } from '../wire/requirements.js';
import { decodeStruct, type Projection } from '../wire/struct.js';

const PROJECTION: Projection = {
  apiVersion: true,
  kind: true,
  metadata: { name: true, namespace: true, ownerReferences: true },
  data: true,
};

/** What Crossplane says of an object it was asked for. */
export type RequiredObject =
  /** Not asked yet, or a Crossplane that does not answer. */
  | { readonly state: 'unanswered' }
  | { readonly state: 'absent' }
  | {
      readonly state: 'found';
      readonly data: JsonObject;
      /** The UID of what controls it. */
      readonly controller: string | undefined;
    };

/** Reads the answer to a requirement. An answer about another object is none: it belongs to an earlier selector. */
export function requiredObject(
  answers: RunFunctionRequest['requiredResources'],
  name: string,
  selector: NamedSelector,
): RequiredObject {
  const items = answers.get(name);
  if (!items) return { state: 'unanswered' };
  const [first] = items;
  if (!first) return { state: 'absent' };
  const object = decodeStruct(first.struct, PROJECTION);
  const asked =
    object.apiVersion === selector.apiVersion &&
    object.kind === selector.kind &&
    at(object, 'metadata', 'name') === selector.matchName &&
    at(object, 'metadata', 'namespace') === selector.namespace;
  if (!asked) return { state: 'unanswered' };
  const controller = asList(at(object, 'metadata', 'ownerReferences')).find(
    (owner) => at(owner, 'controller') === true,
  );
  return { state: 'found', data: asObject(object.data), controller: asString(at(controller, 'uid')) };
}
