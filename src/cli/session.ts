import { t } from '@vscode/l10n';
import type { Connection } from '../engine/connection';
import type { Engine } from '../engine/engine';
import { Failure } from '../engine/failure';
import { connectionFor } from '../provider/connection';
import { ask } from './ask';
import { checkConnection } from './check-connection';
import { connectionSettings, flagsOf, type GlobalOptions } from './options';
import { plain } from './output/plain';
import type { Terminal } from './terminal';

/** An engine for one command, with its region. */
export interface CliSession {
  readonly engine: Engine;
  readonly connection: Connection;
  readonly region: string;
  readonly local: boolean;
  /** The flags with which another command uses the same cloud: ` --provider local`, or nothing. */
  readonly flags: string;
}

/**
 * Opens an engine (which loads the SDK), runs the work, and closes it when its background work is done.
 * @param fallbackRegion returns the region if neither flags nor the environment nor the profile set one
 * @throws Failure NoRegion
 */
export async function withSession<T>(
  options: GlobalOptions,
  terminal: Terminal,
  use: (session: CliSession) => Promise<T>,
  fallbackRegion?: () => string | undefined,
): Promise<T> {
  const settings = connectionSettings(options, terminal);
  await checkConnection(settings, terminal);
  const { openEngine, connectionRegion } = await import('../aws/open');
  const connection = await connectionFor(settings);
  const region = (await connectionRegion(connection)) ?? fallbackRegion?.();
  if (region === undefined) {
    throw new Failure(
      'bad-input',
      'NoRegion',
      t(
        'No region is set. Add --region, set AWS_REGION, or set one for your profile with "aws configure". To use the local cloud, which needs no region, add --provider local.',
      ),
    );
  }
  const mfaCode = (device: string): Promise<string> =>
    ask(terminal, `${t('MFA code of {0}:', plain(device))} `, t('No call was made to AWS.'));
  const engine = openEngine({ ...connection, region, ...(terminal.interactive ? { mfaCode } : {}) });
  try {
    const outcome = await use({
      engine,
      connection,
      region,
      local: settings.provider === 'local',
      flags: flagsOf(options),
    });
    await engine.settle();
    return outcome;
  } finally {
    engine.dispose();
  }
}
