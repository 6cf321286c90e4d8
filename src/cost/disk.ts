import { imageOf, isImageName, publicImages } from '../sweep/images';
import type { RunSettings } from '../sweep/run';

/**
 * GiB of an image's volumes: of the root volume, unless `volume_size` sets another size, or of all additional ones
 * together, which few images have. `imageOf` defines the name of the image.
 */
export type DiskSizes = (image: string, region: string, which?: 'root' | 'further') => number | undefined;

/** The data that is available without a request to EC2. */
export const publicDisks: DiskSizes = (image, _region, which = 'root') =>
  which === 'root' && isImageName(image) ? publicImages[image].diskGib : undefined;

/** GiB of the root volume of most images, for instances with no other information. */
export const usualDiskGib = 8;

/** GiB of a run's volumes: the maximum if its types use different images. Undefined if one is unknown. */
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

/** GiB of all volumes of an instance of this type. */
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

/** The operating system of an image that costs more per hour than Linux, such as `Red Hat Enterprise Linux`; undefined if it doesn't. */
export type Licences = (image: string, region: string) => string | undefined;
