import type { Rights } from '../api/rights.js';
import type { Wanted } from '../compose/rights/wanted.js';
import { connectionSecretName } from '../kinds/connection-secret.js';
import { keyOf } from '../kinds/resource-keys.js';
import { asString } from '../lib/json.js';
import { joinSentences } from '../lib/sentences.js';
import { type Judged, type Problem, problemOfHealth } from './problem.js';
import { fails, holds, LONGEST, type Verdict, worstOf } from './verdict.js';

/** Whether users that exist have their rights too; where nothing gives them, what a person has to do. */
export function assessRights(users: Verdict, judged: Judged): Verdict {
  const { rights, target } = judged.binding;
  if (users.status === 'False' || !rights || target.access?.state === 'withheld') return users;
  if (!rights.through) return notGiven(rights, judged) ?? users;
  const problems = problemsOf(judged);
  const worst = worstOf(problems);
  const messages = [...new Set(problems.map(({ message }) => message))];
  if (worst) return fails(worst.reason, joinSentences(messages, LONGEST));
  return ownTables(rights, judged) ?? users;
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
function notGiven(rights: Rights, { binding }: Judged): Verdict | undefined {
  const [owner] = rights.users.filter(({ access }) => access === 'Owner');
  const names = rights.databases.map(({ called }) => called);
  if (!owner || names.length === 0) return undefined;
  const { composite, namespace, target, provider } = binding;
  const told = `nothing gives user "${owner.login}" its rights in ${quoted(names)}, so it can connect, but may not create tables unless somebody let it`;
  const sql = names.map((name) => `-c '\\c ${name}' -c 'GRANT ALL ON SCHEMA public TO "${owner.login}"'`).join(' ');
  if (target.architecture === 'Referenced')
    return notAllGiven(
      rights,
      `${told}: name the cluster in sql.clusters of the policy, or have its administrator run: psql "$URI" ${sql}`,
    );
  const secret = `${connectionSecretName(composite.name, keyOf('cluster'))} -n ${provider.secretNamespace ?? namespace}`;
  const uri = `$(kubectl get secret ${secret} -o jsonpath='{.data.attribute\\.uri}' | base64 -d)`;
  return notAllGiven(rights, `${told}: install provider-sql and set sql in the policy, or run: psql "${uri}" ${sql}`);
}

/** Who had a Secret before it acted as the role may own tables, on which others get no rights. */
function ownTables(rights: Rights, { rights: { own } }: Judged): Verdict | undefined {
  const { users, databases, owner } = rights;
  const [keeper] = users.filter(({ name }) => own.has(name));
  const others = users.filter(({ access }) => access !== 'Owner').map(({ login }) => login);
  if (!keeper || others.length === 0) return undefined;
  const { login } = keeper;
  const names = databases.map(({ called }) => called);
  return notAllGiven(
    rights,
    `user "${login}" may own tables from before it acted as "${owner}", so what it creates stays its own, and ${quoted(others)} may not use it: run REASSIGN OWNED BY "${login}" TO "${owner}" as that user in ${quoted(names)}, then set its access to Owner`,
  );
}

/** What nothing gives, and a person has to: whether that counts is for the policy to say. */
function notAllGiven({ areRequired }: Rights, message: string): Verdict {
  return (areRequired ? fails : holds)('RightsNotGiven', message);
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
