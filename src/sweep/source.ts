/** A sweep file in an editor or on disk. */
export interface SweepSource {
  readonly text: string;
  readonly language: 'yaml' | 'json';
  /** Name of the file, without its folder: `ml-sweep.yaml`. */
  readonly fileName: string;
}
