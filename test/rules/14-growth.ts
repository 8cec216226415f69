import { asList, asString, at, type Json } from '../../src/lib/json.js';
import type { TestRequest, TestResponse } from '../support/run.js';
import { changeForProvider } from './breakage.js';
import { EXTERNAL_NAME, own } from './resources.js';
import type { Rule } from './rule.js';

const major = (version: Json | undefined): number => Number.parseInt(asString(version) ?? '', 10);

/**
 * DigitalOcean goes up by one major version at a time, never down, and takes no storage back. A larger size comes with more of
 * it, so storage that is sent beside a new size, or stays sent, is asked back for ever.
 */
export const growth: Rule = {
  number: '14',
  says: 'a version goes up by one step; storage only grows, and is not sent without need',
  violations: ({ request }, response) => {
    const running = runningCluster(request);
    const desired = at(own(response.composed, 'cluster')?.resource, 'spec', 'forProvider');
    const step = major(at(desired, 'version')) - major(at(running, 'version'));
    const [now, sent] = [at(running, 'storageSizeMib'), at(desired, 'storageSizeMib')].map(Number);
    const asked = at(request.composite, 'spec', 'cluster');
    const written = at(own(request.observed, 'cluster')?.resource, 'spec', 'forProvider', 'version');
    return [
      ...(at(asked, 'version') !== undefined && step < 0 && written !== at(desired, 'version') ? ['a downgrade'] : []),
      ...(step > 1 && written !== at(desired, 'version') ? ['a step too far'] : []),
      ...(Number(sent) <= Number(now) ? ['storage that does not grow is sent'] : []),
      ...(resizes(running, desired) && at(desired, 'storageSizeMib') !== undefined ? ['storage beside a resize'] : []),
      ...resizedAlone(request, response),
    ];
  },
  breakages: [
    ['a version is skipped', changeForProvider('Cluster', { version: '99' })],
    ['a version goes back', changeForProvider('Cluster', { version: '1' })],
    ['storage shrinks', changeForProvider('Cluster', { storageSizeMib: '1' })],
    ['storage is sent with a size', changeForProvider('Cluster', { size: 'other', storageSizeMib: '99999999' })],
    ['a replica is resized alone', changeForProvider('Replica', { size: 'other' })],
  ],
};

function resizes(running: Json | undefined, desired: Json | undefined): boolean {
  const [before, after] = [asString(at(running, 'size')), asString(at(desired, 'size'))];
  return before !== undefined && after !== undefined && before !== after;
}

/** Replicas that are resized with the storage that they happen to have, which is sent along. */
function resizedAlone({ composite, observed }: TestRequest, { composed }: TestResponse): readonly string[] {
  return asList(at(composite, 'spec', 'cluster', 'replicas')).flatMap((replica) => {
    const key = `replica-${at(replica, 'name')}`;
    const running = at(own(observed, key)?.resource, 'status', 'atProvider');
    const desired = at(own(composed, key)?.resource, 'spec', 'forProvider');
    return resizes(running, desired) && at(replica, 'storageSizeMib') === undefined ? [`${key} is resized alone`] : [];
  });
}

/** What the provider shows of the binding's cluster; nothing while it still shows the one that was lost. */
function runningCluster({ observed }: TestRequest): Json | undefined {
  const cluster = own(observed, 'cluster')?.resource;
  const shown = at(cluster, 'status', 'atProvider');
  const external = asString(at(cluster, ...EXTERNAL_NAME));
  return external === undefined || external === at(shown, 'id') ? shown : undefined;
}
