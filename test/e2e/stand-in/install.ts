import { loadYaml } from '@kubernetes/client-node';
import { stringify } from 'yaml';
import { refOf, withMetadata } from '../../../simulation/api-server/object-store.js';
import { at, type JsonObject } from '../../../src/lib/json.js';
import { providerDefinitions, sqlDefinitions } from '../../support/provider-schemas.js';
import type { Cluster } from '../harness/cluster.js';
import { established } from '../harness/provider-crds.js';

/** Marks what this made, so that nothing of a real provider is taken for it. */
const MARK = 'databasebinding.fn.crossplane.io/stand-in';
const GROUPS = ['', 'm.'].flatMap((family) => [
  `database.digitalocean.${family}crossplane.io`,
  `digitalocean.${family}crossplane.io`,
  `postgresql.sql.${family}crossplane.io`,
]);

/** Installs the kinds of both providers, and lets Crossplane compose them; returns how many there are. */
export async function installKinds(cluster: Cluster): Promise<number> {
  const definitions = [...providerDefinitions(), ...sqlDefinitions()];
  for (const definition of definitions) await installKind(cluster, definition);
  await cluster.apply(ROLE);
  for (const definition of definitions) await established(cluster, definition);
  return definitions.length;
}

async function installKind(cluster: Cluster, definition: JsonObject): Promise<void> {
  const existing = await cluster.get(refOf(definition));
  // The client knows this kind, and its own spelling of some fields.
  const marked = withMetadata(definition, { name: refOf(definition).name, labels: { [MARK]: 'true' } });
  if (existing === undefined) await cluster.create(loadYaml<JsonObject>(stringify(marked)));
  else if (at(existing, 'metadata', 'labels', MARK) !== 'true')
    throw new Error(`"${refOf(definition).name}" is there already, of a real provider: use another cluster`);
}

/** What a provider's package brings with it. */
const ROLE: JsonObject = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: {
    name: 'databasebinding-stand-in',
    labels: { 'rbac.crossplane.io/aggregate-to-crossplane': 'true', [MARK]: 'true' },
  },
  rules: [{ apiGroups: GROUPS, resources: ['*'], verbs: ['*'] }],
};
