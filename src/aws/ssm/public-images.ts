import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { t } from '@vscode/l10n';
import { Failure, whenNotFound } from '../../engine/failure';
import { type ImageName, imageTitle } from '../../sweep/images';
import { abort } from '../abort';
import type { Clients } from '../clients';

type Architecture = 'x86_64' | 'arm64';

/**
 * Public parameters of Systems Manager that hold the newest image id:
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters-ami.html,
 * https://docs.aws.amazon.com/dlami/latest/devguide/find-dlami-id.html,
 * https://documentation.ubuntu.com/aws/en/latest/aws-how-to/instances/find-ubuntu-images/
 */
const parameters: Readonly<Record<ImageName, (architecture: Architecture) => string | undefined>> = {
  al2023: (architecture) => `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${architecture}`,
  'ubuntu-24.04': (architecture) =>
    `/aws/service/canonical/ubuntu/server/24.04/stable/current/${architecture === 'arm64' ? 'arm64' : 'amd64'}/hvm/ebs-gp3/ami-id`,
  gpu: (architecture) =>
    `/aws/service/deeplearning/ami/${architecture}/base-oss-nvidia-driver-gpu-amazon-linux-2023/latest/ami-id`,
  // Images for Inferentia and Trainium exist for x86_64 only.
  neuron: (architecture) =>
    architecture === 'arm64' ? undefined : '/aws/service/neuron/dlami/base/amazon-linux-2023/latest/image_id',
};

/** The newest image of a public name in a region. @throws Failure `NoImage` if it has none */
export async function newestImage(
  clients: Clients,
  region: string,
  image: ImageName,
  architecture: Architecture,
  signal: AbortSignal | undefined,
): Promise<string> {
  const name = parameters[image](architecture);
  const answer =
    name === undefined
      ? undefined
      : await clients
          .call({ action: 'GetParameter', region }, () =>
            clients.ssm(region).send(new GetParameterCommand({ Name: name }), abort(signal)),
          )
          .catch(whenNotFound(undefined));
  const id = answer?.Parameter?.Value;
  if (id !== undefined) return id;
  throw new Failure(
    'not-found',
    'NoImage',
    t(
      "AWS doesn't publish {0} for {1} in {2}. Nothing was launched. Check the name of the region, or specify another image with the key ami.",
      imageTitle(image),
      architecture,
      region,
    ),
  );
}
