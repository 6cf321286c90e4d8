import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Refactoring, refactoringsAt } from '../../../src/language/refactor/refactorings';
import { rename, type ScriptFileEdits } from '../../../src/language/rename';
import { SweepDocument } from '../../../src/sweep/document';
import { variableName } from '../../../src/sweep/environment';
import type { Knowledge } from '../../../src/sweep/knowledge';
import type { Run, RunSettings } from '../../../src/sweep/run';
import type { Surroundings } from '../../../src/sweep/surroundings';
import { rangeOf } from '../../../src/sweep/syntax/chunk';
import { applied, DEFAULTS } from '../sweep/mark';
import { mutations } from '../sweep/mutations';
import { realShell } from '../sweep/shell';
import { commented, commentsOf, type Specimen, specimens } from './variants';

let knowledge: Knowledge;
let files: readonly Specimen[];
before(async function () {
  this.timeout(120_000);
  const types = ['t3.micro', 't3.medium', 'c7i.large'];
  knowledge = {
    shell: await realShell(),
    regions: ['us-east-1', 'us-east-2', 'eu-west-1'],
    instanceTypes: new Map(
      types.map((name) => [name, { name, vcpus: 2, memoryGib: 4, architectures: ['x86_64'], spot: true }]),
    ),
  };
  files = specimens().flatMap((file) => (file.text.length > 4_000 ? [file] : [file, commented(file)]));
});

const opened = (file: Specimen, text = file.text, surroundings = file.surroundings): SweepDocument =>
  new SweepDocument({ ...file, text }, { defaults: DEFAULTS, surroundings, knowledge });

const UNREADABLE: ReadonlySet<string> = new Set([
  ...['invalid-yaml', 'invalid-json', 'not-a-sweep', 'duplicate-key'],
]);

/**
 * Warnings that something is not read, or not as what it is meant to be: with them gone, what is wrong with that
 * comes up. So it does behind errors.
 */
const REVEALING = ['unknown-key', 'other-name', 'misspelt-key'];

/** Files in which a change once brought problems up that this test did not expect, as it found them. */
const FOUND: readonly string[] = [
  'defaults:\n  ttl: 1h\n  user_dat: behind 14\n    p=X\n    eval q=\\$$p\n    echo "$q" "$zz"\nparams:\n  - x: 1\n',
  `defaults:\n  ttl: 1h\n  user_d  a: 1\n\n\n    cat <<'EOF' > /tmp/f; echo done\n    hello $NOPE\n    EOF\n    echo $TYPOD $X\nparams:\n  - x: 1\n`,
  'defaults:\n  ttl: 1h\n  user_data: >\n    #\n    echo $X\n    echo done\nparams:\n  - x: 1\n  - x: 1\n',
  'defaults:\n  ttl: 1h\n  user_data: echo\nparams:\n  - x:"nd 4\n# below\n',
  `defaults:\n  ttl: 1h\n  ser_data: |\n    <<'EOF' cat > scratch.ts\n    hello $NOPE\n    EOF\n    <<-EOF cat\n        World $X\n      EOF\n      echo $X\n  params:\n  - x: 1\n`,
];

type Part = keyof RunSettings | 'name' | 'parameters';

/** Which parts of its runs a fix may change: what its title says. A fix that adds, moves or renames a key may change any. */
const PROMISED: Readonly<Record<string, readonly Part[]>> = {
  'bare-duration': ['ttlSeconds', 'idleTimeoutSeconds', 'checkpoint'],
  'invalid-duration': ['ttlSeconds', 'idleTimeoutSeconds', 'checkpoint'],
  'ttl-too-long': ['ttlSeconds', 'idleTimeoutSeconds', 'checkpoint'],
  'no-ttl': ['ttlSeconds'],
  'unknown-region': ['region'],
  'unknown-instance-type': ['instanceTypes'],
  'unknown-policy': ['iamPolicy'],
  'invalid-policy-scope': ['iamPolicy'],
  'stop-with-spot': ['onComplete'],
  'retry-without-ttl': ['ttlSeconds'],
  'retry-without-spot': ['spot', 'spotFallback'],
  'retry-without-terminate': ['onComplete'],
  'checkpoint-without-retry': ['retry'],
  'unsafe-name': ['name'],
  'unknown-placeholder': ['name', 'parameters'],
  ...Object.fromEntries(
    [
      ...['unknown-variable', 'shell-in-here-document', 'unclosed-here-document', 'late-first-line'],
      ...['invalid-shebang', 'folded-script', 'hidden-failure'],
    ].map((code) => [code, ['userData'] as const]),
  ),
};

const REFACTORED: Readonly<Record<Refactoring['kind'], readonly Part[]>> = {
  expandGrid: [],
  foldParams: [],
  extractDefaults: [],
  addTtl: ['ttlSeconds'],
  narrowPolicy: ['iamPolicy'],
};

/** What a change must not touch. */
interface Promise {
  /** Parts of runs that may change; undefined for any. */
  readonly changes: readonly Part[] | undefined;
  /** Whether what is only worth knowing counts as a problem. */
  readonly informing: boolean;
  /** Whether problems may come up that were hidden. */
  readonly reveals?: boolean;
  /** What of scripts stays as it is: their comments, or, where lines may join and part, every word. */
  readonly scripts: 'comments' | 'words' | undefined;
  readonly surroundings: Surroundings;
}

/** Why a file is worse for a change; undefined where it is not. */
function harm(file: Specimen, before: SweepDocument, text: string, promise: Promise): string | undefined {
  const after = opened(file, text, promise.surroundings);
  const problems = (document: SweepDocument) =>
    document.problems().filter(({ severity }) => promise.informing || severity !== 'information');
  if (promise.reveals !== true && problems(after).length > problems(before).length)
    return `more problems: ${JSON.stringify(problems(after).map(({ message }) => message))}`;
  const gone =
    missing(commentsOf(file.text, file.language), commentsOf(text, file.language)) ??
    (promise.scripts === undefined
      ? undefined
      : missing(KEPT[promise.scripts](before), KEPT[promise.scripts](after)));
  if (gone !== undefined) return `gone: ${gone}`;
  const { changes } = promise;
  if (changes === undefined) return undefined;
  const runs = (document: SweepDocument) => document.sweep().runs.map((run) => kept(run, changes));
  const [was, is] = [runs(before), runs(after)];
  const at = was.findIndex((run, index) => run !== is[index]);
  if (was.length !== is.length) return `${was.length} runs become ${is.length}`;
  return at === -1 ? undefined : `run ${at}: ${was[at]} becomes ${is[at]}`;
}

function missing(before: readonly string[], after: readonly string[]): string | undefined {
  const left = [...after];
  return before.find((comment) => {
    const at = left.indexOf(comment);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}

const scriptsOf = (document: SweepDocument): readonly string[] => [
  ...new Set(document.sweep().runs.map(({ settings }) => settings.userData ?? '')),
];

const KEPT = {
  comments: (document: SweepDocument): readonly string[] =>
    scriptsOf(document)
      .flatMap((script) => script.split('\n'))
      .map((line) => line.trim())
      .filter((line) => /^#(?!!)/.test(line)),
  words: (document: SweepDocument): readonly string[] =>
    scriptsOf(document).flatMap((script) => script.split(/\s+/)),
};

function kept({ name, parameters, settings }: Run, changes: readonly Part[]): string {
  const parts: readonly (readonly [string, unknown])[] = [
    ['name', name],
    ['parameters', [...parameters].sort()],
    ...Object.entries(settings).sort(),
  ];
  return JSON.stringify(parts.filter(([part]) => !changes.some((each) => each === part)));
}

describe('whatever Spawn changes in a file', () => {
  const failures: string[] = [];
  /** Refactorings that were offered, and would not have been safe. */
  const refused: string[] = [];
  const tried = new Map<string, number>();
  const check = (
    kind: string,
    what: string,
    file: Specimen,
    before: SweepDocument,
    text: string,
    promise: Promise,
  ) => {
    tried.set(kind, (tried.get(kind) ?? 0) + 1);
    const why = harm(file, before, text, promise);
    if (why !== undefined) failures.push(`${file.name}, ${what}: ${why}\n${file.text}\n→\n${text}`);
  };
  beforeEach(() => {
    failures.length = 0;
    refused.length = 0;
    tried.clear();
  });

  const tryFixes = (file: Specimen, revealing?: readonly string[]): void => {
    const before = opened(file);
    for (const { code, severity, fixes } of before.problems()) {
      const reveals = revealing !== undefined && (severity === 'error' || revealing.includes(code));
      for (const { title, edits } of fixes) {
        const promise = {
          changes: PROMISED[code],
          informing: true,
          reveals,
          // A comment of joined lines continues where lines end once they are parted.
          scripts: code === 'folded-script' ? ('words' as const) : ('comments' as const),
          surroundings: file.surroundings,
        };
        check(code, title, file, before, applied(file.text, edits), promise);
      }
    }
  };

  const tryRenames = (file: Specimen): void => {
    const before = opened(file);
    for (const [name, key] of before.parameterKeys()) {
      const outcome = rename(before, rangeOf(key).start, 'renamed_here');
      if (outcome.kind === 'refused') continue;
      const surroundings = renamedBeside(file.surroundings, outcome.files);
      const changes: readonly Part[] = ['name', 'parameters', 'userData'];
      const certain = outcome.edits.filter((edit) => edit.certain);
      for (const [edits, informing] of [
        [certain, false],
        [outcome.edits, true],
      ] as const) {
        const text = applied(file.text, edits);
        check('rename', name, file, before, text, {
          changes,
          informing,
          scripts: informing ? undefined : 'comments',
          surroundings,
        });
        const variable = variableName(name);
        const parameters = (document: SweepDocument) =>
          document
            .sweep()
            .runs.map((run) =>
              [...run.parameters].map(([one, value]) =>
                variableName(one) === variable ? ['renamed_here', value] : [one, value],
              ),
            );
        assert.deepEqual(parameters(opened(file, text)), parameters(before), `${file.name}: ${name}`);
      }
    }
  };

  const tryRefactorings = (file: Specimen): void => {
    const before = opened(file);
    const seen = new Set<string>();
    for (const line of file.text.split('\n').keys()) {
      const at = { line, character: 2 };
      for (const { kind, title, edits } of refactoringsAt(before, DEFAULTS, { start: at, end: at })) {
        if (seen.has(title)) continue;
        seen.add(title);
        const made = edits();
        if (made === undefined) refused.push(`${file.name}, ${title}: offered, and not made\n${file.text}`);
        else {
          const promise = {
            changes: REFACTORED[kind],
            informing: true,
            scripts: 'comments' as const,
            surroundings: file.surroundings,
          };
          check(kind, title, file, before, applied(file.text, made), promise);
        }
      }
    }
  };

  it('is only the change of a fix', () => {
    for (const file of files) tryFixes(file);
    assert.deepEqual(failures, []);
    assert.ok(tried.size > 15, [...tried.keys()].join());
  }).timeout(120_000);

  it('is only a name where a parameter is renamed', () => {
    for (const file of files) tryRenames(file);
    assert.deepEqual(failures, []);
    assert.ok((tried.get('rename') ?? 0) > 300);
  }).timeout(120_000);

  it('is only how it is written where it is refactored', () => {
    for (const file of files) tryRefactorings(file);
    assert.deepEqual([...failures, ...refused], []);
    assert.deepEqual([...tried.keys()].sort(), Object.keys(REFACTORED).sort());
  }).timeout(120_000);

  it('is no more than that, however a file is changed before', () => {
    let readable = 0;
    const small = files.filter(({ text }) => text.length < 3_000);
    const [yaml] = small.filter(({ language }) => language === 'yaml');
    assert.ok(yaml !== undefined);
    fc.assert(
      fc.property(fc.constantFrom(...small), mutations, (specimen, mutate) => {
        const file = { ...specimen, text: mutate(specimen.text) };
        // What was hidden by a file that cannot be read comes up once it can.
        if (
          opened(file)
            .problems()
            .some(({ code }) => UNREADABLE.has(code))
        )
          return;
        tryFixes(file, REVEALING);
        tryRenames(file);
        tryRefactorings(file);
        readable++;
        assert.deepEqual(failures.splice(0), []);
      }),
      { numRuns: 1_500, examples: FOUND.map((text): [Specimen, () => string] => [yaml, () => text]) },
    );
    assert.ok(readable > 300, `${readable} could be read`);
  }).timeout(240_000);
});

/** What is next to a file once its scripts are renamed in too. */
const renamedBeside = (surroundings: Surroundings, files: readonly ScriptFileEdits[]): Surroundings => ({
  ...surroundings,
  readText: (path) => {
    const changed = files.find((file) => file.path === path);
    if (changed === undefined) return surroundings.readText(path);
    return [...changed.edits]
      .reverse()
      .reduce(
        (text, { start, end, newText }) => text.slice(0, start) + newText + text.slice(end),
        changed.text,
      );
  },
});
