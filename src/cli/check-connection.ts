import { t } from '@vscode/l10n';
import { awsFile } from '../engine/account/aws-files';
import { profilesIn } from '../engine/account/profiles';
import { regions } from '../language/regions';
import type { ConnectionSettings } from '../provider/connection';
import { nearest } from '../sweep/keys';
import { UsageError } from './exit';
import { plain } from './output/plain';
import { say, type Terminal } from './terminal';

/**
 * Checks the user's input before any request: the SDK would look for an unknown region or profile for a minute.
 * @throws UsageError with the known names
 */
export async function checkConnection(
  { profile, provider, region }: ConnectionSettings,
  terminal: Terminal,
): Promise<void> {
  if (region !== undefined) checkRegion(region, provider, terminal);
  if (provider !== 'aws' || profile === undefined) return;
  const known = profilesIn(await awsFile('config'), await awsFile('credentials')).map(({ name }) => name);
  if (known.includes(profile)) return;
  throw new UsageError(
    known.length === 0
      ? t('Unknown profile "{0}". Your AWS configuration files have no profiles.', profile)
      : t('Unknown profile "{0}". Your AWS configuration files have {1}.', profile, known.join(', ')),
  );
}

/** Distinguishes a region that AWS has opened since this version from an invalid name. */
function checkRegion(region: string, provider: ConnectionSettings['provider'], terminal: Terminal): void {
  const known = [...regions.keys()];
  // China and GovCloud are separate partitions.
  if (known.includes(region) || /^(cn|us-gov)-/.test(region)) return;
  if (!/^[a-z]{2}(-[a-z]+)+-\d+$/.test(region))
    throw new UsageError(t('"{0}" isn\'t a region. The regions are {1}.', region, known.join(', ')));
  const meant = nearest(region, known);
  if (provider === 'aws' && terminal.environment['AWS_ENDPOINT_URL'] === undefined)
    say(
      terminal,
      meant === undefined
        ? t("This version of Spawn doesn't know the region {0}.", plain(region))
        : t("This version of Spawn doesn't know the region {0}. Did you mean {1}?", plain(region), meant),
    );
}
