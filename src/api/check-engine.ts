import { OWN_FIELDS } from '../engines/engine-profile.js';
import { enginesWith, profileOf } from '../engines/engines.js';
import type { DatabaseBindingSpec, Engine } from '../gen/binding.js';
import type { Issue } from '../lib/issue.js';
import type { ClusterIntent } from './binding.js';

/** What the engine does not know or take; the same rules stand in the XRD, but platform teams write their own. */
export function checkEngine(spec: DatabaseBindingSpec, cluster: ClusterIntent): readonly Issue[] {
  return [
    ...checkOwnFields(spec, cluster.engine),
    ...checkNodes(cluster),
    ...checkDatabases(spec, cluster.engine),
    ...checkUsers(spec, cluster.engine),
    ...checkDefaultUser(spec, cluster.engine),
  ];
}

function checkOwnFields(spec: DatabaseBindingSpec, engine: Engine): readonly Issue[] {
  const { label, ownFields } = profileOf(engine);
  return OWN_FIELDS.filter((field) => spec.cluster[field] !== undefined && !ownFields.includes(field)).map((field) => ({
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

function checkDatabases(spec: DatabaseBindingSpec, engine: Engine): readonly Issue[] {
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

function checkUsers(spec: DatabaseBindingSpec, engine: Engine): readonly Issue[] {
  const { label, users, defaultUser, passwordReadable } = profileOf(engine);
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
  return declared.flatMap(({ name, mode }, i) => {
    const path = `spec.users[${i}]`;
    if (mode === 'Observe' && !passwordReadable)
      return [
        {
          path: `${path}.mode`,
          message: `${label} tells a password once, when the user is created: use Manage, with a name of its own`,
        },
      ];
    if (mode !== 'Observe' && name === defaultUser)
      return [
        {
          path: `${path}.name`,
          message: `"${name}" is the administrator every ${label} cluster comes with: choose another name, or mode Observe`,
        },
      ];
    return checkLength(`${path}.name`, name, users.maxNameLength, label);
  });
}

function checkDefaultUser(spec: DatabaseBindingSpec, engine: Engine): readonly Issue[] {
  const { label, users, defaultUser } = profileOf(engine);
  if (!spec.connection?.defaultUser || users.supported) return [];
  return [
    {
      path: 'spec.connection.defaultUser',
      message: `${label} has the user "${defaultUser}" only, whose Secret is made without asking: remove it`,
    },
  ];
}

function checkLength(path: string, name: string, most: number, label: string): readonly Issue[] {
  return name.length > most ? [{ path, message: `${name.length} characters, ${label} takes at most ${most}` }] : [];
}
