import { t } from '@vscode/l10n';
import { type Accelerated, type Accelerator, acceleratedBy, installsDriver } from '../accelerators';
import type { ReadContext } from '../context';
import { changeTo, type Finding } from '../finding';
import { imageOf, imageTitle, isImageName, publicImages } from '../images';
import type { Layer, Script } from '../layer';

/** GPUs and other accelerators for which the image of a run has no driver, and images with a driver for missing accelerators. */
export function gpuFindings(outer: Layer, own: Layer, context: ReadContext): readonly Finding[] {
  const types = own.settings.instanceTypes ?? outer.settings.instanceTypes ?? [];
  const ami = own.settings.ami ?? outer.settings.ami;
  const entry = own.reserved.get('ami') ?? own.reserved.get('instance_type');
  if (entry === undefined || types.length === 0) return [];
  if (installsDriver(textOf(own.script ?? outer.script))) return [];
  const target = own.reserved.has('ami') ? context.resolve(entry.value) : undefined;
  const fixTo = (image: string): Finding['fixes'] =>
    target?.kind === 'scalar' ? changeTo(image, target) : [];
  for (const type of types) {
    const accelerated = acceleratedBy(type);
    const image = imageOf(ami, type);
    const drivers = driversOf(image, context);
    if (accelerated === undefined || drivers === undefined || drivers.includes(accelerated.kind)) continue;
    return [
      {
        code: 'no-gpu-driver',
        severity: 'warning',
        message: missingDriver(type, accelerated, image),
        span: entry.value,
        fixes: accelerated.image === undefined ? [] : fixTo(accelerated.image),
      },
    ];
  }
  const driver = ami !== undefined && isImageName(ami) ? publicImages[ami].driver : undefined;
  if (driver === undefined || types.some((type) => acceleratedBy(type)?.kind === driver)) return [];
  const { diskGib } = publicImages.gpu;
  return [
    {
      code: 'gpu-unused',
      severity: 'warning',
      message: t(
        '{0} has no device that the driver of this image supports. The image only adds a larger disk, {1} GiB or more for each run.',
        types.join(', '),
        diskGib ?? 0,
      ),
      span: entry.value,
      fixes: fixTo('al2023'),
    },
  ];
}

/** A volume that is smaller than its image, which EC2 refuses. */
export function diskFindings(outer: Layer, own: Layer, context: ReadContext): readonly Finding[] {
  const settings = { ...outer.settings, ...own.settings };
  const { ami, instanceTypes = [], volumeSize } = settings;
  const entry = ['volume_size', 'ami', 'instance_type'] as const;
  const place = entry.map((key) => own.reserved.get(key)).find((one) => one !== undefined);
  if (volumeSize === undefined || place === undefined) return [];
  for (const type of instanceTypes) {
    const image = imageOf(ami, type);
    const { diskGib } = (isImageName(image) ? publicImages[image] : context.knowledge.image?.(image)) ?? {};
    if (diskGib === undefined || diskGib <= volumeSize) continue;
    const target = own.reserved.has('volume_size') ? context.resolve(place.value) : undefined;
    return [
      {
        code: 'volume-too-small',
        severity: 'warning',
        message: t(
          'The disk of {0} must be at least {1} GiB, and EC2 rejects a smaller one. Increase `volume_size`, or omit it.',
          imageTitle(image),
          diskGib,
        ),
        span: place.value,
        fixes: target?.kind === 'scalar' ? changeTo(String(diskGib), target) : [],
      },
    ];
  }
  return [];
}

/** The drivers of an image; undefined if unknown. */
function driversOf(image: string, context: ReadContext): readonly Accelerator[] | undefined {
  if (!isImageName(image)) return context.knowledge.image?.(image)?.drivers;
  const { driver } = publicImages[image];
  return driver === undefined ? [] : [driver];
}

function missingDriver(type: string, { image: with_, title }: Accelerated, image: string): string {
  const name = imageTitle(image);
  return with_ === undefined
    ? t(
        '{0} has {1}, but {2} has no driver for them, and neither does any public AWS image. Specify your own image with a driver, or install it in the script. Without a driver, the run fails immediately.',
        type,
        title,
        name,
      )
    : t(
        '{0} has {1}, but {2} has no driver for them, so the run fails immediately. `ami: {3}` has one.',
        type,
        title,
        name,
        with_,
      );
}

const textOf = (script: Script | undefined): string =>
  (script?.kind === 'inline' ? script.node.text : script?.text) ?? '';
