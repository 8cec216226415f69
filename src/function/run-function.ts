import { assess, isBindingUsable } from '../assess/assess.js';
import { readyKeys } from '../assess/readiness.js';
import { bindingStatus } from '../assess/status.js';
import { compose } from '../compose/compose.js';
import { composeConnection } from '../connection/compose-connection.js';
import { askedKeys } from '../kinds/resource-keys.js';
import { gatherFacts } from '../observe/facts.js';
import { readComposite } from '../observe/read-composite.js';
import { decodeRequest } from '../wire/request.js';
import { findConflicts } from './conflicts.js';
import type { FunctionOutcome } from './fatal.js';
import { readBinding } from './read-binding.js';
import { refuse } from './refuse.js';
import { allRequirements } from './requirements.js';
import { respond } from './respond.js';

/**
 * Composes one DatabaseBinding: an encoded RunFunctionRequest in, an encoded RunFunctionResponse out. A pure function.
 * Throws a DecodeError for bytes that are no request.
 */
export function runFunction(bytes: Uint8Array): FunctionOutcome {
  const request = decodeRequest(bytes);
  const composite = readComposite(request.observed);
  const facts = gatherFacts(request, composite);
  const binding = readBinding(request, composite, facts);
  if (!binding.ok) return refuse(request, binding.issues);
  const composition = compose(binding.value, facts);
  const connection = composeConnection(binding.value, facts, composition);
  const objects = [composition.objects, connection.objects];
  const waiting = (): readonly string[] => [...askedKeys(binding.value), ...connection.keys];
  const conflicts = findConflicts({ objects, waiting }, request.desired, facts);
  if (conflicts.length > 0) return refuse(request, conflicts, 'Conflict');
  const ready = readyKeys(facts, composition, connection);
  const assessment = assess(binding.value, facts, composition, connection);
  const response = respond(request, {
    composite,
    requirements: allRequirements(binding.value, composite, connection.requirements),
    facts,
    objects,
    connection,
    ready,
    usable: isBindingUsable(assessment),
    status: bindingStatus(binding.value, facts, ready, connection),
    assessment,
    released: composition.released,
  });
  return { response, fatal: false };
}
