import type { ScriptFacts } from './facts';
import type { ShellNode, TextSpan } from './shell';
import { isPlainProgram } from './well-known';
import { literalOf } from './words';

/** A path below the working directory that a script clearly writes to. */
export interface LocalOutput {
  /** `results`, `out/model.pt`: without a leading `./` and trailing slashes. */
  readonly path: string;
  readonly span: TextSpan;
}

/** Options for output paths. */
const outputOption =
  /^--?(?:out|output|outdir|out[-_]dir|output[-_](?:dir|path|file|folder)|save|save[-_](?:dir|path|to)|results?[-_](?:dir|path|file)|log[-_]?dir|checkpoint[-_]dir|ckpt[-_]dir|model[-_](?:dir|out)|default[-_]root[-_]dir|export[-_]dir|dest|project)$/i;

/** Typical names of output folders. */
const outputFolder =
  /^(?:results?|outputs?|out|logs?|checkpoints?|ckpts?|models?|plots?|figures?|figs|artifacts|runs|predictions|lightning_logs|wandb|mlruns)(?:\/|$)/i;

/** Programs that build or download: their output is for the script, and isn't a result. */
const builds =
  /^(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+|nvcc|make|cmake|ninja|cargo|go|mvn|gradle|npm|pip3?|uv|git|conda|mamba|docker|podman|dvc|rclone|rsync|tar|gdown|huggingface-cli|hf|kaggle)$/;

/** Programs whose output is a result. */
const computes =
  /^(?:\.{0,2}\/\S+|python[\d.]*|Rscript|R|julia|node|java|perl|ruby|matlab|octave|torchrun|accelerate|deepspeed|mpirun|parallel)$/;

/** Where a script that doesn't change its working directory writes below it, as far as it is written literally. */
export function localOutputs(facts: ScriptFacts): readonly LocalOutput[] {
  const { broken, commands, functions, text, trees } = facts;
  if (broken || functions.size > 0 || commands.some(({ name }) => /^(?:cd|pushd|su|runuser)$/.test(name)))
    return [];
  const outputs: LocalOutput[] = [];
  const add = (written: string, span: TextSpan): void => {
    const path = localPath(written);
    if (path !== undefined) outputs.push({ path, span });
  };
  for (const { args, name } of commands) {
    const words = args.map((argument) => ({ ...literalOf(argument, text), node: argument }));
    if (name === 'mkdir')
      for (const word of words) if (word.whole && outputFolder.test(word.text)) add(word.text, word.node);
    if (isPlainProgram(name) || builds.test(name)) continue;
    for (const [place, { node, text: word, whole }] of words.entries()) {
      const [, option = '', value] = /^(-[^=]+)=(.+)$/.exec(word) ?? [];
      if (whole && value !== undefined && outputOption.test(option)) add(value, node);
      const next = words[place + 1];
      if (whole && next?.whole === true && outputOption.test(word) && !next.text.startsWith('-'))
        add(next.text, next.node);
    }
  }
  const [tree] = trees;
  if (tree !== undefined) redirects(tree, text, add);
  return outputs;
}

/** The targets of `>`. */
function redirects(node: ShellNode, text: string, add: (written: string, span: TextSpan) => void): void {
  if (node.type === 'redirected_statement') {
    const [body] = node.children;
    const command = body === undefined ? '' : text.slice(body.start, body.end);
    const [name = ''] = command.replace(/^(?:(?:nohup|time|nice|exec|env|sudo)\s+)+/, '').split(/\s/, 1);
    const counts = body?.type === 'command' && computes.test(name);
    for (const redirect of counts ? node.children : []) {
      const target = redirect.type === 'file_redirect' ? redirect.children.at(-1) : undefined;
      const sign = target === undefined ? '' : text.slice(redirect.start, target.start).trim();
      const literal = target === undefined ? undefined : literalOf(target, text);
      if (target === undefined || literal?.whole !== true || !/^(?:[12]?>>?|&>>?)$/.test(sign)) continue;
      // A file that a later line uses again is an intermediate file.
      if (!text.slice(target.end).includes(literal.text)) add(literal.text, target);
    }
  }
  for (const child of node.children) redirects(child, text, add);
}

function localPath(written: string): string | undefined {
  const path = written.replace(/^(?:\.\/+)+/, '').replace(/\/+$/, '');
  return path === '' || /^(?:[/~$-]|\.\.?(?:\/|$)|\w+:\/\/)|[*?[]/.test(path) ? undefined : path;
}
