import { cloudConfigOf, isCloudConfig } from '../sweep/script/cloud-config';

/** What of a run's `user_data` goes where. */
export interface BootParts {
  /** What the agent runs. */
  readonly script: string | undefined;
  /** What cloud-init applies before. */
  readonly cloudConfig: string | undefined;
}

/** Takes `user_data` apart, each different text once. */
export class Boots {
  readonly #known = new Map<string, BootParts>();

  of(userData: string | undefined): BootParts {
    if (userData === undefined || !isCloudConfig(userData))
      return { script: userData, cloudConfig: undefined };
    const known = this.#known.get(userData);
    if (known !== undefined) return known;
    const { config, script, fault } = cloudConfigOf(userData);
    // What cannot be taken apart is an error of the file: a launch does not come here with it.
    const parts =
      fault === undefined ? { script, cloudConfig: config } : { script: userData, cloudConfig: undefined };
    this.#known.set(userData, parts);
    return parts;
  }
}
