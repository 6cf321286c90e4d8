/** The area of a plot. */
export interface PlotFrame {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Included in a picture that is saved. */
  readonly heading?: string;
}
