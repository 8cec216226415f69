import { samples } from '../support/property.js';
import { type Attack, tryAll } from './attack.js';
import { arbWalk } from './neighbours/deeds.js';
import { walk } from './neighbours/walk.js';

/** Walks of bindings in several namespaces that share a cluster. */
export const neighbours: Attack = {
  what: 'walks of neighbours that share a cluster',
  invariant: 'nothing that one binding can write changes, reveals or deletes what another one made',
  tries: 500,
  run: async (tries, seed, call) => {
    let deeds = 0;
    const found = await tryAll(samples(arbWalk, tries, seed), async (it) => {
      const walked = await walk(it, call);
      deeds += walked.deeds;
      const { engine, bindings, together } = it;
      const how = JSON.stringify({ engine, bindings, together, deeds: it.deeds.slice(0, walked.deeds) });
      return walked.breaches.map((breach) => `${breach}, by ${how}`);
    });
    return { ...found, of: `${deeds} deeds` };
  },
};
