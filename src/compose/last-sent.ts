import { asList, asObject, compact, field, type Json, type JsonObject } from '../lib/json.js';
import { causeOfFailedChange } from '../observe/health.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { differencesOf } from '../provider/differences.js';
import { behaviorOf, isProviderKind } from '../provider/field-behavior.js';

/**
 * What a resource was sent and what can be sent again. After a change that failed, that is not what DigitalOcean refused: it
 * would be sent for ever, and nothing behind it would arrive. The value that DigitalOcean has takes its place, or none where
 * the provider takes that for no change.
 */
export function lastSent({ kind = '', conditions, forProvider, atProvider }: ObservedResource): JsonObject {
  if (!isProviderKind(kind) || causeOfFailedChange(conditions) === undefined) return forProvider;
  let sent = forProvider;
  for (const path of differencesOf(kind, forProvider, atProvider)) {
    const names = path.split('.');
    const [shown, removed] = [valueAt(atProvider, names), behaviorOf(kind, path)?.removed];
    const mayGo = removed === 'kept' || (shown === undefined && removed === 'dropped');
    // What the provider does not show is not known: it stays, unless it may go.
    if (mayGo || shown !== undefined) sent = withValueAt(sent, names, mayGo ? undefined : shown);
  }
  // What it never reads may be what was refused.
  const mayBeRefused = (name: string) => {
    const { readBack, removed } = behaviorOf(kind, name) ?? {};
    return readBack === 'never' && removed === 'kept';
  };
  return Object.fromEntries(Object.entries(sent).filter(([name]) => !mayBeRefused(name)));
}

/** A value in an object, or in the block of a list. */
function valueAt(object: JsonObject, [name = '', ...below]: readonly string[]): Json | undefined {
  const value = field(object, name);
  return below.length === 0 ? value : valueAt(asObject(asList(value)[0]), below);
}

function withValueAt(
  object: JsonObject,
  [name = '', ...below]: readonly string[],
  value: Json | undefined,
): JsonObject {
  const inner = asObject(asList(field(object, name))[0]);
  return compact({ ...object, [name]: below.length === 0 ? value : [withValueAt(inner, below, value)] });
}
