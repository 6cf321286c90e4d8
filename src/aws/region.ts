import { STSClient } from '@aws-sdk/client-sts';
import type { Connection } from '../engine/connection';

/** The connection's own region, AWS_REGION, AWS_DEFAULT_REGION, or the profile's. Undefined if none of them sets one. */
export async function regionOfConnection(connection: Connection): Promise<string | undefined> {
  const { profile, region } = connection;
  if (region !== undefined && region !== '') return region;
  // As in clients.ts: the SDK's warnings would mix with the command's output.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const client = new STSClient(profile === undefined ? {} : { profile });
  try {
    return await client.config.region();
  } catch {
    // The SDK's error if neither the environment nor the profile sets a region.
    return process.env['AWS_DEFAULT_REGION'];
  } finally {
    client.destroy();
  }
}
