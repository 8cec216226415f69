import type { Binding } from '../../api/binding.js';
import type { CredentialIntent, SecretIntent } from '../../api/connection.js';
import { extraSecretName, firstSecretName, furtherSecretName } from '../../api/names.js';
import { secretKey } from '../../kinds/secret-key.js';
import { type Facts, secretsOf } from '../../observe/facts.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { wasWritten } from '../route/user-connection.js';

/** A wanted Secret with its name and its resource key. */
export interface PlacedSecret {
  readonly intent: SecretIntent;
  readonly key: string;
  /** `metadata.name`: what an application mounts. */
  readonly name: string;
  readonly observed: ObservedResource | undefined;
}

/**
 * Gives each of a user's Secrets its key. One that exists under the wanted name keeps its key. Any other name gets a new
 * key, and with it a new Secret, since Crossplane does not rename.
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
  // Without a name in the spec, a Secret has the user's key and keeps its first name.
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
 * The name of a user's Secret that does not exist: the one it had before, if it was deleted. A new one of the first user
 * gets the short name, unless another user's has it. A user that left passes it on, since applications mount that name.
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

/** A name that a Secret may get. */
export interface PossibleName {
  /** Where it comes from. */
  readonly path: string;
  /** Whether a person chose it. */
  readonly given: boolean;
  readonly name: string;
}

/** Every name that a user's Secrets may get, now or after the users change places. */
export function possibleNames(
  binding: string,
  { path, user, secrets }: CredentialIntent,
  first: boolean,
): readonly PossibleName[] {
  const further = furtherSecretName(binding, user);
  const defaults = first ? [firstSecretName(binding), further] : [further];
  return secrets.flatMap(({ path: ownPath, name, format }, i): PossibleName[] => {
    if (name !== undefined) return [{ path: `${ownPath}.name`, name, given: true }];
    return defaults.map((main) =>
      i === 0
        ? { path, name: main, given: false }
        : { path: ownPath, name: extraSecretName(main, format), given: false },
    );
  });
}
