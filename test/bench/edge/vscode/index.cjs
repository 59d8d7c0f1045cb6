/**
 * There is no `vscode` outside VS Code. Whatever is asked of this one may be read, called and
 * extended: enough to load the extension, which is all that the bench measures with it.
 *
 * @type {object}
 */
const anything = new Proxy(function () {}, { get: () => anything, apply: () => anything });

module.exports = anything;
