import type { Binding } from '../../api/binding.js';
import type { SecretIntent } from '../../api/connection.js';
import type { WorkloadKind } from '../../gen/binding.js';
import { keyOf } from '../../kinds/resource-keys.js';
import { asString, at, compact, type JsonObject } from '../../lib/json.js';
import type { Facts } from '../../observe/facts.js';
import type { Manifest } from '../../wire/write-struct.js';
import type { UserSecret } from './compose-secret.js';

const API_VERSIONS = {
  Deployment: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  CronJob: 'batch/v1',
} as const satisfies Record<WorkloadKind, string>;

/** Whether a Secret follows the Service Binding specification. */
export function isConformant({ format, prefix }: SecretIntent): boolean {
  return format === 'ServiceBinding' && prefix === '';
}

/** The Secret that stands for the binding: of the first user's, the one that follows the specification. */
function bindingSecret({ connection }: Binding, secrets: readonly UserSecret[]): UserSecret | undefined {
  const [first] = connection.credentials;
  const own = secrets.filter(({ user }) => user === (first?.user ?? secrets[0]?.user));
  return own.find(({ intent }) => isConformant(intent)) ?? own[0];
}

/** A Secret in the answer, and its name. */
export interface NamedSecret {
  readonly name: string;
  readonly object: Manifest;
}

/** The Secret that stands for the binding now: until the wanted one is written, the one that did before. */
export function standingSecret(
  binding: Binding,
  { composite }: Facts,
  secrets: readonly UserSecret[],
  leaving: ReadonlyMap<string, JsonObject>,
): NamedSecret | undefined {
  const main = bindingSecret(binding, secrets);
  if (main?.object) return { name: main.name, object: main.object };
  for (const object of leaving.values()) {
    const name = asString(at(object, 'metadata', 'name'));
    if (name !== undefined && name === composite.lastBound) return { name, object };
  }
  return undefined;
}

/**
 * Composes the ServiceBinding that mounts the Secret into the workload. It names the Secret itself, which the specification
 * allows, since no controller may read the kind of a platform team's own XRD.
 */
export function composeWorkload(
  binding: Binding,
  { resources }: Facts,
  secrets: readonly UserSecret[],
  standing: NamedSecret | undefined,
): JsonObject | undefined {
  const { workload } = binding.connection;
  if (!workload || (!standing && !resources.has(keyOf('workload')))) return undefined;
  const secret = standing ?? bindingSecret(binding, secrets);
  if (!secret) return undefined;
  return {
    apiVersion: 'servicebinding.io/v1',
    kind: 'ServiceBinding',
    metadata: compact({ namespace: binding.namespace }),
    spec: {
      // The folder it is mounted in, which would get a generated name otherwise.
      name: binding.name,
      service: { apiVersion: 'v1', kind: 'Secret', name: secret.name },
      workload: { apiVersion: API_VERSIONS[workload.kind], kind: workload.kind, name: workload.name },
    },
  };
}
