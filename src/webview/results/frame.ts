/** What a plot is drawn into. */
export interface PlotFrame {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Written into the picture, for one that leaves the panel. */
  readonly heading?: string;
}
