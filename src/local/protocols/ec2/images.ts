import { steadyId } from './ids';
import { regions } from './places';

/** A public machine image. */
export interface Image {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly architecture: 'x86_64' | 'arm64';
}

const al2023 = 'al2023-ami-2023.7.20250623.1-kernel-6.1';

/** The Amazon Linux 2023 images that every region has. Instances of the local cloud all run the host's own system. */
export const images: readonly Image[] = regions.flatMap((region) =>
  (['x86_64', 'arm64'] as const).map((architecture) => {
    const name = `${al2023}-${architecture}`;
    return { id: steadyId('ami', `${region}/${name}`), name, region, architecture };
  }),
);

export const imageById = (region: string, id: string): Image | undefined =>
  images.find((image) => image.id === id && image.region === region);

/** The image a public SSM parameter names; undefined when it names none. */
export function imageByParameter(region: string, parameter: string): Image | undefined {
  const match =
    /^\/aws\/service\/ami-amazon-linux-latest\/al2023-ami-kernel-(?:default|6\.1)-(x86_64|arm64)$/.exec(
      parameter,
    );
  return match === null
    ? undefined
    : images.find((image) => image.region === region && image.architecture === match[1]);
}
