import { t } from '@vscode/l10n';
import type { Provider } from '../engine/connection';
import type { ConnectionSettings } from '../provider/connection';
import { UsageError } from './exit';
import type { Terminal } from './terminal';

/** Options of every command. */
export interface GlobalOptions {
  readonly provider?: Provider;
  readonly profile?: string;
  readonly region?: string;
  readonly bucket?: string;
  readonly permissionsBoundary?: string;
  readonly json?: boolean;
}

/** The same flags for another command line that uses the same cloud; empty if there were none. */
export const flagsOf = ({ provider, profile, region, bucket }: GlobalOptions): string =>
  Object.entries({ provider, profile, region, bucket })
    .map(([name, value]) =>
      value === undefined ? '' : ` --${name} ${/^[\w.-]+$/.test(value) ? value : `'${value}'`}`,
    )
    .join('');

const providers: readonly Provider[] = ['aws', 'local'];

/**
 * The flags, with `SPAWN_PROVIDER`, `SPAWN_BUCKET`, and `SPAWN_PERMISSIONS_BOUNDARY` as defaults. The SDK finds the
 * others itself.
 * @throws UsageError for an unknown provider, which would otherwise be AWS, with charges
 */
export function connectionSettings(options: GlobalOptions, terminal: Terminal): ConnectionSettings {
  const { SPAWN_PROVIDER, SPAWN_BUCKET, SPAWN_PERMISSIONS_BOUNDARY } = terminal.environment;
  const bucket = options.bucket ?? (SPAWN_BUCKET || undefined);
  const permissionsBoundary = options.permissionsBoundary ?? (SPAWN_PERMISSIONS_BOUNDARY || undefined);
  return {
    provider: options.provider ?? providerFrom(SPAWN_PROVIDER),
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    ...(options.region === undefined ? {} : { region: options.region }),
    ...(bucket === undefined ? {} : { bucket }),
    ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
  };
}

function providerFrom(variable: string | undefined): Provider {
  if (variable === undefined || variable === '') return 'aws';
  const known = providers.find((provider) => provider === variable);
  if (known !== undefined) return known;
  throw new UsageError(
    t('SPAWN_PROVIDER is "{0}", which isn\'t a provider: {1}.', variable, providers.join(', ')),
  );
}
