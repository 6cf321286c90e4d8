import { t } from '@vscode/l10n';
import type { Command } from 'commander';
import type { CommandContext } from './setting';

/** `spawn mcp`: for assistants. */
export function addMcpCommand(program: Command, { terminal, finish }: CommandContext, version: string): void {
  program
    .command('mcp')
    .description(t('serve assistants by the Model Context Protocol (MCP); read-only by default'))
    .option('--allow-launch', t('also let them launch and cancel sweeps, after you agree to each call'))
    .action(async (_own: object, command: Command) => {
      const { mcp } = await import('../commands/mcp');
      finish(await mcp(command.optsWithGlobals(), terminal, version));
    });
}
