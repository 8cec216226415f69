import type { EngineProfile } from '../../engines/engine-profile.js';
import { enginesWith, foreignFields, profileOf } from '../../engines/engines.js';
import type { ClusterSpec, DatabaseBindingSpec, RunningEngine } from '../../gen/binding.js';
import { type Issue, issuesOfEach, joinIssues, NO_ISSUES } from '../../lib/issue.js';
import { type ClusterIntent, isForeign, type Target } from '../binding.js';
import { checkContents } from './check-contents.js';
import { checkLogSinks } from './check-log-sinks.js';
import { checkTopics } from './check-topics.js';
import { checkUserSettings } from './check-user-settings.js';

/** What the engine does not know or take; the same rules stand in the XRD, but platform teams write their own. */
export function checkEngine(spec: DatabaseBindingSpec, target: Target, engine: RunningEngine): readonly Issue[] {
  return joinIssues(
    spec.cluster ? checkOwnFields(spec.cluster, engine) : NO_ISSUES,
    target.architecture === 'Controlled' ? checkNodes(target.cluster) : NO_ISSUES,
    checkLogSinks(spec.cluster?.logSinks),
    checkDatabases(spec, engine),
    checkUsers(spec, target, engine),
    checkContents(spec, engine),
    checkTopics(spec, target),
  );
}

/** A binding that is named like what every cluster comes with has no use for the default names. */
export function checkDefaultNames(
  spec: DatabaseBindingSpec,
  engine: RunningEngine,
  { user, database }: { readonly user: string | undefined; readonly database: string | undefined },
): readonly Issue[] {
  const { label, users, databases, defaultUser, defaultDatabase } = profileOf(engine);
  const issues: Issue[] = [];
  if (users.supported && !spec.users && user === defaultUser)
    issues.push({
      path: 'spec.users',
      message: `required: the default, "${user}", is the administrator every ${label} cluster comes with`,
    });
  if (databases.supported && !spec.databases && database === defaultDatabase)
    issues.push({
      path: 'spec.databases',
      message: `required: the default, "${database}", is the database every ${label} cluster comes with`,
    });
  return issues;
}

/** Whether the administrator's credentials can be handed out. In another's cluster they cannot, whatever its engine is. */
export function checkDefaultUser(
  { connection }: DatabaseBindingSpec,
  target: Target,
  engine: RunningEngine | undefined,
): readonly Issue[] {
  if (!connection?.defaultUser) return NO_ISSUES;
  const path = 'spec.connection.defaultUser';
  if (isForeign(target))
    return [{ path, message: "another namespace shares its cluster, not the administrator's password: remove it" }];
  const profile = engine === undefined ? undefined : profileOf(engine);
  return !profile || profile.users.supported
    ? []
    : [
        {
          path,
          message: `${profile.label} has the user "${profile.defaultUser}" only, who has a Secret anyway: remove it`,
        },
      ];
}

function checkOwnFields(spec: ClusterSpec, engine: RunningEngine): readonly Issue[] {
  const profile = profileOf(engine);
  return issuesOfEach(foreignFields(profile), (field) =>
    spec[field] === undefined
      ? NO_ISSUES
      : [
          {
            path: `spec.cluster.${field}`,
            message: `not supported for ${profile.label}, only for engine ${enginesWith(field).join(', ')}: remove it`,
          },
        ],
  );
}

function checkNodes({ engine, nodeCount }: ClusterIntent): readonly Issue[] {
  const { label, nodes } = profileOf(engine);
  if (nodes.allows(nodeCount.value)) return NO_ISSUES;
  return [
    {
      path: nodeCount.path,
      message: `unsupported value ${nodeCount.value} for ${label} (supported: ${nodes.sentence})`,
    },
  ];
}

function checkDatabases(spec: DatabaseBindingSpec, engine: RunningEngine): readonly Issue[] {
  const { label, databases, defaultDatabase } = profileOf(engine);
  if (!spec.databases?.length) return NO_ISSUES;
  if (!databases.supported)
    return [{ path: 'spec.databases', message: `${label} has no databases to create: remove them` }];
  return issuesOfEach(spec.databases, ({ name }, i) => {
    const message =
      name === defaultDatabase
        ? `"${name}" is the database every ${label} cluster comes with: choose another name`
        : lengthProblem(name, databases.maxNameLength, label);
    return message === undefined ? NO_ISSUES : [{ path: `spec.databases[${i}].name`, message }];
  });
}

function checkUsers(spec: DatabaseBindingSpec, target: Target, engine: RunningEngine): readonly Issue[] {
  const profile = profileOf(engine);
  const { label, users, defaultUser } = profile;
  if (!spec.users?.length) return NO_ISSUES;
  if (!users.supported)
    return [
      {
        path: 'spec.users',
        message: `${label} has the user "${defaultUser}" only, its Secret is made without asking: remove them`,
      },
    ];
  return issuesOfEach(spec.users, (user, i) => {
    const mode = user.mode === 'Observe' ? observeProblem(profile, target) : undefined;
    if (mode !== undefined) return [{ path: `spec.users[${i}].mode`, message: mode }];
    if (user.mode !== 'Observe' && user.name === defaultUser)
      return [
        {
          path: `spec.users[${i}].name`,
          message: `"${defaultUser}" is the administrator every ${label} cluster comes with: choose another name, or mode Observe`,
        },
      ];
    const length = lengthProblem(user.name, users.maxNameLength, label);
    return joinIssues(
      length === undefined ? NO_ISSUES : [{ path: `spec.users[${i}].name`, message: length }],
      checkUserSettings(profile, user, i),
    );
  });
}

/** Why a user that exists cannot be given a Secret. */
function observeProblem({ label, passwordReadable }: EngineProfile, target: Target): string | undefined {
  if (!passwordReadable)
    return `${label} tells a password once, when the user is created: use Manage, with a name of its own`;
  return isForeign(target)
    ? 'another namespace shares its cluster, not the passwords of its users: use Manage, with a name of its own'
    : undefined;
}

function lengthProblem(name: string, most: number, label: string): string | undefined {
  return name.length > most ? `${name.length} characters, ${label} takes at most ${most}` : undefined;
}
