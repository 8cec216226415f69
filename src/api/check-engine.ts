import { OWN_FIELDS } from '../engines/engine-profile.js';
import { enginesWith, profileOf } from '../engines/engines.js';
import type { ClusterSpec, DatabaseBindingSpec, RunningEngine } from '../gen/binding.js';
import type { Issue } from '../lib/issue.js';
import { type ClusterIntent, isForeign, type Target } from './binding.js';
import { checkContents } from './check-contents.js';
import { checkLogSinks } from './check-log-sinks.js';
import { checkTopics } from './check-topics.js';
import { checkUserSettings } from './check-user-settings.js';

/** What the engine does not know or take; the same rules stand in the XRD, but platform teams write their own. */
export function checkEngine(spec: DatabaseBindingSpec, target: Target, engine: RunningEngine): readonly Issue[] {
  return [
    ...(spec.cluster ? checkOwnFields(spec.cluster, engine) : []),
    ...(target.architecture === 'Controlled' ? checkNodes(target.cluster) : []),
    ...checkLogSinks(spec.cluster?.logSinks ?? []),
    ...checkDatabases(spec, engine),
    ...checkUsers(spec, target, engine),
    ...checkContents(spec, engine),
    ...checkTopics(spec, target),
  ];
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
  if (!connection?.defaultUser) return [];
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
  const { label, ownFields } = profileOf(engine);
  return OWN_FIELDS.filter((field) => spec[field] !== undefined && !ownFields.includes(field)).map((field) => ({
    path: `spec.cluster.${field}`,
    message: `not supported for ${label}, only for engine ${enginesWith(field).join(', ')}: remove it`,
  }));
}

function checkNodes({ engine, nodeCount }: ClusterIntent): readonly Issue[] {
  const { label, nodes } = profileOf(engine);
  if (nodes.allows(nodeCount.value)) return [];
  return [
    {
      path: nodeCount.path,
      message: `unsupported value ${nodeCount.value} for ${label} (supported: ${nodes.sentence})`,
    },
  ];
}

function checkDatabases(spec: DatabaseBindingSpec, engine: RunningEngine): readonly Issue[] {
  const { label, databases, defaultDatabase } = profileOf(engine);
  const names = (spec.databases ?? []).map(({ name }) => name);
  if (!databases.supported)
    return names.length > 0
      ? [{ path: 'spec.databases', message: `${label} has no databases to create: remove them` }]
      : [];
  return names.flatMap((name, i) => {
    const path = `spec.databases[${i}].name`;
    if (name === defaultDatabase)
      return [{ path, message: `"${name}" is the database every ${label} cluster comes with: choose another name` }];
    return checkLength(path, name, databases.maxNameLength, label);
  });
}

function checkUsers(spec: DatabaseBindingSpec, target: Target, engine: RunningEngine): readonly Issue[] {
  const profile = profileOf(engine);
  const { label, users, defaultUser, passwordReadable } = profile;
  const declared = spec.users ?? [];
  if (!users.supported)
    return declared.length > 0
      ? [
          {
            path: 'spec.users',
            message: `${label} has the user "${defaultUser}" only, its Secret is made without asking: remove them`,
          },
        ]
      : [];
  return declared.flatMap((user, i) => {
    const { name, mode } = user;
    const path = `spec.users[${i}]`;
    if (mode === 'Observe' && !passwordReadable)
      return [
        {
          path: `${path}.mode`,
          message: `${label} tells a password once, when the user is created: use Manage, with a name of its own`,
        },
      ];
    if (mode === 'Observe' && isForeign(target))
      return [
        {
          path: `${path}.mode`,
          message:
            'another namespace shares its cluster, not the passwords of its users: use Manage, with a name of its own',
        },
      ];
    if (mode !== 'Observe' && name === defaultUser)
      return [
        {
          path: `${path}.name`,
          message: `"${name}" is the administrator every ${label} cluster comes with: choose another name, or mode Observe`,
        },
      ];
    return [
      ...checkLength(`${path}.name`, name, users.maxNameLength, label),
      ...checkUserSettings(profile, user, path),
    ];
  });
}

function checkLength(path: string, name: string, most: number, label: string): readonly Issue[] {
  return name.length > most ? [{ path, message: `${name.length} characters, ${label} takes at most ${most}` }] : [];
}
