import { assess } from '../assess/assess.js';
import { readyKeys } from '../assess/readiness.js';
import { bindingStatus } from '../assess/status.js';
import { compose } from '../compose/compose.js';
import { composeConnection } from '../connection/compose-connection.js';
import { gatherFacts } from '../observe/facts.js';
import { readComposite } from '../observe/read-composite.js';
import { decodeRequest } from '../wire/request.js';
import { findConflicts } from './conflicts.js';
import type { Outcome } from './fatal.js';
import { readBinding } from './read-binding.js';
import { refuse } from './refuse.js';
import { allRequirements } from './requirements.js';
import { respond } from './respond.js';

/**
 * Composes one DatabaseBinding from the canonical form of a request. A pure function. Throws a DecodeError for bytes that are
 * not a request.
 */
export function answerTo(canonical: Uint8Array): Outcome {
  const request = decodeRequest(canonical);
  const composite = readComposite(request.observed);
  const facts = gatherFacts(request, composite);
  const read = readBinding(request, composite, facts);
  if (!read.ok) return refuse(request, read.issues);
  const binding = read.value;
  const composition = compose(binding, facts);
  const connection = composeConnection(binding, facts, composition);
  const conflicts = findConflicts({ binding, facts, composition, connection }, request.desired);
  if (conflicts.length > 0) return refuse(request, conflicts, 'Conflict');
  const assessment = assess(binding, facts, composition, connection);
  const ready = readyKeys(facts, composition, connection);
  const status = bindingStatus(binding, facts, ready, connection);
  const requirements = allRequirements(binding, composition.requirements, connection.requirements);
  const { refresh } = binding;
  const found = { refresh, composite, facts, composition, connection, assessment, ready, status, requirements };
  return { response: respond(request, found), fatal: false };
}
