import type { Binding } from '../../api/binding.js';
import type { CredentialIntent } from '../../api/connection.js';
import { isPlain, mayBeProviderSecret, providerSecretName } from '../../api/names.js';
import { quote } from '../../api/quote.js';
import { MANAGED, MANAGED_NAMES } from '../../kinds/kinds.js';
import { askedKeys } from '../../kinds/resource-keys.js';
import type { Report } from '../../lib/issue.js';
import { possibleNames } from '../layout/place-secrets.js';

/** Whose Secret has a name, where it comes from, and whether a person gave it. */
interface NameOwner {
  readonly credential: CredentialIntent;
  /** Which of the credentials it is. */
  readonly index: number;
  readonly path: string;
  readonly given: boolean;
}

/** Two Secrets that would have one name, and names that the provider uses. */
export function checkSecretNames(report: Report, binding: Binding): void {
  if (haveOnlyDefaultNames(binding)) return;
  const owners = new Map<string, NameOwner>();
  const isProviders = providerNames(binding);
  for (const [index, credential] of binding.connection.credentials.entries())
    for (const { path, name, given } of possibleNames(binding.name, credential, index === 0)) {
      const other = owners.get(name);
      if (isProviders(name)) report(path, `the Secret ${quote(name)} is the provider's own: choose another name`);
      else if (other) reportShared(report, name, { credential, index, path, given }, other);
      else owners.set(name, { credential, index, path, given });
    }
}

function reportShared(report: Report, name: string, owner: NameOwner, other: NameOwner): void {
  const { credential, index, path, given } = owner;
  const { user, administrator } = credential;
  const sameCredential = other.credential === credential;
  if (sameCredential && other.path === path) return;
  if (given || other.given || sameCredential)
    report(path, `the Secret ${quote(name)} would be the one of ${other.path} too: give one of them another name`);
  // The names differ in case or punctuation only.
  else
    report(
      administrator ? 'spec.connection.defaultUser' : `spec.users[${index}].name`,
      `"${user}" and "${other.credential.user}" would share the Secret "${name}": let them differ in letters or digits`,
    );
}

/** Nearly all bindings: the Secrets differ as the users do, and none is called as the provider's are. */
function haveOnlyDefaultNames({ name, connection: { credentials } }: Binding): boolean {
  return (
    isPlain(name) &&
    credentials.every(
      ({ user, administrator, secrets }) =>
        !administrator && secrets.length === 1 && secrets[0].name === undefined && isPlain(user),
    )
  );
}

/** Tells the names of the provider's Secrets. They are worked out for the first one that looks like theirs. */
function providerNames(binding: Binding): (name: string) => boolean {
  let names: ReadonlySet<string> | undefined;
  return (name) => {
    if (!mayBeProviderSecret(name)) return false;
    names ??= providerSecrets(binding);
    return names.has(name);
  };
}

/** The connection Secrets that the provider writes into the same namespace, whether they are there yet or not. */
function providerSecrets(binding: Binding): ReadonlySet<string> {
  const { secretPrefix, secretNamespace = binding.namespace } = binding.provider;
  if (secretNamespace !== binding.namespace) return new Set();
  const kinds = MANAGED_NAMES.filter((kind) => MANAGED[kind].hasConnectionDetails);
  return new Set(askedKeys(binding, kinds).map((key) => providerSecretName(secretPrefix, key)));
}
