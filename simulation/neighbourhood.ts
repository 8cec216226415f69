import { asString, at, type JsonObject } from '../src/lib/json.js';
import { refOf } from './api-server/object-store.js';
import type { Manifests } from './load-manifests.js';
import { bindingName } from './world.js';

/** Bindings that meet somewhere and live in one world, with the objects that they refer to. */
export interface Neighbourhood {
  readonly first: JsonObject;
  readonly others: readonly JsonObject[];
  readonly objects: readonly JsonObject[];
}

/** Puts together the bindings that refer to each other, or to one cluster; all others live alone. */
export function neighbourhoods({ bindings, objects }: Manifests): readonly Neighbourhood[] {
  let groups: readonly Group[] = [];
  for (const binding of bindings) groups = joined(groups, binding);
  return groups.map(({ first, others, places }) => ({
    first,
    others,
    objects: objects.filter((object) => isForAll(object) || places.has(`cluster ${bindingName(object)}`)),
  }));
}

/** Any binding may refer to one: the policy says which namespace it is in. */
function isForAll({ kind }: JsonObject): boolean {
  return kind === 'ConfigMap' || kind === 'Secret';
}

interface Group extends Omit<Neighbourhood, 'objects'> {
  readonly places: ReadonlySet<string>;
}

function joined(groups: readonly Group[], binding: JsonObject): readonly Group[] {
  const places = placesOf(binding);
  const alone = { first: binding, others: [], places: new Set(places) };
  const isTwin = ({ first, others }: Group) =>
    [first, ...others].some((other) => bindingName(other) === bindingName(binding));
  // A world has one binding of a name; the same name in two files is two simulations.
  if (groups.some(isTwin)) return [...groups, { ...alone, places: new Set() }];
  const met = groups.filter((group) => places.some((place) => group.places.has(place)));
  const [host] = met;
  if (host === undefined) return [...groups, alone];
  const merged = {
    first: host.first,
    others: [...host.others, ...met.slice(1).flatMap(({ first, others }) => [first, ...others]), binding],
    places: new Set([...met, alone].flatMap((group) => [...group.places])),
  };
  return groups.flatMap((group) => (group === host ? [merged] : met.includes(group) ? [] : [group]));
}

/** Where a binding meets others: its own name, and whatever it names. */
function placesOf(binding: JsonObject): readonly string[] {
  const { namespace } = refOf(binding);
  const reference = at(binding, 'spec', 'clusterRef');
  const [owner, cluster] = [asString(at(reference, 'binding', 'name')), asString(at(reference, 'cluster', 'name'))];
  const uuid = asString(at(reference, 'uuid')) ?? asString(at(binding, 'spec', 'cluster', 'adopt'));
  return [
    `binding ${bindingName(binding)}`,
    ...(owner === undefined
      ? []
      : [`binding ${asString(at(reference, 'binding', 'namespace')) ?? namespace}/${owner}`]),
    ...(cluster === undefined ? [] : [`cluster ${namespace}/${cluster}`]),
    ...(uuid === undefined ? [] : [`uuid ${uuid}`]),
  ];
}
