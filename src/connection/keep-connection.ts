import type { Binding } from '../api/binding.js';
import { firstSecretName } from '../api/names.js';
import { PROFILES } from '../engines/engines.js';
import type { Facts } from '../observe/facts.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { secretFacts } from './facts/connection-facts.js';
import { lastKnownFacts } from './facts/last-known.js';
import { type ConnectionConfigMap, configMapAsFound } from './layout/compose-config-maps.js';
import type { UserSecret } from './layout/compose-secret.js';
import { newSecretName } from './layout/place-secrets.js';
import { decodeEntries, layoutOf, secretAsFound } from './layout/secret-manifest.js';
import { STRAIGHT } from './route/pool-route.js';

/** What applications connect with while the engine is not known. */
export interface KeptConnection {
  readonly secrets: readonly UserSecret[];
  readonly configMaps: readonly ConnectionConfigMap[];
  /** What no message may show. */
  readonly sensitive: () => readonly string[];
}

/** Keeps Secrets and ConfigMaps as they are while the engine is not known. */
export function keepConnection(binding: Binding, facts: Facts): KeptConnection {
  const secrets = keptSecrets(binding, facts);
  return {
    secrets,
    configMaps: keptConfigMaps(binding, facts),
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

/** Which entries are secret depends on the engine, so those of every engine count. */
function sensitiveIn(secret: ObservedResource): readonly string[] {
  return Object.values(PROFILES).flatMap((profile) =>
    secretFacts(lastKnownFacts(profile, layoutOf(secret), decodeEntries(secret))),
  );
}
