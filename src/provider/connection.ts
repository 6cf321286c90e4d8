import type { Connection, Provider } from '../engine/connection';
import { type LocalCloud, startLocalCloud } from './local';

/** What the user set; what is left out comes from AWS's standard environment variables and files. */
export interface ConnectionSettings {
  readonly provider: Provider;
  readonly profile?: string;
  readonly region?: string;
  readonly bucket?: string;
  /** On AWS alone: the local cloud has no such policy. */
  readonly permissionsBoundary?: string;
}

/** How to reach the chosen provider. Starts the local cloud where it is chosen and does not run. @throws Failure */
export async function connectionFor(
  settings: ConnectionSettings,
  startLocal: () => Promise<Pick<LocalCloud, 'connection'>> = startLocalCloud,
): Promise<Connection> {
  const { provider, profile, region, bucket, permissionsBoundary } = settings;
  const chosen = {
    ...(region === undefined ? {} : { region }),
    ...(bucket === undefined ? {} : { bucket }),
  };
  switch (provider) {
    case 'aws':
      return {
        ...chosen,
        ...(profile === undefined ? {} : { profile }),
        ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
      };
    case 'local':
      return { ...(await startLocal()).connection, ...chosen };
  }
}
