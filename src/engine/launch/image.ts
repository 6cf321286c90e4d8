import { t } from '@vscode/l10n';
import type { LaunchShape } from '../../plan/plan';
import { type ImageName, imageOf, isImageName } from '../../sweep/images';
import { Failure } from '../failure';
import type { Cloud } from '../ports';

export type Architecture = 'x86_64' | 'arm64';

/** The architecture that an image must have for this type; types newer than the table have it in their name (`c9g` is Graviton). */
export function architectureOf(instanceType: string, cloud: Pick<Cloud, 'instanceType'>): Architecture {
  const known = cloud.instanceType(instanceType);
  if (known !== undefined) return known.architectures.includes('x86_64') ? 'x86_64' : 'arm64';
  return /^(a1|[a-z]+\d+g[a-z]*)\./.test(instanceType) ? 'arm64' : 'x86_64';
}

/** A public image that a sweep needs. */
interface Wanted {
  readonly region: string;
  readonly image: ImageName;
  readonly architecture: Architecture;
}

/** The name of an image in the record; older records only contain Amazon Linux. */
const keyOf = ({ architecture, image, region }: Wanted): string =>
  image === 'al2023' ? `${region} ${architecture}` : `${region} ${architecture} ${image}`;

/** The newest version of every public image that these shapes need, by region and architecture: one request each. */
export async function resolveImages(
  shapes: readonly LaunchShape[],
  cloud: Cloud,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const wanted = new Map<string, Wanted>();
  for (const { ami, region, instanceTypes } of shapes) {
    for (const type of instanceTypes) {
      const image = imageOf(ami, type);
      if (!isImageName(image)) continue;
      const one = { region, image, architecture: architectureOf(type, cloud) };
      wanted.set(keyOf(one), one);
    }
  }
  const found = await Promise.all(
    [...wanted].map(async ([name, { region, image, architecture }]) => {
      const id = await cloud.compute(region).latestImage(image, architecture, signal);
      return [name, id] as const;
    }),
  );
  return new Map(found);
}

/**
 * The image ID with which a type is launched.
 * @throws Failure `NoImage` if it isn't in the record, since it was not needed when the sweep was launched
 */
export function imageIdFor(
  images: ReadonlyMap<string, string>,
  { ami, region }: Pick<LaunchShape, 'ami' | 'region'>,
  instanceType: string,
  cloud: Pick<Cloud, 'instanceType'>,
): string {
  const image = imageOf(ami, instanceType);
  if (!isImageName(image)) return image;
  const id = images.get(keyOf({ region, image, architecture: architectureOf(instanceType, cloud) }));
  if (id !== undefined) return id;
  throw new Failure(
    'bad-input',
    'NoImage',
    t('There is no default image for {0} in {1}. Specify one with the key ami.', instanceType, region),
  );
}
