import type { TrustedSource, TrustedSourceType } from '../../gen/binding.js';
import type { Report } from '../../lib/issue.js';
import { asList, asString, at, type Json } from '../../lib/json.js';
import { isUuid } from '../../lib/uuid.js';
import { quote } from '../quote.js';
import type { Checked } from './checked.js';

/** What DigitalOcean takes as the value of each type, and the words for it. */
const VALUES: Readonly<Record<TrustedSourceType, { fits: (value: string) => boolean; what: string }>> = {
  ip_addr: {
    fits: (value) => network(value) !== undefined,
    what: 'an IPv4 address or network such as 192.0.2.1 or 192.0.2.0/24',
  },
  droplet: { fits: (value) => /^[1-9][0-9]{0,18}$/.test(value), what: 'the number of a droplet' },
  k8s: { fits: isUuid, what: 'the UUID of a Kubernetes cluster, in lower case' },
  tag: { fits: (value) => /^[a-zA-Z0-9:_-]+$/.test(value), what: 'a tag: letters, digits, ":", "_" and "-"' },
  app: { fits: isUuid, what: 'the UUID of an app, in lower case' },
};

/** Trusted sources that DigitalOcean would refuse, or that do not mean what they seem to. */
export function checkTrustedSources(report: Report, { spec, policy, known: { complete } }: Checked): void {
  if (spec.cluster) {
    const { trustedSources, allowAll } = spec.cluster;
    checkEach(report, 'spec.cluster.trustedSources', trustedSources);
    if (complete && allowAll && trustedSources?.length !== 0)
      report('spec.cluster.allowAll', 'needs an empty list: set trustedSources to [], or remove allowAll');
    if (complete && policy.required?.trustedSources && !trustedSources?.length && !policy.trustedSources?.length)
      report('spec.cluster.trustedSources', 'required: the policy wants every cluster to list who may connect');
  }
  checkEach(report, 'policy.trustedSources', policy.trustedSources);
}

/** More than a person reads at once. */
const MOST = 100;

/** Trusted sources in a list that does not fit the schema: those that do are checked all the same, each by itself. */
export function checkSoundSources(report: Report, path: string, written: Json | undefined): void {
  for (const [i, source] of asList(written).slice(0, MOST).entries()) {
    const [type, value] = [asString(at(source, 'type')), asString(at(source, 'value'))];
    const message = isType(type) && value ? problemOf({ type, value }) : undefined;
    if (message !== undefined) report(`${path}[${i}].value`, message);
  }
}

function isType(type: string | undefined): type is TrustedSourceType {
  return type !== undefined && Object.hasOwn(VALUES, type);
}

function checkEach(report: Report, path: string, sources: readonly TrustedSource[] = []): void {
  for (const [i, source] of sources.entries()) {
    const message = problemOf(source);
    if (message !== undefined) report(`${path}[${i}].value`, message);
  }
}

function problemOf({ type, value }: TrustedSource): string | undefined {
  const { fits, what } = VALUES[type];
  if (type === 'ip_addr' && value.includes(':'))
    return `${quote(value)} is an IPv6 address, which DigitalOcean does not support here: use ${what}`;
  if (!fits(value)) return `${quote(value)} is not ${what}`;
  if (type !== 'ip_addr') return undefined;
  const found = network(value);
  if (found?.bits === 0) return `${quote(value)} is the whole internet: set trustedSources to [] and allowAll to true`;
  // DigitalOcean would keep the network's own address, and the provider would see a difference forever.
  return found && found.address !== value.split('/')[0]
    ? `${quote(value)} is an address inside a network: use ${found.address}/${found.bits}`
    : undefined;
}

/** An IPv4 network with its first address; a single address is a network of 32 bits. */
function network(value: string): { readonly address: string; readonly bits: number } | undefined {
  const found = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/.exec(value);
  if (!found) return undefined;
  const parts = found.slice(1, 5).map(String);
  const bits = Number(found[5] ?? 32);
  if (bits > 32 || parts.some((part) => Number(part) > 255 || /^0\d/.test(part))) return undefined;
  const octets = parts.map((part, i) => Number(part) & (0xff << (8 - Math.min(Math.max(bits - 8 * i, 0), 8))));
  return { address: octets.join('.'), bits };
}
