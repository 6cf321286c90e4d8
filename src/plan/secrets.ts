import type { Run, RunSettings } from '../sweep/run';
import { secretSource } from '../sweep/secret-source';
import { encode } from './encode';

/** Where the instances of a sweep read its secrets. */
export interface SecretAccess {
  /** Folder in Parameter Store with values from the environment of the launch; its name can't be guessed. */
  readonly folder: string;
  /** Endpoints of Systems Manager and Secrets Manager, by region. */
  readonly services: Readonly<Record<string, SecretServices>>;
}

export interface SecretServices {
  readonly ssm: string;
  readonly secretsmanager: string;
}

/** The prefix of all folders of secrets. */
export const secretsRoot = '/spawn/secrets/';

/** A Parameter Store parameter that is created for a sweep. */
export interface KeptSecret {
  readonly region: string;
  readonly variable: string;
}

export const hasSecrets = ({ secrets = {} }: RunSettings): boolean => Object.keys(secrets).length > 0;

/** Name of the parameter that stores an environment variable. */
export const keptName = ({ folder }: Pick<SecretAccess, 'folder'>, variable: string): string =>
  `${folder}${variable}`;

/** The environment variables of the launching process that runs need, each region and variable once. */
export function keptSecrets(runs: readonly Run[]): readonly KeptSecret[] {
  const kept = new Map<string, KeptSecret>();
  for (const { settings } of runs)
    for (const [variable, written] of Object.entries(settings.secrets ?? {}))
      if (secretSource(written).from === 'env')
        kept.set(`${settings.region} ${variable}`, { region: settings.region, variable });
  return [...kept.values()];
}

/** The lines of the table for a run's secrets: names and locations, no values. */
export function secretLines({ region, secrets = {} }: RunSettings, access: SecretAccess): readonly string[] {
  const services = access.services[region];
  if (services === undefined) return [];
  return [
    `csecrets=${encode(`${region} ${services.ssm} ${services.secretsmanager}`)}`,
    ...Object.entries(secrets).map(([variable, written]) => {
      const place = secretSource(written).from === 'env' ? `ssm:${keptName(access, variable)}` : written;
      return `v${variable}=${encode(place)}`;
    }),
  ];
}

/** The permission to list what the runs of a sweep report to be compared. Without a bucket, it allows nothing. */
export const rungsPolicy = 'rungs:List';

/**
 * The policies of a run's role: those of `iam_policy`, and one for each secret: `secret:<region>:ssm:/path`,
 * `secret:<region>:secretsmanager:name`, `secret:<region>:env:VARIABLE`; and `rungs:List` with `stop_early`. Undefined: none.
 */
export function policiesOf({
  iamPolicy,
  region,
  secrets = {},
  stopEarly,
}: RunSettings): readonly string[] | undefined {
  const grants = Object.entries(secrets).map(
    ([variable, written]) => `secret:${region}:${written === 'env' ? `env:${variable}` : written}`,
  );
  if (stopEarly !== undefined) grants.push(rungsPolicy);
  return grants.length === 0 ? iamPolicy : [...(iamPolicy ?? []), ...new Set(grants)];
}
