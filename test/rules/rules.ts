import { omission } from './01-omission.js';
import { order } from './02-order.js';
import { passwords } from './03-passwords.js';
import { replacement } from './03a-replacement.js';
import { departure } from './03b-departure.js';
import { facts } from './03c-facts.js';
import { release } from './04-release.js';
import { immutables } from './05-immutables.js';
import { readiness } from './06-readiness.js';
import { traps } from './07-traps.js';
import { deputy } from './08-namespaces.js';
import { secrecy } from './09-secrecy.js';
import { passing } from './10-passing-on.js';
import { steadiness } from './11-steadiness.js';
import { sources } from './13-trusted-sources.js';
import { growth } from './14-growth.js';
import { configured } from './15-configuration.js';
import { protection } from './16-protection.js';
import { pools } from './17-pools.js';
import { fewRights } from './18-few-rights.js';
import { leading } from './19-through-pools.js';
import { ownership } from './20-ownership.js';
import { observedTruth } from './21-observed-truth.js';
import { onlyOurs } from './22-only-ours.js';
import { names } from './25-names-never-meet.js';
import { account } from './26-one-account.js';
import { oneCluster } from './27-one-cluster.js';
import { rights } from './28-rights.js';
import type { Rule } from './rule.js';

/** All rules by number. Rule 12, both versions of the protocol, is tested in test/server and test/contract. */
export const RULES: readonly Rule[] = [
  omission,
  order,
  passwords,
  replacement,
  departure,
  facts,
  release,
  immutables,
  readiness,
  traps,
  deputy,
  secrecy,
  passing,
  steadiness,
  sources,
  growth,
  configured,
  protection,
  pools,
  fewRights,
  leading,
  ownership,
  observedTruth,
  onlyOurs,
  names,
  account,
  oneCluster,
  rights,
];
