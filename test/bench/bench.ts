/** One measured figure, with what it is measured against and the bound it must keep. */
export interface Figure {
  /** What a user waits for: `keystroke → problems, 10,000 runs`. */
  readonly name: string;
  readonly value: number;
  /** Unit of `value` and of the peer's: `ms`, `KB`, `calls`. */
  readonly unit: string;
  /** The peer or the floor, measured in the same run. */
  readonly against?: { readonly name: string; readonly value: number };
  /** How the two compare, in the direction that the gate speaks of. */
  readonly ratio?: number;
  /** The bound in words: `≥ 20 × faster`. None where the figure is only told. */
  readonly gate?: string;
  /** The gate holds; true where there is none. */
  readonly ok: boolean;
  /** Worth knowing next to the figure: what is inside a package, why it is red. */
  readonly note?: string;
  /** The same on every machine and in every run: a size, a count, simulated time. Only such gates fail a CI run. */
  readonly exact?: boolean;
}

export interface BenchOptions {
  /** Fewer rounds and smaller sizes, for CI. */
  readonly quick: boolean;
}

/** A measurement; a module under test/bench exports its own as `default: Bench[]`. */
export interface Bench {
  /** As `npm run bench -- NAME` picks it. */
  readonly name: string;
  /** Has a form that ends within a quarter of a minute: runs in CI with `--quick`. */
  readonly quick: boolean;
  run(options: BenchOptions): Promise<readonly Figure[]>;
}
