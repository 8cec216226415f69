import { asString } from '../../../src/lib/json.js';
import { FreeNames, objectName } from '../names.js';
import type { Note, Plan, PlannedBinding, Step } from '../plan.js';
import { prune } from '../prune.js';
import type { Moving } from '../steps.js';
import { bindCluster } from './bind-cluster.js';
import type { Draft, Household } from './draft.js';
import type { Findings, Found } from './found.js';
import { type TakenSecrets, withFreeSecrets } from './free-secrets.js';
import { householdsOf } from './households.js';

/** A binding of the plan, with what of the source became a part of it. */
export interface FoundMoving<Item extends Found> extends Moving {
  /** What its binding has now, its cluster first. */
  readonly carried: readonly Item[];
  readonly secrets: Draft['secrets'];
}

/** What differs between sources. */
export interface Ways<Item extends Found> {
  /** What a cluster's binding is called, where nothing else is. */
  nameOf(cluster: Found): string;
  readonly takenSecrets: TakenSecrets;
  steps(moving: readonly FoundMoving<Item>[]): readonly Step[];
}

/** Plans bindings for everything that a source has at DigitalOcean. */
export function planFound<Item extends Found>(
  { found, notes }: Findings<Item>,
  wantsControl: boolean,
  { nameOf, takenSecrets, steps }: Ways<Item>,
): Plan {
  const lost: Note[] = [];
  const unused = new Set(notes);
  const bindings: PlannedBinding[] = [];
  const moving: FoundMoving<Item>[] = [];
  const names = new Map<string, FreeNames>();
  for (const house of householdsOf(found, lost)) {
    const free = names.get(house.namespace) ?? new FreeNames();
    names.set(house.namespace, free);
    const name = free.take(
      objectName(house.cluster === undefined ? `database-${house.uuid.slice(0, 8)}` : nameOf(house.cluster)),
    );
    const draft = bindCluster(house, name, wantsControl && house.cluster?.owned === true);
    const source = house.cluster?.title ?? house.uuid;
    const { kept, notes: refused } = prune(withFreeSecrets(draft.binding, takenSecrets), source, draft.origins);
    const titles = new Set([house.cluster, ...house.members].map((each) => each?.title));
    const own = notes.filter((note) => titles.has(note.source));
    for (const note of own) unused.delete(note);
    if (kept === undefined) lost.push(...own, ...draft.notes, ...refused, ...leftOut(house));
    else {
      bindings.push({ binding: kept.binding, notes: [...own, ...draft.notes, ...kept.notes] });
      const carried = [house.cluster, ...draft.carried];
      moving.push({
        binding: { name, namespace: house.namespace },
        uuid: house.uuid,
        adopts: draft.adopts,
        carried: found.filter((each) => carried.includes(each)),
        secrets: draft.secrets,
      });
    }
  }
  return { bindings, notes: [...unused, ...lost], steps: moving.length === 0 ? [] : steps(moving) };
}

function leftOut({ members }: Household): readonly Note[] {
  return members.map(({ title }) => ({
    source: title,
    message: 'there is no binding for its cluster: it stays as it is',
  }));
}

/** The name of a cluster at DigitalOcean, which is unique in its account. */
export function cloudName({ fields, title }: Found): string {
  return asString(fields.name) ?? title;
}
