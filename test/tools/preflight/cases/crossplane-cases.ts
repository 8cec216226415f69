import { type Case, COMPOSITION, DEPLOYMENT } from './case.js';
import { image, policy, set, without } from './changes.js';

/** Crossplane itself. */
export const CROSSPLANE: readonly Case[] = [
  {
    name: 'NotInstalled',
    reason: 'without its API there is nothing else to look at',
    change: [without(/^CompositeResourceDefinition/)],
    want: [['problem', 'Crossplane', /not installed/, /helm upgrade --install crossplane/]],
  },
  {
    name: 'Unseen',
    reason: 'a control plane may run somewhere else, with only its API here',
    change: [without(DEPLOYMENT)],
    want: [['warning', 'Crossplane', /no Deployment runs it/]],
  },
  {
    name: 'TooOld',
    reason: 'namespaced composites came with v2',
    change: [image('v1.20.3')],
    want: [['problem', 'Crossplane', /v1\.20\.3 is too old.*v2\.0\.0/, /helm upgrade/]],
  },
  {
    name: 'OldForClaims',
    reason: 'claims are served by older ones too',
    change: [image('v1.20.3'), without(COMPOSITION)],
    want: [['warning', 'Crossplane', /v1\.20\.3 serves claims/]],
  },
  {
    name: 'NoVersion',
    reason: 'an image may be named by its digest alone',
    change: [
      set(
        DEPLOYMENT,
        ['spec', 'template', 'spec', 'containers'],
        [{ image: 'crossplane@sha256:1', args: ['core', 'start'] }],
      ),
    ],
    want: [['warning', 'Crossplane', /neither its image nor its labels/]],
  },
  {
    name: 'NoPods',
    reason: 'a Deployment alone reconciles nothing',
    change: [set(DEPLOYMENT, ['status', 'availableReplicas'], 0)],
    want: [['problem', 'Crossplane', /none of its Pods/, /rollout status deployment\/crossplane/]],
  },
  {
    name: 'NotRealtime',
    reason: 'a binding then notices late',
    change: [
      set(
        DEPLOYMENT,
        ['spec', 'template', 'spec', 'containers'],
        [{ image: 'crossplane:v2.4.0', args: ['core', 'start', '--enable-realtime-compositions=false'] }],
      ),
    ],
    want: [['warning', 'Crossplane', /realtime compositions are off/, /edit deployment\/crossplane/]],
  },
  {
    name: 'NoUsages',
    reason: 'nobody asks for deletion protection by default',
    change: [without(/^ValidatingWebhookConfiguration/)],
    want: [['warning', 'Crossplane', /deletion protection has no effect/]],
  },
  {
    name: 'NoUsagesButProtected',
    reason: 'a policy promises what nothing enforces',
    change: [
      without(/^ValidatingWebhookConfiguration/),
      policy((input) => ({ ...input, defaults: { deletionProtection: true } })),
    ],
    want: [['problem', 'Crossplane', /databasebinding asks for it/, /webhooks\.enabled=true/]],
  },
];
