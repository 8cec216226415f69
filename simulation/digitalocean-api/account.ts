import { asList, asObject, asString, at, type JsonObject } from '../../src/lib/json.js';
import { fakeUuid } from '../fake.js';
import type { DigitalOcean } from '../provider/digitalocean.js';
import { created, DONE, listed, type Reply, refusal, shown } from './reply.js';
import type { Call, Route } from './routes.js';

const DEFAULT_PROJECT = {
  id: fakeUuid('default project'),
  name: 'first-project',
  purpose: 'Just trying out DigitalOcean',
  environment: 'Development',
  is_default: true,
};
const NOT_FOUND = refusal(404, 'The resource you were accessing could not be found.');

/** Around the databases: the one project there is, and the tags of clusters. */
export const ACCOUNT: readonly Route[] = [
  { method: 'GET', path: '/v2/projects', handle: () => listed('projects', [DEFAULT_PROJECT]) },
  { method: 'GET', path: '/v2/projects/:project', handle: readProject },
  { method: 'POST', path: '/v2/tags', handle: ({ body }) => created({ tag: { name: body.name ?? '' } }) },
  { method: 'GET', path: '/v2/tags/:tag', handle: readTag },
  { method: 'POST', path: '/v2/tags/:tag/resources', handle: (call) => tag(call, (tags, name) => [...tags, name]) },
  { method: 'DELETE', path: '/v2/tags/:tag/resources', handle: (call) => tag(call, (tags) => tags) },
];

function readProject({ parameters: { project = '' } }: Call): Reply {
  return project === 'default' || project === DEFAULT_PROJECT.id ? shown({ project: DEFAULT_PROJECT }) : NOT_FOUND;
}

function readTag({ cloud, parameters: { tag: name = '' } }: Call): Reply {
  const count = tagged(cloud, name).length;
  return count === 0 ? NOT_FOUND : shown({ tag: { name, resources: { count, databases: { count } } } });
}

function tagged(cloud: DigitalOcean, name: string): readonly JsonObject[] {
  return [...cloud.clusters.values()].map(({ fields }) => fields).filter(({ tags }) => asList(tags).includes(name));
}

/** Changes the tags of what a request names; the tag in question is in none of those that `next` gets. */
function tag(call: Call, next: (others: readonly string[], name: string) => readonly string[]): Reply {
  const { body, cloud, parameters } = call;
  const name = parameters.tag ?? '';
  const ids = asList(body.resources).map((resource) => asString(at(asObject(resource), 'resource_id')) ?? '');
  if (ids.some((id) => !cloud.clusters.has(id))) return NOT_FOUND;
  for (const id of ids) {
    const others = asList(cloud.clusters.get(id)?.fields.tags)
      .map(String)
      .filter((other) => other !== name);
    cloud.updateCluster(id, { tags: next(others, name) });
  }
  return DONE;
}
