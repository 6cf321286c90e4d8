import { type Accelerator, acceleratedBy, type DriverImage } from './accelerators';

/** Public images that a sweep file can name; Systems Manager knows the newest of each in every region. */
export type ImageName = 'al2023' | 'ubuntu-24.04' | DriverImage;

export interface PublicImage {
  /** As people call it. */
  readonly title: string;
  /** What it brings a driver for. */
  readonly driver?: Accelerator;
  /** GiB of its root volume, where `volume_size` says nothing else; undefined where only EC2 knows. */
  readonly diskGib?: number;
}

/** Disks as of 2026-09-25; a preview asks EC2 for the size of today. */
export const publicImages: Readonly<Record<ImageName, PublicImage>> = {
  al2023: { title: 'Amazon Linux 2023', diskGib: 8 },
  'ubuntu-24.04': { title: 'Ubuntu 24.04', diskGib: 8 },
  gpu: { title: 'AWS Deep Learning Base GPU AMI (Amazon Linux 2023)', driver: 'nvidia', diskGib: 75 },
  neuron: { title: 'AWS Deep Learning Base Neuron AMI (Amazon Linux 2023)', driver: 'neuron' },
};

/** What `ami` may say next to an id, as it is written there. */
export const amiNames = ['gpu', 'neuron', 'al2023', 'ubuntu', 'ubuntu-24.04'] as const;

/** Whether the image that `ami` names, or the one that a type gets without it, is Amazon Linux 2023. */
export const isAmazonLinux = (ami: string | undefined): boolean =>
  ami === undefined || ami === 'al2023' || ami === 'gpu' || ami === 'neuron';

/** What people call the image that `ami` names; an id is its own name. */
export function imageTitle(ami: string): string {
  const image = imageOf(ami, '');
  return isImageName(image) ? publicImages[image].title : image;
}

export const isImageName = (text: string): text is ImageName => Object.hasOwn(publicImages, text);

/**
 * The image of a run on this type: an id, or the name of a public one. What the file says, else what the type needs: the
 * driver of its GPUs, or Amazon Linux.
 */
export function imageOf(ami: string | undefined, instanceType: string): ImageName | (string & {}) {
  if (ami === undefined || ami === '') return acceleratedBy(instanceType)?.image ?? 'al2023';
  return ami === 'ubuntu' ? 'ubuntu-24.04' : ami;
}
