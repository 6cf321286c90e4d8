import { type DiskSizes, publicDisks } from '../../cost/disk';
import type { LaunchShape } from '../../plan/plan';
import { imageOf } from '../../sweep/images';
import type { Cloud } from '../ports';
import { imageIdFor } from './image';

/** GiB of root volumes, by region and image (as `imageOf` names it). */
export type KnownDisks = ReadonlyMap<string, number>;

const keyOf = (image: string, region: string): string => `${region} ${image}`;

/** The root volumes of all images that these shapes boot from: EC2 is asked once for each, and says nothing to who may not ask. */
export async function askDisks(
  shapes: readonly LaunchShape[],
  images: ReadonlyMap<string, string>,
  cloud: Cloud,
  signal?: AbortSignal,
): Promise<KnownDisks> {
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
      return { key, gib: facts?.diskGib };
    }),
  );
  const disks = new Map<string, number>();
  for (const { gib, key } of found) {
    if (gib !== undefined) disks.set(key, Math.max(gib, disks.get(key) ?? 0));
  }
  return disks;
}

/** What EC2 said, and else what is known without it. */
export const disksFrom =
  (known: KnownDisks | undefined): DiskSizes =>
  (image, region) =>
    known?.get(keyOf(image, region)) ?? publicDisks(image, region);
