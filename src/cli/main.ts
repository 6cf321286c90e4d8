import { isAbsolute } from 'node:path';
import { version } from '../../package.json';
import { keepCompiled } from './compile-cache';
import { explain, explainLostOutput } from './explain';
import { ProcessTerminal } from './process-terminal';
import { run } from './run';

// With an empty or relative HOME, the SDK and ssh would look for the user's files in the working directory.
if (!isAbsolute(process.env['HOME'] ?? '/')) delete process.env['HOME'];
// Set if the editor runs this program; other programs must not inherit it.
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
  // The last output may not have been written yet.
  else terminal.outputLost.addEventListener('abort', lost);
});
