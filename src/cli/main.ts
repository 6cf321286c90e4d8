import { isAbsolute } from 'node:path';
import { version } from '../../package.json';
import { keepCompiled } from './compile-cache';
import { explain, explainLostOutput } from './explain';
import { ProcessTerminal } from './process-terminal';
import { run } from './run';

// An empty or relative HOME would have the SDK and ssh look for the user's files in the working directory.
if (!isAbsolute(process.env['HOME'] ?? '/')) delete process.env['HOME'];
// Set where the editor itself runs this: programs that we start must not take it for their own.
delete process.env['ELECTRON_RUN_AS_NODE'];
keepCompiled(process.env);

const terminal = new ProcessTerminal(__dirname);
process.on('uncaughtException', (error) => {
  process.exit(explain(error, terminal));
});
void run(process.argv.slice(2), terminal, version).then((code) => {
  process.exitCode = code;
  const lost = (): void => {
    process.exitCode = explainLostOutput(terminal, code);
  };
  if (terminal.outputLost.aborted) lost();
  // What was printed last may still be on its way.
  else terminal.outputLost.addEventListener('abort', lost);
});
