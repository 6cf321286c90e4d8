import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { consoleUrl } from '../../sweep/partition';
import { tell } from '../shown';
import { instanceTarget } from '../sidebar/targets';
import type { Services } from './services';

/** Opens an instance in the AWS console. */
export async function openInConsole(services: Services, argument: unknown): Promise<void> {
  const target = await instanceTarget(services, argument);
  if (target === undefined) return;
  if (target.provider === 'local') {
    await tell.information(
      t('{0} is a process on this machine, so the AWS console does not show it.', target.name),
    );
    return;
  }
  const { id, region } = target.instance;
  await vscode.env.openExternal(consoleAddress(id, region));
}

const consoleAddress = (id: string, region: string): vscode.Uri =>
  vscode.Uri.parse(consoleUrl(region, `/ec2/home?region=${region}#InstanceDetails:instanceId=${id}`), true);
