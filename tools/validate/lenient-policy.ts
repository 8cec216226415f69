import { mergePolicies } from '../../src/api/resolve/merge-policies.js';
import { type GivenPolicy, policyOfInput } from '../../src/function/given-policy.js';
import { ENGINES } from '../../src/gen/binding.js';
import { asString, at, type Json, type JsonObject } from '../../src/lib/json.js';

/** What no check looks at: any will do. */
const SIZE = 'db-s-1vcpu-1gb';
const VERSION = '1';

/**
 * A policy whose rest is not in the files: it may have a default for everything, the class that the spec asks for, and
 * allow whatever the known part does not limit.
 */
export function lenientPolicy(known: JsonObject, spec: Json | undefined): GivenPolicy {
  const name = asString(at(spec, 'cluster', 'class'));
  return policyOfInput(
    mergePolicies(known, {
      defaults: {
        cluster: { region: 'nyc3', ...(name === undefined ? { size: SIZE } : { class: name }) },
        versions: Object.fromEntries(ENGINES.map((engine) => [engine, VERSION])),
      },
      ...(name !== undefined && { classes: { [name]: { size: SIZE } } }),
      references: { uuids: ['*'], clusters: true, networks: ['*'], projects: ['*'] },
      sql: { provider: 'ProviderSql' },
    }),
  );
}
