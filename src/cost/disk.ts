import { imageOf, isImageName, publicImages } from '../sweep/images';
import type { RunSettings } from '../sweep/run';

/**
 * GiB of an image's volumes: of the root, where `volume_size` says nothing else, or of all further ones together, which few
 * images have. The image is named as `imageOf` does it.
 */
export type DiskSizes = (image: string, region: string, which?: 'root' | 'further') => number | undefined;

/** What is known without asking EC2. */
export const publicDisks: DiskSizes = (image, _region, which = 'root') =>
  which === 'root' && isImageName(image) ? publicImages[image].diskGib : undefined;

/** GiB of the root volume of most images: for instances of which nothing else is known. */
export const usualDiskGib = 8;

/** GiB of a run's disks: of the largest, where its types boot from different images. Undefined where one is unknown. */
export function diskGibOf(
  { ami, instanceTypes, region, volumeSize }: RunSettings,
  disks: DiskSizes,
): number | undefined {
  const sizes = instanceTypes.map((type) => diskGibOn(type, { ami, region, volumeSize }, disks));
  return sizes.reduce<number | undefined>(
    (most, size) => (most === undefined || size === undefined ? undefined : Math.max(most, size)),
    0,
  );
}

/** GiB of all disks of an instance of this type. */
export function diskGibOn(
  instanceType: string,
  {
    ami,
    region,
    volumeSize,
  }: { readonly ami?: string | undefined; readonly region: string; readonly volumeSize?: number | undefined },
  disks: DiskSizes,
): number | undefined {
  const image = imageOf(ami, instanceType);
  const root = volumeSize ?? disks(image, region);
  return root === undefined ? undefined : root + (disks(image, region, 'further') ?? 0);
}

/** Images with an unknown disk size. */
export const unknownDisks = (
  { ami, instanceTypes, region, volumeSize }: RunSettings,
  disks: DiskSizes,
): readonly string[] =>
  volumeSize !== undefined
    ? []
    : instanceTypes.map((type) => imageOf(ami, type)).filter((image) => disks(image, region) === undefined);

/** The system of an image whose hour costs more than Linux does, such as `Red Hat Enterprise Linux`; undefined: it does not. */
export type Licences = (image: string, region: string) => string | undefined;
