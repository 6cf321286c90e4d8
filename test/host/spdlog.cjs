// Stands in for the native module that VS Code writes its logs with, which would have to be compiled: without it every
// log and every output channel of an extension stays empty. prepare.mjs puts it in the module's place.
const fs = require('node:fs');
const path = require('node:path');

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];
/** What the log viewer of VS Code knows these levels as. */
const NAMES = { warn: 'warning' };

class Logger {
  #file;
  #largest;
  #level = 0;
  #formatted = true;

  constructor(_type, _name, file, largest) {
    this.#file = file;
    this.#largest = largest;
  }

  getLevel() {
    return this.#level;
  }

  setLevel(level) {
    this.#level = level;
  }

  setPattern() {
    this.#formatted = true;
  }

  clearFormatters() {
    this.#formatted = false;
  }

  // Every line is on the disk at once.
  flush() {}

  drop() {
    this.#level = LEVELS.length;
  }

  write(level, message) {
    if (LEVELS.indexOf(level) < this.#level) return;
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
    const line = this.#formatted ? `${time} [${NAMES[level] ?? level}] ${message}\n` : message;
    // One file before this one is kept: logs of a test or a trial need no more.
    if (fs.existsSync(this.#file) && fs.statSync(this.#file).size > this.#largest) {
      fs.renameSync(this.#file, `${this.#file}.1`);
    }
    fs.appendFileSync(this.#file, line);
  }
}
for (const level of LEVELS) {
  Logger.prototype[level] = function (message) {
    this.write(level, message);
  };
}

async function createLogger(name, file, largest) {
  await fs.promises.mkdir(path.dirname(file), { recursive: true });
  return new Logger('rotating', name, file, largest);
}

// One by one, so that an ES module which imports this one sees the names.
exports.version = 0;
exports.Logger = Logger;
exports.setLevel = () => undefined;
exports.setFlushOn = () => undefined;
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
