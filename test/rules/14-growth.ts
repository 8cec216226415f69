import { asString, at, type Json } from '../../src/lib/json.js';
import type { TestRequest } from '../support/run.js';
import { changeForProvider } from './breakage.js';
import { EXTERNAL_NAME, own } from './resources.js';
import type { Rule } from './rule.js';

const major = (version: Json | undefined): number => Number.parseInt(asString(version) ?? '', 10);

/** DigitalOcean goes up by one major version at a time, never down, and takes no storage back. */
export const growth: Rule = {
  number: '14',
  says: 'a version goes up by one step, and storage only grows',
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
      ...(at(asked, 'storageSizeMib') !== undefined && Number(sent) < Number(now) ? ['storage shrinks'] : []),
    ];
  },
  breakages: [
    ['a version is skipped', changeForProvider('Cluster', { version: '99' })],
    ['a version goes back', changeForProvider('Cluster', { version: '1' })],
    ['storage shrinks', changeForProvider('Cluster', { storageSizeMib: '1' })],
  ],
};

/** What the provider shows of the binding's cluster; nothing while it still shows the one that was lost. */
function runningCluster({ observed }: TestRequest): Json | undefined {
  const cluster = own(observed, 'cluster')?.resource;
  const shown = at(cluster, 'status', 'atProvider');
  const external = asString(at(cluster, ...EXTERNAL_NAME));
  return external === undefined || external === at(shown, 'id') ? shown : undefined;
}
