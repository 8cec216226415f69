import type { Binding } from '../../api/binding.js';
import { firstSecretName } from '../../api/names.js';
import { PROFILES } from '../../engines/engines.js';
import { keyOf } from '../../kinds/resource-keys.js';
import type { Facts } from '../../observe/facts.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import type { Manifest } from '../../wire/write-struct.js';
import { composeCaRequest } from '../compose-ca-request.js';
import type { ComposedConnection } from '../compose-connection.js';
import { type ConnectionConfigMap, configMapAsFound } from '../layout/compose-config-maps.js';
import type { UserSecret } from '../layout/compose-secret.js';
import { composeWorkload, standingSecret } from '../layout/compose-workload.js';
import { newSecretName } from '../layout/place-secrets.js';
import { decodeEntries, layoutOf, manifestEntries, secretAsFound } from '../layout/secret-manifest.js';
import { STRAIGHT } from '../route/pool-route.js';
import { CA_REQUIREMENT, caSelector } from './ca-certificate.js';
import { secretFacts } from './connection-facts.js';
import { lastKnownFacts } from './last-known.js';

/** While nobody knows the engine, all that applications connect by stays as it is. */
export function keepConnection(binding: Binding, facts: Facts): ComposedConnection {
  const secrets = keptSecrets(binding, facts);
  const configMaps = keptConfigMaps(binding, facts);
  const main = standingSecret(binding, facts, secrets, new Map());
  const workload = composeWorkload(binding, facts, secrets, main);
  const caRequest = composeCaRequest(binding, facts.cluster);
  const selector = caSelector(binding.connection.ca);
  const objects = new Map<string, Manifest>(caRequest ? [caRequest] : []);
  for (const { key, object } of [...secrets, ...configMaps]) if (object) objects.set(key, object);
  if (workload) objects.set(keyOf('workload'), workload);
  return {
    secrets,
    configMaps,
    ca: { state: 'none' },
    leaving: [],
    objects,
    keys: [...objects.keys()],
    requirements: new Map(selector ? [[CA_REQUIREMENT, selector]] : []),
    details: () => manifestEntries(main?.object),
    main,
    sensitive: () => secrets.flatMap(({ observed }) => (observed ? sensitiveIn(observed) : [])),
  };
}

/** The one with the short name first: it stands for the binding. */
function keptSecrets(binding: Binding, facts: Facts): readonly UserSecret[] {
  const { namespace, users } = binding;
  const short = firstSecretName(binding.name);
  return [...facts.secrets]
    .flatMap(([user, own]) =>
      own.map(([key, observed]): UserSecret => {
        const name = observed.name ?? newSecretName(binding, facts, user, user === users[0]?.name);
        const intent = { path: 'spec', name, ...layoutOf(observed), keys: [], labels: {}, annotations: {} };
        const state = { state: 'waiting', missing: ['engine'] } as const;
        const object = secretAsFound(namespace, observed, name);
        return { user, key, name, intent, observed, route: STRAIGHT, state, object };
      }),
    )
    .sort((a, b) => Number(b.name === short) - Number(a.name === short));
}

function keptConfigMaps({ namespace }: Binding, { resources }: Facts): readonly ConnectionConfigMap[] {
  return [...resources].flatMap(([key, observed]) => {
    const { kind, name } = observed;
    if (kind !== 'ConfigMap' || name === undefined) return [];
    return [{ key, name, takenBy: undefined, object: configMapAsFound(namespace, observed) }];
  });
}

/** Where a format keeps what is secret depends on the engine: whatever it would be for any of them. */
function sensitiveIn(secret: ObservedResource): readonly string[] {
  return Object.values(PROFILES).flatMap((profile) =>
    secretFacts(lastKnownFacts(profile, layoutOf(secret), decodeEntries(secret))),
  );
}
