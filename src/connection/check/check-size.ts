import type { EngineBinding } from '../../api/binding.js';
import type { CaSource, SecretIntent } from '../../api/connection.js';
import type { EngineProfile } from '../../engines/engine-profile.js';
import { profileOf } from '../../engines/engines.js';
import { oncePerEngine } from '../../engines/once-per-engine.js';
import type { SecretFormat } from '../../gen/binding.js';
import type { Report } from '../../lib/issue.js';
import { isBlock } from '../facts/fact-table.js';
import { LONGEST_CA } from '../facts/pem.js';
import { slotsOf } from '../layout/formats.js';
import { templateFacts } from '../layout/template.js';

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
const AT_MOST: Omit<Lengths, 'ca'> = { line: 1024, certificate: LONGEST_CA };
const USUALLY: Omit<Lengths, 'ca'> = { line: 256, certificate: 4096 };

/** Secrets that Kubernetes would not take, whatever the facts will be, or else more of them than an answer has room for. */
export function checkSizes(
  report: Report,
  { engine, connection: { ca, credentials } }: EngineBinding,
  intents: readonly SecretIntent[],
): void {
  const profile = profileOf(engine);
  const [most, usual] = [lengthsOf(AT_MOST, ca), lengthsOf(USUALLY, ca)];
  const tooLarge = intents.filter((intent) => sizeOf(profile, intent, most) > LARGEST_SECRET);
  for (const intent of tooLarge) {
    const size = mebibytes(sizeOf(profile, intent, most));
    report(`${intent.path}.keys`, `makes a Secret of up to ${size} MiB, Kubernetes takes 1: use fewer facts`);
  }
  if (tooLarge.length > 0) return;
  let [count, total] = [0, 0];
  for (const { secrets } of credentials)
    for (const intent of secrets) {
      count += 1;
      total += sizeOf(profile, intent, usual);
    }
  if (total > LARGEST_ANSWER)
    report(
      'spec.connection',
      `makes ${count} Secrets of about ${mebibytes(total)} MiB, an answer has room for ${mebibytes(LARGEST_ANSWER)}: use fewer users, Secrets, keys or certificates`,
    );
}

function lengthsOf({ line, certificate }: Omit<Lengths, 'ca'>, ca: CaSource | undefined): Lengths {
  if (ca === undefined) return { line, certificate, ca: 0 };
  return { line, certificate, ca: ca.from === 'inline' ? Buffer.byteLength(ca.pem) : certificate };
}

/** How large a Secret can become. */
function sizeOf(profile: EngineProfile, { format, keys }: SecretIntent, lengths: Lengths): number {
  let size = sizeOfFacts(layoutFacts(profile)[format], lengths);
  for (const [, template] of keys)
    size += Buffer.byteLength(template) + sizeOfFacts(countFacts(profile, templateFacts(template)), lengths);
  return size;
}

/** How many facts there are of each length. */
type Counts = Readonly<Record<keyof Lengths, number>>;

function sizeOfFacts({ line, certificate, ca }: Counts, lengths: Lengths): number {
  return line * lengths.line + certificate * lengths.certificate + ca * lengths.ca;
}

function countFacts(profile: EngineProfile, facts: readonly string[]): Counts {
  const count = { line: 0, certificate: 0, ca: 0 };
  for (const fact of facts) count[kindOf(profile, fact)] += 1;
  return count;
}

function kindOf({ clientCertificate }: EngineProfile, fact: string): keyof Lengths {
  if (!isBlock(fact)) return 'line';
  return fact === 'ca.crt' || !clientCertificate ? 'ca' : 'certificate';
}

/** What the formats hold of themselves; a prefix is no part of a fact. */
const layoutFacts = oncePerEngine((profile): Readonly<Record<SecretFormat, Counts>> => {
  const countOf = (format: SecretFormat): Counts =>
    countFacts(
      profile,
      slotsOf(profile, { format, prefix: '' }).facts.map(({ name }) => name),
    );
  return {
    ServiceBinding: countOf('ServiceBinding'),
    Operator: countOf('Operator'),
    Environment: countOf('Environment'),
    CloudNativePG: countOf('CloudNativePG'),
  };
});

function mebibytes(bytes: number): string {
  return String(Math.ceil((bytes / MEBIBYTE) * 100) / 100);
}
