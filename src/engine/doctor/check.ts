import { t } from '@vscode/l10n';
import { Failure } from '../failure';

/** What is looked at, in the order in which one depends on another. */
export const checkNames = [
  'region',
  'credentials',
  'clock',
  'bucket',
  'role',
  'network',
  'quota',
  'launch',
  'ssh',
  'state-folder',
  'local-cloud',
] as const;

export type CheckName = (typeof checkNames)[number];

/** `warning`: launches work, but something is missing. `problem`: they don't. `unknown`: it couldn't be checked. */
export type CheckVerdict = 'ok' | 'warning' | 'problem' | 'unknown';

/** What was found, and if it isn't as it should be, what to do: sentences. */
export interface Check {
  readonly name: CheckName;
  readonly verdict: CheckVerdict;
  readonly message: string;
}

export const checkTitle = (name: CheckName): string => titles()[name];

const titles = (): Readonly<Record<CheckName, string>> => ({
  region: t('Region'),
  credentials: t('Credentials'),
  clock: t('Clock'),
  bucket: t('Results bucket'),
  role: t('Instance role'),
  network: t('Network'),
  quota: t('Quotas'),
  launch: t('Permission to launch'),
  ssh: t('SSH'),
  'state-folder': t('State folder'),
  'local-cloud': t('Local cloud'),
});

/** Does a check. A failure that isn't the check's own answer is its answer: its sentence says what to do. */
export async function checked(
  name: CheckName,
  work: () => Promise<Check>,
  verdict: CheckVerdict = 'problem',
): Promise<Check> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Failure) || error.kind === 'cancelled') throw error;
    return { name, verdict, message: error.message };
  }
}
