import { asList, asString, at, type Json, type JsonObject } from '../src/lib/json.js';
import { DigitalOcean } from './provider/digitalocean.js';
import { engineFacts } from './provider/engine-facts.js';

/** DigitalOcean with every cluster that bindings name by its UUID, and with the users that they want to observe. */
export function cloudBefore(bindings: readonly JsonObject[]): DigitalOcean {
  const cloud = new DigitalOcean();
  for (const { spec } of bindings) {
    const id = asString(at(spec, 'clusterRef', 'uuid')) ?? asString(at(spec, 'cluster', 'adopt'));
    if (id === undefined) continue;
    if (!cloud.clusters.has(id)) cloud.makeElsewhere(id, engineOf(spec));
    const observed = asList(at(spec, 'users')).filter((user) => at(user, 'mode') === 'Observe');
    for (const user of observed) cloud.createUser(id, asString(at(user, 'name')) ?? '', {});
  }
  return cloud;
}

// What is not said is made up; an engine that does not exist is for the function to refuse.
function engineOf(spec: Json | undefined): string {
  const said = asString(at(spec, 'clusterRef', 'engine')) ?? asString(at(spec, 'cluster', 'engine')) ?? '';
  return engineFacts(said) === undefined ? 'pg' : said;
}
