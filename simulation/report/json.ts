import type { Json, JsonObject } from '../../src/lib/json.js';
import { asObject, compact } from '../../src/lib/json.js';
import { refOf } from '../api-server/object-store.js';
import { maskJson } from '../mask.js';
import type { Round } from '../world.js';
import type { Run } from './run.js';
import { shownSecrets } from './secrets.js';

/** A simulation as `--output json` prints it. */
export function jsonReport({ binding, policy, rounds, outcome, end, mask }: Run): JsonObject {
  const { apiVersion, kind, namespace, name } = refOf(binding);
  const report = {
    binding: { apiVersion, kind, namespace, name },
    composition: compact({
      name: policy.composition.name,
      file: policy.file,
      policies: policy.composition.steps.map(({ input }) => input ?? null),
      context: policy.composition.context,
      skippedSteps: policy.composition.skipped.map(({ name, functionName }) => ({ name, function: functionName })),
    }),
    ready: outcome.ready,
    steady: outcome.steady,
    waitsFor: outcome.waitsFor,
    steps: rounds.map(stepOf),
    status: asObject(end.binding?.status),
  };
  const secrets = shownSecrets(end, mask).map((secret) => ({ ...secret }));
  return { ...asObject(maskJson(mask, report)), secrets };
}

function stepOf({ number, time, changes, results, ttlSeconds }: Round): Json {
  const told = results.map(({ severity, reason, message }) =>
    compact({ severity: severity.replace('SEVERITY_', ''), reason, message }),
  );
  return { round: number, time, changes: changes.map((change) => compact({ ...change })), results: told, ttlSeconds };
}
