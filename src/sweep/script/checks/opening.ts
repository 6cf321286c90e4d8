import { t } from '@vscode/l10n';
import { type CloudConfigFault, cloudConfigOf } from '../cloud-config';
import { shebangOf } from '../languages';
import { type ForeignFormat, type Opening, openingOf, unusualInterpreter } from '../opening';
import { endOfLine } from '../scan';
import type { TextSpan } from '../shell';
import type { ScriptFinding } from './script-finding';

/**
 * Problems with the first bytes of `user_data`, which decide how the instance runs it. `ownImage`: the run uses a
 * custom image, whose programs are unknown.
 */
export function openingFindings(text: string, ownImage: boolean): readonly ScriptFinding[] {
  const opening = openingOf(text);
  switch (opening.kind) {
    case 'foreign':
      return [foreign(opening.format, opening.line)];
    case 'late':
      return [late(text, opening)];
    case 'cloud-config':
      return [cloudConfig(text)];
    case 'script': {
      const wrong = [...carriageReturns(text), ...badShebang(text)];
      return wrong.length > 0 || ownImage ? wrong : missingInterpreter(text);
    }
  }
}

/** How a cloud-config is used, or why it can't be used. */
function cloudConfig(text: string): ScriptFinding {
  const { script, fault } = cloudConfigOf(text);
  const span = { start: 0, end: endOfLine(text, 0) };
  if (fault !== undefined) {
    const { start, end } = fault;
    return {
      code: 'invalid-cloud-config',
      severity: 'error',
      message: meaningOfFault(fault),
      span: { start, end: Math.min(end, endOfLine(text, start)) },
      fixes: [],
    };
  }
  return {
    code: 'cloud-config',
    severity: script === undefined ? 'warning' : 'information',
    message:
      script === undefined
        ? t(
            'cloud-init applies this, and then the run ends immediately because it has no commands. Put the commands of the run under `runcmd`.',
          )
        : t(
            'cloud-init applies this before the run begins. The commands of `runcmd` become the script of the run; only they see its variables.',
          ),
    span,
    fixes: [],
  };
}

function meaningOfFault({ kind, detail }: CloudConfigFault): string {
  switch (kind) {
    case 'yaml':
      return t("cloud-init can't read this, because it isn't valid YAML. {0}", detail);
    case 'mapping':
      return t(
        'A cloud-config must be a mapping with each key on its own line, such as `packages:` and `runcmd:`.',
      );
    case 'commands':
      return t('`runcmd` must be a list of commands, each of them text or a list of words.');
  }
}

/** Formats that still run as a shell script. */
const runs: ReadonlySet<ForeignFormat> = new Set(['hook']);

const foreign = (format: ForeignFormat, span: TextSpan): ScriptFinding => ({
  code: 'unsupported-user-data',
  severity: runs.has(format) ? 'warning' : 'error',
  message: meaningOf(format),
  span,
  fixes: [],
});

function meaningOf(format: ForeignFormat): string {
  switch (format) {
    case 'include':
      return t(
        "Spawn runs `user_data` as a script, and cloud-init doesn't see `#include`, so nothing would run. Download and run the file in a script instead: curl -fsSL URL | bash.",
      );
    case 'hook':
      return t(
        'Spawn runs this once, as an ordinary shell script at the end of the first boot, and not early in every boot. Begin it with `#!/bin/bash`.',
      );
    case 'part':
      return t(
        "Spawn doesn't support this cloud-init format and can't run it as a script. Begin with `#!/bin/bash` or `#cloud-config`.",
      );
    case 'template':
      return t(
        "Spawn doesn't pass Jinja templates to cloud-init. Use the variables of the run, such as `$NAME`, in a script.",
      );
    case 'mime':
      return t(
        'Spawn builds the MIME archive itself and would run this one as a script, which fails. Write only the script, or a `#cloud-config` with the commands under `runcmd`.',
      );
    case 'windows':
      return t("Spawn starts Linux instances, which can't run this. Write a shell script.");
    case 'base64':
      return t(
        'This text is base64-encoded. Spawn compresses and encodes user data itself and would run this text as a script, which fails. Write the plain script.',
      );
    case 'binary':
      return t('This is binary data, not a script. Put programs under `files` and start them from a script.');
  }
}

function late(text: string, { header, is }: Extract<Opening, { kind: 'late' }>): ScriptFinding {
  const written = text.slice(header.start, header.end);
  const lineStart = text.lastIndexOf('\n', header.start - 1) + 1;
  const comments = text.slice(0, lineStart).trim() !== '';
  const lineEnd = endOfLine(text, header.end);
  const isLast = lineEnd + 1 >= text.length;
  const line = isLast ? { start: lineStart - 1, end: lineEnd } : { start: lineStart, end: lineEnd + 1 };
  const edits = comments
    ? [
        { span: { start: 0, end: 0 }, newText: `${written}\n` },
        { span: line, newText: '' },
      ]
    : [{ span: { start: 0, end: header.start }, newText: '' }];
  const title = t('Move `{0}` to the beginning', written);
  return {
    code: 'late-first-line',
    severity: is === 'shell' ? 'warning' : 'error',
    message:
      is === 'shell'
        ? t(
            '`{0}` only counts in the first bytes of the script. Here it is a comment, and `sh` runs the script instead.',
            written,
          )
        : t(
            '`{0}` only counts in the first bytes of the script. Here it is a comment, and `sh` would run the script, which fails.',
            written,
          ),
    span: header,
    fixes: [{ title, edits }],
  };
}

/** Windows line endings: the carriage return becomes part of each command and of the interpreter's name. */
function carriageReturns(text: string): readonly ScriptFinding[] {
  const end = endOfLine(text, 0);
  if (text[end - 1] !== '\r') return [];
  const shebang = shebangOf(text);
  return [
    {
      code: 'carriage-returns',
      severity: shebang === undefined ? 'warning' : 'error',
      message:
        shebang === undefined
          ? t(
              'This script has Windows line endings (CRLF). On Linux the carriage return becomes part of each command, and commands fail. Save the file with LF.',
            )
          : t(
              'This script has Windows line endings (CRLF). Linux looks for an interpreter whose name ends in a carriage return, finds none, and nothing runs. Save the file with LF.',
            ),
      span: { start: 0, end: end - 1 },
      fixes: [],
    },
  ];
}

/** A `#!` line that Linux reads differently than it looks: everything after the program is a single argument. */
function badShebang(text: string): readonly ScriptFinding[] {
  const shebang = shebangOf(text);
  if (shebang === undefined) return [];
  const end = endOfLine(text, 0);
  const line = text.slice(0, end).trimEnd();
  const span = { start: 0, end: line.length };
  const through = /^#!\s*\S*\benv\s+/.exec(line);
  if (through !== null && /^[^-\s]\S*\s+\S/.test(line.slice(through[0].length))) {
    const at = through[0].length;
    return [
      {
        code: 'invalid-shebang',
        severity: 'error',
        message: t(
          "Linux passes everything after `env` as a single program name, which doesn't exist, so nothing runs. `env -S` splits it at the spaces.",
        ),
        span,
        fixes: [{ title: t('Add `-S`'), edits: [{ span: { start: at, end: at }, newText: '-S ' }] }],
      },
    ];
  }
  if (!shebang.searched && !shebang.program.includes('/') && !/busybox/.test(line)) {
    return [
      {
        code: 'invalid-shebang',
        severity: 'error',
        message: t(
          "Linux doesn't search PATH for `{0}` here, so nothing runs. Write the full path, or `#!/usr/bin/env {0}`.",
          shebang.program,
        ),
        span,
        fixes: [
          {
            title: t('Change to `{0}`', `#!/usr/bin/env ${shebang.program}`),
            edits: shebang.options.length > 0 ? [] : [{ span, newText: `#!/usr/bin/env ${shebang.program}` }],
          },
        ].filter(({ edits }) => edits.length > 0),
      },
    ];
  }
  return [];
}

/** An interpreter that the default image may not have. */
function missingInterpreter(text: string): readonly ScriptFinding[] {
  const program = unusualInterpreter(text);
  if (program === undefined) return [];
  const span = { start: 0, end: text.slice(0, endOfLine(text, 0)).trimEnd().length };
  return [
    {
      code: 'missing-interpreter',
      severity: 'information',
      message: t(
        "Amazon Linux 2023, the default image, doesn't include {0}, so the script can't start. Use `ami` to specify an image that has it, or install it from a shell script first.",
        program,
      ),
      span,
      fixes: [],
    },
  ];
}
