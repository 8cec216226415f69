import { profileOf } from '../../engines/engines.js';
import type { DatabaseBindingSpec, RunningEngine } from '../../gen/binding.js';
import type { BindingPolicy } from '../../gen/policy.js';
import type { DatabaseIntent, Target, UserIntent } from '../binding.js';
import { type Guest, guestName } from '../guest-names.js';
import { ownerRole, ROLE_ENDINGS, type RoleMark, schemaRoles } from '../names.js';
import type { DatabaseRights, Rights, RightsProvider, UserRights } from '../rights.js';
import type { Known, Named } from './sources.js';

/** What rights follow from. */
interface Asked extends Named, Guest, Pick<Known, 'existing'> {
  readonly spec: DatabaseBindingSpec;
  readonly policy: BindingPolicy;
  readonly target: Target;
  readonly engine: RunningEngine | undefined;
}

/** The rights of a binding's users; `undefined` where they do not have to be given. */
export function resolveRights(
  asked: Asked,
  users: readonly UserIntent[],
  databases: readonly DatabaseIntent[],
): Rights | undefined {
  const { spec, policy, engine } = asked;
  if (engine === undefined || !profileOf(engine).rights.inSql) return undefined;
  const first = users.find(({ mode }) => mode !== 'Observe');
  return {
    through: resolveProvider(asked),
    areRequired: policy.required?.rights ?? false,
    owner: ownerOf(asked),
    users: users.flatMap((user) => userRights(user, user === first, spec, databases)),
    databases: databases.map(({ name, called }) => {
      const listed = spec.databases?.find((database) => database.name === name);
      const schemas = listed?.schemas?.map((schema) => schema.name) ?? [];
      const home = { name, called, extensions: listed?.extensions ?? [], schemas };
      // Without a way to give rights there are no roles.
      return { ...home, mark: policy.sql ? markOf(home, users, asked) : '-' };
    }),
  };
}

/** Roles that exist keep their names; new ones get names that no user of the binding has. */
function markOf(
  { name, called, schemas }: Omit<DatabaseRights, 'mark'>,
  users: readonly UserIntent[],
  { existing }: Asked,
): RoleMark {
  const there = ROLE_ENDINGS.flatMap((ending) => existing.schemaRoleOf(name, ending) ?? []);
  if (there.length > 0) return there.some((role) => schemaRoles(called, [], ':').includes(role)) ? ':' : '-';
  const usual = new Set(schemaRoles(called, schemas, '-'));
  return users.some(({ login }) => usual.has(login)) ? ':' : '-';
}

/** The default of the first user that is not only observed is what an application needs that migrates its tables itself. */
function userRights(
  { name, login, mode }: UserIntent,
  isFirst: boolean,
  spec: DatabaseBindingSpec,
  databases: readonly DatabaseIntent[],
): readonly UserRights[] {
  const listed = spec.users?.find((user) => user.name === name);
  // What an existing user may do is its owner's to decide.
  const usual = mode === 'Observe' ? undefined : isFirst ? 'Owner' : 'ReadWrite';
  const access = listed?.access ?? usual;
  return access === undefined
    ? []
    : [
        {
          name,
          login,
          access,
          isAsked: listed?.access !== undefined,
          databases: listed?.databases ?? databases.map((database) => database.name),
        },
      ];
}

/** The role that exists keeps its name, also while a cluster is handed over. */
function ownerOf({ name, namespace, template, target, existing }: Asked): string {
  const own = ownerRole(name);
  const isControlled = target.architecture === 'Controlled';
  if (isControlled && existing.ownerRole === undefined) return own;
  const shared = guestName({ namespace, template }, own, LONGEST);
  const [usual, other] = isControlled ? [own, shared] : [shared, own];
  return existing.ownerRole === other ? other : usual;
}

/** How long a name may be in PostgreSQL. */
const LONGEST = 63;

function resolveProvider({ policy: { sql }, target }: Asked): RightsProvider | undefined {
  if (!sql) return undefined;
  const { isolate = false, sslMode = 'require' } = sql;
  if (target.architecture === 'Controlled') return { config: undefined, sslMode, isolate };
  const { access } = target;
  const id = access.state === 'granted' ? access.id : undefined;
  const config = sql.clusters?.find(({ uuid }) => uuid === id)?.clusterProviderConfig;
  return config === undefined ? undefined : { config, sslMode, isolate };
}
