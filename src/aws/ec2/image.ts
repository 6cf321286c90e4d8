import type { Image } from '@aws-sdk/client-ec2';
import type { ImageFacts } from '../../engine/ports';
import type { Accelerator } from '../../sweep/accelerators';
import { loginUserOfImage } from './login-user';

/** The root device of Amazon Linux 2023 and of most images. */
export const usualRootDevice = '/dev/xvda';

/** The properties of an image that a launch needs. */
export interface BootImage extends ImageFacts {
  /** The boot device, which is the one to encrypt and to resize. */
  readonly rootDevice: string;
  /** Devices of its additional volumes, which are encrypted and deleted with the instance like the root volume. */
  readonly furtherDevices?: readonly string[];
}

/** Converts EC2's description of an image. */
export function bootImageOf(image: Image): BootImage {
  const { Architecture: architecture, RootDeviceName: rootDevice = usualRootDevice } = image;
  const disk = image.BlockDeviceMappings?.find(({ DeviceName }) => DeviceName === rootDevice);
  const diskGib = disk?.Ebs?.VolumeSize;
  const further = (image.BlockDeviceMappings ?? []).filter(
    ({ DeviceName, Ebs }) => Ebs !== undefined && DeviceName !== undefined && DeviceName !== rootDevice,
  );
  const platform = platformOf(image);
  const drivers = driversIn(image);
  const loginUser = loginUserOfImage(image);
  return {
    rootDevice,
    ...(architecture === undefined ? {} : { architecture }),
    ...(diskGib === undefined ? {} : { diskGib }),
    ...(further.length === 0
      ? {}
      : {
          furtherDevices: further.flatMap(({ DeviceName }) => DeviceName ?? []),
          furtherGib: further.reduce((sum, { Ebs }) => sum + (Ebs?.VolumeSize ?? 0), 0),
        }),
    ...(platform === undefined ? {} : { platform }),
    ...(drivers === undefined ? {} : { drivers }),
    ...(loginUser === undefined ? {} : { loginUser }),
  };
}

/** The billing code of plain Linux (docs.aws.amazon.com/AWSEC2: AMI billing information fields). */
const plainLinux = 'Linux/UNIX';

function platformOf({ PlatformDetails = plainLinux, ProductCodes = [] }: Image): string | undefined {
  if (PlatformDetails !== plainLinux) return PlatformDetails;
  return ProductCodes.some(({ ProductCodeType }) => ProductCodeType === 'marketplace')
    ? 'AWS Marketplace'
    : undefined;
}

/** Canonical: https://documentation.ubuntu.com/aws/en/latest/aws-how-to/instances/find-ubuntu-images/ */
const canonical = '099720109477';

/**
 * Which accelerators an image has drivers for, according to its name and description. The plain systems of Amazon,
 * Canonical, and Debian have none; any other image can have any of them.
 */
function driversIn({
  Description,
  ImageOwnerAlias,
  Name,
  OwnerId,
}: Image): readonly Accelerator[] | undefined {
  const text = `${Name ?? ''} ${Description ?? ''}`;
  const found = [
    ...(/nvidia|cuda|\bgpu\b/i.test(text) ? (['nvidia'] as const) : []),
    ...(/neuron/i.test(text) ? (['neuron'] as const) : []),
    ...(/amdgpu|rocm/i.test(text) ? (['amd'] as const) : []),
  ];
  if (found.length > 0) return found;
  const plain =
    (ImageOwnerAlias === 'amazon' && /^(al2023-ami|amzn2-ami|debian-\d)/.test(Name ?? '')) ||
    (OwnerId === canonical && /^ubuntu\/images\//.test(Name ?? ''));
  return plain ? [] : undefined;
}
