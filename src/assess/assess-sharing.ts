import { type Binding, isForeign } from '../api/binding.js';
import { profileOf } from '../engines/engines.js';
import { joinSentences } from '../lib/sentences.js';
import { holds, LONGEST, type Verdict } from './verdict.js';

/** The verdict on a usable cluster, with what the owner and its guests have to know: nothing keeps their data apart. */
export function withSharedData(cluster: Verdict, binding: Binding): Verdict {
  const shared = sharedData(binding);
  if (cluster.status === 'False' || shared === undefined) return cluster;
  if (cluster.message === '') return holds('AllDataShared', shared);
  return { ...cluster, message: joinSentences([cluster.message, shared], LONGEST) };
}

function sharedData({ engine, target }: Binding): string | undefined {
  const profile = engine && profileOf(engine);
  if (!profile || profile.keepsUsersApart) return undefined;
  if (target.architecture === 'Controlled') {
    const { namespaces = [], allData } = target.sharing ?? {};
    if (!allData || namespaces.length === 0) return undefined;
    const who = namespaces.includes('*') ? 'all namespaces' : `namespaces ${namespaces.join(', ')}`;
    return `bindings of ${who} may read, change and delete all data of the cluster (spec.sharing.allData)`;
  }
  if (!isForeign(target) || target.access.state !== 'granted') return undefined;
  return `${profile.label} cannot keep users apart: all who share the cluster may read, change and delete what this binding stores in it`;
}
