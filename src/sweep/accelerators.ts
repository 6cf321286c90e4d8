/** What an instance type computes with next to its CPU, and needs a driver for. */
export type Accelerator = 'nvidia' | 'amd' | 'neuron';

/** Names of public images that bring a driver. */
export type DriverImage = 'gpu' | 'neuron';

export interface Accelerated {
  readonly kind: Accelerator;
  /** As people call it: `NVIDIA GPUs`. */
  readonly title: string;
  /** The public image whose driver works with it; undefined where AWS publishes none. */
  readonly image?: DriverImage;
}

/**
 * By family, the first that fits. The open kernel modules of AWS's images do not know the GPUs of before 2018 (V100 and older),
 * nor does its Neuron driver know the first Inferentia any more:
 * https://docs.aws.amazon.com/dlami/latest/devguide/appendix-ami-release-notes.html
 */
const families: readonly (readonly [RegExp, Accelerated])[] = [
  [/^g4ad\./, { kind: 'amd', title: 'AMD GPUs' }],
  [/^(?:p[23]|p3dn|g2|g3s?)\./, { kind: 'nvidia', title: 'NVIDIA GPUs (V100 or older)' }],
  [/^(?:gr?\d[a-z]*|p\d[a-z]*(?:-[a-z\d]+)?)\./, { kind: 'nvidia', title: 'NVIDIA GPUs', image: 'gpu' }],
  [/^inf1\./, { kind: 'neuron', title: 'AWS Inferentia chips of the first generation' }],
  [/^inf\d[a-z]*\./, { kind: 'neuron', title: 'AWS Inferentia chips', image: 'neuron' }],
  [/^trn\d[a-z]*\./, { kind: 'neuron', title: 'AWS Trainium chips', image: 'neuron' }],
];

/** What a type has next to its CPU; undefined for one without, as most are. Types newer than any table tell by their names. */
export const acceleratedBy = (instanceType: string): Accelerated | undefined =>
  families.find(([family]) => family.test(instanceType))?.[1];

/** Scripts that bring a driver themselves; the agent lets these through too (agent/gpu.sh). */
export const installsDriver = (script: string): boolean =>
  /nvidia-(?:driver|open|dkms|headless)|cuda-drivers|NVIDIA-Linux|ubuntu-drivers|amdgpu|neuronx-dkms/i.test(
    script,
  );
