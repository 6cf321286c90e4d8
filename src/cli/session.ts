import type { Connection } from '../engine/connection';
import type { Engine } from '../engine/engine';
import { Failure } from '../engine/failure';
import { connectionFor } from '../provider/connection';
import { connectionSettings, type GlobalOptions } from './options';
import type { Terminal } from './terminal';

/** An engine for one command, with the region it works in. */
export interface Session {
  readonly engine: Engine;
  readonly connection: Connection;
  readonly region: string;
  readonly local: boolean;
}

/** Opens an engine (the SDK is loaded here, not before), lets it be used, and closes it once its work in the background is done. */
export async function withSession<T>(
  options: GlobalOptions,
  terminal: Terminal,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const settings = connectionSettings(options, terminal);
  const { openEngine, regionOf } = await import('../aws/open');
  const connection = await connectionFor(settings);
  const region = await regionOf(connection);
  if (region === undefined) {
    throw new Failure(
      'bad-input',
      'NoRegion',
      'No region is set. Pass --region, set AWS_REGION, or give your profile one with "aws configure".',
    );
  }
  const engine = openEngine({ ...connection, region });
  try {
    const outcome = await use({ engine, connection, region, local: settings.provider === 'local' });
    await engine.settle();
    return outcome;
  } finally {
    engine.dispose();
  }
}
