import { t } from '@vscode/l10n';
import { formatUsd } from '../../cost/money';
import type { Provider } from '../../engine/connection';
import type { Extension, ExtensionPreview } from '../../engine/extend/new-end';
import { Failure } from '../../engine/failure';
import { longestTtlSeconds, parseDuration } from '../../sweep/duration';
import { instancesIn } from '../../text/counts';
import { formatSeconds } from '../../text/durations';
import { whereText } from '../documents/confirmation';
import { formatMoment } from '../format/moments';
import { withProgress } from '../progress';
import { askText, tell } from '../shown';
import { type InstanceTarget, livingTargets } from '../sidebar/targets';
import type { Services } from './services';

/** Maximum number of ends that the confirmation lists one by one. */
const mostEnds = 8;

/** Extends the TTL of instances: prompts for the duration, shows the new ends and the maximum additional cost, and confirms. */
export async function extendTtl(services: Services, rows: readonly unknown[]): Promise<void> {
  const targets = await livingTargets(services, rows);
  if (targets.length === 0) return;
  const seconds = await askDuration(targets);
  if (seconds === undefined) return;
  const refused: string[] = [];
  for (const [provider, group] of byProvider(targets)) {
    const { engine } = await services.clouds.of(provider);
    const instances = group.map(({ instance }) => instance);
    const preview = await withProgress(t('Reading TTLs'), { cancellable: true }, (signal) =>
      engine.previewExtension(instances, seconds, signal),
    );
    refused.push(...preview.refused.map(({ reason }) => reason));
    if (preview.extensions.length === 0) continue;
    const where =
      provider === 'local'
        ? undefined
        : whereText(
            await engine.identity(),
            preview.extensions.map(({ instance }) => instance.region),
          );
    if (!(await agreed(services, provider, preview, seconds, where))) return;
    await withProgress(t('Extending TTLs'), { cancellable: false }, (signal) =>
      engine.extend(preview, signal),
    );
    services.store.refresh();
  }
  if (refused.length > 0) throw new Failure('rejected', 'NotExtended', refused.slice(0, mostEnds).join(' '));
}

async function askDuration(targets: readonly InstanceTarget[]): Promise<number | undefined> {
  const [only] = targets;
  const text = await askText({
    title:
      only !== undefined && targets.length === 1
        ? t('Extend TTL of {0}', only.name)
        : t('Extend TTL of {0}', instancesIn(targets.length)),
    prompt: t('Time to add, such as 30m, 1h30m, or 2d. The maximum ttl is 30 days from launch.'),
    value: '1h',
    validateInput: (value) => {
      const seconds = parseDuration(value);
      if (seconds === undefined || seconds <= 0) return t('Use a duration such as 30m, 1h30m, or 2d.');
      return seconds > longestTtlSeconds ? t('The maximum ttl is 30 days from launch.') : undefined;
    },
  });
  return text === undefined ? undefined : parseDuration(text);
}

async function agreed(
  services: Services,
  provider: Provider,
  preview: ExtensionPreview,
  seconds: number,
  where: string | undefined,
): Promise<boolean> {
  const { extensions, notes } = preview;
  const now = services.clock.now();
  const [only] = extensions;
  const longer = formatSeconds(seconds);
  const yes = t('Extend {0}', instancesIn(extensions.length));
  const detail = [
    ...(where === undefined ? [] : [where]),
    ...extensions.slice(0, mostEnds).map((one) => endLine(one, now)),
    ...(extensions.length > mostEnds ? [t('and {0} more', extensions.length - mostEnds)] : []),
    provider === 'local' ? t('In the local cloud there are no charges.') : addedText(preview),
    ...notes,
  ].join('\n');
  const chosen = await tell.warning(
    only !== undefined && extensions.length === 1
      ? t('Extend the TTL of {0} by {1}?', only.name, longer)
      : t('Extend the TTL of {0} by {1}?', instancesIn(extensions.length), longer),
    { modal: true, detail },
    yes,
  );
  return chosen === yes;
}

const endLine = ({ from, name, until }: Extension, now: number): string =>
  t('{0} ends {1} instead of {2}', name, formatMoment(until, now), formatMoment(from, now));

function addedText({ addedUsd, extensions, unpriced }: ExtensionPreview): string {
  if (unpriced === extensions.length) return t("Can't estimate the added cost: the price is unknown.");
  const known = t('Added cost: up to {0}.', formatUsd(addedUsd));
  return unpriced === 0 ? known : `${known} ${t('The price of {0} of them is unknown.', unpriced)}`;
}

function byProvider(targets: readonly InstanceTarget[]): ReadonlyMap<Provider, readonly InstanceTarget[]> {
  const groups = new Map<Provider, InstanceTarget[]>();
  for (const target of targets) groups.set(target.provider, [...(groups.get(target.provider) ?? []), target]);
  return groups;
}
