/** The accelerators of an instance type, which need a driver. */
export type Accelerator = 'nvidia' | 'amd' | 'neuron';

/** Names of public images with a driver. */
export type DriverImage = 'gpu' | 'neuron';

export interface Accelerated {
  readonly kind: Accelerator;
  /** As shown to users: `NVIDIA GPUs`. */
  readonly title: string;
  /** The public image with a driver for it; undefined if AWS publishes none. */
  readonly image?: DriverImage;
}

/**
 * By instance family; the first match counts. The open kernel modules of AWS's images don't support GPUs from before
 * 2018 (V100 and older), and its Neuron driver no longer supports the first Inferentia:
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

/** The accelerators of a type; undefined for a type without, as most are. For types that are newer than any table, the name decides. */
export const acceleratedBy = (instanceType: string): Accelerated | undefined =>
  families.find(([family]) => family.test(instanceType))?.[1];

/** Scripts that install a driver themselves; the agent also accepts these (agent/gpu.sh). */
export const installsDriver = (script: string): boolean =>
  /nvidia-(?:driver|open|dkms|headless)|cuda-drivers|NVIDIA-Linux|ubuntu-drivers|amdgpu|neuronx-dkms/i.test(
    script,
  );
