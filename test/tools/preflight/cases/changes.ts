import { asObject, at, type JsonObject } from '../../../../src/lib/json.js';
import { idOf, NOW } from '../../../support/cluster-objects.js';
import { type Change, COMPOSITION, DEPLOYMENT } from './case.js';

/** The cluster without objects, of which there has to be one. */
export function without(id: string | RegExp): Change {
  return (objects) => {
    const left = objects.filter((object) => !(typeof id === 'string' ? idOf(object) === id : id.test(idOf(object))));
    if (left.length === objects.length) throw new Error(`there is no ${id}`);
    return left;
  };
}

/** The cluster with one object more. */
export function add(object: JsonObject): Change {
  return (objects) => [...objects, object];
}

/** An object of the cluster, which has to be there. */
export function pick(objects: readonly JsonObject[], id: string): JsonObject {
  const found = objects.find((object) => idOf(object) === id);
  if (found === undefined) throw new Error(`there is no ${id}`);
  return found;
}

/** The cluster with an object made anew. */
export function change(id: string, make: (object: JsonObject) => JsonObject): Change {
  return (objects) => {
    const found = pick(objects, id);
    return objects.map((object) => (object === found ? make(object) : object));
  };
}

/** The cluster with an object that has this value at a path. */
export function set(id: string, path: readonly string[], value: JsonObject[string]): Change {
  return change(id, (object) => put(object, path, value));
}

function put(object: JsonObject, [first = '', ...rest]: readonly string[], value: JsonObject[string]): JsonObject {
  return { ...object, [first]: rest.length === 0 ? value : put(asObject(object[first]), rest, value) };
}

/** The cluster with another image of Crossplane. */
export function image(tag: string): Change {
  return set(
    DEPLOYMENT,
    ['spec', 'template', 'spec', 'containers'],
    [{ image: `crossplane:${tag}`, args: ['core', 'start'] }],
  );
}

/** The cluster with an object whose condition is `False`, with this message. */
export function condition(id: string, type: string, message: string): Change {
  const failing = { type, status: 'False', reason: 'Failed', message, lastTransitionTime: NOW };
  return change(id, (object) => {
    const others = (at(object, 'status', 'conditions') as readonly JsonObject[]).filter((it) => it.type !== type);
    return { ...object, status: { conditions: [...others, failing] } };
  });
}

/** A Composition as it is, without fetching CA certificates: a cluster does without provider-http then, and nothing tells of it. */
export function withoutFetch(object: JsonObject): JsonObject {
  if (object.kind !== 'Composition') return object;
  const steps = at(object, 'spec', 'pipeline') as readonly JsonObject[];
  const pipeline = steps.map((step) => {
    const { caCertificate: _, ...input } = asObject(step.input);
    return { ...step, input };
  });
  return { ...object, spec: { ...asObject(object.spec), pipeline } };
}

/** The default Composition with another policy. */
export function policy(make: (input: JsonObject) => JsonObject): Change {
  return change(COMPOSITION, (composition) => {
    const [step] = at(composition, 'spec', 'pipeline') as readonly JsonObject[];
    const pipeline = [{ ...step, input: make(asObject(step?.input)) }];
    return { ...composition, spec: { ...asObject(composition.spec), pipeline } };
  });
}

/** A Composition for DatabaseBindings with this policy. */
export function givenComposition(input: JsonObject): JsonObject {
  return {
    kind: 'Composition',
    metadata: { name: 'databasebinding' },
    spec: {
      compositeTypeRef: { apiVersion: 'bindings.digitalocean.crossplane.io/v1alpha1', kind: 'DatabaseBinding' },
      pipeline: [
        {
          functionRef: { name: 'function-database-binding' },
          input: { apiVersion: 'databasebinding.fn.crossplane.io/v1beta1', kind: 'BindingPolicy', ...input },
        },
      ],
    },
  };
}

/** A kind of the provider that nobody has activated. */
export function managedDefinition(): JsonObject {
  return {
    apiVersion: 'apiextensions.crossplane.io/v1alpha1',
    kind: 'ManagedResourceDefinition',
    metadata: { name: 'clusters.database.digitalocean.m.crossplane.io' },
    spec: { state: 'Inactive' },
  };
}

/** The cluster with a kind of the provider that lacks a field. */
export function withoutField(id: string, name: string): Change {
  return change(id, (definition) =>
    dropped(
      definition,
      ['schema', 'openAPIV3Schema', 'properties', 'spec', 'properties', 'forProvider', 'properties'],
      name,
    ),
  );
}

/** The cluster with an XRD that lacks a field. */
export function withoutSpecField(id: string, name: string): Change {
  return change(id, (definition) =>
    dropped(definition, ['schema', 'openAPIV3Schema', 'properties', 'spec', 'properties'], name),
  );
}

function dropped(definition: JsonObject, path: readonly string[], name: string): JsonObject {
  const versions = (at(definition, 'spec', 'versions') as readonly JsonObject[]).map((version) => {
    const { [name]: _, ...rest } = asObject(at(version, ...path));
    return put(version, path, rest);
  });
  return put(definition, ['spec', 'versions'], versions);
}
