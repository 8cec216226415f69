import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Load } from './drive.js';
import type { Order, Outcome } from './order.js';

/** The load process, as the benchmark sees it. */
export interface LoadGenerator {
  /** Waits until a server answers, and gives its answer. */
  first(order: Omit<Extract<Order, { kind: 'first' }>, 'kind'>): Promise<Uint8Array>;
  /** Makes the same call again and again for some time. */
  same(order: Omit<Extract<Order, { kind: 'same' }>, 'kind'>): Promise<Load>;
  /** Makes a number of calls, each for a binding of its own. */
  changing(order: Omit<Extract<Order, { kind: 'changing' }>, 'kind'>): Promise<Load>;
  /** Makes calls to several servers in turn, with pauses, each request encoded anew. */
  paced(order: Omit<Extract<Order, { kind: 'paced' }>, 'kind'>): Promise<Load>;
  stop(): void;
}

/** Starts the load process from its built file. */
export function startLoadGenerator(file: string): LoadGenerator {
  const child = fork(file, { serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const load = async (order: Order) => {
    const outcome = await send(child, order);
    if (outcome.kind !== 'loaded') throw new Error(`cannot load: got "${outcome.kind}"`);
    return outcome.load;
  };
  return {
    async first(order) {
      const outcome = await send(child, { kind: 'first', ...order });
      if (outcome.kind !== 'answered') throw new Error(`cannot call: got "${outcome.kind}"`);
      return outcome.response;
    },
    same: (order) => load({ kind: 'same', ...order }),
    changing: (order) => load({ kind: 'changing', ...order }),
    paced: (order) => load({ kind: 'paced', ...order }),
    stop: () => child.disconnect(),
  };
}

async function send(child: ChildProcess, order: Order): Promise<Outcome> {
  const answered = once(child, 'message') as Promise<[Outcome]>;
  child.send(order);
  const [outcome] = await answered;
  if (outcome.kind === 'failed') throw new Error(`cannot get an answer: ${outcome.cause}`);
  return outcome;
}
