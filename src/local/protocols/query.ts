import { AwsError } from '../failure';

/** Parameters of AWS's Query protocols: `Filter.1.Value.2=x` as a tree that is evaluated on demand. */
export class Params {
  private constructor(
    private readonly values: ReadonlyMap<string, string>,
    private readonly prefix: string,
  ) {}

  /** Parses a form body. */
  static of(form: string): Params {
    return new Params(new Map(new URLSearchParams(form)), '');
  }

  text(name: string): string | undefined {
    return this.values.get(this.prefix + name);
  }

  /** @throws AwsError MissingParameter */
  required(name: string): string {
    const value = this.text(name);
    if (value === undefined || value === '')
      throw new AwsError('MissingParameter', `The request must contain the parameter ${this.prefix}${name}`);
    return value;
  }

  /** @throws AwsError InvalidParameterValue if it isn't an integer */
  integer(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!/^-?\d+$/.test(value))
      throw new AwsError(
        'InvalidParameterValue',
        `Value (${value}) for parameter ${this.prefix}${name} is not a number.`,
      );
    return Number(value);
  }

  flag(name: string): boolean {
    return this.text(name)?.toLowerCase() === 'true';
  }

  /** `Name.1`, `Name.2`, … in order. */
  list(name: string): string[] {
    const found: string[] = [];
    for (const index of this.indices(name)) {
      const value = this.values.get(`${this.prefix}${name}.${index}`);
      if (value !== undefined) found.push(value);
    }
    return found;
  }

  /** `Name.1.…`, `Name.2.…` as trees. */
  children(name: string): Params[] {
    return this.indices(name).map((index) => this.child(`${name}.${index}`));
  }

  child(name: string): Params {
    return new Params(this.values, `${this.prefix}${name}.`);
  }

  /** Whether any parameter is below this name. */
  has(name: string): boolean {
    const below = `${this.prefix}${name}.`;
    for (const key of this.values.keys())
      if (key === below.slice(0, -1) || key.startsWith(below)) return true;
    return false;
  }

  /** All parameters, in a fixed order, to compare repeated requests. */
  fingerprint(without: readonly string[]): string {
    const left = [...this.values].filter(([name]) => !without.includes(name));
    return JSON.stringify(left.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  private indices(name: string): number[] {
    const below = `${this.prefix}${name}.`;
    const found = new Set<number>();
    for (const key of this.values.keys()) {
      if (!key.startsWith(below)) continue;
      const index = /^\d+/.exec(key.slice(below.length))?.[0];
      if (index !== undefined) found.add(Number(index));
    }
    return [...found].sort((a, b) => a - b);
  }
}
