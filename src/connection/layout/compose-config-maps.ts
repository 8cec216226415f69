import type { EngineBinding } from '../../api/binding.js';
import { configMapName } from '../../api/names.js';
import { profileOf } from '../../engines/engines.js';
import { keyOf } from '../../kinds/resource-keys.js';
import { compact, type JsonObject } from '../../lib/json.js';
import type { Facts } from '../../observe/facts.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import type { NamedFacts } from '../facts/named-facts.js';
import { FORMATS, type Slots, slotsFor, slotsOf } from './formats.js';
import { foreignHolder } from './name-holder.js';

/** A ConfigMap with what is no secret of the binding's connection. */
export interface ConnectionConfigMap {
  readonly key: string;
  readonly name: string;
  /** The manifest; absent while it has to wait. */
  readonly object: JsonObject | undefined;
  /** What else has the name. */
  readonly takenBy: string | undefined;
}

const MAIN = 'connection';

/** Composes the ConfigMaps that the first user's Secret goes with: complete, as they are, or not yet. */
export function composeConfigMaps(
  binding: EngineBinding,
  facts: Facts,
  named: () => NamedFacts | undefined,
): readonly ConnectionConfigMap[] {
  return [...wantedConfigMaps(binding)].map(([ending, slots]) => {
    const key = keyOf('configMap', ending);
    const name = configMapName(binding.name, ending);
    const observed = facts.resources.get(key);
    const takenBy = observed ? undefined : foreignHolder(binding, facts, 'ConfigMap', name);
    const known = takenBy === undefined ? named() : undefined;
    const data = known && fill(slots, known);
    const object = data
      ? manifest(name, binding.namespace, data)
      : observed && configMapAsFound(binding.namespace, observed);
    return { key, name, takenBy, object };
  });
}

/** What stands in each ConfigMap, by what its name ends in. */
function wantedConfigMaps({ connection, engine }: EngineBinding): ReadonlyMap<string, Slots> {
  const profile = profileOf(engine);
  const intents = connection.credentials[0]?.secrets ?? [];
  const wanted = new Map<string, Slots>();
  if (connection.configMap && intents[0]) wanted.set(MAIN, slotsOf(profile, intents[0]));
  for (const { format } of intents)
    for (const [ending, keys] of Object.entries(FORMATS[format].configMaps))
      wanted.set(ending, slotsFor(profile, keys));
  return wanted;
}

function fill({ keys, facts }: Slots, known: NamedFacts): JsonObject | undefined {
  const entries: [string, string][] = [];
  for (const [i, fact] of facts.entries()) {
    if (fact.isSecret || !known.isListed(fact)) continue;
    const key = keys[i] ?? '';
    const text = known.text(fact);
    if (text !== undefined) entries.push([key, text]);
    // What may be missing of a Secret may not be all that a ConfigMap is there for.
    else if (known.isNeeded(fact) || key === 'host') return undefined;
  }
  return Object.fromEntries(entries);
}

/** Writes a ConfigMap as it was found. */
export function configMapAsFound(namespace: string, { name, data }: ObservedResource): JsonObject {
  return manifest(name, namespace, data);
}

function manifest(name: string | undefined, namespace: string, data: JsonObject): JsonObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: compact({ name, namespace }), data };
}
