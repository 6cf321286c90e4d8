import { t } from '@vscode/l10n';
import { acceleratedBy } from '../accelerators';
import type { Contents } from '../contents';
import type { Finding } from '../finding';
import { isOpaque } from '../script/opaque';

/** A script for GPU types that starts no program that could use a GPU: reported at the type, and only if it is certain. */
export function idleGpu({ context, defaults, rows, scripts }: Contents): readonly Finding[] {
  const { script, settings } = defaults;
  const entry = defaults.reserved.get('instance_type');
  const types = settings.instanceTypes ?? [];
  const [first] = types;
  const accelerated = first === undefined ? undefined : acceleratedBy(first);
  if (script === undefined || entry === undefined || accelerated === undefined) return [];
  if (!types.every((type) => acceleratedBy(type) !== undefined)) return [];
  if (rows.withScript()[Symbol.iterator]().next().done !== true) return [];
  const read = scripts.read(script);
  if (read?.facts === undefined || isOpaque(read.facts)) return [];
  if (/gpu|nvidia|cuda|rocm|neuron/i.test(read.text)) return [];
  return [
    {
      code: 'gpu-unused',
      severity: 'information',
      message: t(
        '{0} has {1}, but nothing in the script uses them. A type without them costs less.',
        first ?? '',
        accelerated.title,
      ),
      span: context.resolve(entry.value) ?? entry.value,
      fixes: [],
    },
  ];
}
