import { type Binding, type EngineBinding, hasEngine } from '../api/binding.js';
import { profileOf } from '../engines/engines.js';
import { keyOf } from '../kinds/resource-keys.js';
import type { Facts } from '../observe/facts.js';
import type { ResourceSelector } from '../wire/requirements.js';
import type { Manifest } from '../wire/write-struct.js';
import { composeCaRequest } from './compose-ca-request.js';
import { CA_REQUIREMENT, type CaCertificate, caCertificate, caSelector } from './facts/ca-certificate.js';
import { keepConnection } from './facts/keep-connection.js';
import { type ConnectionConfigMap, composeConfigMaps } from './layout/compose-config-maps.js';
import { knownFacts, type UserSecret } from './layout/compose-secret.js';
import { type ComposedSecrets, composeSecrets } from './layout/compose-secrets.js';
import { composeWorkload, type NamedSecret, standingSecret } from './layout/compose-workload.js';
import { existingRequirement, existingSelector } from './layout/name-holder.js';
import { manifestEntries } from './layout/secret-manifest.js';
import type { ClusterUse } from './route/user-connection.js';

/** All that applications connect by. */
export interface ComposedConnection {
  readonly secrets: readonly UserSecret[];
  readonly configMaps: readonly ConnectionConfigMap[];
  readonly ca: CaCertificate;
  /** Keys of Secrets that are on their way out, and complete. */
  readonly leaving: readonly string[];
  /** Manifests by resource key. */
  readonly objects: ReadonlyMap<string, Manifest>;
  /** The keys of all that is wanted, whether it can be composed yet or not. */
  readonly keys: readonly string[];
  /** What Crossplane has to look up for this. */
  readonly requirements: ReadonlyMap<string, ResourceSelector>;
  /** The entries of the Secret that stands for the binding, for a composite that has connection details. */
  readonly details: () => ReadonlyMap<string, Uint8Array>;
  /** The Secret that stands for the binding, once there is one. */
  readonly main: NamedSecret | undefined;
  /** What must not be told. */
  readonly sensitive: () => readonly string[];
}

/** Composes Secrets, ConfigMaps and what goes with them. */
export function composeConnection(binding: Binding, facts: Facts, use: ClusterUse): ComposedConnection {
  if (!hasEngine(binding)) return keepConnection(binding, facts);
  const ca = caCertificate(binding.connection, profileOf(binding.engine), facts);
  const composed = composeSecrets(binding, facts, use, ca);
  const { secrets, leaving, sensitive } = composed;
  const configMaps = configMapsOf(binding, facts, composed);
  const main = standingSecret(binding, facts, secrets, leaving);
  const workload = composeWorkload(binding, facts, secrets, main);
  const caRequest = composeCaRequest(binding, facts.cluster);
  const objects = new Map<string, Manifest>(caRequest ? [caRequest] : []);
  const keys: string[] = [];
  for (const composed of [secrets, configMaps])
    for (const { key, object } of composed) {
      keys.push(key);
      if (object) objects.set(key, object);
    }
  if (binding.connection.workload) keys.push(keyOf('workload'));
  for (const [key, object] of leaving) objects.set(key, object);
  if (workload) objects.set(keyOf('workload'), workload);
  return {
    secrets,
    configMaps,
    ca,
    leaving: [...leaving.keys()],
    objects,
    keys,
    requirements: requirementsOf(binding, facts, secrets, configMaps),
    details: () => manifestEntries(main?.object),
    main,
    sensitive,
  };
}

function configMapsOf(
  binding: EngineBinding,
  facts: Facts,
  { main, secrets }: ComposedSecrets,
): readonly ConnectionConfigMap[] {
  if (!main) return [];
  const [first] = secrets;
  return composeConfigMaps(binding, facts, () =>
    main.elsewhere || !first || first.route.via === 'nothing' ? undefined : knownFacts(binding, main, first),
  );
}

/** What is asked for depends on nothing that is answered, so that Crossplane's questions come to an end. */
function requirementsOf(
  binding: Binding,
  { resources }: Facts,
  secrets: readonly UserSecret[],
  configMaps: readonly ConnectionConfigMap[],
): ReadonlyMap<string, ResourceSelector> {
  const requirements = new Map<string, ResourceSelector>();
  const selector = caSelector(binding.connection.ca);
  if (selector) requirements.set(CA_REQUIREMENT, selector);
  const add = (kind: 'Secret' | 'ConfigMap', name: string): void => {
    requirements.set(existingRequirement(kind, name), existingSelector(binding, kind, name));
  };
  for (const { name, observed } of secrets) if (!observed) add('Secret', name);
  for (const { key, name } of configMaps) if (!resources.has(key)) add('ConfigMap', name);
  return requirements;
}
