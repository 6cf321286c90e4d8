import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { leftText, noRolesText, removalQuestion, setupQuestion, setupText } from '../documents/account-text';
import { whereText } from '../documents/confirmation';
import { withProgress, withProgressIfSlow } from '../progress';
import { readSettings } from '../settings';
import { tell } from '../shown';
import type { Services } from './services';

/** Creates the bucket, role, and instance profile, after a preview with their policies. */
export async function setUpAccount(services: Services): Promise<void> {
  const { engine } = await services.clouds.of('aws');
  const { expireDays } = readSettings();
  const wanted = expireDays === undefined ? {} : { expireDays };
  const { identity, roles, steps } = await withProgressIfSlow(t('Checking the account'), async (signal) => ({
    identity: await engine.identity(signal),
    ...(await engine.setupState(signal, wanted)),
  }));
  const where = whereText(identity, [identity.region]);
  if (steps.length === 0 && !roles) {
    await tell.warning(noRolesText(where));
    return;
  }
  if (steps.length === 0) {
    await tell.information(t('{0}: everything is set up. Launches need nothing else.', where));
    return;
  }
  await services.documents.showPlan(t('Set up AWS account'), setupText(identity, steps));
  // A modal dialog would cover the document, so this one isn't modal.
  const yes = t('Create');
  const chosen = await tell.information(setupQuestion(identity, steps), yes, t('Cancel'));
  if (chosen !== yes) return;
  await withProgress(t('Setting up account {0}', identity.account), { cancellable: true }, (signal) =>
    engine.setUp(signal, wanted),
  );
  services.log.info('set up', where, steps.map(({ kind, name }) => `${kind} ${name}`).join(', '));
  const done = t('{0} is set up: {1}.', where, steps.map(({ kind, name }) => `${kind} ${name}`).join(', '));
  if (roles) await tell.information(done);
  else await tell.warning(`${done} ${noRolesText(where)}`);
}

/** Deletes the resources that Spawn created, in every region, after showing them and the data that is lost. */
export async function removeResources(services: Services): Promise<void> {
  const { engine } = await services.clouds.of('aws');
  const { identity, inventory } = await withProgressIfSlow(
    t('Looking for resources that Spawn created'),
    async (signal) => ({
      identity: await engine.identity(signal),
      inventory: await engine.ownedResources(signal),
    }),
  );
  const { ownedResources, instances, unseen } = inventory;
  if (ownedResources.length === 0) {
    const nothing = t('Account {0} has no resources that Spawn created.', identity.account);
    await tell.information([nothing, ...unseen].join(' '));
    return;
  }
  if (instances.length > 0) {
    await tellAlive(instances.length, identity.account);
    return;
  }
  const { detail, message, yes } = removalQuestion(identity, ownedResources, unseen);
  const chosen = await tell.warning(message, { modal: true, detail }, yes);
  if (chosen !== yes) return;
  const { left, removed } = await withProgress(
    t('Deleting Spawn resources in account {0}', identity.account),
    { cancellable: true },
    (signal, report) =>
      engine.remove(ownedResources, signal, ({ kind, name }, done) =>
        report(`${kind} ${name}`, done / ownedResources.length),
      ),
  );
  services.clouds.renewAws();
  for (const { ownedResource, reason } of left)
    services.log.warn(
      'not removed',
      `${ownedResource.kind} ${ownedResource.name} (${ownedResource.region})`,
      reason,
    );
  if (left.length > 0) await tell.warning(leftText(identity, left));
  else
    await tell.information(
      t('Deleted from account {0}: {1}.', identity.account, removed.map(({ name }) => name).join(', ')),
    );
}

async function tellAlive(count: number, account: string): Promise<void> {
  const show = t('Show Instances');
  const chosen = await tell.warning(
    t(
      '{0} Spawn instances are still running in account {1} and would lose their results. Terminate them first.',
      count,
      account,
    ),
    show,
  );
  if (chosen === show) await vscode.commands.executeCommand('spawn.instances.focus');
}
