import { type Binding, type EngineBinding, hasEngine } from '../../api/binding.js';
import type { Connection, CredentialIntent, SecretIntent } from '../../api/connection.js';
import { isPlain, mayBeProviderSecret, providerSecretName } from '../../api/names.js';
import { quote } from '../../api/quote.js';
import type { EngineProfile } from '../../engines/engine-profile.js';
import { profileOf } from '../../engines/engines.js';
import { SECRET_FORMATS } from '../../gen/binding.js';
import { MANAGED, MANAGED_NAMES } from '../../kinds/kinds.js';
import { askedKeys } from '../../kinds/resource-keys.js';
import { type Issue, issuesOfEach, joinIssues, NO_ISSUES } from '../../lib/issue.js';
import { pemProblem } from '../facts/pem.js';
import { isConformant } from '../layout/compose-workload.js';
import { fitsEngine } from '../layout/formats.js';
import { possibleNames } from '../layout/place-secrets.js';
import { checkSecretKeys } from './check-secret-keys.js';
import { checkSecretMetadata } from './check-secret-metadata.js';
import { checkSizes } from './check-size.js';

/** What is wrong with how a binding wants to connect; nobody can say before the engine is known. */
export function checkConnection(binding: Binding): readonly Issue[] {
  if (!hasEngine(binding)) return NO_ISSUES;
  const { connection } = binding;
  const profile = profileOf(binding.engine);
  const intents = distinctIntents(connection);
  return joinIssues(
    checkCa(binding),
    issuesOfEach(intents, (intent) =>
      joinIssues(
        checkFormat(profile, intent),
        checkSecretKeys(profile, intent, connection),
        checkSecretMetadata(intent),
      ),
    ),
    checkSizes(binding, intents),
    checkNames(binding),
    checkAdministrator(binding),
    checkWorkload(binding),
  );
}

/** Users share a part of the spec: a problem in it is one problem. */
function distinctIntents({ credentials }: Connection): readonly SecretIntent[] {
  const byPath = new Map<string, SecretIntent>();
  for (const { secrets } of credentials) for (const intent of secrets) byPath.set(intent.path, intent);
  return [...byPath.values()];
}

function checkCa({ connection: { ca } }: Binding): readonly Issue[] {
  const problem = ca?.from === 'inline' ? pemProblem(ca.pem) : undefined;
  return ca && problem !== undefined ? [{ path: ca.path, message: problem }] : NO_ISSUES;
}

function checkFormat(profile: EngineProfile, { path, format }: SecretIntent): readonly Issue[] {
  if (fitsEngine(profile, format)) return NO_ISSUES;
  const others = SECRET_FORMATS.filter((other) => fitsEngine(profile, other));
  return [
    {
      path: `${path}.format`,
      message: `unsupported value "${format}" for ${profile.label} (supported: ${others.join(', ')})`,
    },
  ];
}

/** Whose Secret has a name, where it comes from, and whether a person gave it. */
interface NameOwner {
  readonly credential: CredentialIntent;
  readonly path: string;
  readonly given: boolean;
}

/** Two Secrets that would have one name. */
function checkNames(binding: Binding): readonly Issue[] {
  if (haveOnlyDefaultNames(binding)) return NO_ISSUES;
  const owners = new Map<string, NameOwner>();
  const isProviders = providerNames(binding);
  return issuesOfEach(binding.connection.credentials, (credential, i) =>
    issuesOfEach(possibleNames(binding.name, credential, i === 0), ({ path, name, given }) => {
      if (isProviders(name))
        return [{ path, message: `the Secret ${quote(name)} is the provider's own: choose another name` }];
      const other = owners.get(name);
      if (other) return sharedName(name, { credential, path, given }, i, other);
      owners.set(name, { credential, path, given });
      return NO_ISSUES;
    }),
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

function sharedName(name: string, owner: NameOwner, i: number, other: NameOwner): readonly Issue[] {
  const { credential, path, given } = owner;
  if (other.path === path && other.credential === credential) return NO_ISSUES;
  const defaults = !given && !other.given && other.credential !== credential;
  return [defaults ? sameDefault(credential, i, name, other) : givenTwice(path, name, other)];
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

function givenTwice(path: string, name: string, other: NameOwner): Issue {
  return {
    path,
    message: `the Secret ${quote(name)} would be the one of ${other.path} too: give one of them another name`,
  };
}

/** The names differ in case or punctuation only. */
function sameDefault({ user, administrator }: CredentialIntent, i: number, name: string, other: NameOwner): Issue {
  return {
    path: administrator ? 'spec.connection.defaultUser' : `spec.users[${i}].name`,
    message: `"${user}" and "${other.credential.user}" would share the Secret "${name}": let them differ in letters or digits`,
  };
}

function checkAdministrator({ connection, users, engine }: EngineBinding): readonly Issue[] {
  const { label, defaultUser } = profileOf(engine);
  const named = users.findIndex(({ name }) => name === defaultUser);
  if (named === -1) return NO_ISSUES;
  const asked = connection.credentials.some(({ administrator, user }) => administrator && user === defaultUser);
  return asked
    ? [
        {
          path: 'spec.connection.defaultUser',
          message: `spec.users[${named}] hands out ${label}'s administrator "${defaultUser}" already: remove one of the two`,
        },
      ]
    : NO_ISSUES;
}

function checkWorkload({ connection: { workload, credentials } }: Binding): readonly Issue[] {
  if (!workload || credentials[0]?.secrets.some(isConformant)) return NO_ISSUES;
  return [
    {
      path: 'spec.connection.workload',
      message:
        'needs a Secret of the first user in the format ServiceBinding without a prefix: add one to extraSecrets',
    },
  ];
}
