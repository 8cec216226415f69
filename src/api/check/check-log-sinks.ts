import type { LogSinkSpec } from '../../gen/binding.js';
import type { Report } from '../../lib/issue.js';

type Rsyslog = NonNullable<LogSinkSpec['rsyslog']>;

/** Log sinks of two kinds at once or of none, and settings that go together. */
export function checkLogSinks(report: Report, sinks: readonly LogSinkSpec[] = []): void {
  for (const [i, { opensearch, rsyslog }] of sinks.entries()) {
    const path = `spec.cluster.logSinks[${i}]`;
    if ((opensearch === undefined) === (rsyslog === undefined))
      report(path, 'exactly one of opensearch and rsyslog is needed');
    else if (rsyslog) checkRsyslog(report, `${path}.rsyslog`, rsyslog);
  }
}

function checkRsyslog(
  report: Report,
  path: string,
  { format, logline, tls, clientCertificate, clientKey }: Rsyslog,
): void {
  const isCustom = format === 'custom';
  const hasClient = clientCertificate !== undefined;
  if (isCustom && logline === undefined) report(`${path}.logline`, 'required: the format is custom');
  if (!isCustom && logline !== undefined) report(`${path}.logline`, 'goes with the format custom only: remove it');
  if (hasClient && clientKey === undefined) report(`${path}.clientKey`, 'required: it goes with clientCertificate');
  if (!hasClient && clientKey !== undefined) report(`${path}.clientCertificate`, 'required: it goes with clientKey');
  if (hasClient && tls !== true) report(`${path}.tls`, 'has to be true for a client certificate');
}
