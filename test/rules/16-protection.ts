import { asString, at, type JsonObject } from '../../src/lib/json.js';
import { changeSpec, leaveOut } from './breakage.js';
import { observedOf, own } from './resources.js';
import type { Rule } from './rule.js';

/** A Usage that remembers a deletion replays it once the protection is lifted, maybe a year later. */
export const protection: Rule = {
  number: '16',
  says: 'lifting the protection deletes nothing',
  violations: ({ spec, request }, response) =>
    observedOf(request)
      .filter(([key]) => key.startsWith('usage-') && spec.deletionProtection !== true)
      .flatMap(([key, { resource }]) => {
        const replays = (usage: JsonObject | undefined) => at(usage, 'spec', 'replayDeletion') === true;
        const desired = own(response.composed, key)?.resource;
        // Without the name of what it protects a Usage is none, and the API server would not have taken it.
        const names = asString(at(resource, 'spec', 'of', 'resourceRef', 'name')) !== undefined;
        return names && replays(resource) && (!desired || replays(desired)) ? [`${key} replays a deletion`] : [];
      }),
  breakages: [
    ['a Usage replays', changeSpec('Usage', { replayDeletion: true })],
    ['a Usage goes at once', leaveOut(/^usage-/)],
  ],
};
