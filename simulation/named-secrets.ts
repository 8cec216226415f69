import { asList, asObject, asString, at, type JsonObject } from '../src/lib/json.js';
import { refOf } from './api-server/object-store.js';
import { fakePem } from './fake.js';

/** Where a cluster-scoped composite without a claim has its Secrets. */
const SYSTEM = 'crossplane-system';

/**
 * The Secrets that the log sinks of a binding take certificates and keys from, each text as a file has it, with a newline at
 * its end. Who wants to see a binding live does not have to write them.
 */
export function namedSecrets(binding: JsonObject): readonly JsonObject[] {
  // A claim's are in its namespace.
  const namespace = asString(at(binding, 'spec', 'claimRef', 'namespace')) ?? (refOf(binding).namespace || SYSTEM);
  const texts = new Map<string, Record<string, string>>();
  for (const sink of asList(at(binding, 'spec', 'cluster', 'logSinks')))
    for (const fields of Object.values(asObject(sink)))
      for (const value of Object.values(asObject(fields))) {
        const [name, key] = [asString(at(value, 'name')), asString(at(value, 'key'))];
        if (name === undefined || key === undefined) continue;
        const text = fakePem('CERTIFICATE', namespace, name, key);
        texts.set(name, { ...texts.get(name), [key]: Buffer.from(text).toString('base64') });
      }
  return [...texts].map(([name, data]) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, data }));
}
