// The load generator, a process of its own so that its work is not counted as the server's. One order at a time.
import { numbered } from '../requests/changing.js';
import { later } from '../requests/later.js';
import { randomFrom } from '../requests/random.js';
import { type Connection, frameOf, openConnection } from './connection.js';
import { drive, firstAnswer, type Load, type NextCall } from './drive.js';
import type { Order, Outcome } from './order.js';
import { pace } from './pace.js';
import type { Target } from './target.js';

/** How many encodings of the same request take turns. */
const ENCODINGS = 10;

const connections = new Map<number, Promise<Connection>>();

function connectionTo(target: Target): Promise<Connection> {
  const open = connections.get(target.port) ?? openConnection(target);
  connections.set(target.port, open);
  return open;
}

async function carryOut(order: Order): Promise<Outcome> {
  if (order.kind === 'first') {
    return { kind: 'answered', response: await firstAnswer(order.target, frameOf(order.request), order.timeoutMs) };
  }
  if (order.kind === 'paced') return { kind: 'loaded', load: await inTurn(order) };
  const connection = await connectionTo(order.target);
  return { kind: 'loaded', load: await drive(connection, order.workers, callsOf(order)) };
}

async function inTurn({ servers, from, calls, perSecond }: Extract<Order, { kind: 'paced' }>): Promise<Load> {
  const connections = await Promise.all(servers.map(({ target }) => connectionTo(target)));
  return pace(connections, calls, perSecond, (call, server) => {
    const { requests = [] } = servers[server] ?? {};
    // By the number of the call: all servers are sent the same.
    const request = requests[(from + call) % requests.length] ?? new Uint8Array();
    return frameOf(later(request, randomFrom(from + call)));
  });
}

function callsOf(order: Extract<Order, { kind: 'same' | 'changing' }>): () => NextCall | undefined {
  if (order.kind === 'same') {
    const calls = Array.from({ length: ENCODINGS }, (_, i) => ({
      frame: frameOf(later(order.request, randomFrom(i))),
    }));
    let made = 0;
    const deadline = performance.now() + order.durationMs;
    return () => (performance.now() < deadline ? calls[made++ % ENCODINGS] : undefined);
  }
  const { templates, from, calls } = order;
  let made = 0;
  return () => {
    const template = templates[made % templates.length];
    if (made === calls || template === undefined) return undefined;
    const { bytes, token } = numbered(template, from + made++);
    return { frame: frameOf(bytes), mustHold: token };
  };
}

process.on('message', (order: Order) => {
  carryOut(order).then(
    (outcome) => process.send?.(outcome),
    (thrown) => process.send?.({ kind: 'failed', cause: String(thrown) } satisfies Outcome),
  );
});
process.on('disconnect', () => process.exit());
