import type { ComposedConnection } from '../connection/compose-connection.js';
import type { UserSecret } from '../connection/layout/compose-secret.js';
import { CA_CERTIFICATE } from '../connection/layout/secret-entries.js';
import { joinSentences } from '../lib/sentences.js';
import { AVAILABLE, fails, holds, isGrave, LONGEST, type Verdict, worstOf } from './verdict.js';

/** The verdicts on what Secrets wait for. */
interface Others {
  readonly cluster: Verdict;
  readonly users: Verdict;
  readonly databases: Verdict;
  readonly contents: Verdict;
}

/** Whether applications can connect: their Secrets are complete, and what they name exists. */
export function assessConnection(connection: ComposedConnection, others: Others): Verdict {
  const { databases, contents } = others;
  if (connection.secrets.length === 0)
    return fails('WaitingForCluster', 'Secrets are written once the engine of the cluster is known');
  const failing = worstOf([databases, contents]);
  if (failing && isGrave(failing)) return fails(failing.reason, failing.message);
  // A complete Secret adds nothing to the verdict.
  const secrets = connection.secrets.filter(({ state }) => state.state !== 'complete');
  const blocked = assessNames(secrets, connection.configMaps) ?? assessTypes(secrets);
  if (blocked) return blocked;
  const waiting = secrets.filter(({ state }) => state.state === 'waiting');
  if (waiting.length > 0) return assessWaiting(connection, waiting, others);
  if (databases.status === 'False') return fails('WaitingForDatabases', databases.message);
  if (contents.status === 'False') return fails('WaitingForContents', contents.message);
  const unwritten = connection.configMaps.filter(({ object }) => !object).map(({ name }) => `ConfigMap "${name}"`);
  if (unwritten.length > 0)
    return fails('WaitingForConnectionDetails', `${unwritten.join(', ')}: the provider does not report its host`);
  const kept = secrets.filter(({ state }) => state.state === 'kept');
  if (kept.length === 0) return AVAILABLE;
  return holds('CredentialsKept', `${joinSentences(kept.map(missing), LONGEST)}; the last known values stay`);
}

function assessWaiting(
  connection: ComposedConnection,
  waiting: readonly UserSecret[],
  { cluster, users, databases, contents }: Others,
): Verdict {
  if (cluster.reason === 'ClusterLost')
    return fails('WaitingForCluster', `${list(waiting)}: the cluster is lost, ClusterReady says what to do`);
  if (cluster.status === 'False')
    return fails('WaitingForCluster', `${list(waiting)}: written once the cluster is ready`);
  if (users.status === 'False') return fails('WaitingForUsers', `${list(waiting)}: written once the user is ready`);
  if (databases.status === 'False') return fails('WaitingForDatabases', databases.message);
  if (waiting.every(({ state }) => state.state === 'waiting' && state.missing.length === 0))
    return fails('WaitingForCluster', `${list(waiting)}: not written, SpecAccepted says why`);
  const ca = assessCa(connection, waiting);
  if (ca) return ca;
  // A Secret may lead through a pool that does not exist yet.
  if (contents.status === 'False') return fails('WaitingForContents', contents.message);
  return fails('WaitingForConnectionDetails', joinSentences(waiting.map(missing), LONGEST));
}

/** Names that something else has: only a person can resolve that. */
function assessNames(
  secrets: readonly UserSecret[],
  configMaps: ComposedConnection['configMaps'],
): Verdict | undefined {
  const taken: string[] = [];
  for (const { name, state } of secrets)
    if (state.state === 'taken') taken.push(`Secret "${name}": ${state.by} has the name`);
  for (const { name, takenBy } of configMaps)
    if (takenBy !== undefined) taken.push(`ConfigMap "${name}": ${takenBy} has the name`);
  if (taken.length === 0) return undefined;
  return fails('NameTaken', joinSentences([...taken, 'choose another name, or remove it'], LONGEST));
}

function assessTypes(secrets: readonly UserSecret[]): Verdict | undefined {
  const unfit: string[] = [];
  for (const { name, state, intent } of secrets)
    if (state.state === 'unfit')
      unfit.push(
        `${intent.path}: Secret "${name}" stays of type ${state.type}, which the format has no keys for: give the Secret another name`,
      );
  return unfit.length === 0 ? undefined : fails('UnsupportedChange', joinSentences(unfit, LONGEST));
}

function assessCa({ ca }: ComposedConnection, waiting: readonly UserSecret[]): Verdict | undefined {
  const others = waiting.flatMap(({ state }) => (state.state === 'waiting' ? state.missing : []));
  if (ca.state !== 'missing' || others.some((name) => name !== CA_CERTIFICATE)) return undefined;
  return fails('WaitingForCaCertificate', `${list(waiting)}: waits for the CA certificate; ${ca.why}`);
}

function list(secrets: readonly UserSecret[]): string {
  const [first, ...rest] = secrets.map(({ name }) => `Secret "${name}"`);
  return rest.length > 3 ? `${first} and ${rest.length} more` : [first, ...rest].join(', ');
}

function missing({ name, state }: UserSecret): string {
  const facts = 'missing' in state ? state.missing : [];
  return `Secret "${name}": the provider does not report ${facts.join(', ')}`;
}
