import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Address, formatAddress, parseAddress } from '../../server/address.js';
import type { ServeOptions } from '../options.js';

const GRPC_ADDRESS: Address = { host: '0.0.0.0', port: 9443 };
const METRICS_ADDRESS: Address = { host: '0.0.0.0', port: 8080 };
const MESSAGE_MB = 4;
const ANSWER_MEMORY_MB = 16;
const MAX_MB = 1024;

/** `serve`, which is also what runs without a command. */
export function declareServe(program: Command, serve: (options: ServeOptions) => Promise<void>): Command {
  return program
    .command('serve', { isDefault: true })
    .description('answer Crossplane over gRPC (the default)')
    .addOption(
      new Option('--address <host:port>', 'where to listen for gRPC')
        .default(GRPC_ADDRESS, formatAddress(GRPC_ADDRESS))
        .argParser(readAddress),
    )
    .addOption(
      new Option('--tls-certs-dir <folder>', 'tls.crt, tls.key and ca.crt for mTLS, reloaded when they change').env(
        'TLS_SERVER_CERTS_DIR',
      ),
    )
    .option('--insecure', 'serve without mTLS, even if certificates are given', false)
    .option('-d, --debug', 'log every call', false)
    .addOption(
      new Option('--max-recv-message-size <MB>', 'the largest request accepted')
        .default(MESSAGE_MB)
        .argParser(readMegabytes(1)),
    )
    .addOption(
      new Option('--answer-memory <MB>', 'for answers to bindings at rest, 0 to work each one out anew')
        .default(ANSWER_MEMORY_MB)
        .argParser(readMegabytes(0)),
    )
    .addOption(
      new Option('--metrics-address <host:port>', 'where to serve Prometheus metrics over HTTP, "" to turn them off')
        .default(METRICS_ADDRESS, formatAddress(METRICS_ADDRESS))
        .argParser((text) => (text === '' ? text : readAddress(text))),
    )
    .allowExcessArguments(false)
    .action(({ tlsCertsDir, metricsAddress, ...flags }: ServeFlags) =>
      // An unset value of a manifest arrives as an empty string.
      serve({ ...flags, tlsCertsDir: tlsCertsDir || undefined, metricsAddress: metricsAddress || undefined }),
    );
}

interface ServeFlags extends Omit<ServeOptions, 'tlsCertsDir' | 'metricsAddress'> {
  readonly tlsCertsDir?: string;
  readonly metricsAddress: Address | '';
}

function readAddress(text: string): Address {
  const address = parseAddress(text);
  if (address === undefined) throw new InvalidArgumentError('It must be host:port, for example 0.0.0.0:9443.');
  return address;
}

function readMegabytes(least: number): (text: string) => number {
  return (text) => {
    const megabytes = Number(text);
    if (!/^\d+$/.test(text) || megabytes < least || megabytes > MAX_MB)
      throw new InvalidArgumentError(`It must be a whole number of megabytes from ${least} to ${MAX_MB}.`);
    return megabytes;
  };
}
