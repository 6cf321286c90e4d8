import { cloudConfigOf, isCloudConfig } from '../sweep/script/cloud-config';

/** A run's `user_data`, split by the program that uses it. */
export interface BootParts {
  /** What the agent runs. */
  readonly script: string | undefined;
  /** The part that cloud-init applies before the agent starts. */
  readonly cloudConfig: string | undefined;
}

/** Splits `user_data`, each distinct text once. */
export class Boots {
  readonly #known = new Map<string, BootParts>();

  of(userData: string | undefined): BootParts {
    if (userData === undefined || !isCloudConfig(userData))
      return { script: userData, cloudConfig: undefined };
    const known = this.#known.get(userData);
    if (known !== undefined) return known;
    const { config, script, fault } = cloudConfigOf(userData);
    // A cloud-config that cannot be split is an error in the file, so it is never launched.
    const parts =
      fault === undefined ? { script, cloudConfig: config } : { script: userData, cloudConfig: undefined };
    this.#known.set(userData, parts);
    return parts;
  }
}
