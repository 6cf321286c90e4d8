import { stableId } from './ids';

type Architecture = 'x86_64' | 'arm64';

/** A public machine image. All instances of the local cloud run the host's own system. */
export interface Image {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly ownerId: string;
  /** Missing if the owner isn't one of AWS's own accounts. */
  readonly ownerAlias?: string;
  readonly region: string;
  readonly architecture: Architecture;
  readonly rootDevice: string;
  /** GiB of its snapshot, which is the minimum size of a root volume. */
  readonly diskGib: number;
  /** The public Systems Manager parameters with its ID. */
  readonly parameters: readonly string[];
  /** The login user of its instances. */
  readonly loginUser: string;
}

type Model = Omit<Image, 'id' | 'region'>;

const neuron: Model = {
  name: 'Deep Learning Base Neuron AMI (Amazon Linux 2023) 20260918',
  description: 'Supported EC2 instances: Inf2, Trn1, Trn1n, Trn2, Trn3. AWS Neuron driver.',
  ownerId: '898082745236',
  ownerAlias: 'amazon',
  architecture: 'x86_64',
  rootDevice: '/dev/xvda',
  diskGib: 50,
  parameters: ['/aws/service/neuron/dlami/base/amazon-linux-2023/latest/image_id'],
  loginUser: 'ec2-user',
};

function ubuntu(architecture: Architecture): Model {
  const arch = architecture === 'arm64' ? 'arm64' : 'amd64';
  return {
    name: `ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-${arch}-server-20260910`,
    description: `Canonical, Ubuntu, 24.04, ${arch} noble image`,
    ownerId: '099720109477',
    architecture,
    rootDevice: '/dev/sda1',
    diskGib: 8,
    parameters: [`/aws/service/canonical/ubuntu/server/24.04/stable/current/${arch}/hvm/ebs-gp3/ami-id`],
    loginUser: 'ubuntu',
  };
}

function debian(architecture: Architecture): Model {
  const arch = architecture === 'arm64' ? 'arm64' : 'amd64';
  return {
    name: `debian-12-${arch}-20260909-2239`,
    description: 'Debian 12 (20260909-2239)',
    ownerId: '136693071363',
    ownerAlias: 'amazon',
    architecture,
    rootDevice: '/dev/xvda',
    diskGib: 8,
    parameters: [`/aws/service/debian/release/12/latest/${arch}`],
    loginUser: 'admin',
  };
}

/** As EC2 described them in September 2026. */
const models: readonly Model[] = (['x86_64', 'arm64'] as const).flatMap((architecture): Model[] => [
  {
    name: `al2023-ami-2023.7.20250623.1-kernel-6.1-${architecture}`,
    description: `Amazon Linux 2023 AMI 2023.7.20250623.1 ${architecture} HVM kernel-6.1`,
    ownerId: '137112412989',
    ownerAlias: 'amazon',
    architecture,
    rootDevice: '/dev/xvda',
    diskGib: 8,
    parameters: ['default', '6.1'].map(
      (kernel) => `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-${kernel}-${architecture}`,
    ),
    loginUser: 'ec2-user',
  },
  {
    name: `Deep Learning ${architecture === 'arm64' ? 'ARM64 ' : ''}Base OSS Nvidia Driver GPU AMI (Amazon Linux 2023) 20260925`,
    description: 'Supported EC2 instances: see the release notes. NVIDIA driver 595, CUDA 13.2.',
    ownerId: '898082745236',
    ownerAlias: 'amazon',
    architecture,
    rootDevice: '/dev/xvda',
    diskGib: 75,
    parameters: [
      `/aws/service/deeplearning/ami/${architecture}/base-oss-nvidia-driver-gpu-amazon-linux-2023/latest/ami-id`,
    ],
    loginUser: 'ec2-user',
  },
  ubuntu(architecture),
  debian(architecture),
  ...(architecture === 'arm64' ? [] : [neuron]),
]);

/** The images of every region, each with its own ID per region. */
export const imagesIn = (region: string): readonly Image[] =>
  models.map((model) => ({ ...model, region, id: stableId('ami', `${region}/${model.name}`) }));

export const imageById = (region: string, id: string): Image | undefined =>
  imagesIn(region).find((image) => image.id === id);

/** The login user of an image; that of most images if it is unknown. */
export const imageLoginUser = (region: string, imageId: string): string =>
  imageById(region, imageId)?.loginUser ?? 'ec2-user';

/** The image of a public SSM parameter; undefined if the parameter has none. */
export const imageByParameter = (region: string, parameter: string): Image | undefined =>
  imagesIn(region).find(({ parameters }) => parameters.includes(parameter));
