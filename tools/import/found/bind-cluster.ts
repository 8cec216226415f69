import { PROFILES, profileOf } from '../../../src/engines/engines.js';
import type { Engine, RunningEngine } from '../../../src/gen/binding.js';
import { asString, compact, type Json } from '../../../src/lib/json.js';
import { isCreatable } from '../engine.js';
import { BINDING_API } from '../names.js';
import type { Note } from '../plan.js';
import { administrator } from './administrator.js';
import type { Around, Place } from './carried.js';
import { CARRIERS, numberOf } from './carry.js';
import { Collected } from './collected.js';
import type { Draft, Household, Parts } from './draft.js';
import { blockOf } from './fields.js';
import type { Found } from './found.js';
import { refer } from './refer.js';

/** Drafts the binding of a cluster. */
export function bindCluster(house: Household, name: string, wantsControl: boolean): Draft {
  const { cluster } = house;
  const engine = engineOf(cluster?.fields.engine);
  const adopts = wantsControl && cluster !== undefined && engine !== undefined && isCreatable(engine);
  const profile = engine && profileOf(engine);
  const around = { profile, clusterName: asString(cluster?.fields.name) ?? '', binding: name };
  const draft = adopts ? control(house, cluster, engine, around) : refer(house, engine, around);
  const cannot: Note = {
    source: cluster?.title ?? house.uuid,
    message: `a binding cannot control ${engine ?? 'a cluster whose engine is not known'}: it is referenced`,
  };
  return {
    ...draft,
    binding: { ...BINDING_API, metadata: { name, namespace: house.namespace }, spec: draft.spec },
    engine,
    adopts,
    notes: [...(wantsControl && !adopts ? [cannot] : []), ...draft.notes],
  };
}

function control(house: Household, cluster: Found, engine: Engine, around: Around): Parts {
  const parts = new Collected();
  for (const member of house.members) parts.add(member, CARRIERS[member.kind](member, around));
  const { fields } = cluster;
  const window = blockOf(fields.maintenanceWindow);
  const placed = ['trustedSources', 'replicas', 'logSinks'].map((field) => [
    field,
    parts.list(`cluster.${field}` as Place),
  ]);
  const [configuration, ...further] = parts.at('cluster.configuration');
  for (const each of further)
    parts.tell(each, 'the settings of another resource are imported: there is one configuration');
  const spec = compact({
    cluster: compact({
      engine,
      version: fields.version,
      size: fields.size,
      nodeCount: fields.nodeCount,
      storageSizeMib: numberOf(fields.storageSizeMib),
      region: fields.region,
      tags: fields.tags,
      maintenanceWindow: window.day === undefined ? undefined : { day: lower(window.day), hour: window.hour ?? '' },
      evictionPolicy: fields.evictionPolicy,
      sqlMode: fields.sqlMode,
      adopt: house.uuid,
      ...Object.fromEntries(placed),
      configuration,
    }),
    databases: PROFILES[engine].databases.supported ? (parts.list('databases') ?? []) : undefined,
    users: parts.list('users') ?? administrator(around),
    connectionPools: parts.list('connectionPools'),
    topics: parts.list('topics'),
    deletionPolicy: 'Orphan',
  });
  return { ...parts.all(), spec, notes: [...clusterNotes(cluster), ...parts.notes] };
}

/** What a cluster has that its binding takes from it by itself, or that counted only when it was created. */
function clusterNotes({ title, fields }: Found): readonly Note[] {
  return fields.backupRestore === undefined
    ? []
    : [{ source: title, field: 'backupRestore', message: 'counted when the cluster was created, and never again' }];
}

function engineOf(value: Json | undefined): RunningEngine | undefined {
  const text = asString(value)?.toLowerCase();
  return text !== undefined && text in PROFILES ? (text as RunningEngine) : undefined;
}

function lower(value: Json): string {
  return String(value).toLowerCase();
}
