import { imageOf, isImageName, publicImages } from '../sweep/images';
import type { RunSettings } from '../sweep/run';

/** GiB of an image's root volume, where `volume_size` says nothing else. The image is named as `imageOf` does it. */
export type DiskSizes = (image: string, region: string) => number | undefined;

/** What is known without asking EC2. */
export const publicDisks: DiskSizes = (image) =>
  isImageName(image) ? publicImages[image].diskGib : undefined;

/** GiB of the root volume of most images: for instances of which nothing else is known. */
export const usualDiskGib = 8;

/** GiB of a run's disk: of the largest, where its types boot from different images. Undefined where one is unknown. */
export function diskGibOf(
  { ami, instanceTypes, region, volumeSize }: RunSettings,
  disks: DiskSizes,
): number | undefined {
  if (volumeSize !== undefined) return volumeSize;
  const sizes = instanceTypes.map((type) => disks(imageOf(ami, type), region));
  return sizes.reduce<number | undefined>(
    (most, size) => (most === undefined || size === undefined ? undefined : Math.max(most, size)),
    0,
  );
}

/** Images whose disk nobody has told the size of. */
export const unknownDisks = (
  { ami, instanceTypes, region }: RunSettings,
  disks: DiskSizes,
): readonly string[] =>
  instanceTypes.map((type) => imageOf(ami, type)).filter((image) => disks(image, region) === undefined);
