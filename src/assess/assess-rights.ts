import type { Rights } from '../api/rights.js';
import type { Wanted } from '../compose/rights/wanted-rights.js';
import { connectionSecretName } from '../kinds/connection-secret.js';
import { keyOf } from '../kinds/resource-keys.js';
import { asString } from '../lib/json.js';
import { joinSentences } from '../lib/sentences.js';
import { type Judged, type Problem, problemOfHealth } from './problem.js';
import { fails, holds, LONGEST, type Verdict, worstOf } from './verdict.js';

/** Whether users that exist have their rights too; where nothing gives them, what a person has to do. */
export function assessRights(users: Verdict, judged: Judged): Verdict {
  const { rights } = judged.binding;
  if (users.status === 'False' || !rights) return users;
  if (!rights.through) return notGiven(rights, judged) ?? users;
  const problems = problemsOf(judged);
  const worst = worstOf(problems);
  const messages = [...new Set(problems.map(({ message }) => message))];
  return worst ? fails(worst.reason, joinSentences(messages, LONGEST)) : users;
}

function problemsOf({ rights: { wanted, ready }, facts }: Judged): readonly Problem[] {
  return wanted.flatMap((it): readonly Problem[] => {
    if (ready.has(it.key)) return [];
    const observed = facts.resources.get(it.key);
    const problem = observed && problemOfHealth(observed);
    const message = `${labelOf(it)}: ${problem?.reason === 'ProviderError' ? problem.message : 'not in effect yet'}`;
    return [{ reason: problem?.reason === 'ProviderError' ? 'ProviderError' : 'WaitingForRights', message }];
  });
}

function labelOf({ kind, parameters, sqlName, user }: Wanted): string {
  if (user !== undefined) return `rights of user "${user}"`;
  const database = asString(parameters.database);
  if (kind === 'extension') return `extension "${parameters.extension}" in database "${database}"`;
  if (kind === 'sqlSchema') return `schema "${sqlName}" in database "${database}"`;
  return database === undefined ? 'roles of the databases' : `rights in database "${database}"`;
}

/** A user can connect without them, and read what everybody may. */
function notGiven({ users, databases }: Rights, { binding }: Judged): Verdict | undefined {
  const [owner] = users.filter(({ access }) => access === 'Owner');
  const names = databases.map(({ called }) => called);
  if (!owner || names.length === 0) return undefined;
  const { composite, namespace, target, provider } = binding;
  const list = names.map((name) => `"${name}"`).join(', ');
  const told = `user "${owner.login}" can connect, but cannot create tables in ${list}: the policy has no sql, so nothing gives it rights there`;
  const sql = names.map((name) => `-c '\\c ${name}' -c 'GRANT ALL ON SCHEMA public TO "${owner.login}"'`).join(' ');
  if (target.architecture === 'Referenced')
    return holds('RightsNotGiven', `${told}; the administrator of the cluster can: psql "$URI" ${sql}`);
  const secret = `${connectionSecretName(composite.name, keyOf('cluster'))} -n ${provider.secretNamespace ?? namespace}`;
  const uri = `$(kubectl get secret ${secret} -o jsonpath='{.data.attribute\\.uri}' | base64 -d)`;
  return holds(
    'RightsNotGiven',
    `${told}; install provider-sql and set sql in the policy, or run: psql "${uri}" ${sql}`,
  );
}
