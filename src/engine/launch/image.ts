import type { LaunchShape } from '../../plan/plan';
import type { Cloud } from '../ports';

export type Architecture = 'x86_64' | 'arm64';

/** What an image must be built for to run on this type; types newer than the table tell by their name (`c9g` is Graviton). */
export function architectureOf(instanceType: string, cloud: Pick<Cloud, 'instanceType'>): Architecture {
  const known = cloud.instanceType(instanceType);
  if (known !== undefined) return known.architectures.includes('x86_64') ? 'x86_64' : 'arm64';
  return /^(a1|[a-z]+\d+g[a-z]*)\./.test(instanceType) ? 'arm64' : 'x86_64';
}

export const imageName = (region: string, architecture: Architecture): string => `${region} ${architecture}`;

/** The newest Amazon Linux 2023 for every region and architecture that these shapes need: one question each. */
export async function resolveImages(
  shapes: readonly LaunchShape[],
  cloud: Cloud,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const wanted = new Map<string, { readonly region: string; readonly architecture: Architecture }>();
  for (const { ami, region, instanceTypes } of shapes) {
    if (ami !== undefined) continue;
    for (const type of instanceTypes) {
      const architecture = architectureOf(type, cloud);
      wanted.set(imageName(region, architecture), { region, architecture });
    }
  }
  const found = await Promise.all(
    [...wanted].map(async ([name, { region, architecture }]) => {
      const image = await cloud.compute(region).latestImage(architecture, signal);
      return [name, image] as const;
    }),
  );
  return new Map(found);
}
