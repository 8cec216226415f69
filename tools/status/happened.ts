import { asNumber, asString, at, type JsonObject } from '../../src/lib/json.js';
import { providerError } from '../../src/observe/provider-error.js';

/** Something that was told of a binding, or of what it is composed of. */
export interface Happened {
  /** When it was told last, in ISO 8601. */
  readonly at: string;
  readonly type: string;
  readonly reason: string;
  /** The kind and name of what it is about. */
  readonly about: string;
  readonly count: number;
  readonly message: string;
}

const MOST = 10;

/** The last events about objects of these UIDs, the newest first. */
export function eventsAbout(uids: ReadonlySet<string>, events: readonly JsonObject[]): readonly Happened[] {
  return events
    .filter((event) => uids.has(asString(at(event, 'involvedObject', 'uid')) ?? ''))
    .map(happened)
    .sort((a, b) => (a.at < b.at ? 1 : -1))
    .slice(0, MOST);
}

function happened(event: JsonObject): Happened {
  const kind = asString(at(event, 'involvedObject', 'kind')) ?? '';
  return {
    // One after the other was introduced, and each is left out by somebody.
    at:
      asString(at(event, 'series', 'lastObservedTime')) ??
      asString(event.lastTimestamp) ??
      asString(event.eventTime) ??
      asString(at(event, 'metadata', 'creationTimestamp')) ??
      '',
    type: asString(event.type) ?? 'Normal',
    reason: asString(event.reason) ?? '',
    about: `${kind} ${asString(at(event, 'involvedObject', 'name')) ?? ''}`,
    count: asNumber(at(event, 'series', 'count')) ?? asNumber(event.count) ?? 1,
    message: providerError(asString(event.message) ?? '', kind),
  };
}
