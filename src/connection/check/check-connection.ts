import { type Binding, type EngineBinding, hasEngine } from '../../api/binding.js';
import type { Connection, CredentialIntent, SecretIntent } from '../../api/connection.js';
import { isPlain, mayBeProviderSecret, providerSecretName } from '../../api/names.js';
import { quote } from '../../api/quote.js';
import { CLUSTER_KEY, REPLICAS, userKey } from '../../compose/resource-keys.js';
import type { EngineProfile } from '../../engines/engine-profile.js';
import { profileOf } from '../../engines/engines.js';
import { SECRET_FORMATS } from '../../gen/binding.js';
import type { Report } from '../../lib/issue.js';
import { poolKey } from '../../observe/pool-facts.js';
import { pemProblem } from '../facts/pem.js';
import { isConformant } from '../layout/compose-workload.js';
import { fitsEngine } from '../layout/formats.js';
import { possibleNames } from '../layout/place-secrets.js';
import { checkSecretKeys } from './check-secret-keys.js';
import { checkSecretMetadata } from './check-secret-metadata.js';
import { checkSizes } from './check-size.js';

/** What is wrong with how a binding wants to connect; nobody can say before the engine is known. */
export function checkConnection(report: Report, binding: Binding): void {
  if (!hasEngine(binding)) return;
  const { connection } = binding;
  const profile = profileOf(binding.engine);
  const intents = distinctIntents(connection);
  checkCa(report, connection);
  for (const intent of intents) {
    checkFormat(report, profile, intent);
    checkSecretKeys(report, profile, intent, connection);
    checkSecretMetadata(report, intent);
  }
  checkSizes(report, binding, intents);
  checkNames(report, binding);
  checkAdministrator(report, binding);
  checkWorkload(report, connection);
}

/** Users share a part of the spec: a problem in it is one problem. */
function distinctIntents({ credentials }: Connection): readonly SecretIntent[] {
  const byPath = new Map<string, SecretIntent>();
  for (const { secrets } of credentials) for (const intent of secrets) byPath.set(intent.path, intent);
  return [...byPath.values()];
}

function checkCa(report: Report, { ca }: Connection): void {
  const problem = ca?.from === 'inline' ? pemProblem(ca.pem) : undefined;
  if (ca && problem !== undefined) report(ca.path, problem);
}

function checkFormat(report: Report, profile: EngineProfile, { path, format }: SecretIntent): void {
  if (fitsEngine(profile, format)) return;
  const others = SECRET_FORMATS.filter((other) => fitsEngine(profile, other));
  report(`${path}.format`, `unsupported value "${format}" for ${profile.label} (supported: ${others.join(', ')})`);
}

/** Whose Secret has a name, where it comes from, and whether a person gave it. */
interface NameOwner {
  readonly credential: CredentialIntent;
  /** Which of the credentials it is. */
  readonly index: number;
  readonly path: string;
  readonly given: boolean;
}

/** Two Secrets that would have one name. */
function checkNames(report: Report, binding: Binding): void {
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
  const [{ user, administrator }, sameCredential] = [credential, other.credential === credential];
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
function providerSecrets({ namespace, users, pools, target, provider }: Binding): ReadonlySet<string> {
  const { secretPrefix, secretNamespace = namespace } = provider;
  if (secretNamespace !== namespace) return new Set();
  const replicas = target.architecture === 'Controlled' ? target.cluster.replicas : [];
  const keys = [
    CLUSTER_KEY,
    ...users.map(({ name }) => userKey(name)),
    ...pools.map(({ name }) => poolKey(name, 1)),
    ...replicas.map(({ name }) => REPLICAS.key(name)),
  ];
  return new Set(keys.map((key) => providerSecretName(secretPrefix, key)));
}

function checkAdministrator(report: Report, { connection, users, engine }: EngineBinding): void {
  const { label, defaultUser } = profileOf(engine);
  const named = users.findIndex(({ name }) => name === defaultUser);
  if (named !== -1 && connection.credentials.some(({ administrator, user }) => administrator && user === defaultUser))
    report(
      'spec.connection.defaultUser',
      `spec.users[${named}] hands out ${label}'s administrator "${defaultUser}" already: remove one of the two`,
    );
}

function checkWorkload(report: Report, { workload, credentials }: Connection): void {
  if (workload && !credentials[0]?.secrets.some(isConformant))
    report(
      'spec.connection.workload',
      'needs a Secret of the first user in the format ServiceBinding without a prefix: add one to extraSecrets',
    );
}
