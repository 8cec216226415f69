import { asList, asObject, asString, at, type Json, type JsonObject } from '../../src/lib/json.js';

/** A Pod that uses a Secret. */
export interface Mount {
  readonly pod: string;
  readonly phase: string;
  /** How: a volume follows changes by itself, an environment is read once. */
  readonly by: 'volume' | 'environment';
  /** Since when the Pod runs, in ISO 8601; empty before. */
  readonly started: string;
}

/** The Pods that use a Secret of their namespace, each in one way: by a volume, if also by one. */
export function mountsOf(secret: string, pods: readonly JsonObject[]): readonly Mount[] {
  return pods.flatMap((pod) => {
    const by = usedBy(secret, asObject(pod.spec));
    if (by === undefined) return [];
    const started = asString(at(pod, 'status', 'startTime')) ?? '';
    const phase = asString(at(pod, 'status', 'phase')) ?? 'Pending';
    return [{ pod: asString(at(pod, 'metadata', 'name')) ?? '', phase, by, started }];
  });
}

function usedBy(secret: string, spec: JsonObject): Mount['by'] | undefined {
  const isNamed = (ref: Json | undefined): boolean => at(ref, 'name') === secret;
  const isMounted = asList(spec.volumes).some(
    (volume) =>
      at(volume, 'secret', 'secretName') === secret ||
      asList(at(volume, 'projected', 'sources')).some((source) => isNamed(at(source, 'secret'))),
  );
  if (isMounted) return 'volume';
  const containers = [spec.containers, spec.initContainers, spec.ephemeralContainers].flatMap(asList);
  const isRead = containers.some(
    (container) =>
      asList(at(container, 'envFrom')).some((source) => isNamed(at(source, 'secretRef'))) ||
      asList(at(container, 'env')).some((variable) => isNamed(at(variable, 'valueFrom', 'secretKeyRef'))),
  );
  return isRead ? 'environment' : undefined;
}
