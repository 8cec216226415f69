// What Crossplane adds to a spec beside a binding's own fields.
import { NOTICE } from './schemas.mjs';

/** Of a composite of the older form, without a namespace. */
const LEGACY_COMPOSITE = [
  'claimRef',
  'compositionRef',
  'compositionRevisionRef',
  'compositionRevisionSelector',
  'compositionSelector',
  'compositionUpdatePolicy',
  'environmentConfigRefs',
  'publishConnectionDetailsTo',
  'resourceRefs',
  'writeConnectionSecretToRef',
];

/** By what has them. */
export const CROSSPLANE_FIELDS = {
  composite: ['crossplane'],
  legacyComposite: LEGACY_COMPOSITE,
  claim: [...LEGACY_COMPOSITE, 'compositeDeletePolicy', 'resourceRef'],
};

/** `tools/gen/crossplane-fields.ts`. */
export function crossplaneFieldsFiles() {
  const lists = Object.entries(CROSSPLANE_FIELDS).map(([owner, fields]) => {
    const names = fields.map((name) => `'${name}'`);
    return names.length === 1 ? `  ${owner}: [${names}],` : `  ${owner}: [\n    ${names.join(',\n    ')},\n  ],`;
  });
  const text = `// ${NOTICE}

/** What Crossplane adds to a spec beside a binding's own fields, by what has them. */
export const CROSSPLANE_FIELDS = {
${lists.join('\n')}
} as const;
`;
  return { 'tools/gen/crossplane-fields.ts': text };
}
