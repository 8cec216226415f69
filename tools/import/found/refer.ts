import type { RunningEngine } from '../../../src/gen/binding.js';
import { asString, compact } from '../../../src/lib/json.js';
import type { Note } from '../plan.js';
import { administrator } from './administrator.js';
import type { Around } from './carried.js';
import { carryUser } from './carry.js';
import { Collected } from './collected.js';
import type { Household, Parts } from './draft.js';

/** A binding that references the cluster: it reads its users, and leaves everything else to whoever controls it. */
export function refer(house: Household, engine: RunningEngine | undefined, around: Around): Parts {
  const parts = new Collected();
  const users = house.members.filter(({ kind }) => kind === 'User');
  for (const member of users) parts.add(member, carryUser(member, around));
  const { profile } = around;
  const databases = house.members
    .filter(({ kind }) => kind === 'DB')
    .flatMap(({ fields }) => asString(fields.name) ?? []);
  const hasDatabases = profile?.databases.supported !== false;
  const keys = keysFor(databases, engine);
  const spec = compact({
    clusterRef: { uuid: house.uuid, ...(engine === undefined ? {} : { engine }) },
    databases: hasDatabases ? [] : undefined,
    users: parts.list('users') ?? administrator(around),
    connection: keys === undefined ? undefined : { secret: { keys } },
  });
  const others = house.members.filter(({ kind }) => !['User', 'DB'].includes(kind)).map(({ title }) => title);
  const notes: Note[] = [...parts.notes];
  for (const name of databases)
    notes.push({
      source: house.members.find(({ kind, fields }) => kind === 'DB' && fields.name === name)?.title ?? name,
      field: 'name',
      message:
        keys?.[`${name}-uri`] === undefined
          ? 'a binding that references a cluster takes over no database: its Secrets name the one that the cluster came with'
          : `a binding that references a cluster takes over no database: its Secrets name the one that the cluster came with, and have the URI of this one as "${name}-uri"`,
    });
  if (others.length > 0)
    notes.push({
      source: others.join(', '),
      message: 'stay with whoever controls the cluster: a binding that references it has none',
    });
  return { ...parts.all(), spec, notes };
}

const SCHEMES: Readonly<Partial<Record<RunningEngine, string>>> = { pg: 'postgresql', mysql: 'mysql' };
const QUERIES: Readonly<Partial<Record<RunningEngine, string>>> = { pg: 'sslmode', mysql: 'ssl-mode' };

/** A URI for each database that a Secret of the binding does not name. */
function keysFor(
  databases: readonly string[],
  engine: RunningEngine | undefined,
): Readonly<Record<string, string>> | undefined {
  const [scheme, query] = engine === undefined ? [] : [SCHEMES[engine], QUERIES[engine]];
  const nameable = databases.filter((name) => /^[\w.-]+$/.test(name)).slice(0, 20);
  if (scheme === undefined || nameable.length === 0) return undefined;
  const uri = (name: string) =>
    `${scheme}://\${encoded-username}:\${encoded-password}@\${host}:\${port}/${name}?${query}=\${ssl-mode}`;
  return Object.fromEntries(nameable.map((name) => [`${name}-uri`, uri(name)]));
}
