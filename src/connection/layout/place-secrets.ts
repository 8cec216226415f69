import type { Binding } from '../../api/binding.js';
import type { CredentialIntent, SecretIntent } from '../../api/connection.js';
import { extraSecretName, firstSecretName, furtherSecretName } from '../../api/names.js';
import { secretKey } from '../../kinds/secret-key.js';
import { type Facts, secretsOf } from '../../observe/facts.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { wasWritten } from '../route/user-connection.js';

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
export function placeSecrets(binding: Binding, facts: Facts, credential: CredentialIntent): readonly PlacedSecret[] {
  const { resources } = facts;
  const {
    user,
    secrets: [main, ...extras],
  } = credential;
  const named = (intent: SecretIntent, name: string): PlacedSecret => {
    const key = secretsOf(facts, user).find(([, resource]) => resource.name === name)?.[0] ?? secretKey(user, name);
    return { intent, key, name, observed: resources.get(key) };
  };
  // Without a name of its own a Secret has the user's key, and keeps the name it was made with.
  const key = secretKey(user);
  const observed = resources.get(key);
  const first = credential === binding.connection.credentials[0];
  const defaultName = observed?.name ?? newSecretName(binding, facts, user, first);
  return [
    main.name === undefined ? { intent: main, key, name: defaultName, observed } : named(main, main.name),
    ...extras.map((intent) => named(intent, intent.name ?? extraSecretName(defaultName, intent.format))),
  ];
}

/**
 * The name of a user's Secret that does not exist: the one it had, if it is gone. The first user's new one has the short
 * name, unless another user's has it already; from a user that left it passes on, since applications mount it by that name.
 */
export function newSecretName(binding: Binding, facts: Facts, user: string, first: boolean): string {
  const [short, further] = [firstSecretName(binding.name), furtherSecretName(binding.name, user)];
  const before = [short, further].find((name) => wasWritten(facts, user, name));
  return before ?? (first && !isOthers(short, binding, facts, user) ? short : further);
}

function isOthers(secret: string, { connection }: Binding, facts: Facts, user: string): boolean {
  const others = connection.credentials.filter((credential) => credential.user !== user);
  return others.some((other) => secretsOf(facts, other.user).some(([, { name }]) => name === secret));
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
