import type { EngineBinding } from '../../api/binding.js';
import { configMapName } from '../../api/names.js';
import { profileOf } from '../../engines/engines.js';
import { keyOf } from '../../kinds/resource-keys.js';
import { compact, type JsonObject } from '../../lib/json.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import type { NamedFacts } from '../facts/named-facts.js';
import type { UserConnection } from '../route/user-connection.js';
import { knownFacts, type RoutedSecret } from './compose-secret.js';
import { FORMATS, type Slots, slotsFor, slotsOf } from './formats.js';
import { foreignHolder } from './name-holder.js';

/** A ConfigMap with the facts of the binding's connection that are not secret. */
export interface ConnectionConfigMap {
  readonly key: string;
  readonly name: string;
  /** The manifest; absent while it has to wait. */
  readonly object: JsonObject | undefined;
  /** The other object that has the name. */
  readonly takenBy: string | undefined;
}

const NONE: readonly ConnectionConfigMap[] = [];

/** Composes the ConfigMaps of the first user: each complete, or as it is, or absent until it can be complete. */
export function composeConfigMaps(
  main: UserConnection,
  first: RoutedSecret | undefined,
): readonly ConnectionConfigMap[] {
  const { binding, facts } = main.ground;
  const wanted = [...wantedConfigMaps(binding)];
  if (wanted.length === 0) return NONE;
  const known = main.elsewhere || !first || first.route.via === 'nothing' ? undefined : knownFacts(main, first);
  return wanted.map(([ending, slots]) => {
    const key = keyOf('configMap', ending);
    const name = configMapName(binding.name, ending);
    const observed = facts.resources.get(key);
    const takenBy = observed ? undefined : foreignHolder(binding, facts, 'ConfigMap', name);
    const data = known && takenBy === undefined ? fill(slots, known) : undefined;
    const object = data
      ? manifest(name, binding.namespace, data)
      : observed && configMapAsFound(binding.namespace, observed);
    return { key, name, takenBy, object };
  });
}

/** The contents of each ConfigMap, by the end of its name. */
function wantedConfigMaps({ connection, engine }: EngineBinding): ReadonlyMap<string, Slots> {
  const profile = profileOf(engine);
  const intents = connection.credentials[0]?.secrets ?? [];
  const wanted = new Map<string, Slots>();
  if (connection.configMap && intents[0]) wanted.set('connection', slotsOf(profile, intents[0]));
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
    // A Secret can do without these, but they are all that a ConfigMap is for.
    else if (known.isNeeded(fact) || key === 'host') return undefined;
  }
  return Object.fromEntries(entries);
}

/** Writes a ConfigMap as it was observed. */
export function configMapAsFound(namespace: string, { name, data }: ObservedResource): JsonObject {
  return manifest(name, namespace, data);
}

function manifest(name: string | undefined, namespace: string, data: JsonObject): JsonObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: compact({ name, namespace }), data };
}
