/** What a plot is drawn into. */
export interface Frame {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Written into the picture, for one that leaves the panel. */
  readonly heading?: string;
}
