import type { Binding } from '../../api/binding.js';
import type { CredentialIntent } from '../../api/connection.js';
import { certificatesName, isPlain, mayBeReserved } from '../../api/names.js';
import { quote } from '../../api/quote.js';
import { connectionSecretName, otherConnectionSecretName } from '../../kinds/connection-secret.js';
import { MANAGED, MANAGED_NAMES } from '../../kinds/kinds.js';
import { askedKeys } from '../../kinds/resource-keys.js';
import type { Report } from '../../lib/issue.js';
import { type PossibleName, possibleNames } from '../layout/place-secrets.js';

/** Whose Secret a name is for. */
interface NameOwner extends PossibleName {
  readonly credential: CredentialIntent;
  /** The position of the credential. */
  readonly index: number;
}

/** Reports names that two Secrets would share, and names of Secrets that are not for applications. */
export function checkSecretNames(report: Report, binding: Binding): void {
  if (haveOnlyDefaultNames(binding)) return;
  const owners = new Map<string, NameOwner>();
  const isReserved = reservedNames(binding);
  for (const [index, credential] of binding.connection.credentials.entries())
    for (const possible of possibleNames(binding.name, credential, index === 0)) {
      const { path, name } = possible;
      const owner = { ...possible, credential, index };
      const other = owners.get(name);
      if (isReserved(name))
        report(path, `the provider reads or writes the Secret ${quote(name)} itself: choose another name`);
      else if (other) reportShared(report, owner, other);
      else owners.set(name, owner);
    }
}

function reportShared(report: Report, { credential, index, path, name, given }: NameOwner, other: NameOwner): void {
  const { user, administrator } = credential;
  const sameCredential = other.credential === credential;
  if (sameCredential && other.path === path) return;
  if (given || other.given || sameCredential)
    report(path, `the Secret name ${quote(name)} is taken by ${other.path}: rename one of them`);
  // The users differ only in case or punctuation.
  else
    report(
      administrator ? 'spec.connection.defaultUser' : `spec.users[${index}].name`,
      `"${user}" and "${other.credential.user}" would share the Secret "${name}": make them differ in letters or digits`,
    );
}

/** True for nearly all bindings: their Secrets differ as their users do, and none has a name like the provider's. */
function haveOnlyDefaultNames({ name, connection: { credentials } }: Binding): boolean {
  return (
    isPlain(name) &&
    credentials.every(
      ({ user, administrator, secrets }) =>
        !administrator && secrets.length === 1 && secrets[0].name === undefined && isPlain(user),
    )
  );
}

/** Recognises the names of the provider's Secrets, which are computed for the first name that looks like one. */
function reservedNames(binding: Binding): (name: string) => boolean {
  let names: ReadonlySet<string> | undefined;
  return (name) => {
    if (!mayBeReserved(name)) return false;
    names ??= new Set([...providerSecrets(binding), ...certificates(binding)]);
    return names.has(name);
  };
}

/** The names of the connection Secrets that the provider writes into the same namespace, existing or not. */
function providerSecrets(binding: Binding): readonly string[] {
  const { secretNamespace = binding.namespace } = binding.provider;
  if (secretNamespace !== binding.namespace) return [];
  const kinds = MANAGED_NAMES.filter((kind) => MANAGED[kind].hasConnectionDetails);
  const { name } = binding.composite;
  return askedKeys(binding, kinds).flatMap((key) => [
    connectionSecretName(name, key),
    otherConnectionSecretName(name, key),
  ]);
}

/** The names of the Secrets with the certificates of log sinks, existing or not. */
function certificates(binding: Binding): readonly string[] {
  return askedKeys(binding, ['openSearchSink', 'rsyslogSink']).map((key) =>
    certificatesName(binding.composite.name, key),
  );
}
