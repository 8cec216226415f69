import type { EngineBinding } from '../api/binding.js';
import type { CaSource, SecretIntent } from '../api/connection.js';
import type { EngineProfile } from '../engines/engine-profile.js';
import { profileOf } from '../engines/engines.js';
import type { Issue } from '../lib/issue.js';
import { type Fact, factsOf } from './fact-table.js';
import { slotsOf } from './formats.js';
import { LONGEST_CA } from './pem.js';
import { templateFacts } from './template.js';

const MEBIBYTE = 1_048_576;
/** What Kubernetes takes. */
const LARGEST_SECRET = MEBIBYTE;
/** An answer may have 4 MiB, the request after it too; base64 makes a third more of the Secrets, and they are not alone in it. */
const LARGEST_ANSWER = 2.25 * MEBIBYTE;

/** How long facts are taken to be before they are known, in bytes. */
interface Lengths {
  readonly line: number;
  readonly certificate: number;
  readonly ca: number;
}

/** Longer than any: hosts, names and passwords have their bounds at DigitalOcean. */
const AT_MOST = { line: 1024, certificate: LONGEST_CA } as const;
const USUALLY = { line: 256, certificate: 4096 } as const;

/** Secrets that Kubernetes would not take, whatever the facts will be, and more of them than an answer has room for. */
export function checkSizes(
  { engine, connection: { ca, credentials } }: EngineBinding,
  intents: readonly SecretIntent[],
): readonly Issue[] {
  const profile = profileOf(engine);
  const atMost = { ...AT_MOST, ca: lengthOfCa(ca, AT_MOST) };
  const tooLarge = intents.flatMap((intent): readonly Issue[] => {
    const size = sizeOf(profile, intent, atMost);
    const message = `makes a Secret of up to ${mebibytes(size)} MiB, Kubernetes takes 1: use fewer facts`;
    return size > LARGEST_SECRET ? [{ path: `${intent.path}.keys`, message }] : [];
  });
  if (tooLarge.length > 0) return tooLarge;
  const usually = { ...USUALLY, ca: lengthOfCa(ca, USUALLY) };
  let [total, count] = [0, 0];
  for (const { secrets } of credentials)
    for (const intent of secrets) {
      total += sizeOf(profile, intent, usually);
      count++;
    }
  if (total <= LARGEST_ANSWER) return [];
  const message = `makes ${count} Secrets of about ${mebibytes(total)} MiB, an answer has room for ${mebibytes(LARGEST_ANSWER)}: use fewer users, Secrets, keys or certificates`;
  return [{ path: 'spec.connection', message }];
}

/** How large a Secret can become. */
function sizeOf(profile: EngineProfile, intent: SecretIntent, lengths: Lengths): number {
  let size = 0;
  for (const fact of slotsOf(profile, intent).facts) size += lengthOf(profile, fact, lengths);
  for (const [, template] of intent.keys) {
    size += Buffer.byteLength(template);
    for (const name of templateFacts(template)) size += lengthOf(profile, factsOf(profile).get(name), lengths);
  }
  return size;
}

/** A fact that there is not is a problem of its own. */
function lengthOf({ clientCertificate }: EngineProfile, fact: Fact | undefined, lengths: Lengths): number {
  if (!fact?.isBlock) return lengths.line;
  return fact.name === 'ca.crt' || !clientCertificate ? lengths.ca : lengths.certificate;
}

function lengthOfCa(ca: CaSource | undefined, { certificate }: Pick<Lengths, 'certificate'>): number {
  if (ca === undefined) return 0;
  return ca.from === 'inline' ? Buffer.byteLength(ca.pem) : certificate;
}

function mebibytes(bytes: number): string {
  return String(Math.ceil((bytes / MEBIBYTE) * 100) / 100);
}
