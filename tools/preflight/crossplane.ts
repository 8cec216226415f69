import { asList, asNumber, asObject, asString, at, type JsonObject } from '../../src/lib/json.js';

/** Crossplane as its Deployment shows it; without one, where it usually is. */
export interface Crossplane {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly tlsClientSecret: string;
  readonly deployment: CrossplaneDeployment | undefined;
}

/** How Crossplane runs. */
export interface CrossplaneDeployment {
  readonly name: string;
  /** As its image or its label says, without a `v`. */
  readonly version: string | undefined;
  readonly isAvailable: boolean;
  /** Whether a flag was given that turns a feature off, or one on. */
  flag(name: string): boolean | undefined;
}

/** Finds Crossplane among the Deployments, by the command that it runs. */
export function crossplaneIn(deployments: readonly JsonObject[]): Crossplane {
  const deployment = deployments.find((candidate) => coreContainer(candidate) !== undefined);
  const pod = at(deployment, 'spec', 'template', 'spec');
  return {
    namespace: asString(at(deployment, 'metadata', 'namespace')) ?? 'crossplane-system',
    serviceAccount: asString(at(pod, 'serviceAccountName')) ?? 'crossplane',
    tlsClientSecret: environmentOf(deployment).get('TLS_CLIENT_SECRET_NAME') ?? 'crossplane-tls-client',
    deployment: deployment && deploymentFacts(deployment),
  };
}

function deploymentFacts(deployment: JsonObject): CrossplaneDeployment {
  const image = asString(at(coreContainer(deployment), 'image')) ?? '';
  const tag = /:v?(\d+\.\d+\.\d+[^@]*)/.exec(image)?.[1];
  const label = asString(at(deployment, 'metadata', 'labels', 'app.kubernetes.io/version'))?.replace(/^v/, '');
  const args = argumentsOf(coreContainer(deployment));
  const environment = environmentOf(deployment);
  return {
    name: asString(at(deployment, 'metadata', 'name')) ?? '',
    version: tag ?? label,
    isAvailable: (asNumber(at(deployment, 'status', 'availableReplicas')) ?? 0) > 0,
    flag(name) {
      const given = args.find((argument) => argument === `--${name}` || argument.startsWith(`--${name}=`));
      if (given !== undefined) return !given.endsWith('=false');
      const value = environment.get(name.toUpperCase().replaceAll('-', '_'));
      return value === undefined ? undefined : value !== 'false';
    },
  };
}

function containersOf(deployment: JsonObject | undefined): readonly JsonObject[] {
  return asList(at(deployment, 'spec', 'template', 'spec', 'containers')).map(asObject);
}

/** The container that runs `crossplane core start`. */
function coreContainer(deployment: JsonObject | undefined): JsonObject | undefined {
  return containersOf(deployment).find((container) => {
    const [first, second] = argumentsOf(container).filter((argument) => !/crossplane$/.test(argument));
    return first === 'core' && second === 'start';
  });
}

function argumentsOf(container: JsonObject | undefined): readonly string[] {
  return [...asList(container?.command), ...asList(container?.args)].flatMap((argument) => asString(argument) ?? []);
}

function environmentOf(deployment: JsonObject | undefined): ReadonlyMap<string, string> {
  const entries = asList(coreContainer(deployment)?.env).map(asObject);
  return new Map(entries.map(({ name, value }) => [asString(name) ?? '', asString(value) ?? '']));
}
