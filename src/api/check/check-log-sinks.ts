import type { LogSinkSpec } from '../../gen/binding.js';
import type { Report } from '../../lib/issue.js';
import { BLANK, isBlank } from './blank.js';

/** Log sinks with two kinds or none, and settings that depend on each other. */
export function checkLogSinks(report: Report, sinks: readonly LogSinkSpec[] = []): void {
  for (const [i, { opensearch, rsyslog }] of sinks.entries()) {
    const path = `spec.cluster.logSinks[${i}]`;
    if ((opensearch === undefined) === (rsyslog === undefined))
      report(path, 'exactly one of opensearch and rsyslog is needed');
    else if (rsyslog) checkRsyslog(report, `${path}.rsyslog`, rsyslog);
  }
}

function checkRsyslog(report: Report, path: string, rsyslog: NonNullable<LogSinkSpec['rsyslog']>): void {
  const isCustom = rsyslog.format === 'custom';
  const hasLine = rsyslog.logline !== undefined;
  const hasClient = rsyslog.clientCertificate !== undefined;
  const hasKey = rsyslog.clientKey !== undefined;
  if (isCustom && !hasLine) report(`${path}.logline`, 'required with the format custom');
  if (!isCustom && hasLine) report(`${path}.logline`, 'only with the format custom: remove it');
  if (hasClient && !hasKey) report(`${path}.clientKey`, 'required with clientCertificate');
  if (!hasClient && hasKey) report(`${path}.clientCertificate`, 'required with clientKey');
  if ((hasClient || rsyslog.caCertificate) && rsyslog.tls !== true)
    report(`${path}.tls`, 'must be true with a certificate');
  for (const name of ['logline', 'clientCertificate'] as const)
    if (isBlank(rsyslog[name])) report(`${path}.${name}`, BLANK);
}
