import { t } from '@vscode/l10n';
import type { ReadContext } from '../context';
import { changeTo, type Finding } from '../finding';
import { amiNames } from '../images';
import type { ReservedKey } from '../keys';
import type { Layer } from '../layer';
import type { Entry } from '../syntax/node';
import { diskFindings, gpuFindings } from './gpu';

/** Settings that conflict, reported where the inner layer sets one of them. */
export function conflictsOf(outer: Layer, own: Layer, context: ReadContext): readonly Finding[] {
  if (!own.hasSettings) return [];
  const settings = { ...outer.settings, ...own.settings };
  const findings: Finding[] = [];
  const at = (...keys: readonly ReservedKey[]): Entry | undefined =>
    keys.map((key) => own.reserved.get(key)).find((entry) => entry !== undefined);
  const note = (
    entry: Entry | undefined,
    code: string,
    severity: Finding['severity'],
    message: string,
    fixes: Finding['fixes'] = [],
  ): void => {
    if (entry !== undefined) findings.push({ code, severity, message, span: entry.value, fixes });
  };

  if (settings.spot === true && settings.onComplete === 'stop') {
    const action = own.reserved.get('on_complete');
    const value = action === undefined ? undefined : context.resolve(action.value);
    note(
      action ?? at('spot'),
      'stop-with-spot',
      'error',
      t("A spot instance can't be stopped, only terminated. EC2 rejects `on_complete: stop` with `spot`."),
      value?.kind === 'scalar' ? changeTo('terminate', value) : [],
    );
  }
  if (settings.spotMaxPrice !== undefined && settings.spot !== true) {
    const message = t('`spot_max_price` has no effect without `spot: true`.');
    note(at('spot_max_price'), 'price-without-spot', 'warning', message);
  }
  const { instanceTypes = [] } = settings;
  if (settings.cpuCredits !== undefined && instanceTypes.length > 0 && !instanceTypes.some(isBurstable)) {
    const message = t(
      '`cpu_credits` has no effect on {0}. Only T2, T3, T3a, and T4g have CPU credits.',
      instanceTypes.join(', '),
    );
    note(at('cpu_credits', 'instance_type'), 'credits-without-burstable', 'warning', message);
  }
  const { availabilityZone, region } = settings;
  if (availabilityZone !== undefined && region !== undefined && !availabilityZone.startsWith(region)) {
    const message = t("The zone {0} isn't in {1}.", availabilityZone, region);
    note(at('availability_zone', 'region'), 'zone-not-in-region', 'error', message);
  }
  typeConflicts(settings, at, note, context);
  findings.push(...gpuFindings(outer, own, context), ...diskFindings(outer, own, context));
  return findings;
}

const isBurstable = (type: string): boolean => /^t(?:2|3a?|4g)\./.test(type);

function typeConflicts(
  settings: Layer['settings'],
  at: (...keys: readonly ReservedKey[]) => Entry | undefined,
  note: (entry: Entry | undefined, code: string, severity: Finding['severity'], message: string) => void,
  context: ReadContext,
): void {
  const { instanceTypes: known } = context.knowledge;
  const types = (settings.instanceTypes ?? [])
    .map((name) => known?.get(name))
    .filter((type) => type !== undefined);
  const entry = at('ami', 'instance_type', 'spot');
  // An image name refers to the image for each type's architecture.
  if (settings.ami !== undefined && !amiNames.some((name) => name === settings.ami)) {
    const architecture = context.knowledge.image?.(settings.ami)?.architecture;
    const wrong = types.find(
      (type) => architecture !== undefined && !type.architectures.includes(architecture),
    );
    if (wrong !== undefined && architecture !== undefined) {
      note(
        entry,
        'architecture-mismatch',
        'error',
        t(
          '{0} is {1}, but the image {2} is for {3}.',
          wrong.name,
          wrong.architectures.join(', '),
          settings.ami,
          architecture,
        ),
      );
    } else if (
      types.length > 1 &&
      !types.some((type) =>
        type.architectures.some((one) => types.every((other) => other.architectures.includes(one))),
      )
    ) {
      note(
        entry,
        'architecture-mismatch',
        'error',
        t(
          'No single image runs on all of {0}, because their architectures differ.',
          types.map((type) => type.name).join(', '),
        ),
      );
    }
  }
  if (settings.spot !== true) return;
  const never = types.find((type) => !type.spot);
  if (never !== undefined)
    note(entry, 'no-spot', 'warning', t("EC2 doesn't offer {0} on the spot market.", never.name));
  const { spotMaxPrice, region } = settings;
  if (spotMaxPrice === undefined || region === undefined) return;
  for (const type of types) {
    const price = context.knowledge.spotPrice?.(type.name, region);
    if (price === undefined || price <= spotMaxPrice) continue;
    note(
      at('spot_max_price', 'instance_type', 'spot'),
      'spot-price-too-low',
      'warning',
      t(
        '{0} currently costs {1} per hour on the spot market in {2}. At {3}, no instance starts.',
        type.name,
        `$${price}`,
        region,
        `$${spotMaxPrice}`,
      ),
    );
    break;
  }
}
