import type { Binding } from '../api/binding.js';
import type { SecretIntent } from '../api/connection.js';
import { quote } from '../api/quote.js';
import type { EngineProfile } from '../engines/engine-profile.js';
import { profileOf } from '../engines/engines.js';
import { SECRET_FORMATS } from '../gen/binding.js';
import type { Issue } from '../lib/issue.js';
import { checkSecretKeys } from './check-secret-keys.js';
import { checkSecretMetadata } from './check-secret-metadata.js';
import { isConformant } from './compose-workload.js';
import { fitsEngine } from './formats.js';
import { pemProblem } from './pem.js';
import { possibleNames } from './place-secrets.js';

/** What is wrong with how a binding wants to connect. */
export function checkConnection(binding: Binding): readonly Issue[] {
  const { connection } = binding;
  const profile = profileOf(binding.cluster.engine);
  const intents = distinct(connection.credentials.flatMap(({ secrets }) => secrets));
  return [
    ...checkCa(binding),
    ...intents.flatMap((intent) => [
      ...checkFormat(profile, intent),
      ...checkSecretKeys(profile, intent),
      ...checkSecretMetadata(intent),
    ]),
    ...checkNames(binding),
    ...checkAdministrator(binding),
    ...checkWorkload(binding),
  ];
}

/** Users share a part of the spec: a problem in it is one problem. */
function distinct(intents: readonly SecretIntent[]): readonly SecretIntent[] {
  return intents.filter(({ path }, i) => intents.findIndex((other) => other.path === path) === i);
}

function checkCa({ connection: { ca } }: Binding): readonly Issue[] {
  const problem = ca?.from === 'inline' ? pemProblem(ca.pem) : undefined;
  return ca && problem !== undefined ? [{ path: ca.path, message: problem }] : [];
}

function checkFormat(profile: EngineProfile, { path, format }: SecretIntent): readonly Issue[] {
  if (fitsEngine(profile, format)) return [];
  const others = SECRET_FORMATS.filter((other) => fitsEngine(profile, other));
  return [
    {
      path: `${path}.format`,
      message: `unsupported value "${format}" for ${profile.label} (supported: ${others.join(', ')})`,
    },
  ];
}

/** Two Secrets that would have one name. */
function checkNames({ name: binding, connection }: Binding): readonly Issue[] {
  const owners = new Map<string, string>();
  return connection.credentials.flatMap((credential, i) =>
    possibleNames(binding, credential, i === 0).flatMap(({ path, name }) => {
      const other = owners.get(name);
      owners.set(name, other ?? path);
      return other === undefined || other === path
        ? []
        : [
            {
              path,
              message: `the Secret ${quote(name)} would be the one of ${other} too: give one of them another name`,
            },
          ];
    }),
  );
}

function checkAdministrator({ connection, users, cluster }: Binding): readonly Issue[] {
  const { label, defaultUser } = profileOf(cluster.engine);
  const named = users.findIndex(({ name }) => name === defaultUser);
  const asked = connection.credentials.some(({ administrator, user }) => administrator && user === defaultUser);
  return asked && named !== -1
    ? [
        {
          path: 'spec.connection.defaultUser',
          message: `spec.users[${named}] hands out ${label}'s administrator "${defaultUser}" already: remove one of the two`,
        },
      ]
    : [];
}

function checkWorkload({ connection: { workload, credentials } }: Binding): readonly Issue[] {
  if (!workload || credentials[0]?.secrets.some(isConformant)) return [];
  return [
    {
      path: 'spec.connection.workload',
      message:
        'needs a Secret of the first user in the format ServiceBinding without a prefix: add one to extraSecrets',
    },
  ];
}
