import { randomBytes } from 'node:crypto';
import { t } from '@vscode/l10n';
import { keptSecrets, type SecretAccess, secretsRoot } from '../../plan/plan';
import type { Run } from '../../sweep/run';
import { secretSource } from '../../sweep/secret-source';
import { Failure } from '../failure';
import type { Cloud } from '../ports';

/** Variables of the launching process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Maximum size of a free value in Parameter Store, in bytes: docs.aws.amazon.com/general/latest/gr/ssm.html */
const longestValue = 4096;

/** Where the instances of these runs read their secrets; undefined: they have none. */
export function secretAccessFor(
  runs: readonly Run[],
  cloud: Pick<Cloud, 'secrets'>,
): SecretAccess | undefined {
  const regions = new Set(
    runs.filter(({ settings }) => settings.secrets !== undefined).map(({ settings }) => settings.region),
  );
  if (regions.size === 0) return undefined;
  return {
    folder: `${secretsRoot}${randomBytes(16).toString('hex')}/`,
    services: Object.fromEntries([...regions].map((region) => [region, cloud.secrets(region).services])),
  };
}

/**
 * Checks that every secret exists, and returns what couldn't be checked: sentences.
 * @throws Failure for one that is missing or too long
 */
export async function checkSecrets(
  runs: readonly Run[],
  environment: Environment,
  cloud: Pick<Cloud, 'secrets'>,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const kept = keptSecrets(runs);
  for (const { variable } of kept) secretValueFrom(variable, environment);
  const named = new Map<string, { readonly region: string; readonly written: string }>();
  for (const { settings } of runs)
    for (const written of Object.values(settings.secrets ?? {}))
      if (written !== 'env') named.set(`${settings.region} ${written}`, { region: settings.region, written });
  const unseen = await Promise.all([...named.values()].map((one) => checkOne(one, cloud, signal)));
  const variables = [...new Set(kept.map(({ variable }) => variable))];
  return [
    ...(variables.length === 0
      ? []
      : [
          t(
            '{0}: read from the environment of this machine and stored, encrypted, in Parameter Store until the sweep ends.',
            variables.join(', '),
          ),
        ]),
    ...unseen.flatMap((sentence) => sentence ?? []),
  ];
}

/** The value of a variable that runs take from here. @throws Failure if it isn't set, or too long */
export function secretValueFrom(variable: string, environment: Environment): string {
  const value = environment[variable] ?? '';
  if (value === '')
    throw new Failure(
      'bad-input',
      'SecretNotSet',
      t(
        "secrets reads {0} from the environment, but it isn't set. Nothing was launched. Set it in the shell that launches the sweep (export {0}=…; VS Code uses the environment it was started with), or specify a source with ssm: or secretsmanager:.",
        variable,
      ),
    );
  if (Buffer.byteLength(value) > longestValue)
    throw new Failure(
      'bad-input',
      'SecretTooLong',
      t(
        '{0} has {1} bytes, and Parameter Store allows up to {2}. Nothing was launched. Store it in Secrets Manager, and write secretsmanager:NAME in secrets.',
        variable,
        Buffer.byteLength(value),
        longestValue,
      ),
    );
  return value;
}

async function checkOne(
  { region, written }: { readonly region: string; readonly written: string },
  cloud: Pick<Cloud, 'secrets'>,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const source = secretSource(written);
  if (source.from === 'env') return undefined;
  try {
    if (await cloud.secrets(region).has(source, signal)) return undefined;
  } catch (error) {
    if (!(error instanceof Failure) || error.kind !== 'permission') throw error;
    return t(
      "This user isn't allowed to check whether {0} exists in {1}. If it doesn't, the runs fail before their scripts start.",
      written,
      region,
    );
  }
  throw new Failure(
    'bad-input',
    'SecretNotFound',
    t(
      "secrets refers to {0}, which doesn't exist in {1}. Nothing was launched. Create it there, or correct its name.",
      written,
      region,
    ),
  );
}
