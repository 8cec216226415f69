import type { ImportSource } from '../../src/commands/options.js';
import { accepted, type Issue, refused } from '../../src/lib/issue.js';
import type { JsonObject } from '../../src/lib/json.js';
import type { ObjectReader } from '../kubernetes/cluster-reader.js';
import { OPERATOR_API, OPERATOR_KINDS } from './do-operator/objects.js';
import { FOUND_KINDS } from './found/found.js';
import { PROVIDER_APIS } from './found/read-provider.js';
import type { Given } from './import-command.js';

/** The kinds that a source has in a cluster; Terraform has none. */
const KINDS: Readonly<Record<ImportSource, readonly (readonly [apiVersion: string, kind: string])[]>> = {
  'do-operator': OPERATOR_KINDS.map((kind) => [OPERATOR_API, kind] as const),
  terraform: [],
  provider: PROVIDER_APIS.flatMap((api) => FOUND_KINDS.map((kind) => [api, kind] as const)),
};

/** Whether a source can be read from a cluster. */
export function isInClusters(source: ImportSource): boolean {
  return KINDS[source].length > 0;
}

/** Reads everything that a source has in a cluster, in all namespaces. Secrets are not read. */
export async function givenInCluster(source: ImportSource, reader: ObjectReader, context: string): Promise<Given> {
  const issues: Issue[] = [];
  const objects: JsonObject[] = [];
  for (const [apiVersion, kind] of KINDS[source]) {
    const answer = await reader.list(apiVersion, kind);
    if (answer.state === 'found') objects.push(...answer.value);
    else if (answer.state === 'refused') issues.push({ path: `${kind} of ${apiVersion}`, message: answer.why });
  }
  return { read: issues.length > 0 ? refused(issues) : accepted(objects), from: `the cluster of context "${context}"` };
}
