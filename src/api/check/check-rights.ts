import type { EngineProfile } from '../../engines/engine-profile.js';
import { profileOf } from '../../engines/engines.js';
import type { AccessLevel, DatabaseSpec, UserSpec } from '../../gen/binding.js';
import type { Report } from '../../lib/issue.js';
import type { Binding, UserIntent } from '../binding.js';
import { schemaRoles } from '../names.js';
import type { Rights } from '../rights.js';
import type { Checked } from './checked.js';

/** What users may do in databases, and what databases contain: whether the engine, the policy and the rest of the spec allow it. */
export function checkRights(report: Report, checked: Checked, profile: EngineProfile): void {
  const { spec, binding } = checked;
  const cause = whyNot(checked, profile);
  for (const [i, user] of (spec.users ?? []).entries()) {
    const path = `spec.users[${i}]`;
    const login = binding.users.find(({ name }) => name === user.name)?.login;
    if (login === profile.defaultUser) checkAdministrator(report, user, path);
    else checkUser(report, user, path, checked, cause);
  }
  for (const [i, database] of (spec.databases ?? []).entries())
    checkDatabase(report, database, `spec.databases[${i}]`, cause);
  const { rights } = binding;
  if (!rights || cause !== undefined) return;
  if (rights.users.length > 0 && !rights.users.some(({ access }) => access === 'Owner'))
    report('spec.users', 'none has access Owner, so nobody could create what the others read: give one of them Owner');
  checkRoleNames(report, rights, binding.users);
  checkAdopted(report, checked);
}

/** Why rights cannot be given here, if they cannot. */
function whyNot(
  { policy, binding: { rights, target } }: Checked,
  { label, rights: capability }: EngineProfile,
): string | undefined {
  if (!capability.inSql) return `not supported for ${label}: ${capability.why}; remove it`;
  if (!policy.sql) return 'needs sql in the policy: ask the platform team, or remove it';
  return target.access?.state === 'granted' && !rights?.through
    ? `needs the cluster in sql.clusters of the policy, with a ClusterProviderConfig: ask the platform team, or remove it`
    : undefined;
}

/** Sessions of the administrator that begin as another role could give no rights any more. */
function checkAdministrator(report: Report, { access, databases }: UserSpec, path: string): void {
  const cause = 'the administrator may do everything in all databases: remove it';
  if (access !== undefined) report(`${path}.access`, cause);
  if (databases !== undefined) report(`${path}.databases`, cause);
}

function checkUser(
  report: Report,
  user: UserSpec,
  path: string,
  { binding }: Checked,
  cause: string | undefined,
): void {
  const { name, access, databases, mode } = user;
  const level = binding.rights?.users.find((given) => given.name === name)?.access;
  if (cause !== undefined) {
    // The first user's usual level changes nothing: without a way to give rights, the binding says so.
    if (access !== undefined && !(access === 'Owner' && binding.rights) && !takesLevel(binding))
      report(`${path}.access`, cause);
    if (databases !== undefined) report(`${path}.databases`, cause);
  } else {
    if (databases !== undefined)
      checkDatabases(
        report,
        databases,
        path,
        binding.databases.map((database) => database.name),
        level,
      );
    if (mode === 'Observe' && level === undefined && binding.rights?.through?.isolate)
      report(`${path}.access`, 'required: the policy isolates databases, so this user could no longer connect');
  }
}

/** Where an ACL says what users may do, a level is short for one. */
function takesLevel({ engine }: Binding): boolean {
  return engine !== undefined && profileOf(engine).acl !== undefined;
}

function checkDatabases(
  report: Report,
  databases: readonly string[],
  path: string,
  known: readonly string[],
  level: AccessLevel | undefined,
): void {
  if (level === undefined) report(`${path}.access`, 'required with databases');
  if (level === 'Owner')
    report(`${path}.databases`, 'an Owner owns all databases of the binding: remove it, or set another access');
  for (const [i, database] of databases.entries())
    if (!known.includes(database))
      report(
        `${path}.databases[${i}]`,
        `"${database}" is not a database of this binding (it has: ${known.join(', ')})`,
      );
}

function checkDatabase(
  report: Report,
  { extensions, schemas }: DatabaseSpec,
  path: string,
  cause: string | undefined,
): void {
  if (cause !== undefined) {
    if (extensions?.length) report(`${path}.extensions`, cause);
    if (schemas?.length) report(`${path}.schemas`, cause);
    return;
  }
  for (const [i, { name }] of (schemas ?? []).entries())
    if (name === 'public' || name === 'information_schema' || name.startsWith('pg_'))
      report(`${path}.schemas[${i}].name`, `"${name}" is in every database: choose another name, or remove it`);
}

/** Databases of an adopted cluster are taken over as they are, and whoever uses them may not be in the spec. */
function checkAdopted(report: Report, { binding: { target, rights, databases }, known: { existing } }: Checked): void {
  const isAdopting = target.architecture === 'Controlled' && target.adoption !== undefined;
  if (isAdopting && rights?.through?.isolate && databases.length > 0 && existing.databases.length === 0)
    report(
      'spec.cluster.adopt',
      'the policy isolates databases, so users who are not in this binding could no longer connect: adopt with a policy that does not, and isolate later',
    );
}

/** Users and the roles that hold rights share one space of names in a cluster. */
function checkRoleNames(report: Report, { owner, databases }: Rights, users: readonly UserIntent[]): void {
  const roles = new Set([
    owner,
    ...databases.flatMap(({ called, schemas, mark }) => schemaRoles(called, schemas, mark)),
  ]);
  for (const { login } of users)
    if (roles.has(login))
      report('spec.users', `"${login}" is the name of a role that holds rights: choose another name`);
}
