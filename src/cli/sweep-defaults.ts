import type { SweepDefaults } from '../sweep/run';
import type { GlobalOptions } from './options';
import type { Terminal } from './terminal';

/** What the setting `spawn.defaultInstanceType` of the extension starts from too. */
const instanceType = 't3.micro';

export const defaultsFor = (region: string): SweepDefaults => ({ instanceType, region });

/** The region as far as it is known without reading profiles: the flag, AWS's variables, else us-east-1. */
export function offlineDefaults(options: GlobalOptions, terminal: Terminal): SweepDefaults {
  const { AWS_REGION, AWS_DEFAULT_REGION } = terminal.environment;
  return defaultsFor(options.region || AWS_REGION || AWS_DEFAULT_REGION || 'us-east-1');
}
