import { afterAll, describe, expect, test } from '@jest/globals';
import { startControlPlane } from './harness/control-plane.js';
import { Report } from './harness/report.js';
import { missingTools } from './harness/tools.js';
import { badInput } from './scenarios/bad-input.js';
import { bindingDeleted } from './scenarios/binding-deleted.js';
import { certificatesRotated } from './scenarios/certificates-rotated.js';
import { clusterShared } from './scenarios/cluster-shared.js';
import { compositionUpdated } from './scenarios/composition-updated.js';
import { connectionChanged } from './scenarios/connection-changed.js';
import { crowd } from './scenarios/crowd.js';
import { firstBinding } from './scenarios/first-binding.js';
import { functionRestarted } from './scenarios/function-restarted.js';
import { invalidSpec } from './scenarios/invalid-spec.js';
import { legacyClaim } from './scenarios/legacy-claim.js';
import { protectedBinding } from './scenarios/protected.js';
import { specChanged } from './scenarios/spec-changed.js';
import { xrdRules } from './scenarios/xrd-rules.js';

/** In this order; the short form leaves out what takes long. */
const SCENARIOS = [
  { scenario: xrdRules, short: true },
  { scenario: firstBinding, short: true },
  { scenario: clusterShared, short: true },
  { scenario: legacyClaim, short: true },
  { scenario: specChanged, short: true },
  { scenario: connectionChanged, short: true },
  { scenario: invalidSpec, short: true },
  { scenario: badInput, short: true },
  { scenario: compositionUpdated, short: false },
  { scenario: functionRestarted, short: false },
  { scenario: certificatesRotated, short: false },
  { scenario: bindingDeleted, short: true },
  { scenario: protectedBinding, short: true },
  { scenario: crowd, short: false },
];
const SHORT = process.env.E2E_SHORT !== undefined;
const STOP_MS = 60_000;

const missing = missingTools();
if (missing.length > 0) throw new Error(`cannot start the control plane: ${missing.join(', ')} not built`);

const report = new Report();
// Not in a hook: where this fails there is one error to read, and not one for each test.
const plane = await report.note('start', startControlPlane, () => 'etcd, API server, Crossplane, function, provider');

describe('a real control plane', () => {
  for (const { scenario, short } of SCENARIOS) {
    const where = short || !SHORT ? describe : describe.skip;
    where(scenario.title, () => scenario.tests({ ...plane, report }));
  }

  test('nothing crashed on the way', () => {
    expect(plane.crashed()).toEqual([]);
    expect(plane.provider.problems).toEqual([]);
  });

  afterAll(async () => {
    await plane.stop();
    process.stdout.write(`${report}\n`);
  }, STOP_MS);
});
