import { setLogger } from '@grpc/grpc-js';
import { fatalResponse } from '../function/fatal.js';
import { RememberedAnswers } from '../function/remember-answers.js';
import { runFunction } from '../function/run-function.js';
import { messageOf } from '../lib/message-of.js';
import { formatAddress } from '../server/address.js';
import type { Handler } from '../server/answer.js';
import { startServer } from '../server/function-server.js';
import { createLogger, type Logger } from '../server/logger.js';
import { createMetrics } from '../server/metrics.js';
import { type MetricsServer, serveMetrics } from '../server/metrics-server.js';
import { RotatingCertificates } from '../server/rotating-certificates.js';
import { StartupError } from '../server/startup-error.js';
import { version } from '../version.js';
import type { ServeOptions } from './options.js';

/** How long running calls may take to finish after a signal to stop. Kubernetes kills after 30 seconds. */
export const DRAIN_GRACE_MS = 10_000;

const MEBIBYTE = 1024 * 1024;

/** How often answers that nobody asks for are looked for. */
const FORGETTING_MS = 5 * 60_000;

/** Serves the function until SIGTERM or SIGINT. Resolves to the exit code; rejects with a StartupError. */
export async function serve(options: ServeOptions): Promise<number> {
  const logger = createLogger(options.debug);
  // By default grpc-js prints plain text between our JSON lines.
  setLogger({ error: (line: string) => logger.warn('grpc-js', { cause: line }) });
  const certificates = rotatingCertificates(options, logger);
  const metrics = options.metricsAddress === undefined ? undefined : createMetrics();
  const server = await startServer({
    handler: { handle: answering(options), fatalResponse },
    logger,
    metrics,
    certificates,
    address: options.address,
    maxReceiveBytes: options.maxRecvMessageSize * MEBIBYTE,
  });
  const stopped = nextSignal();
  logger.info(`function-database-binding ${version} serving`, { address: formatAddress(server.address) });
  const metricsServer =
    metrics && options.metricsAddress && (await tolerate(serveMetrics(metrics, options.metricsAddress), logger));

  logger.info('draining', { signal: await stopped });
  const finished = await server.drain(DRAIN_GRACE_MS);
  if (!finished) logger.warn('calls cut off at the end of the grace period');
  metricsServer?.close();
  certificates?.close();
  logger.info('stopped');
  return 0;
}

function answering({ answerMemory }: ServeOptions): Handler['handle'] {
  if (answerMemory === 0) return runFunction;
  const answers = new RememberedAnswers({ maxBytes: answerMemory * MEBIBYTE, now: () => performance.now() });
  setInterval(() => answers.forgetIdle(), FORGETTING_MS).unref();
  return (request) => answers.answer(request);
}

function rotatingCertificates(options: ServeOptions, logger: Logger): RotatingCertificates | undefined {
  const { insecure, tlsCertsDir } = options;
  if (insecure) return undefined;
  if (tlsCertsDir !== undefined) return new RotatingCertificates(tlsCertsDir, logger);
  throw new StartupError(
    'cannot serve: no certificates; set --tls-certs-dir or TLS_SERVER_CERTS_DIR to a folder with tls.crt, tls.key and ca.crt, or pass --insecure for development',
  );
}

// Answering Crossplane matters more than metrics: a port in use must not keep the function from serving.
async function tolerate(started: Promise<MetricsServer>, logger: Logger): Promise<MetricsServer | undefined> {
  try {
    const server = await started;
    logger.info('serving metrics', { address: formatAddress(server.address) });
    return server;
  } catch (thrown) {
    logger.warn('metrics are off', { cause: messageOf(thrown) });
    return undefined;
  }
}

/** Waits for the first SIGTERM or SIGINT; the next one ends the process at once, which is the default. */
function nextSignal(): Promise<string> {
  return new Promise((resolve) => {
    const signals = ['SIGTERM', 'SIGINT'] as const;
    const stop = (signal: string) => {
      for (const each of signals) process.off(each, stop);
      resolve(signal);
    };
    for (const each of signals) process.on(each, stop);
  });
}
