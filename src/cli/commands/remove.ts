import { t } from '@vscode/l10n';
import type { Removal } from '../../engine/account/inventory';
import { confirm } from '../ask';
import { type ExitCode, exitCodes } from '../exit';
import { interruptible } from '../interruption';
import type { GlobalOptions } from '../options';
import { lossOf, ownedResourceJson, renderOwnedResources } from '../output/account';
import { counted } from '../output/counted';
import { plain } from '../output/plain';
import { withSession } from '../session';
import { print, printJson, say, type Terminal } from '../terminal';

export interface RemoveOptions extends GlobalOptions {
  readonly yes?: boolean;
}

/** Deletes the resources that Spawn created in the account, after showing them and the data that is lost. */
export async function remove(options: RemoveOptions, terminal: Terminal): Promise<ExitCode> {
  return withSession(options, terminal, async ({ engine, flags, local }) => {
    const { account, region } = await engine.identity(terminal.interrupted);
    const where = local ? t('the local cloud') : t('account {0}', account);
    const { ownedResources, unseen } = await engine.ownedResources(terminal.interrupted);
    for (const sentence of unseen) say(terminal, plain(sentence));
    let outcome: Removal = { removed: [], left: [] };
    if (ownedResources.length > 0) {
      say(
        terminal,
        `${t('Resources that Spawn created in {0}:', where)}\n${renderOwnedResources(ownedResources)}`,
      );
      const count = ownedResources.length;
      const question = `${counted(count, t('Delete this resource?'), t('Delete these {0} resources?', count))} ${lossOf(ownedResources)}`;
      if (!options.yes && !(await confirm(terminal, question, t('Nothing was deleted.'))))
        return exitCodes.failed;
      outcome = await interruptible(
        terminal,
        () => t('Some resources may be deleted. To see what is left: {0}', `spawn remove${flags}`),
        () => engine.remove(ownedResources, terminal.interrupted),
      );
    }
    const { left, removed } = outcome;
    if (options.json)
      printJson(terminal, {
        account,
        region,
        removed: removed.map(ownedResourceJson),
        left: left.map(({ ownedResource, reason }) => ({ ...ownedResourceJson(ownedResource), reason })),
        unseen,
      });
    else if (ownedResources.length === 0) print(terminal, t('Spawn has no resources in {0}.', where));
    else if (removed.length > 0)
      print(terminal, t('Deleted from {0}: {1}.', where, removed.map(({ name }) => plain(name)).join(', ')));
    for (const { ownedResource, reason } of left)
      say(
        terminal,
        plain(
          t(
            'Not deleted: {0} {1} ({2}). {3}',
            ownedResource.kind,
            ownedResource.name,
            ownedResource.region,
            reason,
          ),
        ),
      );
    return left.length === 0 ? exitCodes.done : exitCodes.failed;
  });
}
