import { paintFor } from '../output/paint.js';
import { Screen } from '../output/screen.js';
import type { Streams } from '../output/streams.js';
import { structured } from '../output/structured.js';
import type { Told } from './tell.js';

/** How one watches. */
export interface Watching extends Pick<Streams, 'out' | 'noColor'> {
  /** The text for somewhere else than a terminal. */
  readonly print: (told: Told) => string;
  /** Whether the lines are redrawn where there is a terminal. */
  readonly isRedrawn: boolean;
  /** Waits until the next look; `false` if there is none. */
  readonly pause: () => Promise<boolean>;
}

/** Looks again and again. On a terminal the lines are redrawn; elsewhere a state is printed when it is another one. */
export async function watch(look: () => Promise<Told>, watching: Watching): Promise<void> {
  const { out, noColor, print, isRedrawn, pause } = watching;
  const screen = new Screen(out);
  const paint = paintFor(out, noColor);
  let last = '';
  do {
    const told = await look();
    const state = structured('json', told.report);
    if (screen.isLive && isRedrawn)
      screen.draw(told.lines({ now: new Date().toISOString(), width: screen.columns, paint }));
    else if (state !== last) out.write(print(told));
    last = state;
  } while (await pause());
}
