import { type Binding, hasEngine } from '../api/binding.js';
import type { ComposedConnection } from '../connection/compose-connection.js';
import { profileOf } from '../engines/engines.js';
import { joinSentences } from '../lib/sentences.js';
import { AVAILABLE, holds, LONGEST, type Verdict } from './verdict.js';

/** Adds to a verdict with nothing to tell what works, and is probably not what somebody wanted. */
export function withHints(verdict: Verdict, binding: Binding, { ca }: ComposedConnection): Verdict {
  if (verdict !== AVAILABLE) return verdict;
  const hints = [...hintsOfCa(binding, ca), ...hintsOfPools(binding)];
  return hints.length === 0 ? verdict : holds(verdict.reason, joinSentences(hints, LONGEST));
}

function hintsOfCa(binding: Binding, ca: ComposedConnection['ca']): readonly string[] {
  if (!hasEngine(binding) || ca.state === 'known') return [];
  const { label, needsCaCertificate } = profileOf(binding.engine);
  if (!needsCaCertificate) return [];
  const why = ca.state === 'missing' ? ca.why : 'set caCertificate in spec.connection or in the policy';
  return [`no CA certificate is in the Secrets, and clients of ${label} check the server against one: ${why}`];
}

function hintsOfPools({ pools, connection: { credentials } }: Binding): readonly string[] {
  const used = new Set(credentials.map(({ pool }) => pool));
  const unused = pools.filter(({ name }) => !used.has(name)).map(({ name }) => `"${name}"`);
  if (unused.length === 0) return [];
  return [`no Secret leads through pool ${unused.join(', ')}: set connection.pool or users[].pool`];
}
