import { t } from '@vscode/l10n';
import { type Check, type CheckVerdict, checkTitle } from '../../engine/doctor/check';
import { machineChecks } from '../../engine/doctor/machine-checks';
import { withoutControls } from '../../text/controls';
import { asFailure } from '../failures';
import { withProgressIfSlow } from '../progress';
import { readSettings } from '../settings';
import type { Services } from './services';

/** Shows as a document what prevents launches, and how to fix it. Creates nothing. */
export async function checkSetup(services: Services): Promise<void> {
  const checks = await withProgressIfSlow(t('Checking the setup'), async (signal) => {
    const [cloud, machine] = await Promise.all([cloudChecks(services, signal), machineChecks()]);
    return [...cloud, ...machine];
  });
  services.log.info('setup', ...checks.map(({ name, verdict }) => `${name}: ${verdict}`));
  await services.documents.showPlan(t('Setup'), setupReport(checks));
}

async function cloudChecks({ clouds }: Services, signal: AbortSignal): Promise<readonly Check[]> {
  try {
    const { engine } = await clouds.configured();
    return await engine.checkUp(readSettings().defaultInstanceType, signal);
  } catch (error) {
    const { code, kind, message } = asFailure(error);
    if (kind === 'cancelled') throw error;
    // A local cloud that is off is started when it is needed.
    if (code === 'LocalCloudNotRunning') return [];
    return [{ name: code === 'NoRegion' ? 'region' : 'credentials', verdict: 'problem', message }];
  }
}

/** Markdown, with what keeps sweeps from being launched first. */
export function setupReport(checks: readonly Check[]): string {
  const groups: readonly (readonly [CheckVerdict, string])[] = [
    ['problem', t('Prevents launches')],
    ['warning', t('Worth knowing')],
    ['unknown', t('Not checked')],
    ['ok', t('Ready')],
  ];
  const sections = groups.flatMap(([wanted, heading]) => {
    const found = checks.filter(({ verdict }) => verdict === wanted);
    return found.length === 0
      ? []
      : [
          `## ${heading}`,
          found
            .map(({ message, name }) => `- **${checkTitle(name)}**: ${withoutControls(message)}`)
            .join('\n'),
        ];
  });
  return `${[`# ${t('Setup')}`, ...sections].join('\n\n')}\n`;
}
