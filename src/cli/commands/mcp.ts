import type { ExitCode } from '../exit';
import type { McpOptions } from '../mcp/server';
import type { Terminal } from '../terminal';

/** Serves assistants; the protocol's package is loaded here, and by no other command. */
export async function mcp(options: McpOptions, terminal: Terminal, version: string): Promise<ExitCode> {
  const { serve } = await import('../mcp/server');
  return serve(options, terminal, version);
}
