/** Colors of the current theme; a plot requests them again when it changes. */
export interface Palette {
  readonly font: string;
  readonly foreground: string;
  readonly muted: string;
  readonly line: string;
  readonly background: string;
  readonly best: string;
  /** The color of a point without a color scale. */
  readonly point: string;
  /** From the worst value of a metric to the best. */
  readonly ramp: readonly string[];
  /** For values without an order. */
  readonly classes: readonly string[];
}
