import { type Case, CLAIMS, COMPOSITION, SYSTEM, XRD } from './case.js';
import { condition, pick, policy, set, without, withoutSpecField } from './changes.js';

/** XRDs and Compositions. */
export const DEFINITIONS: readonly Case[] = [
  {
    name: 'NotEstablished',
    reason: 'nobody can write a binding',
    change: [condition(XRD, 'Established', 'conflict')],
    want: [['problem', 'Definitions', /DatabaseBinding is not established: conflict/, /describe xrd/]],
  },
  {
    name: 'NotOffered',
    reason: 'nobody can write a claim',
    change: [condition(CLAIMS, 'Offered', 'conflict')],
    want: [['problem', 'Definitions', /XDatabaseBinding is not offered/, /describe xrd/]],
  },
  {
    name: 'OlderFields',
    reason: 'the API server drops fields that an XRD lacks',
    change: [withoutSpecField(XRD, 'databases')],
    want: [
      [
        'problem',
        'Definitions',
        /DatabaseBinding lacks spec\.databases: it is of another version/,
        /xpkg update configuration/,
      ],
    ],
  },
  {
    name: 'Missing',
    reason: 'a Composition for a kind that does not exist',
    change: [without(CLAIMS)],
    want: [
      [
        'problem',
        'Definitions',
        /no CompositeResourceDefinition defines XDatabaseBinding/,
        /xpkg install configuration/,
      ],
    ],
  },
  {
    name: 'Choice',
    reason: 'limits of a policy bind nobody who may choose another one',
    change: [(objects) => [...objects, { ...pick(objects, COMPOSITION), metadata: { name: 'generous' } }]],
    want: [['warning', 'Definitions', /choose between the policies of databasebinding, generous/]],
  },
  {
    name: 'NoComposition',
    reason: 'nothing calls the function',
    change: [without(/^Composition/)],
    want: [['problem', 'Compositions', /no Composition calls the function/, /xpkg install configuration/]],
  },
  {
    name: 'NoDefault',
    reason: 'a binding that chooses none gets none',
    change: [set(COMPOSITION, ['metadata', 'name'], 'other')],
    want: [
      ['warning', 'Compositions', /"databasebinding", which a DatabaseBinding gets/, /xpkg install configuration/],
    ],
  },
  {
    name: 'FromContext',
    reason: 'that part of the policy exists in a pipeline only',
    change: [policy((input) => ({ ...input, fromContext: { field: 'policy' } }))],
    want: [['warning', 'Compositions', /takes part of its policy from the context/]],
  },
  {
    name: 'NoSecretNamespace',
    reason: 'the provider could write no connection Secret',
    change: [without(`Namespace ${SYSTEM}`)],
    want: [
      [
        'problem',
        'Compositions',
        /namespace "crossplane-system", which is not there/,
        /create namespace crossplane-system/,
      ],
    ],
  },
];
