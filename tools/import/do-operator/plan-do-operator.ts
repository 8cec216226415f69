import { isEngine, profileOf } from '../../../src/engines/engines.js';
import type { RunningEngine } from '../../../src/gen/binding.js';
import type { JsonObject } from '../../../src/lib/json.js';
import { isCreatable } from '../engine.js';
import { BINDING_API, FreeNames } from '../names.js';
import type { ImportMode, Note, Plan, PlannedBinding } from '../plan.js';
import { prune } from '../prune.js';
import { type Tenancy, tenanciesOf } from './clusters.js';
import { readOperatorObjects } from './objects.js';
import { type Moved, operatorSteps } from './operator-steps.js';
import { carryUsers } from './users.js';

/** Plans the move from do-operator: the same Secrets and ConfigMaps, under the same names, in the same namespaces. */
export function planDoOperator(manifests: readonly JsonObject[], mode: ImportMode | undefined): Plan {
  const { tenancies, notes } = tenanciesOf(readOperatorObjects(manifests));
  const names = new Map<string, FreeNames>();
  const bindings: PlannedBinding[] = [];
  const moved: Moved[] = [];
  const lost: Note[] = [...notes];
  for (const tenancy of tenancies) {
    const { namespace, name } = tenancy.cluster;
    const free = names.get(namespace) ?? new FreeNames();
    names.set(namespace, free);
    const planned = planTenancy(tenancy, free.take(name), mode);
    if (planned.bound === undefined) lost.push(...planned.notes);
    else bindings.push({ binding: planned.bound, notes: planned.notes });
    if (planned.bound !== undefined) moved.push(planned.moved);
  }
  return { bindings, notes: lost, steps: operatorSteps(moved) };
}

function planTenancy(tenancy: Tenancy, name: string, mode: ImportMode | undefined) {
  const { cluster, uuid } = tenancy;
  const { namespace } = cluster;
  const engine = engineOf(cluster.engine);
  const controlled = (mode ?? (cluster.deletes ? 'controlled' : 'referenced')) === 'controlled';
  const adopts = controlled && engine !== undefined && isCreatable(engine);
  const users = carryUsers(tenancy, name, engine);
  const hasDatabases = engine === undefined || profileOf(engine).databases.supported;
  const spec = {
    ...(adopts
      ? { cluster: { engine, ...cluster.settings, adopt: uuid } }
      : { clusterRef: { uuid, ...(engine === undefined ? {} : { engine }) } }),
    // do-operator knows no databases: its Secrets name the one that the cluster came with.
    ...(hasDatabases ? { databases: [] } : {}),
    ...users.spec,
    ...(adopts ? { deletionPolicy: 'Orphan' } : {}),
  };
  const binding = { ...BINDING_API, metadata: { name, namespace }, spec };
  const { kept, notes } = prune(binding, cluster.title, new Map());
  const moved: Moved = {
    binding: { name, namespace },
    uuid,
    adopts,
    secrets: users.taken,
    left: users.left,
    objects: [...tenancy.users, cluster],
  };
  return {
    bound: kept?.binding,
    notes: [...notesOf(tenancy, name, controlled && !adopts), ...users.notes, ...notes],
    moved,
  };
}

function engineOf(text: string | undefined): RunningEngine | undefined {
  return text !== undefined && isEngine(text) ? text : undefined;
}

function notesOf({ cluster, users }: Tenancy, name: string, cannotControl: boolean): readonly Note[] {
  const notes: Note[] = [cluster, ...users]
    .filter(({ isDeleting }) => isDeleting)
    .map(({ title, deletes }) => ({
      source: title,
      field: 'metadata.deletionTimestamp',
      message: deletes
        ? 'is being deleted: do-operator deletes it at DigitalOcean as soon as it can; stop do-operator first'
        : 'is being deleted',
    }));
  if (cannotControl)
    notes.push({
      source: cluster.title,
      field: 'spec.engine',
      message: `a binding cannot control ${cluster.engine ?? 'a cluster whose engine is not known'}: it is referenced, and nobody changes or deletes it any more`,
    });
  if (name !== cluster.name)
    notes.push({
      source: cluster.title,
      message: `another cluster of this namespace has the name: the ConfigMaps are called "${name}-connection" and "${name}-private-connection"`,
    });
  return notes;
}
