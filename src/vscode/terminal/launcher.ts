import path from 'node:path';
import { shellWord } from '../../engine/connect/shell-word';
import batchLines from './launcher.cmd';
import shellLines from './launcher.sh';

/** What the command is made of. Absolute paths. */
export interface CommandParts {
  /** The folder that is on the PATH of terminals. */
  readonly folder: string;
  /** `cli.js` of the extension that is installed. */
  readonly program: string;
  /** The program that runs extensions: Node, or Electron, which is Node with a variable set. */
  readonly runtime: string;
}

/** A file of the folder on the PATH. */
export interface LauncherFile {
  readonly name: string;
  readonly text: string;
}

const notice = 'Starts the command of the Spawn extension, which writes this file again: changes are lost.';

/** Files that start `spawn`: for every shell on Linux and macOS; on Windows for cmd and PowerShell, and for Git Bash. */
export const launcherFiles = (
  parts: CommandParts,
  platform: NodeJS.Platform = process.platform,
): readonly LauncherFile[] =>
  platform === 'win32' ? [shellLauncher(parts, path.win32), batchLauncher(parts)] : [shellLauncher(parts)];

function shellLauncher({ folder, program, runtime }: CommandParts, at: path.PlatformPath = path.posix) {
  const lines = [
    '#!/bin/sh',
    `# ${notice}`,
    `launcher=${shellWord(at.join(folder, 'spawn'))}`,
    `program=${shellWord(program)}`,
    `runtime=${shellWord(runtime)}`,
  ];
  return { name: 'spawn', text: `${lines.join('\n')}\n${shellLines}` };
}

/** cmd reads a file in the code page of the console: paths are relative to it, so that the user's name is in none of them. */
function batchLauncher({ folder, program, runtime }: CommandParts): LauncherFile {
  const relative = (file: string): string => {
    const way = path.win32.relative(folder, file).replaceAll('%', '%%');
    return path.win32.isAbsolute(way) ? way : `%~dp0${way}`;
  };
  const lines = [
    '@echo off',
    `rem ${notice}`,
    'setlocal DisableDelayedExpansion',
    'set "SPAWN_LAUNCHER=%~f0"',
    `set "SPAWN_PROGRAM=${relative(program)}"`,
    `set "SPAWN_RUNTIME=${relative(runtime)}"`,
    ...batchLines.trimEnd().split('\n'),
  ];
  return { name: 'spawn.cmd', text: lines.map((line) => `${line}\r\n`).join('') };
}
