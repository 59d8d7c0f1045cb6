// @ts-check
// What VS Code writes its log files with, as far as it uses it: the native part of @vscode/spdlog, in JavaScript.
const fs = require("node:fs");

const levels = ["trace", "debug", "info", "warning", "error", "critical"];

class Logger {
  least = 2;
  bare = false;

  /**
   * @param {string} _type
   * @param {string} _name
   * @param {string} path
   */
  constructor(_type, _name, path) {
    this.path = path;
  }

  /**
   * @param {number} level
   * @param {string} text
   */
  write(level, text) {
    if (level < this.least) return;
    const head = `${new Date().toISOString()} [${levels[level]}] `;
    fs.appendFileSync(this.path, this.bare ? text : `${head}${text}\n`);
  }

  /** @param {number} level */
  setLevel(level) {
    this.least = level;
  }
  clearFormatters() {
    this.bare = true;
  }
  setPattern() {}
  flush() {}
  drop() {}

  /** @param {string} text */
  trace(text) {
    this.write(0, text);
  }
  /** @param {string} text */
  debug(text) {
    this.write(1, text);
  }
  /** @param {string} text */
  info(text) {
    this.write(2, text);
  }
  /** @param {string} text */
  warn(text) {
    this.write(3, text);
  }
  /** @param {string} text */
  error(text) {
    this.write(4, text);
  }
  /** @param {string} text */
  critical(text) {
    this.write(5, text);
  }
}

exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
