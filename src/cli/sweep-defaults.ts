import type { SweepDefaults } from '../sweep/run';
import type { GlobalOptions } from './options';
import type { Terminal } from './terminal';

/** Also the default of the extension's setting `spawn.defaultInstanceType`. */
const instanceType = 't3.micro';

export const defaultsFor = (region: string): SweepDefaults => ({ instanceType, region });

/** The region without reading profiles: the flag, AWS's variables, otherwise us-east-1. */
export function offlineDefaults(options: GlobalOptions, terminal: Terminal): SweepDefaults {
  const { AWS_REGION, AWS_DEFAULT_REGION } = terminal.environment;
  return defaultsFor(options.region || AWS_REGION || AWS_DEFAULT_REGION || 'us-east-1');
}
