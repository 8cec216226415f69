import { replicaName } from '../../../src/api/names.js';
import { asList, asNumber, asObject, asString, compact, type Json, type JsonObject } from '../../../src/lib/json.js';
import type { Around, Carried, Place } from './carried.js';
import { carryLogSink } from './carry-log-sink.js';
import { blockOf, isNothing } from './fields.js';
import type { Found, FoundKind } from './found.js';

type Carrier = (found: Found, around: Around) => Carried;

/** How each kind becomes part of a binding that controls its cluster. */
export const CARRIERS: Readonly<Record<FoundKind, Carrier>> = {
  // The cluster itself is not a part of it.
  Cluster: () => nothing('another cluster of the same UUID is imported already'),
  User: carryUser,
  DB: ({ fields }) => entry('databases', compact({ name: fields.name })),
  ConnectionPool: ({ fields: { name, mode, size, dbName, user } }) =>
    entry('connectionPools', compact({ name, mode, size, database: dbName, user })),
  Firewall: carryFirewall,
  Replica: carryReplica,
  KafkaTopic: carryTopic,
  KafkaSchemaRegistry: () =>
    nothing('a schema that exists cannot be adopted: it stays with the registry, and so does whoever manages it now'),
  PostgreSQLConfig: carryConfiguration,
  MySQLConfig: carryConfiguration,
  MongoDBConfig: carryConfiguration,
  ValkeyConfig: carryConfiguration,
  KafkaConfig: carryConfiguration,
  OpenSearchConfig: carryConfiguration,
  RedisConfig: () => nothing('Redis can only be referenced, so its settings stay as they are'),
  LogSinkOpenSearch: carryLogSink,
  LogSinkRsyslog: carryLogSink,
  OnlineMigration: () => nothing('a migration is not a part of a binding: it is over, or stays where it is'),
};

/** A user keeps its name and password, so it is only read. What it may do was fixed when it was created. */
export function carryUser({ fields }: Found, { profile }: Around): Carried {
  const name = asString(fields.name) ?? '';
  if (profile?.users.supported === false)
    return nothing(`${profile.label} has only its default user, who always gets a Secret`, 'name');
  if (profile?.passwordReadable === false)
    return nothing(
      `${profile.label} shows a password only when it creates the user, so "${name}" stays as it is, and the binding makes a user of its own: let applications move there`,
      'name',
    );
  const kept = ['settings', 'mysqlAuthPlugin'].filter((field) => !isNothing(fields[field]));
  const notes = kept.map((field) => ({
    field,
    message: 'stays as it is at DigitalOcean: it is fixed once a user exists',
  }));
  return { place: 'users', entries: [{ name, mode: 'Observe' }], notes };
}

function carryFirewall({ fields }: Found): Carried {
  const entries = asList(fields.rule).map((rule) => {
    const { type, value } = asObject(rule);
    return compact({ type, value });
  });
  return { place: 'cluster.trustedSources', entries, notes: [] };
}

function carryReplica({ fields }: Found, { clusterName }: Around): Carried {
  const { region, size, storageSizeMib } = fields;
  const whole = asString(fields.name) ?? '';
  const name = whole.startsWith(`${clusterName}-`) ? whole.slice(clusterName.length + 1) : '';
  if (name === '' || replicaName(clusterName, name) !== whole)
    return nothing(
      `a binding calls its replicas ${clusterName}-<name>, so it cannot take over "${whole}": it stays at DigitalOcean, and with whoever manages it now`,
      'name',
    );
  const kept = ['tags', 'privateNetworkUuid'].filter((field) => !isNothing(fields[field]));
  const notes = kept.map((field) => ({ field, message: 'stays as it is: the provider cannot change it' }));
  return {
    ...entry('cluster.replicas', compact({ name, region, size, storageSizeMib: numberOf(storageSizeMib) })),
    notes,
  };
}

function carryTopic({ fields }: Found): Carried {
  const { name, partitionCount, replicationFactor } = fields;
  const settings = Object.entries(blockOf(fields.config)).filter(([, value]) => !isNothing(value));
  const configuration = Object.fromEntries(settings.map(([key, value]) => [key, digits(value)]));
  return entry(
    'topics',
    compact({
      name,
      partitions: partitionCount,
      replicationFactor,
      configuration: settings.length === 0 ? undefined : configuration,
    }),
  );
}

function carryConfiguration({ fields }: Found): Carried {
  const { name: _, ...settings } = fields;
  return Object.keys(settings).length === 0
    ? { entries: [], notes: [{ message: 'sets nothing' }] }
    : entry('cluster.configuration', settings);
}

/** The provider's large numbers are strings of digits; a binding's are numbers. */
function digits(value: Json): Json {
  return typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
}

/** A number, as it is or as a string of digits. */
export function numberOf(value: Json | undefined): number | undefined {
  return asNumber(value) ?? asNumber(digits(value ?? ''));
}

function entry(place: Place, object: JsonObject): Carried {
  return { place, entries: [object], notes: [] };
}

function nothing(message: string, field?: string): Carried {
  return { entries: [], notes: [field === undefined ? { message } : { field, message }] };
}
