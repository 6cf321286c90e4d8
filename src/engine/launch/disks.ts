import { t } from '@vscode/l10n';
import { type DiskSizes, type Licences, publicDisks } from '../../cost/disk';
import type { LaunchShape } from '../../plan/plan';
import { imageOf } from '../../sweep/images';
import { Failure } from '../failure';
import type { Cloud } from '../ports';
import { imageIdFor } from './image';

/** GiB of volumes, by region and image (with the names of `imageOf`). */
export type KnownDisks = ReadonlyMap<string, number>;

const keyOf = (image: string, region: string): string => `${region} ${image}`;

/** The cost of a sweep's images. */
export interface ImageCosts {
  readonly disks: KnownDisks;
  /** Operating systems that cost more than Linux, by the same names. */
  readonly licences: ReadonlyMap<string, string>;
}

/**
 * The volumes and operating systems of all images of these shapes: EC2 is asked once for each, and refuses callers
 * without permission.
 * @throws Failure `WindowsImage`: the agent is a shell program, so that such an instance would do nothing and never end
 */
export async function askImages(
  shapes: readonly LaunchShape[],
  images: ReadonlyMap<string, string>,
  cloud: Cloud,
  signal?: AbortSignal,
): Promise<ImageCosts> {
  const ids = new Map<string, { readonly id: string; readonly key: string; readonly region: string }>();
  for (const shape of shapes) {
    for (const type of shape.instanceTypes) {
      const id = imageIdFor(images, shape, type, cloud);
      const { region } = shape;
      const key = keyOf(imageOf(shape.ami, type), region);
      ids.set(`${key} ${id}`, { id, region, key });
    }
  }
  const found = await Promise.all(
    [...ids.values()].map(async ({ id, key, region }) => {
      const facts = await cloud.compute(region).image(id, signal);
      if (facts?.platform !== undefined && /windows/i.test(facts.platform)) throw windows(id, facts.platform);
      return { key, facts };
    }),
  );
  const disks = new Map<string, number>();
  const licences = new Map<string, string>();
  const keepLargest = (key: string, gib: number | undefined): void => {
    if (gib !== undefined) disks.set(key, Math.max(gib, disks.get(key) ?? 0));
  };
  for (const { facts, key } of found) {
    keepLargest(key, facts?.diskGib);
    keepLargest(further(key), facts?.furtherGib);
    if (facts?.platform !== undefined) licences.set(key, facts.platform);
  }
  return { disks, licences };
}

const further = (key: string): string => `${key} further`;

/** EC2's answer, or otherwise the known default. */
export const disksFrom =
  (known: KnownDisks | undefined): DiskSizes =>
  (image, region, which = 'root') => {
    const key = keyOf(image, region);
    return known?.get(which === 'root' ? key : further(key)) ?? publicDisks(image, region, which);
  };

export const licencesFrom =
  (known: ReadonlyMap<string, string> | undefined): Licences =>
  (image, region) =>
    known?.get(keyOf(image, region));

const windows = (id: string, platform: string): Failure =>
  new Failure(
    'bad-input',
    'WindowsImage',
    t(
      'The image {0} is {1}, and the Spawn agent is a shell program: such an instance would do nothing and never end on its own. Nothing was launched. Choose a Linux image.',
      id,
      platform,
    ),
  );
