import type { Leaves, Run, Step } from './recorded-run.js';
import { type Outcome, Replay, type Seen } from './replay.js';

/**
 * What the stand-in does otherwise than it is written in a run, line by line: `-` is written and did not come, `+` came and
 * is not written.
 */
export function differencesOf(run: Run): readonly string[] {
  const replay = new Replay(run);
  return run.steps.flatMap((step) => {
    const outcome = replay.play(step);
    learn(replay, step, outcome);
    const wanted = wantedLines(step).map((line) => replay.named(line));
    const seen = seenLines(step, outcome);
    const missing = wanted.filter((line) => !seen.some((other) => matches(line, other)));
    const further = seen.filter((line) => !wanted.some((other) => matches(other, line)));
    const told = [...missing.map((line) => `- ${line}`), ...further.map((line) => `+ ${line}`)];
    return told.map((line) => replay.unnamed(`${step.step}: ${line}`));
  });
}

/** An id that has no meaning yet gets that of the external name it is written in. */
function learn(replay: Replay, { leaves = {} }: Step, outcome: Outcome): void {
  for (const [resource, wanted] of Object.entries(leaves)) {
    const seen = outcome.leaves.get(resource);
    if (wanted === 'gone' || seen === undefined || seen === 'gone') continue;
    const [, unknown] = /\{(\w+)\}/.exec(replay.named(wanted.externalName)) ?? [];
    const [id] = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(seen.externalName) ?? [];
    if (unknown !== undefined && id !== undefined) replay.ids.set(unknown, id);
  }
}

function wantedLines({ refused, requests, leaves = {} }: Step): readonly string[] {
  return [
    ...(refused === undefined ? [] : [`refused: ${refused}`]),
    ...(requests === undefined ? [] : requestLines(requests)),
    ...Object.entries(leaves).flatMap(([resource, wanted]) => linesOf(resource, wanted)),
  ];
}

// Whatever a run does not tell of was not recorded, but a refusal would have been.
function seenLines({ requests, leaves = {} }: Step, outcome: Outcome): readonly string[] {
  return [
    ...(outcome.refused === undefined ? [] : [`refused: ${outcome.refused}`]),
    ...(requests === undefined ? [] : requestLines(outcome.requests)),
    ...Object.keys(leaves).flatMap((resource) => linesOf(resource, outcome.leaves.get(resource) ?? 'gone')),
  ];
}

/** Looks count once each; what changes something counts in its order, and once where it is tried again and again. */
function requestLines(requests: readonly string[]): readonly string[] {
  const looks = new Set(requests.filter((request) => request.startsWith('GET ')));
  const changes = requests.filter((request) => !request.startsWith('GET '));
  const tried = changes.filter((request, index) => request !== changes[index - 1]);
  return [...[...looks].map((look) => `looks: ${look}`), `changes: ${tried.join(', ') || 'nothing'}`];
}

function linesOf(resource: string, told: Leaves | Seen | 'gone'): readonly string[] {
  if (told === 'gone') return [`${resource}: gone`];
  const { externalName, created, policies, id, conditions, secret } = told;
  return [
    `${resource}: external name ${externalName}`,
    `${resource}: creation noted ${created}`,
    `${resource}: policies ${policies.join(' ')}`,
    `${resource}: id ${id}`,
    ...Object.entries(conditions).map(([type, value]) => `${resource}: ${type} ${value}`),
    `${resource}: secret ${secret?.join(' ') ?? 'none'}`,
  ];
}

function matches(written: string, seen: string): boolean {
  const parts = written.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(seen);
}
