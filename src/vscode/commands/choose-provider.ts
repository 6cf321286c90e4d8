import { t } from '@vscode/l10n';
import { awsFile } from '../../engine/account/aws-files';
import { profilesIn } from '../../engine/account/profiles';
import { regions } from '../../language/regions';
import { runsIn } from '../../text/counts';
import { countOf, isUnfinished } from '../fleet/states';
import { pick } from '../pick';
import { withProgress } from '../progress';
import { readSettings, writeSetting } from '../settings';
import { tell } from '../shown';
import type { Services } from './services';

export async function chooseProvider(): Promise<void> {
  const { provider } = readSettings();
  const mark = (which: string) => (which === provider ? t('now') : '');
  const picked = await pick(
    [
      {
        icon: 'cloud',
        label: 'AWS',
        description: mark('aws'),
        detail: t('EC2 in your account, billed by the second'),
        value: 'aws',
      },
      ...(process.platform === 'linux'
        ? [
            {
              icon: 'vm',
              label: t('Local cloud'),
              description: mark('local'),
              detail: t('This machine, each run in its own sandbox. No account, no cost'),
              value: 'local',
            },
          ]
        : []),
    ],
    { placeHolder: t('Select where sweeps run') },
  );
  if (picked !== undefined && picked.value !== provider) await writeSetting('provider', picked.value);
}

export async function chooseProfile(): Promise<void> {
  const now = readSettings().profile;
  const profiles = profilesIn(await awsFile('config'), await awsFile('credentials'));
  const picked = await pick(
    [
      {
        label: t('No profile'),
        description: now === undefined ? t('now') : '',
        detail: t('The profile of the AWS environment variables, or “default”'),
        value: '',
      },
      ...profiles.map(({ name, region }) => ({
        label: name,
        description: [region ?? '', name === now ? t('now') : ''].filter((part) => part !== '').join(' · '),
        value: name,
      })),
    ],
    { placeHolder: t('Select an AWS profile'), matchOnDescription: true },
  );
  if (picked !== undefined) await writeSetting('profile', picked.value);
}

export async function chooseRegion(): Promise<void> {
  const now = readSettings().region;
  const picked = await pick(
    [
      { label: t('Region of the profile'), description: now === undefined ? t('now') : '', value: '' },
      ...[...regions].map(([region, place]) => ({
        label: region,
        description: region === now ? `${place} · ${t('now')}` : place,
        value: region,
      })),
    ],
    { placeHolder: t('Select a region'), matchOnDescription: true },
  );
  if (picked !== undefined) await writeSetting('region', picked.value);
}

export async function startLocalCloudCommand(services: Services): Promise<void> {
  await withProgress(t('Starting the local cloud'), { cancellable: false }, () =>
    services.clouds.startLocal(),
  );
  if (readSettings().provider !== 'local') {
    const use = t('Use It for Launches');
    const chosen = await tell.information(t('The local cloud is on. Launches still go to AWS.'), use);
    if (chosen === use) await writeSetting('provider', 'local');
  }
}

export async function stopLocalCloudCommand(services: Services): Promise<void> {
  const local = services.store.fleet.find(({ provider }) => provider === 'local');
  const live = (local?.sweeps ?? []).reduce((sum, sweep) => sum + countOf(sweep.runs, isUnfinished), 0);
  if (live > 0) {
    const yes = t('Stop');
    const chosen = await tell.warning(
      t('Stop the local cloud?'),
      {
        modal: true,
        detail: t('{0} will not finish: results that they have not uploaded are lost.', runsIn(live)),
      },
      yes,
    );
    if (chosen !== yes) return;
  }
  await services.clouds.stopLocal();
}
