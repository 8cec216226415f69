import { type Binding, type EngineBinding, hasEngine } from '../../api/binding.js';
import type { Connection, SecretIntent } from '../../api/connection.js';
import type { EngineProfile } from '../../engines/engine-profile.js';
import { profileOf } from '../../engines/engines.js';
import { SECRET_FORMATS } from '../../gen/binding.js';
import type { Report } from '../../lib/issue.js';
import { pemProblem } from '../facts/pem.js';
import { isConformant } from '../layout/compose-workload.js';
import { fitsEngine } from '../layout/formats.js';
import { checkSecretKeys } from './check-secret-keys.js';
import { checkSecretMetadata } from './check-secret-metadata.js';
import { checkSecretNames } from './check-secret-names.js';
import { checkSizes } from './check-size.js';

/** Reports problems of how a binding wants to connect, once the engine is known. */
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
  checkSecretNames(report, binding);
  checkAdministrator(report, binding);
  checkWorkload(report, connection);
}

/** A problem in a part of the spec that users share is reported once. */
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
