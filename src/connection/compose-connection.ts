import { type Binding, type EngineBinding, hasEngine } from '../api/binding.js';
import { profileOf } from '../engines/engines.js';
import { keyOf } from '../kinds/resource-keys.js';
import type { JsonObject } from '../lib/json.js';
import type { Facts } from '../observe/facts.js';
import type { ResourceSelector } from '../wire/requirements.js';
import type { Manifest } from '../wire/write-struct.js';
import { composeCaRequest, httpRequirement } from './compose-ca-request.js';
import { CA_REQUIREMENT, type CaCertificate, caCertificate, caSelector } from './facts/ca-certificate.js';
import { keepConnection } from './keep-connection.js';
import { type ConnectionConfigMap, composeConfigMaps } from './layout/compose-config-maps.js';
import type { UserSecret } from './layout/compose-secret.js';
import { composeSecrets } from './layout/compose-secrets.js';
import { composeWorkload, type NamedSecret, standingSecret } from './layout/compose-workload.js';
import { existing } from './layout/name-holder.js';
import { manifestEntries } from './layout/secret-manifest.js';
import { type ClusterUse, commonGround } from './route/user-connection.js';

/** All that applications connect with. */
export interface ComposedConnection {
  readonly secrets: readonly UserSecret[];
  readonly configMaps: readonly ConnectionConfigMap[];
  readonly ca: CaCertificate;
  /** The keys of complete Secrets that are no longer wanted, and stay for now. */
  readonly leaving: readonly string[];
  /** Manifests by resource key. */
  readonly objects: ReadonlyMap<string, Manifest>;
  /** The keys of all that is wanted, whether it can be composed yet or not. */
  readonly keys: readonly string[];
  /** What Crossplane has to look up for this. */
  readonly requirements: ReadonlyMap<string, ResourceSelector>;
  /** The entries of the Secret that stands for the binding, for a composite with connection details. */
  readonly details: () => ReadonlyMap<string, Uint8Array>;
  /** The Secret that stands for the binding, once there is one. */
  readonly main: NamedSecret | undefined;
  /** What no message may show. */
  readonly sensitive: () => readonly string[];
}

/** The parts that depend on whether the engine is known. */
interface Parts extends Pick<ComposedConnection, 'secrets' | 'configMaps' | 'ca' | 'sensitive'> {
  readonly leaving: ReadonlyMap<string, JsonObject>;
}

/** Composes Secrets, ConfigMaps and what belongs to them. */
export function composeConnection(binding: Binding, facts: Facts, use: ClusterUse): ComposedConnection {
  const parts: Parts = hasEngine(binding)
    ? composeParts(binding, facts, use)
    : { ...keepConnection(binding, facts), ca: { state: 'none' }, leaving: new Map() };
  const { secrets, configMaps, ca, leaving, sensitive } = parts;
  const main = standingSecret(binding, facts, secrets, leaving);
  const caRequest = composeCaRequest(binding, facts);
  const objects = new Map<string, Manifest>(caRequest ? [caRequest] : []);
  const keys: string[] = [];
  for (const wanted of [secrets, configMaps])
    for (const { key, object } of wanted) {
      keys.push(key);
      if (object) objects.set(key, object);
    }
  for (const [key, object] of leaving) objects.set(key, object);
  const workload = composeWorkload(binding, facts, secrets, main);
  if (workload) objects.set(keyOf('workload'), workload);
  if (binding.connection.workload && hasEngine(binding)) keys.push(keyOf('workload'));
  return {
    secrets,
    configMaps,
    ca,
    leaving: [...leaving.keys()],
    objects,
    keys,
    requirements: requirementsOf(binding, facts, parts),
    details: () => manifestEntries(main?.object),
    main,
    sensitive,
  };
}

function composeParts(binding: EngineBinding, facts: Facts, use: ClusterUse): Parts {
  const ca = caCertificate(binding, profileOf(binding.engine), facts);
  const ground = commonGround(binding, facts, use, ca);
  const { secrets, leaving, main, sensitive } = composeSecrets(ground);
  const configMaps = main ? composeConfigMaps(main, secrets[0]) : [];
  return { secrets, configMaps, ca, leaving, sensitive };
}

/** Does not depend on any answer, so that Crossplane need not ask again and again. */
function requirementsOf(
  binding: Binding,
  { cluster, resources }: Facts,
  { secrets, configMaps }: Parts,
): ReadonlyMap<string, ResourceSelector> {
  const { ca } = binding.connection;
  const requirements = new Map<string, ResourceSelector>();
  if (ca?.from === 'object') requirements.set(CA_REQUIREMENT, caSelector(ca));
  if (ca?.from === 'api' && ca.request.optional && cluster.state === 'created')
    if (!resources.has(keyOf('caRequest', cluster.id))) requirements.set(...httpRequirement(binding.provider));
  for (const { name, observed } of secrets) if (!observed) requirements.set(...existing(binding, 'Secret', name));
  for (const { key, name } of configMaps)
    if (!resources.has(key)) requirements.set(...existing(binding, 'ConfigMap', name));
  return requirements;
}
