import type { Connection, Provider } from '../engine/connection';
import { type LocalCloud, startLocalCloud } from './local';

/** The user's settings. AWS's standard environment variables and files provide the rest. */
export interface ConnectionSettings {
  readonly provider: Provider;
  readonly profile?: string;
  readonly region?: string;
  readonly bucket?: string;
  /** For AWS only: the local cloud doesn't have such a policy. */
  readonly permissionsBoundary?: string;
}

/** The connection to the chosen provider. Starts the local cloud if it is chosen and isn't running. @throws Failure */
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
