import { type Accelerator, acceleratedBy, type DriverImage } from './accelerators';

/** Public images that a sweep file can name; Systems Manager provides the newest of each in every region. */
export type ImageName = 'al2023' | 'ubuntu-24.04' | DriverImage;

export interface PublicImage {
  /** As shown to users. */
  readonly title: string;
  /** The accelerators that it has a driver for. */
  readonly driver?: Accelerator;
  /** GiB of its root volume, unless `volume_size` sets another size; undefined if only EC2 knows it. */
  readonly diskGib?: number;
}

/** Volume sizes as of 2026-09-25; a preview asks EC2 for the current size. */
export const publicImages: Readonly<Record<ImageName, PublicImage>> = {
  al2023: { title: 'Amazon Linux 2023', diskGib: 8 },
  'ubuntu-24.04': { title: 'Ubuntu 24.04', diskGib: 8 },
  gpu: { title: 'AWS Deep Learning Base GPU AMI (Amazon Linux 2023)', driver: 'nvidia', diskGib: 75 },
  neuron: { title: 'AWS Deep Learning Base Neuron AMI (Amazon Linux 2023)', driver: 'neuron' },
};

/** Values of `ami` in addition to an ID. */
export const amiNames = ['gpu', 'neuron', 'al2023', 'ubuntu', 'ubuntu-24.04'] as const;

/** Whether the image of `ami`, or the default image of a type, is Amazon Linux 2023. */
export const isAmazonLinux = (ami: string | undefined): boolean =>
  ami === undefined || ami === 'al2023' || ami === 'gpu' || ami === 'neuron';

/** The display name of an image; an ID is its own name. */
export function imageTitle(ami: string): string {
  const image = imageOf(ami, '');
  return isImageName(image) ? publicImages[image].title : image;
}

export const isImageName = (text: string): text is ImageName => Object.hasOwn(publicImages, text);

/**
 * The image of a run on this type: an ID, or the name of a public image. The file decides; otherwise, the image has the
 * driver for the type's GPUs, or is Amazon Linux.
 */
export function imageOf(ami: string | undefined, instanceType: string): ImageName | (string & {}) {
  if (ami === undefined || ami === '') return acceleratedBy(instanceType)?.image ?? 'al2023';
  return ami === 'ubuntu' ? 'ubuntu-24.04' : ami;
}
