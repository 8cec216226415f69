import type { UserSecret } from '../connection/compose-secrets.js';
import { joinSentences } from '../lib/sentences.js';
import { fails, holds, LONGEST, type Verdict } from './verdict.js';

/** Whether applications can connect: their Secrets are complete, and what these name exists. */
export function assessConnection(
  secrets: readonly UserSecret[],
  { cluster, users, databases, contents }: Readonly<Record<'cluster' | 'users' | 'databases' | 'contents', Verdict>>,
): Verdict {
  if (secrets.length === 0)
    return fails('WaitingForCluster', 'Secrets are written once the engine of the cluster is known');
  const failing = [databases, contents].find(({ reason }) => reason === 'ProviderError');
  if (failing) return fails('ProviderError', failing.message);
  const waiting = secrets.filter(({ state }) => state.state === 'waiting');
  if (waiting.length > 0) {
    if (cluster.status === 'False')
      return fails('WaitingForCluster', `${list(waiting)}: written once the cluster is ready`);
    if (users.status === 'False') return fails('WaitingForUsers', `${list(waiting)}: written once the user is ready`);
    if (databases.status === 'False') return fails('WaitingForDatabases', databases.message);
    if (waiting.every(({ state }) => state.state === 'waiting' && state.missing.length === 0))
      return fails('WaitingForCluster', `${list(waiting)}: not written, SpecAccepted says why`);
    return fails('WaitingForConnectionDetails', joinSentences(waiting.map(missing), LONGEST));
  }
  if (databases.status === 'False') return fails('WaitingForDatabases', databases.message);
  if (contents.status === 'False') return fails('WaitingForContents', contents.message);
  const kept = secrets.filter(({ state }) => state.state === 'kept');
  return kept.length > 0
    ? holds('CredentialsKept', `${joinSentences(kept.map(missing), LONGEST)}; the last known values stay`)
    : holds('Available');
}

function list(secrets: readonly UserSecret[]): string {
  const [first, ...rest] = secrets.map(({ name }) => `Secret "${name}"`);
  return rest.length > 3 ? `${first} and ${rest.length} more` : [first, ...rest].join(', ');
}

function missing({ name, state }: UserSecret): string {
  const facts = state.state === 'complete' ? [] : state.missing;
  return `Secret "${name}": the provider does not tell ${facts.join(', ')}`;
}
