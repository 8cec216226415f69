import type { Binding } from '../api/binding.js';
import type { CredentialIntent, SecretIntent } from '../api/connection.js';
import { extraSecretName, firstSecretName, furtherSecretName } from '../api/names.js';
import { secretKey, secretUserOf } from '../compose/resource-keys.js';
import type { Facts } from '../observe/facts.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import type { ExistingSecret } from './user-connection.js';

/** A wanted Secret with its name and the resource key it has, or gets. */
export interface PlacedSecret {
  readonly intent: SecretIntent;
  readonly key: string;
  /** `metadata.name`: what an application mounts. */
  readonly name: string;
  readonly observed: ObservedResource | undefined;
}

/**
 * Gives each of a user's Secrets its key. One that exists under the wanted name keeps the key it has; for any other name
 * there is a new key, and with it a new Secret, since Crossplane does not rename.
 */
export function placeSecrets(
  binding: Binding,
  { resources }: Facts,
  credential: CredentialIntent,
  existing: readonly ExistingSecret[],
): readonly PlacedSecret[] {
  const {
    user,
    secrets: [main, ...extras],
  } = credential;
  const named = (intent: SecretIntent, name: string): PlacedSecret => {
    const key = existing.find(([, resource]) => resource.name === name)?.[0] ?? secretKey(user, name);
    return { intent, key, name, observed: resources.get(key) };
  };
  // Without a name of its own a Secret has the user's key, and keeps the name it was made with.
  const key = secretKey(user);
  const observed = resources.get(key);
  const first = credential === binding.connection.credentials[0];
  const defaultName = observed?.name ?? newSecretName(binding, resources, user, first);
  return [
    main.name === undefined ? { intent: main, key, name: defaultName, observed } : named(main, main.name),
    ...extras.map((intent) => named(intent, intent.name ?? extraSecretName(defaultName, intent.format))),
  ];
}

/** The name of a user's Secret that has none yet: the first user's has the short one, unless another user's has it already. */
export function newSecretName(binding: Binding, resources: Facts['resources'], user: string, first: boolean): string {
  const short = first ? firstSecretName(binding.name) : undefined;
  if (short === undefined || isOthers(short, resources, user)) return furtherSecretName(binding.name, user);
  return short;
}

function isOthers(secret: string, resources: Facts['resources'], user: string): boolean {
  for (const [key, { kind, name }] of resources)
    if (kind === 'Secret' && name === secret && secretUserOf(key) !== user) return true;
  return false;
}

/** Every name a user's Secrets may get, now or after the users changed places, and where it comes from. */
export function possibleNames(
  binding: string,
  { path, user, secrets }: CredentialIntent,
  first: boolean,
): readonly PossibleName[] {
  const further = furtherSecretName(binding, user);
  const defaults = first ? [firstSecretName(binding), further] : [further];
  const names: PossibleName[] = [];
  for (const [i, intent] of secrets.entries()) {
    if (intent.name !== undefined) names.push({ path: `${intent.path}.name`, name: intent.name, given: true });
    else if (i === 0) for (const name of defaults) names.push({ path, name, given: false });
    else
      for (const name of defaults)
        names.push({ path: intent.path, name: extraSecretName(name, intent.format), given: false });
  }
  return names;
}

interface PossibleName {
  readonly path: string;
  /** Whether a person gave it. */
  readonly given: boolean;
  readonly name: string;
}
