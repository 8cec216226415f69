/** The binaries of the real provider, and its CRDs where they are not those at hand. */
export interface Binaries {
  readonly provider: string;
  readonly terraformProvider: string;
  readonly crds: string | undefined;
}

const { E2E_PROVIDER, E2E_TERRAFORM_PROVIDER, E2E_PROVIDER_CRDS, E2E_PROVIDER_SQL, E2E_SHORT, E2E_FULL } = process.env;

/** The real provider, where `npm run e2e` was given one. */
export const REAL: Binaries | undefined =
  E2E_PROVIDER === undefined || E2E_TERRAFORM_PROVIDER === undefined
    ? undefined
    : { provider: E2E_PROVIDER, terraformProvider: E2E_TERRAFORM_PROVIDER, crds: E2E_PROVIDER_CRDS };
/** The binary of the real provider-sql, where `npm run e2e` was given one. */
export const REAL_SQL = E2E_PROVIDER_SQL;
/** Whether what takes long is left out. */
export const SHORT = E2E_SHORT !== undefined;
/** Whether the real provider does what it needs an hour for. */
export const FULL = E2E_FULL !== undefined;
/** How much longer things take with the real provider, which runs Terraform at each look at each resource. */
export const PATIENCE = REAL === undefined ? 1 : 5;
