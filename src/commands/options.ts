import type { Address } from '../server/address.js';

/** How to serve, from flags and environment. */
export interface ServeOptions {
  readonly address: Address;
  /** A folder with tls.crt, tls.key and ca.crt. */
  readonly tlsCertsDir: string | undefined;
  /** No transport security, even if there are certificates. */
  readonly insecure: boolean;
  readonly debug: boolean;
  /** In MiB, like the next. */
  readonly maxRecvMessageSize: number;
  /** 0 to remember none. */
  readonly answerMemory: number;
  readonly metricsAddress: Address | undefined;
}

/** How to simulate, from flags. */
export interface SimulateOptions {
  /** A file with the Composition whose policy is used. */
  readonly composition?: string;
  readonly output: 'text' | 'json';
  readonly showSecrets: boolean;
}

/** One value of the context. */
export interface KeyValue {
  readonly key: string;
  readonly value: string;
}

/** How to render, from flags. */
export interface RenderOptions {
  /** What was composed before, in files or folders. */
  readonly observed: readonly string[];
  /** What else is in the cluster, in files or folders. */
  readonly requiredResources: readonly string[];
  readonly extraResources: readonly string[];
  readonly contextFiles: readonly KeyValue[];
  readonly contextValues: readonly KeyValue[];
  /** What to print beside what is composed. */
  readonly fullXr: boolean;
  readonly functionResults: boolean;
  readonly context: boolean;
  readonly output: 'yaml' | 'json';
}

/** What `import` can read. */
export const IMPORT_SOURCES = ['do-operator', 'terraform', 'provider'] as const;

/** One of the above. */
export type ImportSource = (typeof IMPORT_SOURCES)[number];

/** How to import, from flags. */
export interface ImportOptions {
  /** Who controls a cluster afterwards; by default what fits its source. */
  readonly mode?: 'referenced' | 'controlled';
  /** The namespace of bindings whose source has none. */
  readonly namespace: string;
  /** Read a cluster instead of files. */
  readonly fromCluster: boolean;
  /** The context of the kubeconfig, by default the current one. */
  readonly context?: string;
  readonly output: 'yaml' | 'json';
}

/** How to look at a cluster, from flags. */
export interface PreflightOptions {
  /** A file with the Composition to look at, instead of those in the cluster. */
  readonly composition?: string;
  /** A context of the kubeconfig. */
  readonly context?: string;
  readonly output: 'text' | 'json' | 'yaml';
}

/** How to tell the state of bindings, from flags. */
export interface StatusOptions {
  /** By default the context's. */
  readonly namespace?: string;
  readonly context?: string;
  readonly allNamespaces: boolean;
  readonly watch: boolean;
  readonly output: 'text' | 'json' | 'yaml';
}

/** How to validate, from flags. */
export interface ValidateOptions {
  /** The file with the Composition whose policy is used for all bindings. */
  readonly composition?: string;
  readonly output: 'text' | 'json' | 'yaml' | 'github';
  /** Whether warnings count as problems. */
  readonly strict: boolean;
}
